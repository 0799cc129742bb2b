"""Real reports at the gate: what the command prints over the corpus, and where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import real

CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real reports is not on this machine")
def test_hard_findings_of_real_reports_are_those_that_were_judged(capsys: pytest.CaptureFixture[str]) -> None:
    assert real.main(CORPUS) == 0
    shown = capsys.readouterr().out
    found = [line.split()[:2] for line in shown.split("hard finding", 1)[1].splitlines()[2:] if " " in line.strip()]
    assert found[:2] == [
        ["shanghai_gov_office_2019_tables_3_4.html", "missing_table"],
        ["jinhu_county_2023.json", "t4_suit_direct"],
    ]
    assert shown.endswith("1 of 30 tables held (3.3%)\n")


def test_without_a_corpus_it_says_what_to_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert real.main(tmp_path / "none") == 1
    assert "name the folder of the corpus" in capsys.readouterr().out
