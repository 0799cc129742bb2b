"""``gongkai registry``: what is told of a faulty file, which rows are made from a URL, what is suggested."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from loopback import HEADERS
from warehouse_examples import report

from gongkai.cli import main
from gongkai.errors import GongkaiError
from gongkai.records import Report, Source
from gongkai.registry import load
from gongkai.suggest import suggestions, to_csv

REAL = Path(__file__).resolve().parents[1] / "data" / "registry"


@pytest.fixture(scope="module")
def without_townships() -> dict[str, str]:
    """The real registry's files, of its townships those of 邹城 alone: all 38,480 take seconds to read."""
    kept: dict[str, str] = {}
    left_out: set[str] = set()
    for name in HEADERS:
        lines = (REAL / name).read_text(encoding="utf-8").splitlines()
        here = [line for line in lines if ",township," not in line or "370883" in line]
        kept[name] = "".join(f"{line}\n" for line in here if line.split(",")[0] not in left_out)
        left_out |= {line.split(",")[0] for line in lines} - {line.split(",")[0] for line in here}
    return kept


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without_townships: dict[str, str]) -> Path:
    """A home with a registry of its own, made of the real one."""
    (tmp_path / "registry").mkdir()
    for name, text in without_townships.items():
        (tmp_path / "registry" / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main.cli, ["registry", *arguments])


def add_line(home: Path, name: str, line: str) -> int:
    """Append a line to a file; its number."""
    path = home / "registry" / name
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    return len(path.read_text(encoding="utf-8").splitlines())


def test_the_real_registry_is_sound() -> None:
    result = run("check")
    assert result.exit_code == 0
    assert result.output.splitlines()[-1] == "0 wrong, 0 doubts"


def test_check_names_file_line_and_what_to_do(home: Path) -> None:
    line = add_line(home, "agencies.csv", "A000001,某局,department,county,310101,,no,,,,,unverified,")
    result = run("check")
    path = home / "registry" / "agencies.csv"
    assert f"wrong: {path}, line {line}: agency_id A000001 stands in line 2 already" in result.output
    assert "What to do: ids are minted once: give the new row the next free one" in result.output
    assert result.exit_code == 1


def test_check_doubts_a_name_that_two_bear_and_a_family_that_is_not_declared(home: Path) -> None:
    name = add_line(home, "agency_names.csv", "A000001,上海市生态环境局,,")
    row = "x,shanghai.gov.cn,31,https://www.shanghai.gov.cn/nb/,,310000,,,,unverified,,"
    column = add_line(home, "columns.csv", row)
    result = run("check")
    assert result.exit_code == 0
    assert f"agency_names.csv, line {name}: 上海市生态环境局 in 310000 is A006713's name too" in result.output
    assert f"columns.csv, line {column}: its site's family is unknown, which no declaration describes" in result.output
    assert result.output.splitlines()[-1] == "0 wrong, 2 doubts"


def test_check_calls_a_column_wrong_that_no_run_could_ask_for(home: Path) -> None:
    add_line(home, "sites.csv", "y,https://www.y.gov.cn/,hanweb_xxgk_annual,310000,2,hub,unverified,,,")
    add_line(home, "sites.csv", "z,https://www.z.gov.cn/,unknown,310000,2,hub,verified,,,")
    lines = [
        add_line(home, "columns.csv", f"{site}-nb,{site},31,https://www.{site}.gov.cn/nb/,,310000,,,,{state},,")
        for site, state in (("y", "unverified"), ("z", "verified"))
    ]
    result = run("check")
    assert result.exit_code == 1
    assert (
        f"columns.csv, line {lines[0]}: its site's family hanweb_xxgk_annual has one page a year, and it has no first"
        in (result.output)
    )
    assert "What to do: write the year of its oldest report into year_from" in result.output
    assert f"wrong: {home}/registry/columns.csv, line {lines[1]}: its site's family is unknown" in result.output
    assert result.output.splitlines()[-1] == "2 wrong, 0 doubts"


