"""Which family of sites a page is of, by marks in its URL and text. Pure."""

from __future__ import annotations

import re

#: Seen on real pages; a mark in a URL is one of its family's own paths.
_MARKS: dict[str, re.Pattern[str]] = {
    "gkmlpt": re.compile(r"/gkmlpt/|NFCMS_SITE_ID"),
    "hanweb_jcms": re.compile(r"/module/(?:web/)?jpage/|<datastore>|/col/col\d+/index\.html"),
    "hanweb_xxgk_annual": re.compile(r"/module/xxgk/xxgkAnnualReport\.jsp"),
    "jpaas": re.compile(r"jpaas-publish-server"),
    "lonsun": re.compile(r"/public/column/\d+\?"),
    "trs": re.compile(
        r"trs_editor_view|TRS_Editor|TRS_UEDITOR|</TRS_DOCUMENT>|createPageHTML\(\s*\d+\s*,\s*\d+\s*,\s*[\"']index"
    ),
    "ucap": re.compile(r"(?i:<ucap(?:title|content)>)|UCAP-CONTENT|createPageHTML\(\s*[\"']page_div"),
    "vsb": re.compile(r"Announced by Visual SiteBuilder|_vsbscreen|vsbscreen\.min\.js"),
}


def detect(url: str, text: str) -> list[str]:
    """Families whose marks a page bears, sorted; none for a plain one."""
    return [family for family, marks in sorted(_MARKS.items()) if marks.search(url) or marks.search(text)]
