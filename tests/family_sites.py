"""Web sites that behave as those of each family do: their markup, their paging and its oddities, over real HTTP.

A site shows the rows that its golden list (``tests/families/<case>.tsv``) names. A case is ``<family>`` or
``<family>+<what is special>``. Where each oddity was seen stands in the declarations of the families.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from html import escape
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from loopback import Asked, Page

NAV = '<ul class="nav"><li><a href="/index.html">首页</a></li><li><a href="javascript:;">年报</a></li></ul>'
PDF = b"%PDF-1.4 not really"
NOTHING = Page(b"<html>404</html>", status=404)


class Row(NamedTuple):
    """An entry of a list: path on its site, title, date."""

    path: str
    title: str
    date: str


@dataclass
class FamilySite:
    """rows: newest first; may be changed. with_files: the row whose page has the files."""

    rows: list[Row]
    files: list[str]
    list_path: str
    lists: Callable[[FamilySite, Asked], Page | None]
    detail: Callable[[FamilySite, Row], str]
    with_files: Row | None
    size: int = 2

    def answer(self, asked: Asked) -> Page:
        """What the site answers to a request."""
        page = self.lists(self, asked)
        if page is not None:
            return page
        row = next((row for row in self.rows if row.path == asked.path), None)
        if row is not None:
            return Page(self.detail(self, row).encode(), etag=f'"{row.path}"')
        if unquote(asked.path) in map(unquote, self.files):
            # Some give files only to those who come from their page; others get a page that says so, as 200.
            return Page(PDF) if "referer" in asked.headers else Page(b"<html>no</html>")
        return NOTHING

    def page(self, number: int, size: int = 0) -> list[Row]:
        """Rows of a page, counted from 1."""
        size = size or self.size
        return self.rows[(number - 1) * size : number * size]

    @property
    def pages(self) -> int:
        """How many pages the list has."""
        return -(-len(self.rows) // self.size)


def shown(html: str, etag: str | None = None) -> Page:
    return Page(f"<html><body>{NAV}{html}</body></html>".encode(), etag=etag)


def items(rows: list[Row], attributes: str = "") -> str:
    return "".join(
        f'<li{attributes}><a href="{escape(r.path)}" title="{r.title}">{r.title[:9]}…</a>'
        f'<span class="right date">{r.date}</span></li>'
        for r in rows
    )


def body(mark: str, link: str) -> Callable[[FamilySite, Row], str]:
    """Detail pages with the report in an element; the first one of the list has files."""

    def of(site: FamilySite, row: Row) -> str:
        name, attributes = mark.split(" ", 1) if " " in mark else (mark, "")
        links = link if row == site.with_files else ""
        return (
            f'<html><head><meta name="ArticleTitle" content="{row.title}"></head><body>{NAV}'
            f"<{name} {attributes}><p>{row.title}</p>{links}</{name}></body></html>"
        )

    return of


# Plain folders


def _static(site: FamilySite, asked: Asked) -> Page | None:
    name = re.fullmatch(r"/nb/index(?:_(\d+))?\.html", asked.path)
    if not name or int(name[1] or 0) >= site.pages:
        return None
    number = int(name[1] or 0)
    further = "".join(f'<a href="index_{n}.html">{n + 1}</a>' for n in range(1, site.pages))
    return shown(
        f'<ul class="list">{items(site.page(number + 1))}</ul>{further}', etag=f'"{number} of {len(site.rows)}"'
    )


def _trs(first: int, script: str, ending: str) -> Callable[[FamilySite, Asked], Page | None]:
    def lists(site: FamilySite, asked: Asked) -> Page | None:
        name = re.fullmatch(rf"/zfxxgk/zfxxgknb/(?:index(?:_(\d+))?\.{ending})?", asked.path)
        number = 1 if name and name[1] is None else int(name[1]) - first + 1 if name else 0
        if not 1 <= number <= site.pages or (name and name[1] == str(first)):
            return None
        rows = "".join(
            f'<li><a href="{_relative(row.path)}" target="_blank">{row.title}</TRS_DOCUMENT></a><b>{row.date}</b></li>'
            for row in site.page(number)
        )
        old = '<!-- <script>createPageHTML(9, 0, "index", "html");</script> -->'
        pager = script.format(pages=site.pages, current=number - 1)
        return shown(f'<div class="gl_list"><ul>{rows}</ul></div>{old}<script>{pager}</script>')

    return lists


def _relative(path: str) -> str:
    folder = "/zfxxgk/zfxxgknb/"
    return f"./{path.removeprefix(folder)}" if path.startswith(folder) else "../" + path.removeprefix("/zfxxgk/")


def _trs_detail(site: FamilySite, row: Row) -> str:
    links = "".join(
        f'<p><a href="./{PurePosixPath(path).name}">附件{n}</a></p>' for n, path in enumerate(site.files, start=1)
    )
    written = f"<script>var file_appendix='{links}'; document.write(file_appendix)</script>"
    return (
        f'<html><body>{NAV}<div class="view TRS_UEDITOR trs_paper_default"><p>{row.title}</p></div>'
        f"{written if row == site.with_files else ''}</body></html>"
    )


def _ucap(folder: str, name: str, first: int) -> Callable[[FamilySite, Asked], Page | None]:
    def lists(site: FamilySite, asked: Asked) -> Page | None:
        # ?page=N has no effect.
        path = re.fullmatch(rf"{folder}/{name}(?:_(\d+))?\.shtml", asked.path.split("?")[0])
        number = 1 if path and path[1] is None else int(path[1]) - first + 1 if path else 0
        if not 1 <= number <= site.pages or (path and path[1] == str(first)):
            return None
        pager = f"createPageHTML('page_div',{site.pages}, {number},'{name}','shtml',{len(site.rows)});"
        return shown(f'<ul class="list">{items(site.page(number))}</ul><script>{pager}</script>')

    return lists


def _vsb(site: FamilySite, asked: Asked) -> Page | None:
    name = re.fullmatch(r"/zfxxgk/nb(?:/(\d+))?\.htm", asked.path)
    # Page 1 has no number; the numbers of the others count from the oldest.
    number = 0 if name is None else 1 if name[1] is None else site.pages - int(name[1]) + 1
    if number < 1 or number > site.pages or (name and name[1] == str(site.pages)):
        return None
    rows = "".join(
        f'<li id="line_u8_{n}"><a href="{"../" * (1 if number == 1 else 2)}{row.path[1:]}">{row.title}</a>'
        f"<span>{row.date}</span></li>"
        for n, row in enumerate(site.page(number))
    )
    foot = f'<span class="p_t">共{len(site.rows)}条</span>&nbsp;&nbsp;<span>{number}/{site.pages}</span>'
    return shown(f"<ul>{rows}</ul>{foot}<!--Announced by Visual SiteBuilder 9-->")


# XML


def _records(rows: list[Row]) -> str:
    return "".join(
        f"<record><![CDATA[<li><a href='{r.path}' title='{r.title}'>{r.title}</a><b>{r.date}</b></li>]]></record>"
        for r in rows
    )


def _datastore(site: FamilySite, rows: list[Row], following: str = "") -> str:
    group = f'<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>' if following else ""
    return (
        f"<datastore>{group}<totalrecord>{len(site.rows)}</totalrecord>"
        f"<recordset>{_records(rows)}</recordset></datastore>"
    )


def _jcms(site: FamilySite, asked: Asked) -> Page | None:
    if asked.path.startswith("/col/col61490/index.html"):
        script = (
            "var param_123={col:1,appid:1,webid:39,path:'/',columnid:61490,sourceContentType:1,unitid:247686,"
            f"webname:'样县人民政府',permissiontype:0}};$('#a').jpage({{totalRecord:{len(site.rows)},perPage:1,"
            "proxyUrl:'/module/web/jpage/dataproxy.jsp'});"
        )
        store = f'<div id="a"><script type="text/xml">{_datastore(site, site.page(1))}</script></div>'
        return shown(f"{store}<script>{script}</script>", etag=f'"{len(site.rows)}"')
    if not asked.path.startswith("/module/web/jpage/dataproxy.jsp"):
        return None
    query, form = parse_qs(urlsplit(asked.path).query), parse_qs(asked.body)
    column = {"columnid": ["61490"], "webid": ["39"], "path": ["/"], "webname": ["样县人民政府"], "unitid": ["247686"]}
    if asked.method != "POST" or "referer" not in asked.headers or not column.items() <= form.items():
        return NOTHING
    start, end = int(query["startrecord"][0]), int(query["endrecord"][0])
    # From the third group on the first row of the next one comes too.
    extra = 1 if start > 2 * site.size else 0
    return Page(_datastore(site, site.rows[start - 1 : end + extra]).encode(), headers={"Content-Type": "text/xml"})


def _jpage(site: FamilySite, asked: Asked) -> Page | None:
    query = parse_qs(urlsplit(asked.path).query)
    if asked.path.startswith("/col/col1389975/index.html"):
        number = 1
    elif asked.path.startswith("/module/jpage/dataproxy.jsp") and query.get("columnid") == ["1389975"]:
        number = int(query["page"][0])
    else:
        return None
    rest = "appid=1&webid=1934&path=/&columnid=1389975&unitid=4455560&webname=样市&permissiontype=0"
    following = f"/module/jpage/dataproxy.jsp?page={number + 1}&{rest}" if number < site.pages else ""
    store = _datastore(site, site.page(number), following)
    return shown(f'<script type="text/xml">{store}</script>') if number == 1 else Page(store.encode())


def _truecms(site: FamilySite, asked: Asked) -> Page | None:
    if asked.path == "/col/col7123/index.html":
        return shown("<script>var url='/truecms/messageController/getMessage.do'; load(url, 7123)</script>")
    if not asked.path.startswith("/truecms/messageController/getMessage.do"):
        return None
    query = parse_qs(urlsplit(asked.path).query)
    if "referer" not in asked.headers or int(query["perpage"][0]) > 50 or query["columnId"] != ["7123"]:
        return NOTHING
    # Gives no more than it wants to, whatever it is asked for.
    start = int(query["startrecord"][0])
    store = _datastore(site, site.rows[start - 1 : start - 1 + site.size])
    return Page(f"cb({json.dumps({'result': store}, ensure_ascii=False)});".encode())


# Forms


def _xxgk(site: FamilySite, asked: Asked) -> Page | None:
    form = parse_qs(asked.body)
    if asked.method != "POST" or asked.path != "/module/xxgk/search.jsp" or form.get("infotypeId") != ["A0212"]:
        return None
    number = int(form["currpage"][0])
    lines = "".join(
        f'<tr class="tr_main_value_{"odd" if n % 2 else "even"}"><td>{n}</td><td><a href="{row.path}" '
        f'title="{row.title}">{row.title}</a></td><td>{row.date}</td></tr>'
        for n, row in enumerate(site.page(number))
    )
    return Page(f"<table>{lines}</table><div>共{site.pages}页 到第<input>页</div>".encode())


def _annual(site: FamilySite, asked: Asked) -> Page | None:
    row = next((row for row in site.rows if row.path == asked.path), None)
    if row is None or row.path.endswith("2022"):
        return NOTHING if row else None
    years = "".join(f'<a href="{r.path}">{r.path[-4:]}</a>' for r in site.rows)
    title = f"唐样镇{row.path[-4:]}年政府信息公开工作年度报告"
    link = '<a href="/module/download/downfile.jsp?classid=0&filename=2401160930.pdf&showname=全文.pdf">全文.pdf</a>'
    return shown(f'<h1>{title}</h1><div id="zoom">{title}{link if row.path.endswith("2023") else ""}</div>{years}')


def _report(site: FamilySite, asked: Asked) -> Page | None:
    if asked.path != "/col/col90135/index.html":
        return None
    link = '<a href="/module/download/downfile.jsp?classid=0&filename=2401160930.pdf&showname=全文.pdf">全文.pdf</a>'
    return shown(f'<div id="zoom"><p>江样省民政厅2023年政府信息公开工作年度报告</p>{link}</div>')


# JSON


def _jpaas(site: FamilySite, asked: Asked) -> Page | None:
    folder = "/zfxxgk/zfxxgknb/2022/zjyq/"
    unit = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    if asked.path == f"{folder}index.html":
        number = 1
    elif asked.path.startswith(f"{unit}?"):
        query = parse_qs(urlsplit(asked.path).query)
        known = {"webId": ["web9"], "pageId": ["page7"], "tagId": ["列表新闻"], "parseType": ["bulidstatic"]}
        if "referer" not in asked.headers or not known.items() <= query.items():
            return Page(b"<html>403</html>", status=403)
        # A bare pageNo is ignored.
        number = json.loads(query.get("paramJson", ["{}"])[0]).get("pageNo", 1)
    else:
        return None
    rows = items(site.page(number)).replace(f'"{folder}', f'"{folder if number > 1 else "./"}')
    foot = f'<div class="pagination" rows="{site.size}" count="{len(site.rows)}"></div>'
    html = f'<div class="page-content"><ul>{rows}</ul>{foot}</div>'
    if number > 1:
        return Page(json.dumps({"success": True, "data": {"html": html}}).encode())
    asks = (
        "{'webId':'web9','pageId':'page7','parseType':'bulidstatic','pageType':'column','tagId':'列表新闻',"
        "'tplSetId':'set5','editType':null}"
    )
    return shown(f'<script url="{unit}" queryData="{asks}"></script>{html}')


def _gkmlpt(base: str, size: int) -> Callable[[FamilySite, Asked], Page | None]:
    beijing = timezone(timedelta(hours=8))

    def lists(site: FamilySite, asked: Asked) -> Page | None:
        if asked.path == f"{base}/gkmlpt/index":
            config = "{ SID: '755041', TREE: [{id:505,name:'年报',children:[],post_count:5}] }"
            return shown(f"<script>window._CONFIG = {config};</script>", etag='"index"')
        path = re.fullmatch(rf"{base}/gkmlpt/api/all/(\d+)\?page=(\d+)&sid=755041", asked.path)
        if path is None:
            return None
        number = int(path[2]) or 1
        rows = site.page(number, size)
        if not rows:
            return NOTHING
        articles = [
            {
                "id": n,
                "title": "".join(f"%u{ord(sign):04x}" for sign in row.title) if n % 2 else row.title,
                "url": f"http://{asked.headers['host']}{row.path}",
                "publisher": "样市应急管理局",
                # Half past midnight in Beijing is the day before in UTC.
                "display_publish_time": int(
                    datetime.fromisoformat(f"{row.date}T00:30").replace(tzinfo=beijing).timestamp()
                ),
                "created_at": "2031-01-01 08:00:00",
                "abstract": '"total": 999',
            }
            for n, row in enumerate(rows)
        ]
        answer = {"articles": articles, "classify": {"post_count": len(site.rows)}}
        return Page(json.dumps(answer, ensure_ascii=False).encode(), headers={"Content-Type": "application/json"})

    return lists


def _ucap_json(site: FamilySite, asked: Asked) -> Page | None:
    if not asked.path.startswith("/search/0a1b2c3d4e5f60718293a4b5c6d7e8f9?"):
        return None
    query = parse_qs(urlsplit(asked.path).query)
    results = [
        {
            "title": row.title,
            "url": f"http://{asked.headers['host']}{row.path}",
            "publishedTimeStr": f"{row.date} 10:00:00",
        }
        for row in site.page(int(query["page"][0]))
    ]
    return Page(json.dumps({"data": {"rows": 100, "total": len(site.rows), "results": results}}).encode())


def _lonsun(site: FamilySite, asked: Asked) -> Page | None:
    if not asked.path.startswith("/public/column/6596371?"):
        return None
    number = int(parse_qs(urlsplit(asked.path).query).get("pageIndex", ["1"])[0])
    rows = items(site.page(number)).replace("<a ", '<a class="left" ')
    return shown(f'<ul class="clearfix xxgk_nav_list">{rows}</ul><div id="page_public_info"></div>')


_FILE = (
    '<p><a href="/module/download/downfile.jsp?classid=0&filename=2401160930.pdf&showname=全文.pdf">全文.pdf</a></p>'
)
_ZOOM = body('div id="zoom"', _FILE)
_UCAP = body("ucapcontent", '<a href="files/nb.pdf">附件：年度报告</a>')
_POST = body(
    'div class="news_cont_d_wrap"',
    '<a class="nfw-cms-attachment" href="/attachment/1/1658/1658591/12541123.docx" alt="年度报告.docx">下载</a>',
)
_VSB_FILE = (
    '附件【<a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1744984858&wbfileid=16738452">'
    "年报.xlsx</a>】已下载3次"
)
_FORM = (
    "#post:infotypeId=A0212&jdid=3096&area=11370883004325769B&divid=div1229498488&vc_title=&vc_number="
    "&sortfield=,createdatetime:0,orderid:0&currpage=1&vc_filenumber=&vc_all=&texttype=0&fbtime=-1"
    "&standardXxgk=1&isAllList=1"
)
_SEARCH = (
    "/search/0a1b2c3d4e5f60718293a4b5c6d7e8f9?page=1&_pageSize=100&_isAgg=true&_isJson=true&_template=index"
    "&_rangeTimeGte=&_channelName="
)

#: case -> (path of the list as the registry has it, its answers, its detail pages).
SITES = {
    "static": ("/nb/index.html", _static, body('div class="content"', '<a href="全文.pdf">全文</a>')),
    "trs": ("/zfxxgk/zfxxgknb/", _trs(0, 'createPageHTML({pages}, {current}, "index", "html");', "html"), _trs_detail),
    "trs_from_2": (
        "/zfxxgk/zfxxgknb/index.shtml",
        _trs(1, "var currentPage={current};var countPage={pages};document.write(currentPage)", "shtml"),
        _trs_detail,
    ),
    "hanweb_jcms": ("/col/col61490/index.html", _jcms, _ZOOM),
    "hanweb_jcms_report": ("/col/col90135/index.html", _report, _ZOOM),
    "hanweb_jpage": ("/col/col1389975/index.html", _jpage, _ZOOM),
    "hanweb_truecms": ("/col/col7123/index.html", _truecms, _ZOOM),
    "hanweb_xxgk": (f"/module/xxgk/search.jsp{_FORM}", _xxgk, _ZOOM),
    "hanweb_xxgk_annual": ("/module/xxgk/xxgkAnnualReport.jsp?area=11370883004325769B", _annual, _ZOOM),
    "jpaas": ("/zfxxgk/zfxxgknb/2022/zjyq/index.html", _jpaas, _ZOOM),
    "gkmlpt": ("/yjzjj/gkmlpt/index#505", _gkmlpt("/yjzjj", 2), _POST),
    "gkmlpt+at_once": ("/gkmlpt/index#0", _gkmlpt("", 145), _POST),
    "ucap": ("/jurong/bmxxgknb/common_list.shtml", _ucap("/jurong/bmxxgknb", "common_list", 1), _UCAP),
    "ucap_from_1": ("/nmefc/dc_list.shtml", _ucap("/nmefc", "dc_list", 0), _UCAP),
    "ucap+json": (_SEARCH, _ucap_json, _UCAP),
    "vsb": ("/zfxxgk/nb.htm", _vsb, body('div id="vsb_content_2"', _VSB_FILE)),
    "lonsun": (
        "/public/column/6596371?type=4&catId=7038231&action=list&nav=3",
        _lonsun,
        body('div class="j-fontContent"', '<a href="/group1/M00/nb.pdf">附件</a>'),
    ),
}


def family_site(case: str, rows: list[Row], files: list[str]) -> FamilySite:
    """The site of a case, showing these rows."""
    list_path, lists, detail = SITES[case]
    return FamilySite(rows, files, list_path, lists, detail, rows[0] if rows else None)


class Known(NamedTuple):
    """A URL that a crawl knows, without its host: kind, title and date of the link to it, last outcome."""

    kind: str
    url: str
    title: str
    date: str
    outcome: str


def golden(case: str) -> list[Known]:
    """A case's golden list."""
    with (Path(__file__).parent / "families" / f"{case}.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Known(row["kind"], row["url"], row["title"], row["date"], row["outcome"]) for row in rows]


def site_of(case: str) -> FamilySite:
    """The site of a case, showing what its golden list names."""
    known = golden(case)
    rows = [Row(k.url, k.title, k.date) for k in known if k.kind == "detail"]
    return family_site(case, rows, [k.url for k in known if k.kind == "attachment"])
