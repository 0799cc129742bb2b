"""The pages of tables × forms and their index. Pure: from what was asked to HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby

from gongkai.forms import codebook
from gongkai.forms.model import Rule
from gongkai.judge.evaluate import is_evaluated
from gongkai.warehouse.data_docs import html, rules_page, words
from gongkai.warehouse.data_docs.findings import CAP, REPORTS, Asked, Count, Failure
from gongkai.warehouse.data_docs.html import Markup

_TABLES = {
    "2": "Table 2: disclosed on own initiative (主动公开政府信息情况)",
    "3": "Table 3: requests (收到和处理政府信息公开申请情况)",
    "4": "Table 4: review and litigation (行政复议、行政诉讼情况)",
}
#: Hard rules on reports in which no table was found at all.
_WITHOUT_TABLES = ("unreadable_document", "no_official_table")
#: So many of the reports that a finding compares are named; the CSV file has all.
_NAMED = 5
_WHOLE = "Whole reports and comparisons (报告整体及跨报告规则)"
_OUTCOMES = {
    "broken": html.classed("bad whole", "broken 不符"),
    "not_judged": html.classed("whole", "not judged 无法判断"),
}


def suites(asked: Asked) -> list[str]:
    """Names of the pages, those of tables first, each with the rules that were tried there."""
    found = {one.suite for one in asked.counts} | {suite for suite, _ in asked.findings}
    return sorted(found, key=lambda name: (name == REPORTS, name))


def title(suite: str) -> str:
    """A suite in words."""
    if suite == REPORTS:
        return _WHOLE
    table, _, form = suite[1:].partition("_")
    return f"{_TABLES.get(table, f'Table {table}')}, form {form}"


def csv_name(suite: str) -> str:
    """Where all findings of a suite stand."""
    return f"failures/{suite}.csv"


def index(asked: Asked, name: str, sample: bool) -> str:
    """The first page: suites with their verdicts, rules by load."""
    rows = [_suite_row(suite, asked) for suite in suites(asked)]
    heads = ("table and form", "#tables", "#admitted", "#held", "verdicts", "#rules", "rules broken")
    return html.page(
        f"Data Docs of {name}",
        sample,
        html.paragraph(
            "What each rule of the forms (勾稽关系 and others) says, and which tables fail it. ",
            html.link(rules_page.FILE, "All rules, with source, effect and example 全部规则"),
        ),
        Markup("<h2>Tables by form 各表</h2>"),
        html.table(heads, rows),
        Markup("<h2>Rules by load 各批次</h2>"),
        html.paragraph(
            "Tables (reports) that break a rule, and their share of those it covers, after each of the last "
            f"{len(asked.loads)} loads: a rising share shows a change. No share stands where it is not counted how "
            "many reports can be compared. Rules that nothing broke are left out. Table ",
            html.link("../parquet/rule_failures.parquet", "rule_failures"),
            " has all of them.",
            name="faint",
        ),
        _trend(asked),
    )


def suite_page(suite: str, asked: Asked, sample: bool) -> str:
    """The page of a suite: each rule with its counts and the tables that fail it; rules that nothing fails at last."""
    counts = {one.rule: one for one in asked.counts if one.load == asked.loads[-1] and one.suite == suite}
    failures = {rule: list(own) for rule, own in groupby(_of(suite, asked.failures), key=lambda one: one.rule)}
    names = [rule for rule in codebook.rules() if rule in counts or rule in failures]
    names += sorted((failures.keys() | counts.keys()) - set(names))
    failing = [rule for rule in names if rule in failures]
    parts: list[object] = [
        html.paragraph(
            html.link("index.html", "all tables"),
            " · ",
            html.link(rules_page.FILE, "all rules"),
            " · ",
            html.link(csv_name(suite), "everything listed here as CSV"),
        ),
        html.paragraph(_verdict_words(suite, asked)),
        html.paragraph(
            f"{len(failing)} of {len(names)} rules found something." if failing else "No rule found anything."
        ),
    ]
    for rule in failing:
        parts += _rule(suite, rule, counts.get(rule), failures[rule], asked.findings[suite, rule])
    held = [rule for rule in names if rule not in failures]
    if held:
        parts.append(Markup("<h2>Rules that found nothing 未发现问题的规则</h2>"))
        rows = [(_named(rule), _in_words(suite, rule), _covers(counts[rule])) for rule in held]
        parts.append(html.table(("rule", "in words", "#covers"), rows))
        if any(counts[rule].evaluated is None for rule in held):
            parts.append(html.paragraph(f"–: {words.UNCOUNTED}", name="faint"))
    return html.page(title(suite), sample, *parts)


def _suite_row(suite: str, asked: Asked) -> Sequence[object]:
    own = [one for one in asked.verdicts if one.suite == suite]
    admitted, held = sum(one.admitted for one in own), sum(one.held for one in own)
    counts = [one for one in asked.counts if one.load == asked.loads[-1] and one.suite == suite]
    broken = [
        Markup(f"{html.link(f'{suite}.html#{one.rule}', one.rule)} ({one.broken:,})") for one in counts if one.broken
    ]
    numbers = (f"{admitted + held:,}", f"{admitted:,}", f"{held:,}") if suite != REPORTS else ("", "", "")
    return (
        html.link(f"{suite}.html", title(suite)),
        *numbers,
        _verdicts(suite, asked),
        len(counts),
        Markup(", ".join(broken)) if broken else html.classed("good", "none"),
    )


def _verdicts(suite: str, asked: Asked) -> str:
    own = [one for one in asked.verdicts if one.suite == suite]
    return ", ".join(f"{one.verdict} {one.admitted + one.held:,}" for one in own)


def _verdict_words(suite: str, asked: Asked) -> str:
    return (
        f"Verdicts 判定: {_verdicts(suite, asked)}"
        if suite != REPORTS
        else "Rules that speak of a whole report, or of several."
    )


def _trend(asked: Asked) -> Markup:
    by_rule = {key: list(own) for key, own in groupby(asked.counts, key=lambda one: (one.rule, one.suite))}
    rows = []
    for (rule, suite), own in by_rule.items():
        if any(one.broken for one in own):
            by_load = {one.load: one for one in own}
            rows.append(
                (
                    _named(rule),
                    html.link(f"{suite}.html#{rule}", title(suite)),
                    *(_share(by_load.get(load)) for load in asked.loads),
                )
            )
    if not rows:
        return html.paragraph("None.")
    return html.table(("rule", "table and form", *(f"#load {load}" for load in asked.loads)), rows)


def _share(count: Count | None) -> str:
    if count is None:
        return "–"
    share = f" ({count.broken / count.evaluated:.1%})" if count.evaluated else ""
    return f"{count.broken:,}{share}"


def _covers(count: Count) -> str:
    return "–" if count.evaluated is None else f"{count.evaluated:,}"


def _rule(suite: str, rule: str, count: Count | None, failures: list[Failure], findings: int) -> Iterable[object]:
    yield Markup(f'<h2 id="{html.text(rule)}">{_named(rule)}</h2>')
    yield _in_words(suite, rule)
    what = "reports" if suite == REPORTS else "tables"
    if count is not None:
        yield html.paragraph(
            f"{words.UNCOUNTED} " if count.evaluated is None else f"Covers {count.evaluated:,} {what}: ",
            html.classed("bad", f"{count.broken:,} broken"),
            f", {count.not_judged:,} not judged. {_effect(rule)}",
        )
    if findings > len(failures):
        yield html.paragraph(
            f"The first {CAP:,} of {findings:,} findings, broken ones and late years first. ",
            html.link(csv_name(suite), f"All {findings:,} are in {csv_name(suite)}"),
            name="cap",
        )
    yield _failing(failures)


def _failing(failures: list[Failure]) -> Markup:
    sums = any(one.left is not None for one in failures)
    places = [words.of_place(one.identity or "", *_kind(one)) for one in failures]
    heads = ["agency and year", "outcome", *(["column or row"] if any(places) else [])]
    heads += [
        *(["#left 左", "", "#right 右"] if sums else []),
        "finding",
        "verdict 判定",
        "where it is printed",
    ]
    rows = []
    for one, place in zip(failures, places, strict=True):
        cells: list[object] = [_report(one), _OUTCOMES.get(one.outcome, one.outcome)]
        cells += [place] if any(places) else []
        cells += [_number(one.left), _sign(one), _number(one.right)] if sums else []
        verdict = html.paragraph(html.classed("whole", one.verdict or "–"))
        fate = "" if one.admitted is None else html.paragraph("admitted" if one.admitted else "held", name="faint")
        suggestion = html.paragraph(one.suggestion, name="faint") if one.suggestion else ""
        cells += [Markup(html.text(one.message) + suggestion), Markup(verdict + fate), _printed(one)]
        rows.append(cells)
    return html.table(heads, rows)


def _report(one: Failure) -> Markup:
    which = f", table {one.table} no. {one.n}" if one.n is not None and one.n > 1 else ""
    name = html.text(f"{one.agency or 'unknown agency'} {one.year or 'year unknown'}{which}")
    return Markup(f'{name}<br><code class="faint">{html.text(one.report_id)}</code>')


def _printed(one: Failure) -> Markup:
    source = one.source or ""
    page = one.place.partition(" ")[0].rpartition("!")[2][1:] if one.place else ""
    target = f"{source}#page={page}" if one.media_type == "application/pdf" and page.isdigit() else source
    place = f'<br><span class="faint">{html.text(one.place)}</span>' if one.place else ""
    others = one.compared_with.split("\n") if one.compared_with else []
    more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    links = "<br>".join(_source(other, other) for other in others[:_NAMED])
    beside = f'<p class="faint">compared with 对照</p>{links}{more}' if others else ""
    return Markup(f"{_source(target, source)}{place}{beside}")


def _source(target: str, source: str) -> Markup:
    return html.link(target, source) if source.startswith(("http://", "https://")) else html.text(source)


def _kind(one: Failure) -> tuple[str, str]:
    table, _, form = one.suite[1:].partition("_") if one.suite != REPORTS else ("", "", "")
    return table, form


def _sign(one: Failure) -> str:
    rule = codebook.rules().get(one.rule)
    return ">" if rule is not None and rule.op == "<=" else "≠"


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():,f}"


def _named(rule: str) -> Markup:
    return html.link(f"{rules_page.FILE}#{rule}", html.code(rule))


def _in_words(suite: str, rule: str) -> Markup:
    known = codebook.rules().get(rule)
    if known is None:
        return html.paragraph("A rule of an earlier version.")
    table, _, form = ("", "", "") if suite == REPORTS else suite[1:].partition("_")
    said = words.of_rule(known, table or None, form or None)
    over = f", in {words.SCOPES[known.scope]}" if known.scope in ("applicant", "row") else ""
    return Markup(html.paragraph(said.en + over) + html.paragraph(said.zh, name="zh"))


def _effect(rule: str) -> str:
    known: Rule | None = codebook.rules().get(rule)
    if known is None or not is_evaluated(known):
        return ""
    effect = known.verdict_effect.replace("|", " where proved, else ")
    if known.rule_id in _WITHOUT_TABLES:
        return f"Severity {known.severity}: there is no table to hold."
    return f"Severity {known.severity}: {f'it makes the table {effect}' if effect else 'it changes no verdict'}."


def _of(suite: str, failures: Iterable[Failure]) -> list[Failure]:
    return [one for one in failures if one.suite == suite]
