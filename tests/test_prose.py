"""Numbers of the running text: sentences with the numbers that a person reads in them, written down by hand.

Sentences are made after real ones. ``None`` for a number: words alone state that there was none.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.documents import from_bytes, from_path
from gongkai.grids import pdf_scans
from gongkai.grids.model import Extract, Line
from gongkai.prose.counts import Whose
from gongkai.prose.facts import read
from gongkai.prose.sections import paragraphs
from gongkai.read import read_document
from gongkai.records import Fact, Report, report_from_stage, report_to_stage, to_json

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real reports is not on this machine")

HEADINGS = {
    "1": "一、总体情况",
    "2": "二、主动公开政府信息情况",
    "3": "三、收到和处理政府信息公开申请情况",
    "4": "四、政府信息公开行政复议、行政诉讼情况",
    "5": "五、存在的主要问题及改进情况",
    "6": "六、其他需要报告的事项",
}
OFFICE = Whose(2024, "样川市教育局")

Stated = list[tuple[str, str | None]]


def facts(text: str, whose: Whose = OFFICE, section: str = "1") -> tuple[Fact, ...]:
    heads = dict.fromkeys((HEADINGS["1"], HEADINGS[section]))
    lines = (*(Line(head, f"h{i}") for i, head in enumerate(heads)), Line(text, "p"))
    found = read((Extract("html", (), lines),), whose)
    return found.facts if found is not None else ()


def stated(text: str, whose: Whose = OFFICE, section: str = "1") -> Stated:
    return [
        (
            f.indicator.removeprefix("pr_"),
            None if f.value is None else f"{f.value}{'' if f.status == 'reported' else '?'}",
        )
        for f in facts(text, whose, section)
    ]


REQUESTS: list[tuple[str, Stated]] = [
    ("2024年，全年共收到政府信息公开申请15件，均按时答复。", [("req_received", "15")]),
    ("本年度我局新收到政府信息公开申请十二件，答复三件。", [("req_received", "12"), ("req_closed", "3")]),
    ("收到申请政府信息公开事项１８件，已答复。", [("req_received", "18")]),
    ("本机关收到4件政府信息公开申请。", [("req_received", "4")]),
    ("全年受理依申请公开信息申请0条。", [("req_received", "0")]),
    ("受理并办结依申请公开23件。", [("req_received", "23"), ("req_closed", "23")]),
    ("收到政府信息公开申请1,234件。", [("req_received", "1234")]),
    ("收到政府信息公开申请约30件。", [("req_received", "30?")]),
    (
        "上年结转政府信息公开申请2件，本年新收政府信息公开申请10件；办结11件，结转下年度继续办理1件。",
        [("req_carried_in", "2"), ("req_received", "10"), ("req_closed", "11"), ("req_carried", "1")],
    ),
    (
        "受理政府信息公开申请319件，答复305件（含上年度结转申请4件，另有18件顺延到下年度答复）。",
        [("req_received", "319"), ("req_closed", "305"), ("req_carried_in", "4"), ("req_carried", "18")],
    ),
    (
        "全年共收到依申请公开12件，其中自然人11件、企业1件。处理结果中，予以公开2件，部分公开8件，不予公开1件，信息不存在的1件。",
        [("req_received", "12"), ("req_granted", "2"), ("req_partial", "8"), ("req_denied", "1")],
    ),
    (
        "处理依申请公开92件，其中本年度新接收91件，2023年结转办理1件，除4件转结2025年办理以外均已答复。",
        [("req_received", "91"), ("req_carried_in", "1"), ("req_carried", "4")],
    ),
    ("共收到依申请公开20件，19件已答复，1件结转下年。", [("req_received", "20"), ("req_carried", "1")]),
    ("本年未收到政府信息公开申请。", [("req_received", None)]),
    ("我局收到政府信息公开申请10件、答复9件。", [("req_received", "10"), ("req_closed", "9")]),
]

DISPUTES: list[tuple[str, Stated]] = [
    ("政府信息公开行政复议35件，其中结果维持7件；政府信息公开行政诉讼4件。", [("review", "35"), ("suit", "4")]),
    ("收到针对我局信息公开事务的行政复议0件。", [("review", "0")]),
    ("本年没有因政府信息公开引起的行政复议和行政诉讼。", [("review", None), ("suit", None)]),
    ("我局无因政府信息公开工作被申请行政复议、提起行政诉讼方面的情况。", [("review", None), ("suit", None)]),
    ("全年未收到信息公开申请，也未发生信息公开行政复议。", [("req_received", None), ("review", None)]),
    ("政府信息公开行政复议、行政诉讼共5件。", []),
    ("全年办理行政复议案件560件，行政应诉30件。", []),
    ("全年收到行政复议申请560件，受理行政复议案件500件。", []),
]

PUBLISHED: list[tuple[str, Stated]] = [
    ("2024年，我局主动公开政府信息58条，其中工作动态38条，公告公示20条。", [("published_total", "58")]),
    ("全年累计主动公开政府信息100余条。", [("published_total", "100?")]),
    ("到年底累计主动公开政府信息5928条，其中本年度新增主动公开政府信息2110条。", [("published_total", "2110")]),
    ("今年，我局通过市政府门户网站公开政府信息20条，内容涉及7大类。", [("channel_site", "20")]),
    (
        "主动公开政府信息800条，其中政府网站公开16条，微信公众号“样川教育”发布440条，微博发布34条。",
        [("published_total", "800"), ("channel_site", "16"), ("channel_account", "440"), ("channel_account", "34")],
    ),
    ("通过微信公众号、今日头条等新媒体公开信息1039条。", [("channel_account", "1039")]),
    ("通过政务微信公众号“样川教育”公开108条信息。", [("channel_account", "108")]),
    ("在样川日报、样川电视台等媒体上刊发信息5条。", [("channel_media", "5")]),
    ("通过门户网站、微信公众号发布信息300条。", []),  # two kinds of outlet
    ("全市政府网站及389个政务新媒体发布信息500条。", []),
    ("通过政府信息公开专栏，主动公开政府信息729条。", []),  # an outlet of no kind known here
    ("通过政府网站“财政直达”专栏发布信息7条。", []),  # a part of the outlet
    ("通过门户网站公开政策解读、财政预决算等信息2441条。", []),  # of some kinds only
    ("主动公开政府信息53条，上报县政府网站政府信息19条，省日报头版1篇。", [("published_total", "53")]),
    ("全年主动公开政府信息124条，其中政府公报4条，政府会议20条。", [("published_total", "124")]),
    ("2024年度，共发布政务信息439条，其中时政要闻109条。", []),  # news are among them
    ("要求各科室主动公开政府信息不少于50条。", []),
    ("不予公开政府信息3条，依申请公开政府信息5条。", []),
]

MONEY_AND_TRAINING: list[tuple[str, Stated]] = [
    ("本年度收取信息处理费400元。", [("processing_fee", "400")]),
    ("本机关2024年度收取信息处理费总金额为0.37万元。", [("processing_fee", "0.37")]),
    ("发出收费通知的总金额为500元，实际收取信息处理费总金额为380元。", [("processing_fee", "380")]),
    ("2024年我局未收取信息处理费。", [("processing_fee", None)]),
    ("未因信息公开收取公民、法人和其他组织等任何费用。", [("fee", None)]),
    ("按照规定可收取信息处理费，单件100元。", []),
    ("举办政务公开培训班2期，培训150人次。", [("training", "2"), ("trainees", "150")]),
]

#: Numbers of another year, period or organ, comparisons, and numbers of something else.
TRAPS: list[tuple[str, Stated]] = [
    ("2023年，我局收到政府信息公开申请5件；2024年，收到政府信息公开申请7件。", [("req_received", "7")]),
    ("2023年，我局收到政府信息公开申请5件。办结5件。", []),
    ("去年收到政府信息公开申请5件，今年收到政府信息公开申请7件。", [("req_received", "7")]),
    ("上年度，我局收到政府信息公开申请5件。", []),
    ("三年来，我局收到政府信息公开申请5件。", []),
    ("本届政府收到政府信息公开申请5件。", []),
    ("任期内，我局收到政府信息公开申请5件。", []),
    ("2021年1月1日至2022年12月31日，我局收到政府信息公开申请5件。", []),
    ("一年来，我局收到政府信息公开申请7件。", [("req_received", "7")]),
    ("收到政府信息公开申请7件，比2023年的5件增加2件，同比增长40%。", [("req_received", "7")]),
    ("收到政府信息公开申请7件（2023年收到申请5件）。", [("req_received", "7")]),
    ("2024年上半年，我局收到政府信息公开申请26件，答复25件。", []),
    ("2024年1月至6月，收到政府信息公开申请5件。", []),
    ("2024年1月1日至2024年12月31日，收到政府信息公开申请5件。", [("req_received", "5")]),
    ("截至2024年12月31日，我局累计收到政府信息公开申请500件。", []),
    ("自条例施行以来，累计收到政府信息公开申请500件。", []),
    ("市司法局认真履职，收到政府信息公开申请5件。", []),
    ("市司法局收到政府信息公开申请5件。", []),
    ("我局所属各学校收到政府信息公开申请5件，本机关收到政府信息公开申请2件。", [("req_received", "2")]),
    ("收到人大代表建议35件，办结35件，答复率100%。", []),
    ("收到政府信息公开申请3件，收到群众投诉12件，办结12件。", [("req_received", "3")]),
    ("受理行政许可申请300件，办结300件。", []),
    ("收到申请5件。", []),  # nothing says what for
    ("收到政府信息公开申请1 234件。", []),
    ("收到政府信息公开申请1，234件。", []),
    ("收到政府信息公开申请3-5件。", []),
    ("收到政府信息公开申请007件。", []),
    ("收到政府信息公开申请一万二件。", []),
    ("收到政府信息公开申请3件次。", []),
    ("收到第3件政府信息公开申请。", []),
    ("收到网上申请5件，信函申请6件。", []),
    ("未收到市教委转来的政府信息公开申请。", []),
    ("2022年结转2件。", []),
]


@pytest.mark.parametrize(("text", "expected"), [*REQUESTS, *DISPUTES, *PUBLISHED, *MONEY_AND_TRAINING, *TRAPS])
def test_a_sentence_counts_what_its_words_say(text: str, expected: Stated) -> None:
    assert stated(text) == expected


def test_section_five_tells_of_problems_and_section_four_of_disputes() -> None:
    assert stated("收到政府信息公开申请3件。", section="5") == []
    assert stated("行政复议3件，行政诉讼2件。", section="4") == [("review", "3"), ("suit", "2")]
    assert stated("行政复议3件，行政诉讼2件。") == []


def test_the_agency_is_its_own_by_name_abbreviation_and_level() -> None:
    for name in ("样川市市场监督管理局", "市市场监管局", "样川市市场监管局"):
        assert stated(f"2024年{name}收到政府信息公开申请3件。", Whose(2024, "样川市市场监督管理局")), name
    assert not stated("市监察局收到政府信息公开申请3件。", Whose(2024, "样川市市场监督管理局"))
    assert stated("市政府办公室收到政府信息公开申请3件。", Whose(2024, "样川市人民政府办公室"))
    assert not stated("市政府办公室收到政府信息公开申请3件。")
    assert not stated("城关镇卫生院收到政府信息公开申请3件。", Whose(2024, "样川市城关镇人民政府"))


def test_a_year_without_one_in_the_title_is_not_guessed() -> None:
    assert stated("2024年收到政府信息公开申请3件。", Whose(None, None)) == []
    assert stated("收到政府信息公开申请3件。", Whose(None, None)) == [("req_received", "3")]


def test_the_label_is_the_outlet_or_whose_number_it_is() -> None:
    found = facts(
        "全市各级行政机关共收到政府信息公开申请95件，市政府门户网站公开信息7条。", Whose(2024, "样川市人民政府")
    )
    assert [(f.label, f.raw, f.unit, f.unit_source) for f in found] == [
        ("全市各级行政机关", "95件", "件", "cell"),
        ("市政府门户网站", "7条", "条", "cell"),
    ]


def test_another_number_for_one_indicator_is_a_second_fact_and_the_same_one_is_not() -> None:
    found = facts("收到政府信息公开申请17件。共受理政府信息公开申请16件。新收政府信息公开申请17件。")
    assert [(f.label, f.value) for f in found] == [(None, Decimal(17)), ("#2", Decimal(16))]


def test_ink_without_text_in_a_sentence_leaves_it_out() -> None:
    assert stated("收到政府信息公开申请1\ufffd件，办结3件。") == []


def test_a_fact_has_its_sentence_and_the_place_of_its_line() -> None:
    lines = (
        Line("一、总体情况", "p1 0,0,9,9"),
        Line("2024年，我局收到政府信息公开", "p1 1,1,9,9"),
        Line("- 1 -", "p1 2,2,9,9"),
        Line("申请 1２ 件。", "p2 3,3,9,9"),
    )
    (fact,) = read((Extract("rules", (), lines),), OFFICE).facts  # type: ignore[union-attr]
    assert (fact.value, fact.raw, fact.place) == (Decimal(12), "1２件", "p2 3,3,9,9")
    assert fact.context == "2024年，我局收到政府信息公开申请1２件。"
    assert (fact.table, fact.n, fact.by, fact.reading, fact.applicant) == ("prose", 1, "label", "single", None)


def test_digits_on_both_sides_of_a_lines_end_are_no_number() -> None:
    lines = (
        Line("一、总体情况", "p1 0,0,9,9"),
        Line("收到政府信息公开申请31", "p1 1,1,9,9"),
        Line("19件。", "p1 2,2,9,9"),
    )
    assert read((Extract("rules", (), lines),), OFFICE).facts == ()  # type: ignore[union-attr]


def test_text_read_off_a_picture_is_not_counted() -> None:
    lines = (Line("一、总体情况", "p1 0,0,9,9"), Line("收到政府信息公开申请3件。", "p1 1,1,9,9"))
    assert read((Extract("ocr", (), lines),), OFFICE) is None


def test_a_scanned_page_among_pages_of_text_is_not_counted() -> None:
    text = (
        Line("一、总体情况", "p1 0,0,9,9"),
        Line("办结政府信息公开申请2件。收到政府信息公开申请", "p1 1,1,9,9"),
        Line("结转下年度继续办理1件。", "p3 1,1,9,9"),
    )
    scans = (Extract("ocr", (), (Line("3件。答复政府信息公开申请4件，", "p2 1,1,9,9"),)), Extract("glyphs", ()))
    found = pdf_scans.added((Extract("rules", (), text),), scans, [2])
    assert [line.place[:2] for line in found[0].lines] == ["p1", "p1", "p2", "p3"]
    answer = read(found, OFFICE)
    assert answer is not None and [(f.indicator, f.raw) for f in answer.facts] == [("pr_req_closed", "2件")]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["（一）总体情况", "甲。", "（二）主动公开政府信息情况", "乙。"], [("1", "甲。"), ("2", "乙。")]),
        (["1.总体情况", "甲。", "2.主动公开政府信息情况", "乙。"], [("1", "甲。"), ("2", "乙。")]),
        (["总体情况", "甲。", "其他需要报告的事项", "乙。"], [("1", "甲。"), ("6", "乙。")]),
        (["一、概述", "甲。", "二、依申请公开政府信息情况", "乙。"], [("1", "甲。"), ("3", "乙。")]),
        (["第一部分 总体情况", "甲。", "第二部分 存在的问题", "乙。"], [("1", "甲。"), ("5", "乙。")]),
        (["报告如下。一、总体情况2024年，我局公开3条。", "乙。"], [("1", "2024年，我局公开3条。"), ("1", "乙。")]),
        (["一、总体情况", "（一）主动公开政府信息情况", "甲。"], [("1", "（一）主动公开政府信息情况"), ("1", "甲。")]),
        (["本报告含总体情况。", "甲。"], []),
    ],
)
def test_sections_by_their_headings(lines: list[str], expected: list[tuple[str, str]]) -> None:
    made = tuple(Line(text, f"p[{i}]") for i, text in enumerate(lines))
    assert [(p.section, p.text) for p in paragraphs((Extract("html", (), made),))[1]] == expected


_PIECES = st.sampled_from(
    [
        *(
            "收到",
            "受理",
            "政府信息公开申请",
            "依申请公开",
            "办结",
            "答复",
            "结转下年度",
            "上年结转",
            "予以公开",
            "通过",
            "在",
        ),
        *(
            "主动公开",
            "政府信息",
            "门户网站",
            "微信公众号",
            "发布",
            "全市",
            "我局",
            "各部门",
            "2023年",
            "2024年",
            "上半年",
            "其中",
        ),
        *(
            "行政复议",
            "行政诉讼",
            "信息处理费",
            "未收取",
            "没有",
            "，",
            "。",
            "；",
            "、",
            "（",
            "）",
            "件",
            "条",
            "元",
            "余",
            "约",
            "第",
        ),
        *(
            "12",
            "3",
            "4,5",
            "１２",
            "十二",
            "0",
            "007",
            " ",
            "1.5",
            "%",
            "的",
            "和",
            "培训",
            "次",
            "人次",
            "5件",
            "6条",
            "7元",
        ),
    ]
)
_COUNTING = re.compile(
    "收|受理|接|办结|答复|回复|结转|转|公开|发布|发表|推送|刊|编发|公布|复议|诉讼|费|培训|参训|未|没有|无"
)


@given(st.lists(_PIECES, max_size=24).map("".join))
def test_no_number_without_a_word_that_counts_and_none_that_is_not_printed(text: str) -> None:
    for fact in facts(text):
        assert fact.raw in (fact.context or "") and (fact.context or "") in text.replace(" ", "") + text
        assert _COUNTING.search(fact.context or "")
        if fact.value is not None and any(sign.isdecimal() for sign in fact.raw):
            digits = "".join(str(int(sign)) for sign in fact.raw if sign.isdecimal())
            assert digits == "".join(sign for sign in str(fact.value) if sign.isdecimal())


@pytest.mark.parametrize(
    "text",
    [
        *(
            f"{piece * 20_000}3件。"
            for piece in ("案件", "另有", "尚有", "依法依规", "2024年全年", "全市乡镇", "涉及", "通过网站")
        ),
        *(f"未发生{piece * 20_000}。" for piece in ("案件", "涉及", "信息公开", "行政复议")),
        "1" * 200_000,
        "一" * 200_000,
        "信息1条、" * 20_000,
        "1" + " " * 100_000 + "2件",
        "一、总体情况" * 20_000,
        "收到政府信息公开申请" + "1," * 50_000 + "件",
    ],
)
def test_no_text_takes_long(text: str) -> None:
    started = process_time()
    facts(text)
    assert process_time() - started < 3


@needs_corpus
def test_a_citys_report_states_what_a_person_reads_in_it() -> None:
    report = reading("huaian_2024.pdf")
    assert report.prose is not None
    assert [(f.indicator, f.label, str(f.value), f.unit, f.status, f.raw) for f in report.prose.facts] == [
        ("pr_channel_site", "市政府网站", "5500", "条", "annotated", "5500余条"),
        ("pr_req_received", "全市", "3119", "件", "reported", "3119件"),
        ("pr_req_closed", "全市", "3050", "件", "reported", "3050件"),
        ("pr_req_carried_in", "全市", "34", "件", "reported", "34件"),
        ("pr_req_carried", "全市", "103", "件", "reported", "103件"),
        ("pr_review", None, "351", "件", "reported", "351件"),
        ("pr_suit", None, "46", "件", "reported", "46件"),
        ("pr_processing_fee", None, "3940", "元", "reported", "3940元"),
    ]
    # The text agrees with the tables.
    assert [f for f in report.findings if f.rule.startswith(("prose_", "processing"))] == []


@needs_corpus
def test_a_townships_report_names_the_outlets() -> None:
    report = reading("seed_sujiazuo_2023.txt")
    assert report.prose is not None
    assert [(f.indicator, f.label, str(f.value), f.place) for f in report.prose.facts] == [
        ("pr_channel_account", "高新区头条、高新区先锋等区级公众号", "85", "line 15"),
        ("pr_channel_media", "焦作日报、焦作广播电视台等市级平台", "5", "line 15"),
        ("pr_channel_media", "映象网", "15", "line 15"),
        ("pr_channel_media", "播报河南", "11", "line 15"),
    ]


def reading(name: str) -> Report:
    (report,) = read_document(from_path(CORPUS / "documents" / name)).reports
    return report


#: What the 80 excerpts count, by organ; the others count nothing whose meaning their words say.
EXCERPTS: dict[str, Stated] = {
    "湘阴县杨林寨乡": [("req_received", "0")],
    "德安县河东乡": [("published_total", "206")],
    "遂溪县建新镇": [("published_total", "22")],
    "迁安市大五里镇": [("published_total", "217"), ("channel_site", "125"), ("channel_account", "92")],
    "枞阳县项铺镇": [("published_total", "258")],
    "珙县某乡": [("published_total", "139")],
    "大兴区某镇": [("req_received", "16")],
    "张家港凤凰镇(镜像站)": [("req_received", "23"), ("req_closed", "23")],
    "怀化某县(镜像站)": [("req_received", "9"), ("req_carried_in", "1")],
    "仙居县下各镇": [("published_total", "45")],
    "白城市人民政府": [("req_carried", "7")],
    "石家庄市长安区": [("req_received", "430")],
    "椒江区章安街道": [("req_granted", "1")],
    "铜陵郊区某乡": [("published_total", "755?"), ("fee", None)],
}

#: What is not seen of it: 139条=动态121+…, 上年轉結 in traditional script.
MISSED = {("珙县某乡", "published_total"), ("怀化某县(镜像站)", "req_carried_in")}


@needs_corpus
def test_the_excerpts_of_real_pages_count_what_a_person_reads_in_them() -> None:
    lines = (CORPUS / "excerpts.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    found = {
        (record["organ"], name, number)
        for record in records
        for name, number in stated(record["excerpt"], Whose(record["year"], record["organ"]))
    }
    read_by_hand = {(organ, *count) for organ, counts in EXCERPTS.items() for count in counts}
    assert (len(records), len(read_by_hand)) == (80, 19)
    assert found == {count for count in read_by_hand if count[:2] not in MISSED}


def test_what_the_lake_keeps_of_a_report_is_the_report() -> None:
    page = (
        "<h1>样川市教育局2024年政府信息公开工作年度报告</h1><p>一、总体情况</p>"
        "<p>收到政府信息公开申请3件，未收取信息处理费。</p>"
    )
    answer = read_document(from_bytes("page.html", f'<meta charset="utf-8">{page}'.encode()))
    (report,) = answer.reports
    assert report.prose is not None and len(report.prose.facts) == 2
    assert report_from_stage(json.loads(to_json(report_to_stage(report)), parse_float=Decimal)) == report
    (said,) = answer.to_contract()["reports"]
    assert [(t["table"], t["form"], t["verdict"]) for t in said["tables"]] == [("prose", "prose", None)]
    assert [(f["table"], f["indicator"], f["value"], f["status"]) for f in said["facts"]] == [
        ("prose", "pr_req_received", Decimal(3), "reported"),
        ("prose", "pr_processing_fee", None, "blank"),
    ]
