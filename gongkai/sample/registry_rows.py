"""The sample province's own registry: the CSV files of a registry folder as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from gongkai.sample.agencies import AGENCIES, PARTITION, REGIONS, YEARS
from gongkai.sample.columns import COLUMNS, SITES

_SINCE = "2010"

_HEADS = {
    "regions.csv": "region_code,scheme,name,name_en,parent_code,level,valid_from,valid_to",
    "agencies.csv": (
        "agency_id,name,kind,level,region_code,sector,rule_making,parent_agency_id,uscc,valid_from,valid_to,state"
    ),
    "agency_names.csv": "agency_id,name,valid_from,valid_to",
    "agency_links.csv": "agency_id,predecessor_id,kind,date",
    "sites.csv": "site_id,base_url,family,region_code,delay_s,kind,state",
    "columns.csv": "column_id,site_id,region,list_url,agency_id,within,scope,year_from,year_to,state",
}


def registry_files(urls: Mapping[str, str]) -> dict[str, str]:
    """File name -> CSV text. urls: site_id -> its address, without a slash at its end."""
    rows: dict[str, Iterable[Sequence[object]]] = {
        "regions.csv": [(r.code, "mca", r.name, r.name_en, r.parent, r.level, _SINCE, "") for r in REGIONS],
        "agencies.csv": [
            (
                a.agency_id,
                a.name,
                a.kind,
                a.level,
                a.region,
                a.sector,
                "yes" if a.rule_making else "no",
                a.parent,
                "",
                _SINCE,
                "",
                "verified",
            )
            for a in AGENCIES
        ],
        "agency_names.csv": [(a.agency_id, a.title_name, _SINCE, "") for a in AGENCIES if a.title_name != a.name],
        "agency_links.csv": [],
        "sites.csv": [(s.site_id, urls[s.site_id], s.family, s.region, "0", "publisher", "verified") for s in SITES],
        "columns.csv": [
            (
                c.column_id,
                c.site.site_id,
                PARTITION,
                f"{urls[c.site.site_id]}/{c.list_path}",
                c.agency_id,
                c.within,
                "",
                YEARS[0],
                YEARS[-1],
                "verified",
            )
            for c in COLUMNS
        ],
    }
    return {name: _csv(head, rows[name]) for name, head in _HEADS.items()}


def _csv(head: str, rows: Iterable[Sequence[object]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head.split(","))
    writer.writerows(rows)
    return stream.getvalue()
