"""What a person reads in the morning: counts written by hand."""

from __future__ import annotations

from pathlib import Path

from warehouse_examples import NIGHT_1, NIGHT_2, broken_review, gate, load_input, loaded, report, revised, settings

from gongkai.settings import Settings
from gongkai.warehouse import night_report
from gongkai.warehouse.load import write_load
from gongkai.warehouse.release import publish


def _two_nights(home: Settings) -> None:
    """Three tables; then the report is published anew with three other cells, and its table 4 is held."""
    log = loaded(home)
    publish(home, 1, NIGHT_1)
    held = [gate(report()), gate(revised(), t4="unconfirmed", findings=(broken_review(),))]
    write_load(log, load_input(report(), revised(), lines=held), "real", NIGHT_2)
    publish(home, 2, NIGHT_2)


def test_what_changed_and_what_to_look_at(tmp_path: Path) -> None:
    home = settings(tmp_path)
    _two_nights(home)
    text = night_report.render(home, 1)
    assert "# Release 2-20240405T010000Z" in text
    assert "Load 2, against load 1." in text
    assert "| changed | 3 | 3 |\n| of them held now | 1 | 0 |" in text
    assert "| held tables | 1 |" in text
    assert "| S000001:2023:jurisdiction | 样川市人民政府 | 4 | unconfirmed |" in text
    assert "gongkai review show" in text


def test_regions_that_were_given_up_stand_before_all_else(tmp_path: Path) -> None:
    home = settings(tmp_path)
    _two_nights(home)
    failures = {"41": "grids: /bodies/ab: this body is not kept\n  What to do: restore it", "31": "crawl: no contact"}
    text = night_report.render(home, 1, failures)
    assert "| regions given up | 2 |" in text
    assert (
        "## Regions that were given up\n\nWhat they have new may be missing from this release, all of it or a part.\n\n"
        "### Region 31\n\n    crawl: no contact\n\n"
        "### Region 41\n\n    grids: /bodies/ab: this body is not kept\n      What to do: restore it\n\n"
        "| what to look at |"
    ) in text
    assert "given up" not in night_report.render(home, 1).replace("| regions given up | 0 |", "")


def test_of_a_round_that_ended_without_a_release_the_report_says_where_and_why(tmp_path: Path) -> None:
    home = settings(tmp_path)
    failures = [("41", "grids: this body is not kept"), ("", "warehouse: the disk is full")]
    path = night_report.write_failed(home, NIGHT_2, "publish", failures)
    assert path.name == "20240405T010000Z-failed.md"
    assert path.read_text(encoding="utf-8") == (
        "# The round failed: publish\n\nThere is no release yet.\n\n"
        "## All regions\n\n    warehouse: the disk is full\n\n## Region 41\n\n    grids: this body is not kept\n"
    )


def test_a_night_without_news_says_so(tmp_path: Path) -> None:
    home = settings(tmp_path)
    _two_nights(home)
    text = night_report.render(home, 2)
    assert "Nothing changed: load 2 stands." in text
    assert "| tables |" not in text


def test_each_report_tells_what_is_new_since_the_last_one(tmp_path: Path) -> None:
    home = settings(tmp_path)
    loaded(home)
    publish(home, 1, NIGHT_1)
    assert night_report.last_told(home) == 0
    assert "The first release." in night_report.render(home, 0)
    path = night_report.path(home, NIGHT_1)
    assert path == home.home / "nights" / "20240205T010000Z-load1.md"
    path.parent.mkdir()
    path.write_text("", encoding="utf-8")
    assert night_report.last_told(home) == 1
