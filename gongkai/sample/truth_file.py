"""The truth of the sample province as one object: what a perfect reading and a perfect gate give, night by night."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gongkai.records import worst
from gongkai.sample import oddities, prose, truth
from gongkai.sample.agencies import BY_ID
from gongkai.sample.columns import column_of
from gongkai.sample.documents import document_path, listed_path
from gongkai.sample.publications import TABLES, Publication, cells_of, missing, on_night
from gongkai.sample.site import OTHER_COLUMN, OTHER_PATH, OTHER_TITLE

_TABLE_VERDICTS = {("arithmetic_slip", "4"): "publisher_inconsistent", ("undrawn_cell", "3"): "incomplete"}

_PROSE = {"table": "prose", "form": "prose", "verdict": None, "admitted": True}


def truth_object(urls: Mapping[str, str], clocks: tuple[datetime, datetime]) -> dict[str, Any]:
    """The whole truth. urls: site_id -> its address.

    Shape: ``{seed, sites: {site_id: url}, oddities: [{name, agency_id, year, report_id|null, rules, note}],
    missing: [report_id], others: [{source, title}], nights: [{night, now, reports: [report]}]}``, a report being
    ``{report_id, agency_id, agency, year, scope, source, listed, medium, title, published, revision, oddity, verdict,
    tables: [{table, form, verdict, admitted}], facts: [{table, indicator, applicant, value, status}],
    prose: [{indicator, value, status}]}``;
    ``value`` is the number as printed or null, ``source`` the URL of the document that holds the tables and ``listed``
    the URL in the list (the same unless the tables are in an attachment).
    """
    return {
        "seed": truth.SEED,
        "sites": dict(urls),
        "oddities": [_oddity(planted) for planted in oddities.ODDITIES],
        "missing": list(missing()),
        "others": [{"source": f"{urls[OTHER_COLUMN.site.site_id]}/{OTHER_PATH}", "title": OTHER_TITLE}],
        "nights": [
            {
                "night": night,
                "now": now.isoformat(),
                "reports": [
                    _report(publication, urls[column_of(publication).site.site_id]) for publication in on_night(night)
                ],
            }
            for night, now in enumerate(clocks, start=1)
        ],
    }


def _oddity(planted: oddities.Oddity) -> dict[str, Any]:
    scope = "office" if planted.name == "office_report" else BY_ID[planted.agency_id].scope
    report_id = f"{planted.agency_id}:{planted.year}:{scope}"
    return {
        "name": planted.name,
        "agency_id": planted.agency_id,
        "year": planted.year,
        "report_id": None if planted.name == "other_kind" else report_id,
        "rules": list(planted.rules),
        "note": planted.note,
    }


def _report(publication: Publication, base_url: str) -> dict[str, Any]:
    damaged = publication.odd == "damaged_pdf"
    tables = [] if damaged else [*(_table(publication, table) for table in TABLES), _PROSE]
    return {
        "report_id": publication.report_id,
        "agency_id": publication.agency.agency_id,
        "agency": publication.agency.name,
        "year": publication.year,
        "scope": publication.scope,
        "source": f"{base_url}/{document_path(publication)}",
        "listed": f"{base_url}/{listed_path(publication)}",
        "medium": publication.medium,
        "title": publication.title,
        "published": publication.published,
        "revision": publication.revision,
        "oddity": publication.odd,
        "verdict": "unreadable" if damaged else worst(table["verdict"] for table in tables),
        "tables": tables,
        "facts": [] if damaged else _facts(publication),
        "prose": [] if damaged else _prose(publication),
    }


def _table(publication: Publication, table: str) -> dict[str, Any]:
    verdict = _TABLE_VERDICTS.get((publication.odd or "", table), "consistent")
    return {
        "table": table,
        "form": publication.forms[table],
        "verdict": verdict,
        "admitted": verdict in ("consistent", "publisher_inconsistent"),
    }


def _prose(publication: Publication) -> list[dict[str, Any]]:
    return [
        {"indicator": indicator, "value": value, "status": "blank" if value is None else "reported"}
        for indicator, value in prose.counts(publication.printed).items()
    ]


def _facts(publication: Publication) -> list[dict[str, Any]]:
    return [
        {
            "table": table,
            "indicator": key[0],
            "applicant": key[1],
            "value": publication.printed[key],
            "status": "absent" if publication.printed[key] is None else "reported",
        }
        for table, key in cells_of(publication)
    ]
