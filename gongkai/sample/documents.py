"""Publications as files of the site: URL paths and bytes."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.sample import page_html, prose, ruled_pdf, tab_text, word_html
from gongkai.sample.columns import column_of
from gongkai.sample.content import Content
from gongkai.sample.layout import table_boxes
from gongkai.sample.publications import TABLES, Publication

#: Media that a site of family ``gkmlpt`` attaches to a page -> ending.
_FILES = {"pdf": "pdf", "text": "txt"}


@dataclass(frozen=True, slots=True)
class SiteFile:
    """One file: its site, path within that (``zwgk/zfxxgknb/202301/t20230117_30.html``), bytes, date of its last
    change."""

    site_id: str
    path: str
    data: bytes
    changed: str


def content_of(publication: Publication) -> Content:
    """What the document of a publication says."""
    agency = publication.agency
    name = agency.title_name if publication.scope != "office" else f"{agency.name}办公室"
    return Content(
        title=publication.title,
        site=column_of(publication).site_name,
        source=agency.name,
        published=publication.published,
        prose=prose.prose(name, publication.year, publication.number, publication.printed),
        tables={t: table_boxes(t, publication.forms[t], publication.printed) for t in TABLES},
    )


def listed_path(publication: Publication) -> str:
    """Path of what the list links: the detail page, or the text itself."""
    family, number = column_of(publication).site.family, publication.number
    if family == "vsb":
        return f"info/1004/{number}.htm"
    if family == "gkmlpt":
        return f"gkmlpt/content/0/{number // 1000}/post_{number}.html"
    extension = "txt" if publication.medium == "text" else "html"
    return f"{_folder(publication)}t{_day(publication)}_{publication.number}.{extension}"


def document_path(publication: Publication) -> str:
    """Path of the file that holds the tables."""
    if column_of(publication).site.family == "gkmlpt" and publication.medium in _FILES:
        return f"attachment/0/0/{publication.number}/{publication.number}.{_FILES[publication.medium]}"
    if publication.medium == "pdf":
        return f"{_folder(publication)}P0{_day(publication)}{publication.number:06d}.pdf"
    return listed_path(publication)


def files_of(publication: Publication) -> list[SiteFile]:
    """The files of a publication: its document, and the page that links it where that is an attachment."""
    changed = "2024-03-05" if publication.revision else publication.published
    site_id, path, listed = column_of(publication).site.site_id, document_path(publication), listed_path(publication)
    content = content_of(publication)
    render = {
        "html": page_html.report_page,
        "word": word_html.word_page,
        "text": tab_text.text_report,
        "pdf": ruled_pdf.ruled_pdf,
    }
    data = render[publication.medium](content)
    if publication.odd == "damaged_pdf":
        data = ruled_pdf.damaged(data)
    document = SiteFile(site_id, path, data, changed)
    if path == listed:
        return [document]
    beside = path.rsplit("/", 1)[0] == listed.rsplit("/", 1)[0]
    href = f"./{path.rsplit('/', 1)[1]}" if beside else f"/{path}"
    page = page_html.attachment_page(content.title, content.site, content.source, content.published, href)
    return [SiteFile(site_id, listed, page, changed), document]


def _folder(publication: Publication) -> str:
    return f"{column_of(publication).folder}{publication.published[:7].replace('-', '')}/"


def _day(publication: Publication) -> str:
    return publication.published.replace("-", "")
