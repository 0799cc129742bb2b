"""What detail pages of the families say: body, candidates of metadata with their origin, attachments."""

from __future__ import annotations

import pytest

from gongkai.crawl.details import Detail, parse_detail
from gongkai.crawl.exchange import Link
from gongkai.crawl.families import load_family

PAGE = "http://www.a.gov.cn/zfxxgk/nb/202401/t20240125_2349704.html"


def read(family: str, page: str, url: str = PAGE) -> Detail:
    return parse_detail(page.encode(), url, load_family(family))


def said(detail: Detail) -> list[tuple[str, str, str]]:
    return [tuple(candidate) for candidate in detail.candidates]


def test_national_tags_and_an_old_script_are_candidates_in_their_order() -> None:
    detail = read(
        "trs",
        """<html><head><title>样县教育局2023年年报_样县人民政府</title>
        <meta name="SiteName" content="样县人民政府"><META NAME="SiteIDCode" CONTENT="3301000009"/>
        <meta name="ColumnName" content="政府信息公开年报"><meta name="ColumnType" content="信息公开年报">
        <meta name="ArticleTitle" content="样县教育局2023年政府信息公开工作年度报告">
        <meta name="PubDate" content="2026/09/24 17:07:13"><meta name="ContentSource" content="">
        <meta name="contentsource" content="本站原创"><meta name="viewport" content="width=1"></head><body>
        <span>来源：<script>var SourceName='样县教育局';document.write(SourceName)</script></span>
        <span><script>var pubdata="2016-02-24";</script></span>
        <div class=TRS_Editor><p>本报告</p><p>一、总体情况</p></div></body></html>""",
    )
    assert said(detail) == [
        ("site", "样县人民政府", "meta SiteName"),
        ("site_id_code", "3301000009", "meta SiteIDCode"),
        ("column", "政府信息公开年报", "meta ColumnName"),
        ("column_type", "信息公开年报", "meta ColumnType"),
        ("title", "样县教育局2023年政府信息公开工作年度报告", "meta ArticleTitle"),
        ("published", "2026/09/24 17:07:13", "meta PubDate"),
        ("agency", "本站原创", "meta ContentSource"),
        ("agency", "样县教育局", "script"),
        ("published", "2016-02-24", "script"),
        ("title", "样县教育局2023年年报_样县人民政府", "element title"),
    ]
    assert detail.body == "本报告一、总体情况"


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>索引号</td><td>1133102400268125XW/2024-104757</td><th>发布机构：</th>"
        "<td> 样县 下各镇 </td></tr><tr><td>成文日期</td><td>2024-01-15</td><td>文号</td><td></td></tr></table>",
        "<ul><li><b>索 引 号：</b>1133102400268125XW/2024-104757</li><li><span>发布机构</span><em>样县 下各镇</em></li>"
        "<li>成文日期：2024-01-15</li><li>文号：</li></ul>",
        "<p>索引号:1133102400268125XW/2024-104757 发布机构: 样县 下各镇 公开方式：主动公开 成文日期：2024-01-15 "
        "组配分类：政府信息公开年报</p>",
    ],
    ids=["table", "list", "line"],
)
def test_labels_are_read_however_they_stand(table: str) -> None:
    detail = read("hanweb_jcms", f'<html><body>{table}<h1>年报</h1><div id="zoom">正文</div></body></html>')
    assert said(detail) == [
        ("index_number", "1133102400268125XW/2024-104757", "label 索引号"),
        ("agency", "样县 下各镇", "label 发布机构"),
        ("written", "2024-01-15", "label 成文日期"),
        ("title", "年报", "element h1"),
    ]


def test_words_of_the_text_are_no_labels() -> None:
    text = (
        "<p>公文时效以发布机构：公布的为准，共发布机构名称三个</p>" + "<p>" + "制发规范性文件，" * 90 + "文号：无</p>"
    )
    assert said(read("vsb", f"<html><body>{text}</body></html>")) == []


def test_custom_tags_of_ucap() -> None:
    detail = read(
        "ucap",
        "<html><body><UCAPTITLE>样容市2022年政府信息公开工作年度报告</UCAPTITLE>"
        "<UCAPCONTENT><p>一、总体</p>#PAGE_BREAK#<p>二、</p></UCAPCONTENT></body></html>",
    )
    assert said(detail) == [("title", "样容市2022年政府信息公开工作年度报告", "element ucaptitle")]
    assert detail.body == "一、总体#PAGE_BREAK#二、"


@pytest.mark.parametrize(
    ("family", "link", "expected"),
    [
        (
            "trs",
            '<a href="./P020240125598760012345.doc">附件</a>',
            ("/zfxxgk/nb/202401/P020240125598760012345.doc", "附件"),
        ),
        (
            "hanweb_jcms",
            '<a href="/module/download/downfile.jsp?classid=0&filename=ab.pdf&showname=年报.pdf">下载</a>',
            ("/module/download/downfile.jsp?classid=0&filename=ab.pdf&showname=年报.pdf", "下载"),
        ),
        (
            "gkmlpt",
            '<a class="nfw-cms-attachment" href="/attachment/1/1658/1658591/12541123.docx" alt="年报.docx">点击</a>',
            ("/attachment/1/1658/1658591/12541123.docx", "年报.docx"),
        ),
        (
            "vsb",
            '附件【<a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=2">'
            "年报.xlsx</a>】",
            ("/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=2", "年报.xlsx"),
        ),
        ("ucap", '<a href="files/nb.pdf?v=1">年报</a>', ("/zfxxgk/nb/202401/files/nb.pdf?v=1", "年报")),
        ("lonsun", '<a href="/public/1/2.html">相关</a>', None),
    ],
)
def test_attachments(family: str, link: str, expected: tuple[str, str] | None) -> None:
    # Nothing here is the body of any family: the whole page is searched.
    detail = read(family, f"<html><body><p>正文</p>{link}</body></html>")
    assert detail.body is None
    found = () if expected is None else (Link(f"http://www.a.gov.cn{expected[0]}", "attachment", expected[1], None),)
    assert detail.attachments == found


def test_the_innermost_declared_body_counts_once() -> None:
    nested = '<div id="vsb_content"><div class="v_news_content"><p>正文</p><a href="a.pdf">一</a></div></div>'
    detail = read("vsb", f'<html><body><a href="menu.pdf">栏目</a>{nested}</body></html>')
    assert detail.body == "正文一"
    assert [link.title for link in detail.attachments] == ["一"]
