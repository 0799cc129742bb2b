"""The lists of the sample's sites, each in the manner of its site's family."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from html import escape

from gongkai.sample import page_html
from gongkai.sample.columns import Column
from gongkai.sample.documents import SiteFile
from gongkai.sample.prose import SAMPLE

#: (path on the site, title, date) of a list's item.
Item = tuple[str, str, str]


def list_files(column: Column, items: Sequence[Item], changed: str) -> list[SiteFile]:
    """The list of a column, newest items first. changed: day of its last change, ISO."""
    make = {"static": _static, "vsb": _vsb, "gkmlpt": _gkmlpt}[column.site.family]
    return [SiteFile(column.site.site_id, path, data, changed) for path, data in make(column, items)]


def _pages(column: Column, items: Sequence[Item]) -> list[Sequence[Item]]:
    return [items[start : start + column.page] for start in range(0, len(items), column.page)]


def _static(column: Column, items: Sequence[Item]) -> list[tuple[str, bytes]]:
    """Pages that link one another: index.html, index_1.html, …"""
    pages = _pages(column, [(f"./{path.removeprefix(column.folder)}", title, day) for path, title, day in items])
    return [
        (
            column.folder + page_html.list_name(number),
            page_html.list_page(column.name, column.site_name, page, number, len(pages)),
        )
        for number, page in enumerate(pages)
    ]


def _vsb(column: Column, items: Sequence[Item]) -> list[tuple[str, bytes]]:
    """nb.htm, then nb/<number>.htm, numbered from the oldest page on."""
    pages = _pages(column, items)
    found = []
    for number, page in enumerate(pages, start=1):
        rows = "".join(
            f'<li id="line_u8_{n}"><a href="/{path}" title="{escape(title)}">{escape(title)}</a>'
            f"<span>{day}</span></li>\n"
            for n, (path, title, day) in enumerate(page)
        )
        foot = f'<span class="p_t">共{len(items)}条</span>&nbsp;&nbsp;<span>{number}/{len(pages)}</span>'
        body = f"<h1>{escape(column.name)}</h1>\n<ul>\n{rows}</ul>\n<div>{foot}</div>\n"
        body += "<!--Announced by Visual SiteBuilder 9-->\n"
        name = f"{column.folder}.htm" if number == 1 else f"{column.folder}/{len(pages) - number + 1}.htm"
        found.append((name, page_html.frame(column.name, column.site_name, body).encode()))
    return found


def _gkmlpt(column: Column, items: Sequence[Item]) -> list[tuple[str, bytes]]:
    """A page whose script names the site's number, and the JSON that browsers ask for with it."""
    script = f"<script>window._CONFIG = {{SID:'{column.within}',TREE:[{{id:{column.folder}}}]}};</script>\n"
    index = page_html.frame(column.name, column.site_name, f"<h1>{escape(column.name)}</h1>\n{script}")
    articles = [
        {
            "title": title,
            "url": f"/{path}",
            "publisher": column.site_name,
            "display_publish_time": int(datetime.fromisoformat(f"{day}T08:00:00+08:00").timestamp()),
        }
        for path, title, day in items
    ]
    answer = {"sample": SAMPLE, "total": len(items), "articles": articles}
    return [
        ("gkmlpt/index/index.html", index.encode()),
        (f"gkmlpt/api/all/{column.folder}/index.json", json.dumps(answer, ensure_ascii=False, indent=1).encode()),
    ]
