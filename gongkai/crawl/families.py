"""Site families as declarations: one YAML file each in ``families/``; a site names its family in the registry."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast, get_args

import yaml
from cssselect import HTMLTranslator, SelectorError

from gongkai.errors import GongkaiError

ListKind = Literal["html", "xml-in-cdata", "json", "html-in-json"]
Mode = Literal["list", "self", "enumerate"]
End = Literal["counted", "empty", "next"]


@dataclass(frozen=True, slots=True)
class Paging:
    """How a list leads to its further pages.

    linked:     instead of all else: full match of the file names, in the list's folder, that the page links.
    url, body:  templates of a further page's address and, for a POST, of its form; ``{n}`` is the page's number,
                ``{start}`` and ``{end}`` its first and last row; other names are groups of the patterns below.
    in_url:     searched in the list's URL, then in the page's own. A group ``n`` is the page's number.
    in_page:    searched in the text. Groups ``pages``, ``rows`` and ``per`` are counts.
    defaults:   of groups that are not found.
    first:      the number that the first page has (its zero base).
    descending: the first page has the highest number, and its numbers fall to ``first``.
    end:        ``counted``: the page tells how many there are. ``empty``: ask on until a page has no entry, or is
                answered 404. ``next``: the page leads to one other, where the patterns find it.
    """

    linked: re.Pattern[str] | None
    url: str
    body: str | None
    in_url: tuple[re.Pattern[str], ...]
    in_page: tuple[re.Pattern[str], ...]
    defaults: Mapping[str, str]
    first: int
    descending: bool
    end: End


@dataclass(frozen=True, slots=True)
class ListShape:
    """One kind of answer that lists entries.

    at:          searched in the URL asked for: which answers are of this shape.
    inner:       key path of the text in a JSON (or JSONP) answer that holds the list, where it is wrapped in one.
    item, link, date: XPaths: a row; links and dates within it. Of ``xml-in-cdata`` a row is a record. A page of kind
                 ``html`` without them lists nothing, and leads to the list.
    rows, url, title, shown: key paths of ``json``: the entries; in an entry its URL, title and date, the first that is
                 there.
    """

    kind: ListKind
    at: re.Pattern[str]
    inner: str
    item: str
    link: str
    date: str
    rows: str
    url: tuple[str, ...]
    title: tuple[str, ...]
    shown: tuple[str, ...]
    paging: Paging | None

    @property
    def lists_entries(self) -> bool:
        """Whether it is a list, and no page that only leads to one."""
        return self.kind != "html" or bool(self.item)


@dataclass(frozen=True, slots=True)
class Family:
    """How the pages of a kind of site are read. Selectors are XPaths, made from the CSS of the declaration.

    detect:     each searched in a page's URL and text: marks of the family.
    mode:       ``list``: list pages lead to details. ``self``: the list's own page is the report. ``enumerate``: one
                page a report year, whose URL is ``years`` with ``{list_url}`` and ``{year}``.
    lists:      shapes of list pages, the first that fits the URL counts; empty unless mode is ``list``.
    max_pages:  further pages that are followed at most.
    entry:      searched in an entry's path and query: what is a detail page. Others but attachments are left out, but
                for what a title calls a report (:mod:`gongkai.crawl.beside`).
    body:       where the report stands on a detail page, the first that is there.
    attachment: searched in the path of a link's URL, and in path and query.
    written:    HTML that a script of the page writes into it: group 1.
    metadata:   further places of fields: field -> ``css:…`` or ``script:…`` (a pattern whose group 1 is the value).
    """

    family: str
    detect: tuple[re.Pattern[str], ...]
    mode: Mode
    lists: tuple[ListShape, ...]
    years: str
    max_pages: int
    entry: re.Pattern[str]
    body: tuple[str, ...]
    attachment: re.Pattern[str]
    written: re.Pattern[str] | None
    metadata: tuple[tuple[str, str], ...]

    def shape_of(self, url: str) -> ListShape | None:
        """The shape of what a list URL answers."""
        return next((shape for shape in self.lists if shape.at.search(url)), None)


@cache
def load_family(name: str) -> Family:
    """The declaration of a family. Raises GongkaiError when there is none or it is faulty."""
    try:
        return family_of(name, _declared(name))
    except (yaml.YAMLError, SelectorError, re.error, ValueError, TypeError) as error:
        raise GongkaiError(f"faulty declaration: {error}", f"{name}.yaml", "", "see families/static.yaml") from error


@cache
def declared_as(name: str) -> str:
    """The declaration of a family as text, with what it is like: what its pages are read by."""
    return json.dumps(_declared(name), sort_keys=True, ensure_ascii=False, default=str)


def family_names() -> list[str]:
    """Names of all declared families."""
    folder = files("gongkai.crawl") / "families"
    return sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml"))


def detect(url: str, text: str) -> list[str]:
    """Families whose marks a page bears, in its URL or text, by name; a page of family ``static`` bears none."""
    families = (load_family(name) for name in family_names())
    return [f.family for f in families if any(mark.search(url) or mark.search(text) for mark in f.detect)]


def family_of(name: str, declared: Mapping[str, Any]) -> Family:
    """A declaration as an object. Raises ValueError or TypeError (yaml, re and CSS errors) where it is faulty."""
    _check("the declaration", declared, {"family", "list", "detail"}, {"detect", "mode", "years", "metadata"})
    if declared["family"] != name:
        raise ValueError(f"family is {declared['family']!r}, the file's name says {name!r}")
    listed, detail = declared["list"], declared["detail"]
    _check("list", listed, {"max_pages"}, {"pages"})
    _check("detail", detail, {"url", "body", "attachment"}, {"written"})
    mode = _one_of("mode", declared.get("mode", "list"), get_args(Mode))
    shapes = tuple(_shape(key, shape) for key, shape in listed.get("pages", {}).items())
    if (mode == "list") != bool(shapes) or (mode == "enumerate") != ("years" in declared):
        raise ValueError("mode list needs list.pages, mode enumerate needs years; the other modes have neither")
    return Family(
        family=name,
        detect=_patterns(declared.get("detect")),
        mode=cast(Mode, mode),
        lists=shapes,
        years=str(declared.get("years", "")),
        max_pages=int(listed["max_pages"]),
        entry=re.compile(detail["url"], re.IGNORECASE),
        body=tuple(_xpath(css) for css in _texts(detail["body"])),
        attachment=re.compile(detail["attachment"], re.IGNORECASE),
        written=re.compile(detail["written"]) if "written" in detail else None,
        metadata=tuple((f, place) for f, places in declared.get("metadata", {}).items() for place in _texts(places)),
    )


def _declared(name: str) -> dict[str, Any]:
    source = files("gongkai.crawl") / "families" / f"{name}.yaml"
    if not source.is_file():
        raise GongkaiError(
            f"no site family is called {name!r}", "sites.csv", "family", f"use one of: {', '.join(family_names())}"
        )
    declared: dict[str, Any] = yaml.safe_load(source.read_text(encoding="utf-8"))
    model = declared.pop("like", None)
    # A variant bears the marks of what it is like: which one a site is, its paging tells.
    return _merged(_declared(model) | {"detect": []}, declared) if model else declared


def _merged(model: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The model with what the other declares; null takes a key away."""
    merged = dict(model)
    for key, value in other.items():
        known = merged.get(key)
        merged[key] = _merged(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return {key: value for key, value in merged.items() if value is not None}


_NEEDED = {
    "html": {"item", "link", "date"},
    "xml-in-cdata": {"link", "date"},
    "html-in-json": {"inner", "item", "link", "date"},
    "json": {"rows", "url", "title", "date"},
}


def _shape(name: str, declared: Mapping[str, Any]) -> ListShape:
    kind = _one_of(f"{name}.kind", declared.get("kind"), get_args(ListKind))
    leads = kind == "html" and "item" not in declared
    needed = {"kind"} | ({"paging"} if leads else _NEEDED[kind])
    _check(f"list page {name}", declared, needed, {"at", "paging", "inner"})
    has_items = not leads and kind != "json"
    is_json = kind == "json"
    return ListShape(
        kind=cast(ListKind, kind),
        at=re.compile(declared.get("at", "")),
        inner=declared.get("inner", ""),
        item=_xpath(declared["item"]) if "item" in declared else "",
        link=_xpath(declared["link"]) if has_items else "",
        date=_xpath(declared["date"]) if has_items else "",
        rows=declared["rows"] if is_json else "",
        url=_texts(declared["url"]) if is_json else (),
        title=_texts(declared["title"]) if is_json else (),
        shown=_texts(declared["date"]) if is_json else (),
        paging=_paging(name, declared["paging"]) if "paging" in declared else None,
    )


def _paging(name: str, declared: Mapping[str, Any]) -> Paging:
    if "linked" in declared:
        _check(f"paging of {name}", declared, {"linked"}, set())
        return Paging(re.compile(declared["linked"]), "", None, (), (), {}, 0, False, "next")
    _check(
        f"paging of {name}", declared, {"url", "end"}, {"body", "in_url", "in_page", "defaults", "first", "descending"}
    )
    return Paging(
        linked=None,
        url=declared["url"],
        body=declared.get("body"),
        in_url=_patterns(declared.get("in_url")),
        in_page=_patterns(declared.get("in_page")),
        defaults={key: str(value) for key, value in declared.get("defaults", {}).items()},
        first=int(declared.get("first", 1)),
        descending=bool(declared.get("descending", False)),
        end=cast(End, _one_of(f"end of {name}", declared["end"], get_args(End))),
    )


def _check(what: str, declared: object, needed: set[str], allowed: set[str]) -> None:
    if not isinstance(declared, dict):
        raise ValueError(f"{what} must be a mapping")
    missing, unknown = needed - declared.keys(), declared.keys() - needed - allowed
    if missing or unknown:
        told = [f"lacks {', '.join(sorted(missing))}"] * bool(missing)
        raise ValueError(f"{what} {' and '.join(told + [f'knows no {k}' for k in sorted(map(str, unknown))])}")


def _one_of(what: str, value: object, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise ValueError(f"{what} is {value!r}, must be one of {', '.join(choices)}")
    return str(value)


def _texts(declared: str | list[str] | None) -> tuple[str, ...]:
    return (declared,) if isinstance(declared, str) else tuple(declared or ())


def _patterns(declared: str | list[str] | None) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in _texts(declared))


def _xpath(css: str) -> str:
    return HTMLTranslator().css_to_xpath(css, prefix="descendant-or-self::")
