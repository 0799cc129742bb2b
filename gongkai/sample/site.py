"""The sample's sites of one night as files: lists, pages, attachments, robots.txt."""

from __future__ import annotations

from gongkai.sample import page_html
from gongkai.sample.columns import COLUMNS, SITES, Column, Site, column_of
from gongkai.sample.documents import SiteFile, files_of, listed_path
from gongkai.sample.lists import Item, list_files
from gongkai.sample.publications import Publication, on_night

#: The document of another kind in the list of 样东县 (oddity ``other_kind``).
OTHER_TITLE = "样东县2022年法治政府建设年度报告"
OTHER_DATE = "2023-02-20"
OTHER_PATH = "gkmlpt/content/0/0/post_99.html"
OTHER_COLUMN = next(column for column in COLUMNS if column.column_id == "sample-east")
_ROBOTS = "# SAMPLE\nUser-agent: *\nDisallow: /private/\n"
#: When pages that belong to no report last changed.
_BEGINNING = "2024-02-01"


def site_files(night: int) -> list[SiteFile]:
    """All files of the sites on a night (1 or 2), sorted by site and path; what did not change is equal in both."""
    shown = on_night(night)
    files = [_other_page()]
    for site in SITES:
        files += [SiteFile(site.site_id, "robots.txt", _ROBOTS.encode(), _BEGINNING), _front_page(site)]
    for publication in shown:
        files += files_of(publication)
    for column in COLUMNS:
        files += _list(column, [p for p in shown if column_of(p) == column])
    return sorted(files, key=lambda file: (file.site_id, file.path))


def _front_page(site: Site) -> SiteFile:
    columns = [column for column in COLUMNS if column.site == site]
    items = "".join(f'<li><a href="/{c.list_path}">{c.name}</a></li>\n' for c in columns)
    body = f"<h1>政府信息公开</h1>\n<ul>\n{items}</ul>\n"
    page = page_html.frame("政府信息公开", columns[0].site_name, body).encode()
    return SiteFile(site.site_id, "index.html", page, _BEGINNING)


def _other_page() -> SiteFile:
    page = page_html.other_page(OTHER_TITLE, OTHER_COLUMN.site_name, "样东县人民政府", OTHER_DATE)
    return SiteFile(OTHER_COLUMN.site.site_id, OTHER_PATH, page, OTHER_DATE)


def _list(column: Column, publications: list[Publication]) -> list[SiteFile]:
    """Newest first; it last changed when its newest item appeared, or when the site was set up."""
    items: list[Item] = [(listed_path(p), p.title, p.published) for p in publications]
    if column == OTHER_COLUMN:
        items.append((OTHER_PATH, OTHER_TITLE, OTHER_DATE))
    items.sort(key=lambda item: (item[2], item[0]), reverse=True)
    return list_files(column, items, max(_BEGINNING, items[0][2]))
