"""Data Docs: pages that a person can read, the whole list beside them, the pages of ten loads kept."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from warehouse_examples import NIGHT_1, broken_review, gate, load_input, loaded, report, settings

from gongkai.forms import codebook
from gongkai.settings import Settings
from gongkai.warehouse import query
from gongkai.warehouse.data_docs import words
from gongkai.warehouse.data_docs.write import keep
from gongkai.warehouse.release import current, publish


class _Text(HTMLParser):
    """Words, links and anchors of a page; an unclosed element is an error of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [given["href"] or ""] if "href" in given else []
        self.ids += [given["id"] or ""] if "id" in given else []
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def parsed(path: Path) -> _Text:
    page = _Text()
    page.feed(path.read_text(encoding="utf-8"))
    assert page.open == []
    return page


def shown(path: Path) -> str:
    return " ".join(" ".join(parsed(path).words).split())


@pytest.fixture(scope="module")
def docs(sample_home: Settings) -> Path:
    """The pages of the sample's last release."""
    found = current(sample_home.releases)
    assert found is not None
    return found.data_docs.parent


def test_the_sample_has_a_page_for_each_table_and_form(docs: Path) -> None:
    assert sorted(path.name for path in docs.glob("*.html")) == [
        "index.html", "reports.html", "rules.html",
        "t2_2021.html", "t3_2019.html", "t3_2021.html", "t4_2019.html", "t4_2021.html",
    ]  # fmt: skip
    index = shown(docs / "index.html")
    assert "SAMPLE: every agency, report and number here is invented." in index
    assert "40 40 0 consistent 39, publisher_inconsistent 1" in index
    assert "load 1 load 2" in index


def test_every_link_between_the_pages_leads_somewhere(docs: Path) -> None:
    for path in docs.glob("*.html"):
        for link in parsed(path).links:
            name, _, anchor = link.partition("#")
            if not link.startswith("http"):
                assert (docs / name).is_file(), link
                assert not anchor or anchor in parsed(docs / name).ids, link


def test_a_broken_sum_is_shown_in_words_with_both_sides_and_its_source(docs: Path) -> None:
    page = shown(docs / "t4_2021.html")
    assert "行政复议/总计 = 行政复议/结果维持 + 行政复议/结果纠正 + 行政复议/其他结果 + 行政复议/尚未审结" in page
    assert "Administrative reconsideration: Total = Administrative reconsideration: Result upheld + " in page
    assert "Covers 40 tables: 1 broken , 0 not judged." in page
    assert "样川市教育局 2022 S000003:2022:own broken 不符 23 ≠ 34 " in page
    assert "publisher_inconsistent admitted" in page
    links = [link for link in parsed(docs / "t4_2021.html").links if link.startswith("http")]
    assert [link.partition("/zwgk/")[2] for link in links] == ["zfxxgknb/202301/t20230112_31.html"]


def test_a_comparison_leads_to_both_reports(docs: Path) -> None:
    links = [link.rpartition("/")[2] for link in parsed(docs / "reports.html").links if link.startswith("http")]
    # carry_over of 样川市水利局, two findings: 2023 is what it says, 2022 what it is held against.
    assert links.count("42.htm") == 2
    assert links.count("41.htm") == 2
    assert "compared with 对照" in shown(docs / "reports.html")


def test_a_table_in_a_pdf_is_linked_at_its_page(docs: Path) -> None:
    links = [link for link in parsed(docs / "t3_2021.html").links if link.startswith("http")]
    assert [link.rpartition("/")[2] for link in links] == ["P020230117000021.pdf#page=2"]


def test_every_rule_of_the_rules_table_stands_on_the_page_of_rules(docs: Path) -> None:
    page = parsed(docs / "rules.html")
    assert sorted(page.ids) == sorted(codebook.rules())
    text = shown(docs / "rules.html")
    for rule in codebook.rules().values():
        assert rule.example
        assert " ".join(rule.example.split()) in text
        assert " ".join(rule.why.split()) in text
        english, chinese = words.of_rule(rule)
        assert english
        assert re.search("[\u4e00-\u9fff]", chinese)
        assert chinese in text
    # Form 2014 eight, form 2008 three.
    assert text.count("no reader of this version reads its tables") == 11


