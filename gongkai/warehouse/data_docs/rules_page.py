"""The documentation page of the rules: every row of the rules table, in all scopes."""

from __future__ import annotations

from gongkai.forms import codebook
from gongkai.forms.model import Rule
from gongkai.judge.evaluate import is_evaluated
from gongkai.warehouse.data_docs import html, words
from gongkai.warehouse.data_docs.html import Markup

FILE = "rules.html"
_KINDS = {"prose": "prose", "stat": "stat (统计表)", "annex": "annex", "*": "every table"}


def page(sample: bool) -> str:
    """All rules by what they speak of, each with its words, severity, effect, source, reason and example."""
    rules = list(codebook.rules().values())
    scopes = list(dict.fromkeys(rule.scope for rule in rules))
    parts: list[Markup] = [
        html.paragraph(
            f"The {len(rules)} rules that reports, partitions and loads are judged by, from one table "
            "(gongkai/forms/data/rules.tsv). A number is never changed by a rule: what is printed and what it should "
            "add up to stand side by side."
        ),
        html.paragraph(
            "A hard rule that is broken sets the verdict named under “effect”; ",
            "publisher_inconsistent (公布数据勾稽不符) needs proof that it is so printed. ",
            "A blank counts as 0; where the sum then fails, the rule is not judged (see parts_within_total).",
        ),
        html.paragraph(html.link("index.html", "back to the tables")),
    ]
    for scope in scopes:
        parts.append(Markup(f"<h2>{html.text(f'Over {words.SCOPES.get(scope, scope)}')}</h2>"))
        if scope in words.COVERED:
            parts.append(html.paragraph(words.COVERED[scope], name="faint"))
        parts += [_section(rule) for rule in rules if rule.scope == scope]
    return html.page("Rules 规则", sample, *parts)


def _section(rule: Rule) -> Markup:
    said = words.of_rule(rule)
    rows: list[tuple[object, object]] = [
        ("what", said.en),
        ("内容", said.zh),
        ("tables", f"{_tables(rule)}, forms {', '.join(rule.forms).replace('*', 'all')}"),
        ("severity", words.SEVERITIES[rule.severity]),
        ("effect", rule.verdict_effect.replace("|", " where proved, else ") or "none on the verdict"),
        ("source", rule.source or "–"),
        ("why real reports break it", rule.why or "–"),
        ("example", rule.example),
    ]
    if not is_evaluated(rule):
        rows.append(("state", html.classed("bad", "no reader of this version reads its tables")))
    heading = Markup(f'<h3 id="{html.text(rule.rule_id)}">{html.code(rule.rule_id)}</h3>')
    return Markup(heading + html.definitions(rows))


def _tables(rule: Rule) -> str:
    return ", ".join(_KINDS.get(table, f"table {table}") for table in rule.tables)
