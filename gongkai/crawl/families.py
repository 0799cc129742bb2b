"""Site families as declarations: one YAML file each in ``families/``; a site names its family in the registry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from cssselect import HTMLTranslator, SelectorError

from gongkai.errors import GongkaiError


@dataclass(frozen=True, slots=True)
class Family:
    """How the pages of a kind of site are read. Selectors are XPaths, made from the CSS of the declaration.

    item, link, date: an entry of a list; link and date within it.
    page:             full match of the file names of a list's further pages; at most ``max_pages`` are followed.
    body:             where the report stands on a detail page.
    attachment:       searched in the path of a link's URL.
    """

    family: str
    item: str
    link: str
    date: str
    page: re.Pattern[str]
    max_pages: int
    body: str
    attachment: re.Pattern[str]


_KEYS = {"list": {"item", "link", "date", "page", "max_pages"}, "detail": {"body", "attachment"}}


@cache
def load_family(name: str) -> Family:
    """The declaration of a family. Raises GongkaiError when there is none or it is faulty."""
    source = files("gongkai.crawl") / "families" / f"{name}.yaml"
    if not source.is_file():
        raise GongkaiError(
            f"no site family is called {name!r}", "sites.csv", "family", f"use one of: {', '.join(family_names())}"
        )
    try:
        return _family(yaml.safe_load(source.read_text(encoding="utf-8")))
    except (yaml.YAMLError, SelectorError, re.error, ValueError, TypeError) as error:
        raise GongkaiError(f"faulty declaration: {error}", f"{name}.yaml", "", "see families/static.yaml") from error


def family_names() -> list[str]:
    """Names of all declared families."""
    folder = files("gongkai.crawl") / "families"
    return sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml"))


def _family(declared: dict[str, Any]) -> Family:
    for part, keys in _KEYS.items():
        if declared.get(part, {}).keys() != keys:
            raise ValueError(f"{part} must have exactly the keys {', '.join(sorted(keys))}")
    listed, detail = declared["list"], declared["detail"]
    return Family(
        family=str(declared["family"]),
        item=_xpath(listed["item"]),
        link=_xpath(listed["link"]),
        date=_xpath(listed["date"]),
        page=re.compile(listed["page"]),
        max_pages=int(listed["max_pages"]),
        body=_xpath(detail["body"]),
        attachment=re.compile(detail["attachment"], re.IGNORECASE),
    )


def _xpath(css: str) -> str:
    return HTMLTranslator().css_to_xpath(css, prefix="descendant-or-self::")
