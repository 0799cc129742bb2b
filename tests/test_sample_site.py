"""The sample province's files: SAMPLE on every page, the true numbers in every document, nights, bytes, the server."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from html import unescape
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from gongkai.errors import GongkaiError
from gongkai.sample import province
from gongkai.sample.server import SampleServer, listen

SEED_TEXT = Path(__file__).parents[1] / ".." / "shared" / "corpus" / "documents" / "seed_sujiazuo_2023.txt"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> province.Province:
    return province.write(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def reports(made: province.Province) -> list[dict[str, Any]]:
    found = json.loads(made.truth.read_text(encoding="utf-8"))["nights"][1]["reports"]
    assert isinstance(found, list)
    return found


def site(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def document(made: province.Province, report: dict[str, Any]) -> bytes:
    return file_of(made, report["source"]).read_bytes()


def file_of(made: province.Province, url: str) -> Path:
    """What is served at a URL on the second night."""
    (site_id,) = (site_id for site_id, base in made.urls.items() if url.startswith(f"{base}/"))
    return made.nights[1] / site_id / url.removeprefix(f"{made.urls[site_id]}/")


def pdf_pages(data: bytes) -> list[str]:
    pdf = pypdfium2.PdfDocument(data)
    return [page.get_textpage().get_text_range() for page in pdf]


def printed(report: dict[str, Any], table: str) -> list[str]:
    return [f["value"] for f in report["facts"] if f["table"] == table and f["value"] is not None]


def test_regeneration_is_byte_equal_and_current_files_are_left_alone(tmp_path: Path) -> None:
    first, second = province.write(tmp_path / "a"), province.write(tmp_path / "b")
    assert site(first.home) == site(second.home)
    mark = first.nights[0] / "mark.txt"
    mark.write_text("still here")
    assert province.write(first.home) == first and mark.exists()
    moved = province.write(first.home, "127.99.0.2", 18100)
    assert not mark.exists() and "http://127.99.0.2:18100" in (moved.registry / "sites.csv").read_text()
    (moved.nights[1] / "sample-site" / "robots.txt").unlink()
    (moved.home / "site" / "province.json").unlink()
    province.write(moved.home, "127.99.0.2", 18100)
    assert (moved.nights[1] / "sample-site" / "robots.txt").exists()


def test_sample_stands_on_every_page(made: province.Province) -> None:
    for folder in made.nights:
        for path, data in site(folder).items():
            if not path.endswith(".pdf"):
                assert b"SAMPLE" in data, path
            elif "000120" not in path:  # the damaged one
                for page in pdf_pages(data):
                    assert "SAMPLE 样例，非真实数据" in page, path


def test_html_documents_print_the_truth_in_order(made: province.Province, reports: list[dict[str, Any]]) -> None:
    seen = {"html": 0, "word": 0}
    for report in reports:
        if report["medium"] not in seen:
            continue
        page = re.sub(r"<style>.*?</style>", "", document(made, report).decode(), flags=re.S)
        tables = re.findall(r"<table.*?</table>", page, flags=re.S)
        assert len(tables) == 3
        for number, markup in zip("234", tables, strict=True):
            cells = [unescape(re.sub(r"<[^>]+>", "", td)) for td in re.findall(r"<td.*?</td>", markup, flags=re.S)]
            texts = [text.replace("\xa0", "") for text in cells]
            assert [t for t in texts if re.fullmatch(r"[\d.]+", t)] == printed(report, number), report["report_id"]
        assert (b"mso-" in document(made, report)) == (report["medium"] == "word")
        seen[report["medium"]] += 1
    assert seen == {"html": 19, "word": 9}


def test_pdfs_print_the_truth_and_cut_table_3(made: province.Province, reports: list[dict[str, Any]]) -> None:
    pdfs = [r for r in reports if r["medium"] == "pdf" and r["oddity"] != "damaged_pdf"]
    assert len(pdfs) == 8
    for report in pdfs:
        pages = pdf_pages(document(made, report))
        first = next(i for i, page in enumerate(pages) if "一、本年新收" in page)
        last = next(i for i, page in enumerate(pages) if "四、结转下年度继续办理" in page)
        assert last == first + 1 and "申请人情况" not in pages[last]
        text = "\n".join(pages).replace("\r", "")
        start, end = text.index("申请人情况"), text.index("四、政府信息公开行政复议、行政诉讼情况")
        numbers = re.findall(r"(?<=[ \n])\d+(?= |\n)", re.sub(r"- \d+ -", "", text[start:end]))
        assert numbers == printed(report, "3"), report["report_id"]


def test_texts_print_the_truth_in_the_layout_of_the_seed(
    made: province.Province, reports: list[dict[str, Any]]
) -> None:
    texts = [r for r in reports if r["medium"] == "text"]
    assert len(texts) == 5
    for report in texts:
        fields = [f for line in document(made, report).decode().splitlines() if "\t" in line for f in line.split("\t")]
        assert [f for f in fields if re.fullmatch(r"[\d.]+", f)] == [f["value"] for f in report["facts"]]
        assert "\n3. 其他\t\t" in document(made, report).decode()


@pytest.mark.skipif(not SEED_TEXT.exists(), reason="needs ../shared/corpus")
def test_the_zero_township_is_laid_out_as_the_seed(made: province.Province, reports: list[dict[str, Any]]) -> None:
    zero = next(r for r in reports if r["report_id"] == "S000009:2023:own")
    seed, sample = SEED_TEXT.read_text(encoding="utf-8").splitlines(), document(made, zero).decode().splitlines()
    shown = slice(seed.index("二、主动公开政府信息情况"), seed.index("五、存在的主要问题及改进情况"))
    start = sample.index("二、主动公开政府信息情况")
    assert sample[start : start + shown.stop - shown.start] == seed[shown]
    assert sample[2] == "样湖乡 2023 年政府信息公开工作年度报告"


def test_damaged_pdf_looks_like_one_and_opens_nowhere(made: province.Province, reports: list[dict[str, Any]]) -> None:
    data = document(made, next(r for r in reports if r["oddity"] == "damaged_pdf"))
    assert data.startswith(b"%PDF-")
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(data)


def test_nights_differ_exactly_in_what_is_planted(made: province.Province) -> None:
    first, second = site(made.nights[0]), site(made.nights[1])
    assert set(first) <= set(second)
    assert set(second) - set(first) == {"sample-east-site/gkmlpt/content/0/0/post_72.html"}
    changed = {path for path in first if first[path] != second[path]}
    assert changed == {
        "sample-east-site/gkmlpt/api/all/11/index.json",
        "sample-site/yxx/zfxxgknb/202401/t20240116_112.html",
    }
    page = "sample-site/yxx/zfxxgknb/202401/t20240116_112.html"
    times = [(made.nights[n] / page).stat().st_mtime for n in (0, 1)]
    assert times[0] < times[1]


def listed(made: province.Province, path: str) -> list[tuple[str, str, str]]:
    page = (made.nights[0] / "sample-site" / path).read_text(encoding="utf-8")
    return re.findall(r'<li><a href="([^"]+)" title="[^"]+">([^<]+)</a><span class="date">([\d-]+)</span></li>', page)


def test_lists_name_everything_that_is_published(made: province.Province, reports: list[dict[str, Any]]) -> None:
    city = listed(made, "zwgk/zfxxgknb/index.html"), listed(made, "zwgk/zfxxgknb/index_1.html")
    assert [len(part) for part in city] == [6, 4]
    page = (made.nights[0] / "sample-site/zwgk/zfxxgknb/index.html").read_text(encoding="utf-8")
    assert '<a class="next" href="./index_1.html">' in page
    assert len(listed(made, "yxx/zfxxgknb/index.html")) == 14
    dates = [date for _, _, date in (*city[0], *city[1])]
    assert dates == sorted(dates, reverse=True)
    for report in reports:
        assert file_of(made, report["listed"]).is_file()
        if report["source"] != report["listed"]:
            detail = file_of(made, report["listed"]).read_text(encoding="utf-8")
            name = report["source"].rsplit("/", 1)[1]
            assert re.search(rf'href="(\./|/attachment/[0-9/]+/){name}"', detail) and "<table" not in detail


def test_each_site_lists_in_the_manner_of_its_family(made: province.Province) -> None:
    """Newest first; of vsb page 2 of 2 is number 1; of gkmlpt all of it is one JSON answer."""
    water = [made.nights[0] / "sample-water-site/zfxxgk" / name for name in ("nb.htm", "nb/1.htm")]
    found = [re.findall(r'<a href="/info/1004/(\d+)\.htm" title="(\d{4})年', page.read_text("utf-8")) for page in water]
    assert found == [[("42", "2023"), ("41", "2022")], [("40", "2021")]]
    assert "共3条" in water[0].read_text("utf-8") and "1/2</span>" in water[0].read_text("utf-8")
    east = json.loads((made.nights[0] / "sample-east-site/gkmlpt/api/all/11/index.json").read_text("utf-8"))
    assert (east["total"], len(east["articles"])) == (15, 15)
    other = next(article for article in east["articles"] if article["url"] == "/gkmlpt/content/0/0/post_99.html")
    # 2023-02-20, 08:00 in China.
    assert (other["title"], other["display_publish_time"]) == ("样东县2022年法治政府建设年度报告", 1676851200)
    assert "SID:'990121'" in (made.nights[0] / "sample-east-site/gkmlpt/index/index.html").read_text("utf-8")


def fetch(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, dict(answer.headers), answer.read()


def test_server_answers_and_knows_what_has_not_changed(made: province.Province) -> None:
    with SampleServer(made.nights[0] / "sample-site", "127.99.7.1", 18311) as server:
        page = f"{server.base_url}/yxx/zfxxgknb/202401/t20240116_112.html"
        status, headers, body = fetch(page)
        assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert body == (made.nights[0] / "sample-site/yxx/zfxxgknb/202401/t20240116_112.html").read_bytes()
        assert headers["Last-Modified"] == "Tue, 16 Jan 2024 00:00:00 GMT"
        assert fetch(page, If_None_Match=headers["ETag"])[::2] == (304, b"")
        assert fetch(page, If_Modified_Since=headers["Last-Modified"])[0] == 304
        assert fetch(page, If_Modified_Since="Mon, 15 Jan 2024 00:00:00 GMT")[0] == 200
        assert fetch(page, If_None_Match='"other"', If_Modified_Since=headers["Last-Modified"])[0] == 200
        text = fetch(f"{server.base_url}/robots.txt")
        assert (text[0], text[1]["Content-Type"]) == (200, "text/plain; charset=utf-8")
        pdf = fetch(f"{server.base_url}/zwgk/zfxxgknb/202301/P020230117000021.pdf")
        assert (pdf[0], pdf[1]["Content-Type"]) == (200, "application/pdf")
        assert fetch(f"{server.base_url}/zwgk/zfxxgknb/")[0] == 200
        assert fetch(f"{server.base_url}/nothing.html")[0] == 404
        assert fetch(f"{server.base_url}/..%2f..%2ftruth.json")[0] == 404
    with SampleServer(made.nights[1] / "sample-site", "127.99.7.1", 18311):
        assert fetch(page, If_None_Match=headers["ETag"])[0] == 200
        assert fetch(page, If_Modified_Since=headers["Last-Modified"])[0] == 200


def test_server_answers_a_folder_without_a_page_with_its_json(made: province.Province) -> None:
    with SampleServer(made.nights[0] / "sample-east-site", "127.99.7.3", 18314) as server:
        status, headers, body = fetch(f"{server.base_url}/gkmlpt/api/all/11?page=1&sid=990121")
        assert (status, headers["Content-Type"]) == (200, "application/json; charset=utf-8")
        assert json.loads(body)["total"] == 15
        assert fetch(f"{server.base_url}/gkmlpt/index")[1]["Content-Type"] == "text/html; charset=utf-8"
        assert fetch(f"{server.base_url}/gkmlpt/api")[0] == 404


def test_server_says_why_it_cannot_listen(made: province.Province) -> None:
    with SampleServer(made.nights[0], "127.99.7.2", 18312):
        with pytest.raises(GongkaiError, match="cannot listen"):
            listen(made.nights[0], "127.99.7.2", 18312)
        run = subprocess.run(
            [sys.executable, "-m", "gongkai.sample.server", str(made.nights[0]), "127.99.7.2", "18312"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 1 and "What to do" in run.stderr and "Traceback" not in run.stderr
    for address in ("0.0.0.0", "127.0.0.1", "nowhere"):
        with pytest.raises(GongkaiError, match=r"127\.99\.0\.0/16"):
            listen(made.nights[0], address, 18313)
    with pytest.raises(GongkaiError, match="no site"):
        listen(made.home / "absent", "127.99.7.2", 18312)


def test_a_changed_generator_has_a_new_version(made: province.Province) -> None:
    """Homes keep what a version made: raise GENERATOR_VERSION and note the new digest when this fails."""
    digest = hashlib.sha256()
    for path, data in site(made.home).items():
        if not path.endswith(".pdf"):  # their bytes depend on reportlab's release as well
            digest.update(path.encode() + b"\0" + data)
    assert (province.GENERATOR_VERSION, digest.hexdigest()[:16]) == (3, "e9c9c95e840992d5")