def rows(home: Path, name: str) -> list[dict[str, str]]:
    with (home / "registry" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_add_shows_and_writes_a_site_and_its_column(home: Path) -> None:
    arguments = ("add", "https://jyj.gz.gov.cn/gkmlpt/index#210", "--region", "440100")
    shown = run(*arguments)
    assert shown.exit_code == 0 and "Nothing is written" in shown.output
    before = rows(home, "columns.csv")
    assert run(*arguments, "--write").exit_code == 0
    site = rows(home, "sites.csv")[-1]
    assert (site["site_id"], site["base_url"], site["family"]) == ("jyj.gz.gov.cn", "https://jyj.gz.gov.cn/", "gkmlpt")
    assert (site["region_code"], site["kind"], site["state"]) == ("440100", "hub", "unverified")
    *same, column = rows(home, "columns.csv")
    assert same == before
    assert (column["column_id"], column["site_id"], column["region"]) == ("jyj.gz.gov.cn-nb", "jyj.gz.gov.cn", "44")
    assert (column["list_url"], column["within"]) == ("https://jyj.gz.gov.cn/gkmlpt/index#210", "440100")
    assert column["state"] == "unverified"
    again = run(*arguments, "--write")
    assert (
        isinstance(again.exception, GongkaiError) and again.exception.problem == "this list is in columns.csv already"
    )


def test_add_takes_the_agency_from_a_code_and_leaves_the_year_out(home: Path) -> None:
    url = "http://www.zoucheng.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=11370883004325769B&fbtime=2010"
    assert run("add", url, "--write").exit_code == 0
    column = rows(home, "columns.csv")[-1]
    assert column["agency_id"] == "A006920"
    assert column["list_url"] == "http://www.zoucheng.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=11370883004325769B"
    assert len(rows(home, "sites.csv")) == 166
    # One page a year: the year of the address is one that is there.
    assert column["year_from"] == "2010"
    assert run("check").exit_code == 0


def test_add_asks_for_pages_of_all_years_where_none_is_known(home: Path) -> None:
    url = "http://www.example.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=11370883004325769B"
    shown = run("add", url, "--write")
    assert "year_from 2008: write the year of its oldest report there, or give --year-from" in shown.output
    assert rows(home, "columns.csv")[-1]["year_from"] == "2008"
    url = "http://www.other.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=11370883004325769B&fbtime=2020"
    assert run("add", url, "--year-from", "2015", "--write").exit_code == 0
    assert rows(home, "columns.csv")[-1]["year_from"] == "2015"
    assert run("check").exit_code == 0


def test_add_reads_a_saved_page(home: Path, tmp_path: Path) -> None:
    page = tmp_path / "list.html"
    page.write_text('<meta name="SiteIDCode" content="4403000052"><div class="trs_editor_view">', encoding="utf-8")
    arguments = ("https://gzw.sz.gov.cn/nb/", "--page", str(page), "--agency", "深圳市人民政府", "--write")
    assert run("add", *arguments).exit_code == 0
    site = rows(home, "sites.csv")[-1]
    assert (site["family"], site["region_code"], site["kind"]) == ("trs", "440300", "publisher")
    assert site["site_id_code"] == "4403000052"


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["https://x.gov.cn/nb/"], "the site's family is not clear: no mark of one is on it"),
        (["https://x.gov.cn/nb/", "--family", "trs"], "whose site it is is not known"),
        (["https://x.gov.cn/nb/", "--family", "nosuch", "--region", "440100"], "no site family is called 'nosuch'"),
        (["https://www.hukou.gov.cn/nb/", "--family", "nosuch"], "no site family is called 'nosuch'"),
        (["https://x.gov.cn/nb/", "--family", "trs", "--region", "999999"], "no region 999999"),
        (["https://www.hukou.gov.cn/nb/", "--agency", "湖口县天文局"], "湖口县天文局 is in no row of agencies.csv"),
        (
            ["https://www.hukou.gov.cn/nb/", "--agency", "A000001"],
            "上海市人民政府 (A000001) does not lie in 360429, the site's region",
        ),
        (["https://hukou.gov.cn/nb/"], "the site is listed as www.hukou.gov.cn"),
        (["hukou.gov.cn/nb/"], "no URL of a web page"),
    ],
)
def test_add_refuses_what_is_not_clear(home: Path, arguments: list[str], problem: str) -> None:
    before = {name: (home / "registry" / name).read_bytes() for name in HEADERS}
    result = run("add", *arguments, "--write")
    assert isinstance(result.exception, GongkaiError)
    assert result.exception.problem == problem and result.exception.remedy
    assert {name: (home / "registry" / name).read_bytes() for name in HEADERS} == before