def test_rules_in_words() -> None:
    rules = codebook.rules()
    assert words.of_rule(rules["t3_applicants"]).zh == (
        "总计 = 自然人 + 商业企业 + 科研机构 + 社会公益组织 + 法律服务机构 + 其他"
    )
    assert words.of_rule(rules["carry_over"]) == (
        "Requests carried over from the previous year [the year] = Carried over to next year [the year before]",
        "本年“二、上年结转政府信息公开申请数量” = 上年“四、结转下年度继续办理”",
    )
    assert words.of_place("t3_balance/total", "3", "2021") == "总计"
    assert words.of_place("t3_applicants/req_granted", "3", "2021") == "（一）予以公开"
    assert words.of_place("t4_review", "4", "2021") == ""


def failing(count: int, **other: Any) -> dict[str, Any]:
    """A gate's line of a report whose table 4 is broken so often."""
    return gate(report(**other), t4="unconfirmed", findings=tuple(broken_review() for _ in range(count)))


def test_a_long_list_says_that_it_is_cut_and_the_whole_stands_beside_it(tmp_path: Path) -> None:
    home = settings(tmp_path)
    loaded(home, load_input(report(), lines=[failing(205)]))
    docs = publish(home, 1, NIGHT_1).data_docs.parent
    page = shown(docs / "t4_2021.html")
    assert (
        "The first 200 of 205 findings, broken ones and late years first. All 205 are in failures/t4_2021.csv" in page
    )
    assert page.count("7 is not 10") == 200
    rows = failures(docs / "failures" / "t4_2021.csv")
    assert len(rows) == 206
    heads = rows.pop(0)
    assert (heads["rule"], heads["left_sum"], heads["compared_with"]) == ("规则", "左侧合计", "对照报告的来源")
    assert (rows[0]["report_id"], rows[0]["left_sum"], rows[0]["verdict"]) == (
        "S000001:2023:jurisdiction",
        "7",
        "unconfirmed",
    )


