"""Facts → marks: state, names and all that is known of each, as a person is to see it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongkai.align.numbers import is_number
from gongkai.forms import codebook
from gongkai.forms.model import LOCAL
from gongkai.records import Fact, Finding
from gongkai.show.model import STATES, Mark, State

#: More of a text than this is not drawn; a table that only lays out a page holds the page in one box.
_DRAWN = 240

_BY = {"label": "found by its labels", "position": "found by position", "decision": "decided by a person"}
_STATUS = {
    "reported": "reported (a number)",
    "blank": "blank (an empty box)",
    "annotated": "annotated (a number with words)",
    "absent": "absent (the form's cell has no box)",
    "unreadable": "unreadable (ink that is no number)",
}

#: What names a cell in a report: table, n, indicator, applicant, label.
CellName = tuple[str | None, int | None, str | None, str | None, str | None]


@dataclass(frozen=True)
class Told:
    """A fact as it is told. remark: what is wrong with its reading; None where nothing is. See :class:`Mark`."""

    fact: Fact
    state: State
    who: str
    differs: tuple[str, ...]
    remark: str | None
    findings: tuple[str, ...]
    tip: tuple[str, ...]

    @property
    def name(self) -> str:
        """Code and applicant, ``req_new · 自然人``."""
        return " · ".join(part for part in (self.code, self.who) if part)

    @property
    def code(self) -> str:
        """The indicator, a local one by its label."""
        return f"{LOCAL} {self.fact.label}" if self.fact.label else self.fact.indicator

    @property
    def doubtful(self) -> bool:
        """Whether the cell can prove no error of the publisher."""
        return not self.fact.sound or self.fact.by == "position"


def told(fact: Fact, form: str, named: Mapping[CellName, Sequence[tuple[str, Finding]]]) -> Told:
    """A fact of a table on this form. named: cell -> the findings that name it, each with its own name."""
    broken = tuple((name, finding) for key in _names(fact) for name, finding in named.get(key, ()))
    differs = tuple(f"{reader} {_shown(text)}" for reader, text in (fact.readings or {}).items())
    state: State = "disputed" if fact.reading == "disputed" else fact.status
    return Told(
        fact=fact,
        state=state,
        who=_applicant(fact.applicant)[0],
        differs=differs,
        remark=_remark(fact, state),
        findings=tuple(name for name, _ in broken),
        tip=(*_tip(fact, form), *(f"{name} {finding.outcome}: {finding.message}" for name, finding in broken)),
    )


def findings_by_cell(named: Sequence[tuple[str, Finding]]) -> dict[CellName, list[tuple[str, Finding]]]:
    """Cell -> the findings that name it; where a finding does not say which table of its kind, n is None."""
    found: dict[CellName, list[tuple[str, Finding]]] = {}
    for name, finding in named:
        for cell in finding.cells:
            key = (cell.table or finding.table, finding.n, cell.indicator, cell.applicant, cell.label)
            found.setdefault(key, []).append((name, finding))
    return found


def marked(tolds: Sequence[Told], text: str) -> Mark:
    """The mark of a box in which these facts were read (at least one), the worst state first."""
    state = min((one.state for one in tolds), key=STATES.index)
    return Mark(
        state=state,
        text=clipped(text),
        code=" + ".join(dict.fromkeys(one.code for one in tolds)),
        who=" + ".join(dict.fromkeys(one.who for one in tolds if one.who)),
        differs=tuple(dict.fromkeys(text for one in tolds for text in one.differs)),
        doubtful=any(one.doubtful for one in tolds),
        remark="; ".join(f"{one.name}: {one.remark}" for one in tolds if one.remark),
        findings=tuple(dict.fromkeys(name for one in tolds for name in one.findings)),
        tip=tuple(line for one in tolds for line in one.tip),
    )


def unused(text: str, reader: str, place: str, official: bool) -> Mark:
    """The mark of a box in which no fact was read. official: facts were read in other boxes of its table."""
    state: State = "stray" if official and is_number(text) else "unused"
    what = "a number that stands for no cell of the form" if state == "stray" else "no cell of the form is read here"
    return Mark(
        state,
        clipped(text),
        remark=f"{_quoted(text)}: {what}" if state == "stray" else "",
        tip=(what, f"printed: {_quoted(text)}", f"{reader}, {place}"),
    )


def clipped(text: str) -> str:
    """A text short enough to be drawn, ``…`` where it was longer."""
    bare = text.strip()
    return bare if len(bare) <= _DRAWN else bare[:_DRAWN] + "…"


def _names(fact: Fact) -> tuple[CellName, CellName]:
    rest = (fact.indicator, fact.applicant, fact.label)
    return (fact.table, fact.n, *rest), (fact.table, None, *rest)


def _remark(fact: Fact, state: State) -> str | None:
    doubts = []
    if state == "disputed":
        texts = (fact.readings or {}).items()
        doubts.append(" ≠ ".join(f"{reader} {_quoted(text)}" for reader, text in texts))
    elif state in ("unreadable", "annotated"):
        doubts.append(f"{state}: {_quoted(fact.raw)}")
    elif state == "absent":
        doubts.append("no box")
    if fact.by == "position":
        doubts.append("found by position")
    elif not fact.sound:
        doubts.append("glued over a page break, wrapped or from an orphan row")
    return "; ".join(doubts) or None


def _tip(fact: Fact, form: str) -> list[str]:
    known = codebook.indicators(form).get(fact.indicator)
    label = (known.label_zh, known.label_en) if known is not None else (fact.label or "", "in no form")
    lines = [f"{fact.indicator}: {label[0]} ({label[1]})"]
    if fact.applicant:
        lines.append("{}: {} ({})".format(fact.applicant, *_applicant(fact.applicant)))
    value = "no value" if fact.value is None else f"{fact.value} {fact.unit or '(no unit)'}"
    lines.append(f"value: {value}")
    lines.append(f"printed: {_quoted(fact.raw)}")
    lines.append(f"status: {_STATUS[fact.status]}")
    lines.append(f"reading: {fact.reading}; {_BY[fact.by]}" + ("" if fact.sound else "; not sound"))
    lines += [f"{reader} reads {_quoted(text)}" for reader, text in (fact.readings or {}).items()]
    return [*lines, f"table {fact.table}, {fact.place or 'no place'}"]


def _applicant(code: str | None) -> tuple[str, str]:
    known = codebook.applicants().get(code or "")
    return (known.label_zh, known.label_en) if known is not None else (code or "", "in no form")


def _quoted(text: str) -> str:
    return f"“{_shown(text)}”" if text else "nothing"


def _shown(text: str) -> str:
    return clipped(text).replace("\r", "").replace("\n", "⏎") or "nothing"
