"""Looks of pages that say something for a whole table: captions with units and years, style sheets."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from benchmarks.accuracy.boxes import Boxes
from benchmarks.accuracy.case import Case
from benchmarks.accuracy.html import Markup, body, page, table
from benchmarks.accuracy.looks import Look
from benchmarks.accuracy.looks_html import encoded
from gongkai.sample.layout import Box

#: What is usual in the style sheets of sites, and hides nothing of a table.
_SITE = """<style>body{font-family:"微软雅黑"}a:hover{color:#fff}.nav li:first-child{display:none}
table tr:nth-child(even){background:#f5f5f5}.menu .sub{display:none}.menu:hover .sub{display:block}
@font-face{font-family:icon;src:url(i.woff)}.icon{font-family:icon}.foot::after{content:"样川"}
@media print{table{display:none}}@media (max-width:768px){td{display:block;font-size:0}}</style>"""
#: Numbers of an older table, hidden by their place in the box.
_PLACES = "<style>td.value>b:last-child{display:none}tr[data-old='1']{display:none}</style>"
_OLD = '<tr data-old="1"><td>模板</td><td>88</td><td>88</td><td>88</td></tr>'
_UNITS = ("单位：万件", "（计量单位：千件）", "单位：件、百件", "本表以万件为单位")
_YEARS = ("{}年", "（{}年度）", "{}年政府信息公开情况统计表", "统计期限：{}年1月1日至{}年12月31日")


def _captioned(caption: Callable[[Case, int], str], only: bool) -> Callable[[Case], str]:
    """A caption above each table, or above one of them; the n-th of its kind by the document's number."""

    def make(case: Case) -> str:
        chosen = "234"[case.number % 3]

        def write(name: str, boxes: Boxes) -> str:
            above = f'<p align="right">{caption(case, case.number // 3)}</p>' if not only or name == chosen else ""
            return above + table(boxes)

        return page(case, _SITE + body(case, write))

    return make


def _usual(case: Case, number: int) -> str:
    return (f"单位：件　{case.year}年度", f"（截至{case.year}年12月31日）", "单位：件/万元")[number % 3]


def _usual_unit(number: int) -> str | None:
    return (None, None, "万元")[number // 3 % 3]


def _multiple(case: Case, number: int) -> str:
    return _UNITS[number % len(_UNITS)]


def _other_year(case: Case, number: int) -> str:
    return _YEARS[number % len(_YEARS)].replace("{}", str(case.year - 1))


def _hidden_by_place(case: Case) -> str:
    def inner(box: Box, text: str) -> str:
        return f"<i>{text}</i><b>77</b>" if box.role == "value" else text

    return page(case, _PLACES + body(case, lambda _, boxes: table(boxes, Markup(inner=inner, noise=_OLD))))


_look = partial(Look, group="exact media", share=6, extension="html")
_utf8 = partial(encoded, encoding="utf-8", charset="utf-8")

LOOKS = (
    _look("html-captions", source=_utf8(_captioned(_usual, only=False)), amounts=_usual_unit),
    _look("html-other-unit", source=_utf8(_captioned(_multiple, only=True)), holds=True),
    _look("html-other-year", source=_utf8(_captioned(_other_year, only=True)), holds=True),
    _look("html-places", source=_utf8(_hidden_by_place)),
)
