"""Pages of the sample site: the frame, the clean report page, the page that only links an attachment, the list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from gongkai.sample.content import Content
from gongkai.sample.layout import Box
from gongkai.sample.prose import HEADINGS, SAMPLE, SAMPLE_NOTE

_STYLE = """body{font-family:SimSun,serif;margin:0;color:#222}
header,footer{background:#8a1f11;color:#fff;padding:12px 24px}
.sample{background:#ffe9a8;color:#8a1f11;text-align:center;padding:4px}
main{max-width:960px;margin:0 auto;padding:16px 24px}
h1{text-align:center;font-size:22px}.info{text-align:center;color:#777}
.content p{line-height:2;text-indent:2em}.content table{border-collapse:collapse;width:100%}
.content td{border:1px solid #444;padding:4px 6px;text-align:center}.content td p{text-indent:0;margin:0}
.list li{display:flex;justify-content:space-between;padding:6px 0;border-bottom:1px dotted #bbb}"""


def frame(title: str, site: str, body: str, metadata: Iterable[tuple[str, str]] = ()) -> str:
    """A whole page of the site around ``body``; SAMPLE stands above and below it."""
    metas = "".join(f'<meta name="{name}" content="{escape(content)}">\n' for name, content in metadata)
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n{metas}'
        f"<style>\n{_STYLE}\n</style>\n</head>\n<body>\n"
        f'<header>{escape(site)}</header>\n<div class="sample">{SAMPLE}</div>\n'
        f"<main>\n{body}</main>\n<footer>{SAMPLE}</footer>\n</body>\n</html>\n"
    )


def article(title: str, site: str, source: str, published: str, inner: str) -> str:
    """A detail page: the usual metadata, title, date line, and ``inner`` as its content."""
    metadata = (("SiteName", site), ("ArticleTitle", title), ("PubDate", published), ("ContentSource", source))
    info = f"发布日期：{published}　来源：{escape(source)}"
    body = f'<h1>{escape(title)}</h1>\n<div class="info">{info}</div>\n<div class="content">\n{inner}</div>\n'
    return frame(title, site, body, metadata)


def report_page(content: Content) -> bytes:
    """The report as a clean HTML page."""
    parts: list[str] = []
    for number, paragraphs, boxes in content.sections():
        parts.append(f"<p><strong>{HEADINGS[number]}</strong></p>\n")
        parts += [f"<p>{escape(text)}</p>\n" for text in paragraphs]
        if boxes:
            parts.append(_table(boxes))
    return article(content.title, content.site, content.source, content.published, "".join(parts)).encode()


def _table(boxes: Sequence[Box]) -> str:
    rows = (
        "<tr>" + "".join(f"<td{spans(box)}>{escape(box.text or '')}</td>" for box in line) + "</tr>\n"
        for _, line in groupby(boxes, key=lambda box: box.row)
    )
    return "<table>\n<tbody>\n" + "".join(rows) + "</tbody>\n</table>\n"


def spans(box: Box, quote: str = '"') -> str:
    """The span attributes of a box, each with a space before it; none for a single slot."""
    found = (("rowspan", box.rowspan), ("colspan", box.colspan))
    return "".join(f" {name}={quote}{count}{quote}" for name, count in found if count > 1)


def attachment_page(title: str, site: str, source: str, published: str, href: str) -> bytes:
    """A detail page that holds no table, only the link to the file that does."""
    name = f"{escape(title)}.{href.rsplit('.', 1)[1]}"
    inner = f'<p>{SAMPLE_NOTE}</p>\n<p>详情请见附件。</p>\n<p>附件：<a href="{href}" title="{name}">{name}</a></p>\n'
    return article(title, site, source, published, inner).encode()


def other_page(title: str, site: str, source: str, published: str) -> bytes:
    """A report of another kind, prose only."""
    paragraphs = (
        SAMPLE_NOTE,
        "一、主要举措。完善重大决策程序，规范行政执法，加强法治宣传，推进依法行政。",
        "二、存在的不足。执法文书的规范程度有待提高，普法形式还不够丰富。",
        "三、下一步安排。健全监督机制，组织执法人员培训，提升法治政府建设水平。",
    )
    inner = "".join(f"<p>{text}</p>\n" for text in paragraphs)
    return article(title, site, source, published, inner).encode()


def list_page(name: str, site: str, items: Sequence[tuple[str, str, str]], number: int, pages: int) -> bytes:
    """A list page. items: (href, title, date), newest first; page ``number`` of ``pages``, counted from 0."""
    lines = "".join(
        f'<li><a href="{href}" title="{escape(title)}">{escape(title)}</a><span class="date">{date}</span></li>\n'
        for href, title, date in items
    )
    body = f'<h1>{escape(name)}</h1>\n<ul class="list">\n{lines}</ul>\n'
    if pages > 1:
        links = []
        if number > 0:
            links.append(f'<a class="prev" href="./{list_name(number - 1)}">上一页</a>')
        if number + 1 < pages:
            links.append(f'<a class="next" href="./{list_name(number + 1)}">下一页</a>')
        body += f'<div class="pages">第{number + 1}页 共{pages}页 {" ".join(links)}</div>\n'
    return frame(name, site, body, (("SiteName", site), ("ColumnName", name))).encode()


def list_name(number: int) -> str:
    """File name of a list page, counted from 0."""
    return f"index_{number}.html" if number else "index.html"