def _report(agency: str, url: str, candidates: Sequence[str] = (), agency_id: str | None = None) -> Report:
    source = Source(url, "0" * 64, "text/html", "hub", "html", "2024-01-20T00:00:00+08:00", None, None)
    told = replace(report(), agency=agency, agency_id=agency_id, title=None, year=2023)
    return replace(told, candidates=tuple(candidates), sources=(source,))


def test_suggestions_are_for_review() -> None:
    made = [
        _report("湖口县天文局", "https://www.hukou.gov.cn/a.html"),
        _report("湖口县天文局", "https://www.hukou.gov.cn/b.html"),
        _report("鼓楼区", "https://www.nanjing.gov.cn/c.html", ("A000003", "A000004")),
        _report("大冶市教育局", "https://www.hbdaye.gov.cn/d.html", agency_id="A000005"),
        _report("某局", "http://copy.example/e.html", agency_id="A000005"),
        # A capture is of the host that it names; a file that was deposited is of none.
        _report("某局", "deposit:http://mirror.example/e.html", agency_id="A000005"),
        _report("某局", "deposit:https://www.hukou.gov.cn/a.html", agency_id="A000005"),
        _report("某局", "deposit:a.html", agency_id="A000005"),
    ]
    found = suggestions(made, load(REAL))
    assert [(one.what, one.name, one.year, one.within) for one in found] == [
        ("agency", "湖口县天文局", 2023, "360429"),
        ("name", "鼓楼区", 2023, "320100"),
        ("site", "copy.example", 2023, None),
        ("site", "mirror.example", 2023, None),
    ]
    lines = to_csv(found).splitlines()
    assert lines[0] == "what,name,year,within,code,candidates,source,title,why,decision"
    assert lines[2].startswith("name,鼓楼区,2023,320100,,A000003 A000004,https://www.nanjing.gov.cn/c.html,,")


def test_what_contradicts_itself_is_told_so() -> None:
    book = load(REAL)
    hukou = book.resolve("湖口县人民政府", 2023, "360429").agency_id
    assert hukou is not None
    # The name is one agency's, and metadata names another.
    (one,) = suggestions([_report("湖口县人民政府", "https://www.hukou.gov.cn/a.html", (hukou, "A000003"))], book)
    assert (one.what, one.candidates) == ("conflict", (hukou, "A000003"))
    assert one.why == f"the name is {hukou}'s; its code, metadata or column speaks of another: read it and decide"
    (one,) = suggestions([_report("鼓楼区", "https://www.nanjing.gov.cn/c.html", ("A000003", "A000004"))], book)
    assert (one.what, one.why[:28]) == ("name", "agencies that it could mean;")
    (one,) = suggestions([_report("湖口县人民政府", "deposit:http://mirror.example/", (hukou,))], book)
    assert one.what == "site"


def test_suggest_writes_beside_the_registry_and_never_into_it(home: Path) -> None:
    before = {name: (home / "registry" / name).read_bytes() for name in HEADERS}
    result = run("suggest")
    assert result.exit_code == 0 and "0 suggestions" in result.output
    assert (home / "registry_suggestions.csv").read_text(encoding="utf-8").startswith("what,name,")
    refused = run("suggest", "--out", str(home / "registry" / "sites.csv"))
    assert isinstance(refused.exception, GongkaiError)
    assert {name: (home / "registry" / name).read_bytes() for name in HEADERS} == before