def failures(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file, Chinese heads first."""
    text = path.read_bytes().decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_what_publishers_print_runs_as_no_formula(tmp_path: Path) -> None:
    home = settings(tmp_path)
    one = report(agency='=HYPERLINK("http://x.invalid","样川市")')
    finding = broken_review() | {"message": "＝1+cmd", "identity": "@SUM(1)", "left": "-7"}
    loaded(home, load_input(one, lines=[gate(one, t4="unconfirmed", findings=(finding,))]))
    _, row = failures(publish(home, 1, NIGHT_1).data_docs.parent / "failures" / "t4_2021.csv")
    assert (row["agency"], row["message"]) == ('\'=HYPERLINK("http://x.invalid","样川市")', "'＝1+cmd")
    assert (row["identity"], row["left_sum"], row["admitted"]) == ("'@SUM(1)", "-7", "false")


def test_what_publishers_print_cannot_become_part_of_a_page(tmp_path: Path) -> None:
    home = settings(tmp_path)
    source = replace(report().sources[0], source="javascript:alert(1)")
    one = report(agency="<script>alert(1)</script>局", sources=(source,))
    finding = broken_review() | {"message": 'a"<b>&'}
    loaded(home, load_input(one, lines=[gate(one, t4="unconfirmed", findings=(finding,))]))
    page = publish(home, 1, NIGHT_1).data_docs.parent / "t4_2021.html"
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;局" in text
    assert "a&quot;&lt;b&gt;&amp;" in text
    assert 'href="javascript' not in text


def test_a_part_of_a_publication_is_linked_itself(tmp_path: Path) -> None:
    home = settings(tmp_path)
    first = report().sources[0]
    second = replace(first, source="http://a.invalid/附件.pdf", media_type="application/pdf")
    tables = tuple(replace(t, place="part2!p7 1,2,3,4") if t.table == "4" else t for t in report().tables)
    one = report(sources=(first, second), tables=tables)
    loaded(home, load_input(one, lines=[gate(one, t4="unconfirmed", findings=(broken_review(),))]))
    page = parsed(publish(home, 1, NIGHT_1).data_docs.parent / "t4_2021.html")
    assert [link for link in page.links if link.startswith("http")] == ["http://a.invalid/附件.pdf#page=7"]


def test_pages_of_ten_loads_are_kept_and_releases_stay_as_they_are(tmp_path: Path) -> None:
    home = settings(tmp_path)
    loaded(home)
    first = publish(home, 1, NIGHT_1)
    before = {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()}
    assert (home.data_docs / first.name / "index.html").is_file()
    for load in range(2, 12):
        later = tmp_path / "later" / first.name.replace("1-", f"{load}-", 1)
        shutil.copytree(first.folder / "data_docs", later / "data_docs")
        keep(later, home.data_docs, sample=False)
    kept = sorted(int(path.name.partition("-")[0]) for path in home.data_docs.iterdir() if path.is_dir())
    assert kept == list(range(2, 12))
    links = parsed(home.data_docs / "index.html").links
    assert [link.partition("-")[0] for link in links] == [str(load) for load in range(11, 1, -1)]
    assert all((home.data_docs / link).is_file() for link in links)
    assert {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()} == before


def test_checksums_cover_the_pages(docs: Path) -> None:
    lines = dict(reversed(line.split("  ", 1)) for line in (docs.parent / "checksums.sha256").read_text().splitlines())
    page = docs / "index.html"
    assert lines["data_docs/index.html"] == hashlib.sha256(page.read_bytes()).hexdigest()


def test_rule_failures_count_the_sample(sample_home: Settings) -> None:
    rows = query.run(
        sample_home,
        "SELECT load, rule, table_kind, form, severity, evaluated, broken, not_judged FROM rule_failures "
        "WHERE broken + not_judged > 0 ORDER BY rule, load",
    ).rows
    assert rows == [
        (1, "absent_cell", "3", "2021", "hard", 39, 1, 0),
        (2, "absent_cell", "3", "2021", "hard", 40, 1, 0),
        # 14 agencies with two years after another one, without S000014 (nothing of 2022) and S000012 (2021 is
        # unreadable, so 2022 has none before); S000007 has no 2023 on night 1; the office report has one year.
        (1, "carry_over", None, None, "soft", 24, 1, 0),
        (2, "carry_over", None, None, "soft", 25, 1, 0),
        (2, "deadline", None, None, "info", 42, 1, 0),
        (1, "form_for_year", "3", "2019", "soft", 1, 1, 0),
        (2, "form_for_year", "3", "2019", "soft", 1, 1, 0),
        (1, "t4_review", "4", "2021", "hard", 39, 1, 0),
        (2, "t4_review", "4", "2021", "hard", 40, 1, 0),
        (1, "unreadable_document", None, None, "hard", 41, 1, 0),
        (2, "unreadable_document", None, None, "hard", 42, 1, 0),
    ]


def test_a_rule_that_compares_covers_what_it_can_compare(docs: Path) -> None:
    page = shown(docs / "reports.html")
    assert "Covers 25 reports: 1 broken , 0 not judged." in page  # carry_over
    assert "Covers 42 reports: 1 broken , 0 not judged." in page  # deadline
    # Rules that found nothing: roll-ups and copies have no number, and it is said why.
    assert re.search(r"rollup [^–0-9]*–", page)
    assert "–: How many reports can be compared is not counted: it is decided cell by cell" in page
    rules = shown(docs / "rules.html")
    assert "What they found stands in table partitions, not in rule_failures." in rules
    assert "Rules on the running text cover reports that have one, and a table of theirs." in rules


def test_a_copy_is_told_without_a_number_of_reports_that_could_be_one(tmp_path: Path) -> None:
    home = settings(tmp_path)
    finding = broken_review() | {"rule": "duplicate_tables", "table": "3", "identity": None}
    loaded(home, load_input(report(), lines=[gate(report(), t3="unconfirmed", findings=(finding,))]))
    page = shown(publish(home, 1, NIGHT_1).data_docs.parent / "reports.html")
    assert "lack the number). 1 broken , 0 not judged." in page
    assert "Covers" not in page


def test_release_metadata_names_the_pages(docs: Path) -> None:
    package = json.loads((docs.parent / "datapackage.json").read_text(encoding="utf-8"))
    assert any(resource["path"] == "parquet/rule_failures.parquet" for resource in package["resources"])
    assert "data_docs/index.html" in (docs.parent / "README.md").read_text(encoding="utf-8")
    assert not re.search(r"<(script|link|img)\b", (docs / "index.html").read_text(encoding="utf-8"))
