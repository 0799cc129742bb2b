"""``gongkai trace``: the way of a number from its fetch to its release."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from warehouse_examples import (
    DOC_2,
    NIGHT_1,
    NIGHT_2,
    broken_review,
    gate,
    load_input,
    loaded,
    report,
    revised,
    settings,
)

from gongkai.cli.main import cli
from gongkai.errors import GongkaiError
from gongkai.settings import Settings
from gongkai.warehouse.load import write_load
from gongkai.warehouse.release import publish
from gongkai.warehouse.trace import trace

ID = "S000001:2023:jurisdiction"


def fetch(after: int) -> list[dict[str, Any]]:
    row: dict[str, Any] = {
        "fetch": "fetch:1",
        "source": "http://a.invalid/1.html",
        "url": "http://a.invalid/1.html",
        "kind": "detail",
        "fetched": datetime(2024, 4, 4, 18, 30),
        "status": 200,
        "outcome": "ok",
        "reason": None,
        "document": DOC_2,
        "ms": 12,
        "headers": None,
        "main_text": None,
    }
    return [row] if after < 1 else []


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two loads: a report, then its revision, whose table 4 is held."""
    made = settings(tmp_path_factory.mktemp("home"))
    log = loaded(made)
    lines = [gate(report()), gate(revised(), t4="unconfirmed", findings=(broken_review(),))]
    write_load(log, load_input(report(), revised(), lines=lines, fetches=fetch), "real", NIGHT_2)
    publish(made, 2, NIGHT_2)
    return made


def test_every_step_of_an_admitted_number(home: Settings) -> None:
    (steps,) = trace(home, ID, "req_granted/total")
    assert [(step.name, step.text) for step in steps if step.name not in ("rule", "release", "document")] == [
        ("fetch", "2024-04-04 18:30 UTC http://a.invalid/1.html: 200"),
        ("place", "/html/body/table/tr[1]/td[1]"),
        ("cell", "（一）予以公开 [总计]: printed '51', reported: 51 件; found by label, reading single"),
        ("table", "table 3 of form 2021, revision 1: admitted, consistent; read by html"),
        ("earlier", "load 1: 50, replaced by load 2: source revised"),
        ("load", "2 of 2024-04-05 01:00 UTC: added, source revised"),
    ]
    assert [step.text for step in steps if step.name == "rule"] == [
        "t3_results/total: a number is lacking",
        "t3_applicants/req_granted: a number is lacking",
    ]
    (balance,) = trace(home, ID, "req_carried_out/total")
    assert "t3_balance/total: holds" in [step.text for step in balance if step.name == "rule"]
    (document,) = [step.text for step in steps if step.name == "document"]
    assert document.startswith(DOC_2)
    assert steps[-1].text.startswith("2-20240405T010000Z: ")


def test_a_held_number_says_so_and_shows_the_rule_that_it_breaks(home: Settings) -> None:
    (steps,) = trace(home, ID, "review_total")
    told = {step.name: step.text for step in steps}
    assert told["rule"] == "t4_review: broken: 7 is not 10"
    assert told["table"] == "table 4 of form 2021, revision 1: held: unconfirmed; read by html"


def test_the_command_prints_a_line_a_step(home: Settings) -> None:
    done = CliRunner(env={"GONGKAI_HOME": str(home.home)}).invoke(cli, ["trace", ID, "admin_fee_amount"])
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert [line.split()[0] for line in lines] == [
        *("fetch", "document", "place", "cell", "table", "earlier", "load", "release"),
    ]
    assert "printed '0.37', reported: 0.37 万元" in lines[3]


@pytest.mark.parametrize(
    ("report_id", "cell", "message"),
    [("S000009:2023:own", "req_new/total", "there is no report"), (ID, "req_newest/total", "has no cell req_newest")],
)
def test_what_is_not_there_is_told(home: Settings, report_id: str, cell: str, message: str) -> None:
    with pytest.raises(GongkaiError, match=message):
        trace(home, report_id, cell)


def test_before_the_first_release_it_says_how_to_make_one(tmp_path: Path) -> None:
    home = settings(tmp_path)
    loaded(home, now=NIGHT_1)
    with pytest.raises(GongkaiError, match="there is no release yet"):
        trace(home, ID, "req_new/total")
