"""Labels seen in real pages. The 80 excerpts: each label, header and number printed in them is what this table says.

Keyed by address (by title where none is kept). Prose and blank local forms print none of the forms' labels: ``()``.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gongkai.align import labels
from gongkai.align.disclosure_labels import header_label, is_article, is_piece, row_label
from gongkai.align.numbers import parse

EXCERPTS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "excerpts.jsonl"
needs_excerpts = pytest.mark.skipif(not EXCERPTS.exists(), reason="the excerpts of real pages are not on this machine")

#: What a text may be: a row or header of the form, an applicant, an article, a header cut short that only its position
#: tells, a listed label, a finding (a label of no form); else the status and value of a box.
Expected = tuple[tuple[str, str], ...]

RULES, NORMATIVE_2019, NORMATIVE = "row 规章", "row 规范性文件", "row 行政规范性文件"
LICENCE, PENALTY, COERCION, PROCUREMENT = "row 行政许可", "row 行政处罚", "row 行政强制", "row 政府集中采购"
PRODUCED, PUBLISHED, STOCK = "header 本年新制作数量", "header 本年新公开数量", "header 对外公开总数量"
MADE, REPEALED, IN_FORCE = "header 本年制发件数", "header 本年废止件数", "header 现行有效件数"
COMPANY, INSTITUTE = "applicant commercial_enterprise", "applicant research_institution"
CUT = (("本年新", "piece"), ("对外公开总数量", STOCK))

EXPECTED: dict[str, tuple[str, Expected]] = {
    "taojiang.gov.cn/25074/25162/37354": (
        "2021",
        (("规章", RULES), ("行政规范性文件", NORMATIVE), ("行政处罚", PENALTY)),
    ),
    "cqsdj.gov.cn": ("2021", ((" \\n 规章  ", RULES), ("第二十条第(八)项", "article"), (" \\n 0  ", "reported 0"))),
    "福祿鎮2019": (
        "2019",
        (
            ("本年新", "piece"),
            ("對外公開總數量", STOCK),
            ("規章 (全區機關均無制定規章的權限)", RULES),
            ("行政許可", LICENCE),
            ("其他對外管理服務事項", "row 其他对外管理服务事项"),
            ("+10", "reported 10"),
            ("+62", "reported 62"),
        ),
    ),
    "rs.gov.cn": ("2019", (("信息内容", "ignored"), ("本年新 制作数量", PRODUCED), ("本年新 公", "piece"))),
    "政府政务公开年报": ("2019", (*CUT, ("规范性文件", NORMATIVE_2019), ("政府集中采购", PROCUREMENT))),
    "hc.gov.cn": (
        "2019",
        (
            ("上一年项目数量", "header 上一年项目数量"),
            ("本年数量", "finding"),
            ("处理决定数量", "header 处理决定数量"),
            ("行政处罚", PENALTY),
            ("153103.83", "reported 153103.83"),
        ),
    ),
    "drf22.com": (
        "2019",
        (
            ("規范性文件(指各行政機關印發的有正式文號的文件)", NORMATIVE_2019),
            ("本年增/減(指2019年增加或減少的事項數,減用負值表示,如-8)", "header 本年增/减"),
            ("行政許可", LICENCE),
        ),
    ),
    "kongtong.gov.cn": (
        "2019",
        (("本年新制作数量", PRODUCED), ("本年新公开数量", PUBLISHED), ("对外公开总数量", STOCK), ("规章", RULES)),
    ),
    "qionghai.hainan.gov.cn": ("2019", (("规范性文件", NORMATIVE_2019), ("70487元", "reported 70487 元"))),
    "huichang.gov.cn": ("2019", (("规范性文件", NORMATIVE_2019), ("8040", "reported 8040"))),
    "qianan.gov.cn": ("2019", (("规章", RULES), ("   0  ", "reported 0"))),
    "weishan.gov.cn": ("2019", CUT),
    "tianmen.gov.cn": (
        "2019",
        (
            ("规范性文件(行政机关制定发布的决定、公告…)", NORMATIVE_2019),
            ("其他主动公开文件(含以本单位…)", "finding"),
        ),
    ),
    "shengbaoju.com": ("2021", (("本年制发件数", MADE), ("本年废止件数", REPEALED), ("现行有效件", IN_FORCE))),
    "2021年 红升乡": ("2021", (("行政规范性文件", NORMATIVE), ("商业 企业", COMPANY), ("科研 机构", INSTITUTE))),
    "taojiang.gov.cn/25074/25157/37334": ("2021", (("行政规范性文件", NORMATIVE),)),
    "tufwp.cn": ("2021", (("(一)予以公開", "request （一）予以公开"), ("0", "reported 0"))),
    "xjnlk.gov.cn": ("2021", (("规章", RULES), ("6", "reported 6"))),
    "whentby.com": ("2021", (("行政规范性文件", NORMATIVE), ("32", "reported 32"))),
    "hengdong.gov.cn": ("2019", (*CUT, ("规章", RULES), ("行政许可", LICENCE), ("政府集中采购", PROCUREMENT))),
    "changtu.gov.cn": ("2021", (("现行有效件", IN_FORCE), ("行政处罚", PENALTY), ("商业 企业", COMPANY))),
    "wqx.gov.cn": ("2021", (("规范性文件", NORMATIVE),)),
    "jordynalvidrez.com": ("2021", (("行政许可", LICENCE), ("行政处罚", PENALTY), ("行政强制", COERCION))),
    "lintong.gov.cn": (
        "2019",
        (("本年新 制作数量", PRODUCED), ("本年新 公开数量", PUBLISHED), ("对外公开总数量", STOCK)),
    ),
    # The fee's header of 2021 in a table on the form of 2019: known to that form alone.
    "lintong.gov.cn ": ("2021", (("本年度收费金额(单位:万元)", "header 本年收费金额（单位：万元）"),)),
}

#: Excerpts of prose, titles or forms before 2019, which print no label of the forms aligned here.
WITHOUT_LABELS = (
    *("xiangyin.gov.cn", "szscq.gov.cn", "dean.gov.cn", "suixi.gov.cn", "china-zibo.gov.cn", "zongyang.gov.cn"),
    *("hbnz.gov.cn", "scgw.gov.cn", "hhjp.gov.cn", "sxgp.gov.cn", "bjdx.gov.cn", "zp2005.com", "xinghua.gov.cn"),
    *("zjxj.gov.cn", "yanting.gov.cn", "jzmfx.com", "sxjiaxian.gov.cn", "hh.gov.cn", "jlbc.gov.cn", "sjz.gov.cn"),
    *("kmxs.gov.cn", "ahshitai.gov.cn", "ahqy.gov.cn", "jsyzw303.com", "zhonglou.gov.cn", "cqlp.gov.cn"),
    *("area=001008003001065", "area=001008003001061", "www.jj.gov.cn", "siming.gov.cn", "changchun.gov.cn"),
    *("hbdaye.gov.cn", "shanghai.gov.cn/nw12344", "zwinkt.com", "lfrdys.com", "kanqiu123.com", "sm.gov.cn"),
    *("121josh.com", "slsxxgkw", "fzja.gov.cn", "ltqxxgkw", "lishui.gov.cn", "tljq.gov.cn", "zjtcn.com"),
    *("zgqmrb.com", "etanatrading", "moonvisionstudio.com", "np.gov.cn", "newton.com.tw", "jendow.com.tw"),
    *("chinaznjg.com", "fsou.net", "kleyou.com", "fy.gov.cn", "qianlima.com", "某区2022依申请情况"),
)

#: What each feature of the excerpts asks of this stage. ``other``: titles, dates, prose, hosts — not of the aligner.
FEATURES = {
    "labels": "header_split header_truncated header_label_variant cell_note extra_row old_label_in_new_form "
    "trad_script",
    "numbers": "signed_value unit_in_cell_yuan unitless_amount spaces_in_cell newline_in_cell blank_cells all_zero",
    "forms": "hybrid_form old_form_new_year table_entirely_blank blank_form semantic_misuse(34+2=36)",
    "rules": "rules_by_township stock_exceeds_flow",
    "layout": "pipe_table one_cell_per_line ebook_pages table_in_annex_or_late",
    "other": "title_repeated old_outline_in_intro wrong_citation title_missing_in_text mirror_domain late_publication "
    "garbled_text chars_dropped prose_only approximate_prose date_typo local_category_prose heading_variant "
    "republished prose_internal_mismatch prose_numbers stale_citation instruction_text_copied year_missing_in_text "
    "injected_text prose_table_mismatch title_typo cites_2016_201 cites_2021_30 jcms_endpoint "
    "prose_category_not_on_form heading_glued_to_paragraph prose_definition_differs ip_host "
    "row_numbers_unreliable masked_text",
}


def meaning(text: str, form: str) -> str:
    """What a printed text is, in the words of the table above."""
    if is_article(text):
        return "article"
    row, header, applicant = row_label(text, form), header_label(text, form), labels.applicant_of(text)
    if row or header or applicant:
        return f"row {row}" if row else f"header {header}" if header else f"applicant {applicant}"
    number = parse(text, wraps=False)
    if number.status != "unreadable":
        return " ".join(str(part) for part in (number.status, number.value, number.unit) if part is not None)
    if labels.similarity(text, "（一）予以公开") == 1:
        return "request （一）予以公开"
    return "piece" if is_piece(text) else "ignored" if labels.is_ignored(text, "2") else "finding"


@pytest.mark.parametrize(
    ("form", "text", "expected"), [(form, *pair) for form, pairs in EXPECTED.values() for pair in pairs]
)
def test_each_label_of_an_excerpt_is_what_it_is(form: str, text: str, expected: str) -> None:
    assert meaning(text.replace("\\n", "\n"), form) == expected


@cache
def excerpts() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for line in EXCERPTS.read_text(encoding="utf-8").splitlines())


def keys_of(record: dict[str, Any]) -> list[str]:
    where = f"{record['url']} {record['title']}"
    return [key for key in (*EXPECTED, *WITHOUT_LABELS) if key.strip() in where]


@needs_excerpts
def test_every_excerpt_stands_in_the_table() -> None:
    assert len(excerpts()) == 80
    assert [record["url"] or record["title"] for record in excerpts() if not keys_of(record)] == []


@needs_excerpts
def test_every_text_of_the_table_stands_in_its_excerpt() -> None:
    for record in excerpts():
        for key in keys_of(record):
            for text, _ in EXPECTED.get(key, ("", ()))[1]:
                assert text in record["excerpt"], (key, text)


@needs_excerpts
def test_every_feature_is_covered() -> None:
    named = {feature for names in FEATURES.values() for feature in names.split()}
    assert {feature for record in excerpts() for feature in record["features"]} == named


#: Labels and headers of ``label_variants_observed.tsv``, one by one: printed, the table and form, what it is.
OBSERVED = [
    ("现行有效件", "2021", IN_FORCE),
    ("本年新 制作数量", "2019", PRODUCED),
    ("本年新\n制作数量", "2019", PRODUCED),
    ("本年新", "2019", "piece"),
    # It may be the number at the year's end, or the change.
    ("本年数量", "2019", "finding"),
    ("本年增减", "2019", "header 本年增/减"),
    ("本年增/減(指2019年增加或減少的事項數,減用負值表示,如-8)", "2019", "header 本年增/减"),
    ("上一年項目數量(指2019年事項數)", "2019", "header 上一年项目数量"),
    ("處理決定數量(指2020年辦件量)", "2019", "header 处理决定数量"),
    ("採購總金額", "2019", "header 采购总金额"),
    ("采購項目數量", "2019", "header 采购项目数量"),
    ("本年度收费金额(单位:万元)", "2021", "header 本年收费金额（单位：万元）"),
    ("本年收費金額(單位:萬元)", "2021", "header 本年收费金额（单位：万元）"),
    ("商业 企业", "2021", COMPANY),
    ("科研\n机构", "2021", INSTITUTE),
    ("社會公益組織", "2021", "applicant public_welfare_org"),
    ("法律服務機構", "2021", "applicant legal_service_org"),
    ("總計", "2021", "applicant total"),
    ("规范性文件", "2021", NORMATIVE),
    ("规范性文件(指各行政机关印发的有正式文号的文件)", "2019", NORMATIVE_2019),
    ("規範性檔案(行政機關制定發布的決定、公告、通告…)", "2019", NORMATIVE_2019),
    ("行政規范性文件", "2021", NORMATIVE),
    ("规章 (全区机关均无制定规章的权限)", "2019", RULES),
    ("规章(设区的市、自治州人民政府应提供相关数据)", "2019", RULES),
    ("其他主动公开文件(含以本单位…)", "2019", "finding"),
    ("其他對外管理服務事項(指行政許可證以外的政務服務事項)", "2019", "row 其他对外管理服务事项"),
]


@pytest.mark.parametrize(("text", "form", "expected"), OBSERVED)
def test_each_observed_variant_is_what_it_is(text: str, form: str, expected: str) -> None:
    assert meaning(text, form) == expected
