"""The sample site of one night as files: lists, pages, attachments, robots.txt."""

from __future__ import annotations

from gongkai.sample import page_html
from gongkai.sample.columns import COLUMNS, Column, column_of
from gongkai.sample.documents import SiteFile, files_of, listed_path
from gongkai.sample.publications import Publication, on_night

#: (href within the column's folder, title, date) of a list item.
Item = tuple[str, str, str]

#: The document of another kind in the list of 样东县 (oddity ``other_kind``).
OTHER_TITLE = "样东县2022年法治政府建设年度报告"
OTHER_DATE = "2023-02-20"
OTHER_PATH = "ydx/zfxxgknb/202302/t20230220_90.html"
_ROBOTS = "# SAMPLE\nUser-agent: *\nDisallow: /private/\n"
#: When pages that belong to no report last changed.
_BEGINNING = "2024-02-01"


def site_files(night: int) -> list[SiteFile]:
    """All files of the site on a night (1 or 2), sorted by path; what did not change between them is equal in both."""
    shown = on_night(night)
    files = [SiteFile("robots.txt", _ROBOTS.encode(), _BEGINNING), _front_page(), _other_page()]
    for publication in shown:
        files += files_of(publication)
    for column in COLUMNS:
        files += _list_pages(column, [p for p in shown if column_of(p) == column])
    return sorted(files, key=lambda file: file.path)


def _front_page() -> SiteFile:
    items = "".join(f'<li><a href="/{c.folder}">{c.name}</a></li>\n' for c in COLUMNS)
    body = f"<h1>政府信息公开</h1>\n<ul>\n{items}</ul>\n"
    return SiteFile("index.html", page_html.frame("政府信息公开", COLUMNS[0].site_name, body).encode(), _BEGINNING)


def _other_page() -> SiteFile:
    column = next(c for c in COLUMNS if OTHER_PATH.startswith(c.folder))
    page = page_html.other_page(OTHER_TITLE, column.site_name, "样东县人民政府", OTHER_DATE)
    return SiteFile(OTHER_PATH, page, OTHER_DATE)


def _list_pages(column: Column, publications: list[Publication]) -> list[SiteFile]:
    """The list in pages, newest first; it last changed when its newest item appeared, or when the site was set up."""
    paths: list[Item] = [(listed_path(p), p.title, p.published) for p in publications]
    if OTHER_PATH.startswith(column.folder):
        paths.append((OTHER_PATH, OTHER_TITLE, OTHER_DATE))
    items = [(f"./{path.removeprefix(column.folder)}", title, date) for path, title, date in paths]
    items.sort(key=lambda item: (item[2], item[0]), reverse=True)
    changed = max(_BEGINNING, items[0][2])
    pages = [items[i : i + column.page] for i in range(0, len(items), column.page)]
    return [
        SiteFile(
            column.folder + page_html.list_name(number),
            page_html.list_page(column.name, column.site_name, page, number, len(pages)),
            changed,
        )
        for number, page in enumerate(pages)
    ]
