"""One sentence → the numbers in it that its words say the meaning of, as counts of ``indicators_prose.tsv``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import zip_longest
from typing import Literal, NamedTuple

from gongkai import periods
from gongkai.figures import is_of_size
from gongkai.forms import codebook
from gongkai.prose import words

_REQUEST_UNITS = ("件", "宗", "份", "起", "例", "条", "项", "个")
_ANSWER_UNITS = ("件", "宗", "份", "起", "例")
_CASE_UNITS = ("件", "起", "宗", "例", "次", "项", "个")
_ITEM_UNITS = ("条", "件", "篇")
_SESSIONS, _MONEY = ("次", "场", "期"), ("元", "万元")
#: Group of words that matched → indicator, and the units in which it counts.
_COUNTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "received": ("pr_req_received", _REQUEST_UNITS),
    "closed": ("pr_req_closed", _REQUEST_UNITS),
    "carried": ("pr_req_carried", _REQUEST_UNITS),
    "carried_in": ("pr_req_carried_in", _REQUEST_UNITS),
    "granted": ("pr_req_granted", _ANSWER_UNITS),
    "partial": ("pr_req_partial", _ANSWER_UNITS),
    "denied": ("pr_req_denied", _ANSWER_UNITS),
    "review": ("pr_review", _CASE_UNITS),
    "suit": ("pr_suit", _CASE_UNITS),
    "published": ("pr_published_total", ("条", "件")),
    "processing": ("pr_processing_fee", _MONEY),
    "fee": ("pr_fee", _MONEY),
    "training": ("pr_training", _SESSIONS),
    "trainees": ("pr_trainees", ("人次",)),
}
#: Counts of requests, whose object another sentence of the paragraph may name.
_OF_REQUESTS = ("received", "closed", "granted", "partial", "denied", "carried", "carried_in")
#: Of these, the ones whose words alone do not say that they are of requests.
_NEED_REQUESTS = ("received", "closed")
_GROUPS = tuple(_COUNTS)
_OF_GOVERNMENT = re.compile("(?:人民)?(?:政府|办事处)?(?:办公室|办公厅|办)?")
#: Signs and words between two numbers of one clause that count side by side.
_AND = "、和及与"
#: No clause that counts is longer before its number.
_LONGEST_LEAD = 90
_DIGITS = {char: Decimal(i) for i, char in enumerate("零一二三四五六七八九")} | {"〇": Decimal(0), "两": Decimal(2)}
_POWERS = {"十": Decimal(10), "百": Decimal(100), "千": Decimal(1000)}


class Count(NamedTuple):
    """A number of a sentence, or words that say there was none.

    start, end: where ``raw`` stands in the sentence. value: None where words alone state it. exact: False for 余, 约 …
    label: the outlet, or whose number it is where the sentence says so (全市各部门).
    """

    indicator: str
    start: int
    end: int
    value: Decimal | None
    unit: str | None
    label: str | None
    exact: bool


@dataclass(frozen=True, slots=True)
class Whose:
    """The report that a sentence stands in: year and agency as its title states them."""

    year: int | None
    agency: str | None


Topic = Literal["request", "dispute", "fee", "other"]


@dataclass(slots=True)
class _State:
    """What the sentences of a paragraph said so far. year: None where none was stated."""

    is_disputes: bool
    topic: Topic | None = None
    on_disclosure: bool = False
    year: int | None = None
    is_year_stated: bool = False
    wide: str | None = None
    is_other: bool = False
    outlet: str = ""
    is_listing: bool = False
    stop: int = 0
    found: list[Count] = field(default_factory=list)

    def begin(self, stop: int) -> None:
        """A new sentence, in which nothing is counted from ``stop`` on."""
        self.wide, self.is_other, self.is_year_stated, self.outlet, self.is_listing = None, False, False, "", False
        self.on_disclosure = self.topic == "request"
        self.stop = stop
        self.found = []


class Reader:
    """Reads the sentences of one paragraph in their order."""

    def __init__(self, section: str, whose: Whose) -> None:
        self._whose = whose
        self._state = _State(is_disputes=section == "4")

    def read(self, sentence: str) -> list[Count]:
        """The counts of a sentence (signs in their plain form), in its order."""
        state = self._state
        # A period other than the year: what follows it is not the year's number.
        other = periods.IN_SENTENCE.search(periods.whole_years_blotted(sentence))
        state.begin(other.start() if other is not None else len(sentence))
        numberless = ""
        for clause in words.CLAUSE.finditer(sentence):
            text = clause[0]
            self._whose_is(text)
            state.on_disclosure = state.on_disclosure or words.ON_DISCLOSURE.search(text) is not None
            numbers = list(words.NUMBER.finditer(text))
            if numbers:
                self._numbers(text, clause.start(), numbers, numberless)
            else:
                self._topic(text)
                if clause.start() < state.stop:
                    self._nil(text, clause.start())
            numberless = "" if numbers else text
        return state.found

    def _numbers(self, text: str, at: int, numbers: list[re.Match[str]], before: str) -> None:
        """The numbers of a clause. before: the clause before it where that has none, else ``""``."""
        state = self._state
        through = words.THROUGH.search(before)
        state.outlet = before[through.start() :] if through else ""
        last = 0
        for number, after in zip_longest(numbers, numbers[1:]):
            self._topic(text[last : number.start()])
            if at + number.start() < state.stop:
                tail = text[number.end() : after.start() if after else len(text)]
                self._number(text, at, last, number, tail)
            last = number.end()
        self._topic(text[last:])

    def _topic(self, text: str) -> None:
        for match in words.TOPIC.finditer(text):
            self._state.topic = match.lastgroup  # type: ignore[assignment]

    def _whose_is(self, text: str) -> None:
        """Year and subject that a clause states at its head hold for the clauses after it too."""
        state = self._state
        own = self._own_name(text)
        head = words.SUBJECT.match(text, own)
        if head is None:
            return
        year = head["year"] or head["year2"]
        if year:
            state.year, state.is_year_stated = int(year), True
        elif head["this"] or head["this2"]:
            state.year, state.is_year_stated = None, True
        if head["own"] or own or (head["government"] and self._is_government()):
            state.wide, state.is_other = None, False
        elif head["wide"]:
            state.wide, state.is_other = head["wide"], False
        elif head["government"] or words.OTHER_ORGAN.match(text):
            state.is_other = True
        if words.LAST_YEAR.match(text, head.end()):
            state.year = (self._whose.year or 0) - 1

    def _own_name(self, text: str) -> int:
        """Length of time and agency's own name at the head of a clause; 0 where its name does not stand there."""
        agency = self._whose.agency
        head = words.TIME.match(text)
        start = head.end() if head else 0
        if not agency:
            return 0
        length = 2
        if start + length <= len(text) and text[start : start + length] in agency:
            while start + length < len(text) and text[start : start + length + 1] in agency:
                length += 1
            rest = agency.rpartition(text[start : start + length])[2]
            name = _OF_GOVERNMENT.match(text, start + length)
            # Part of its name may be part of another's too: 城关镇, 城关镇卫生院.
            if name is not None and (name[0] or _OF_GOVERNMENT.fullmatch(rest)):
                return name.end()
        organ = words.ORGAN.match(text, start)
        return organ.end() if organ is not None and _abbreviates(organ[0], agency) else 0

    def _is_government(self) -> bool:
        agency = self._whose.agency or ""
        return re.search("(?:政府(?:办公[室厅])?|街道|办事处|[省市县区州盟旗镇乡])$", agency) is not None

    def _is_years_own(self) -> bool:
        state = self._state
        return not state.is_other and state.year in (None, self._whose.year)

    def _number(self, text: str, at: int, last: int, number: re.Match[str], tail: str) -> None:
        """last: where the number before it ends in the clause; tail: what stands behind it, to the next one."""
        state = self._state
        lead = text[last : number.start()].lstrip(_AND)
        value = _value(number["digits"])
        if last and lead and text[last] not in _AND:
            return
        if value is None or len(lead) > _LONGEST_LEAD or not self._is_years_own():
            return
        own = 0 if last else self._own_name(lead)
        for indicator, label in self._meanings(lead, own, tail, number["unit"]):
            exact = not (number["about"] or number["more"] or number["after"] or re.search("[余多]", number["unit"]))
            unit = re.sub("[余多]", "", number["unit"])
            state.found.append(Count(indicator, at + number.start(), at + number.end(), value, unit, label, exact))

    def _meanings(self, lead: str, own: int, tail: str, unit: str) -> Iterator[tuple[str, str | None]]:
        """(indicator, label) of a number by the words before and behind it; nothing where they do not say it."""
        state = self._state
        if self._is_carried(lead, tail) and unit in _REQUEST_UNITS:
            yield "pr_req_carried", state.wide
            return
        rest = words.TAIL.fullmatch(tail)
        if rest is None or ("累计" in lead and not state.is_year_stated):
            return
        match = words.LEAD.fullmatch(lead, own)
        if match is not None and self._is_whose(match) and self._is_of_year(match):
            group = next(name for name in _GROUPS if match[name] is not None)
            indicator, units = _COUNTS[group]
            if unit in units and self._is_meant(group, match, rest, unit):
                yield indicator, state.wide
                if match["closes"]:
                    yield "pr_req_closed", state.wide
                state.is_listing = state.is_listing or group == "published"
        elif unit in _ITEM_UNITS:
            yield from self._channel(lead, own)

    def _is_carried(self, lead: str, tail: str) -> bool:
        behind = words.TAIL_CARRIED.fullmatch(tail)
        return (
            behind is not None
            and self._state.topic == "request"
            and words.LEAD_CARRIED.fullmatch(lead) is not None
            and (behind["next"] is None or int(behind["next"]) == (self._whose.year or 0) + 1)
        )

    def _is_whose(self, match: re.Match[str]) -> bool:
        return not match["government"] or self._is_government()

    def _is_of_year(self, match: re.Match[str]) -> bool:
        """Whether the year that stands right before the words that count, if any, is the report's."""
        stated = match["year"] or match.groupdict().get("year2")
        return stated is None or int(stated) == self._whose.year

    def _is_meant(self, group: str, match: re.Match[str], behind: re.Match[str], unit: str) -> bool:
        """Whether the words that matched, with what the paragraph is about, mean just this count."""
        state = self._state
        if group in _OF_REQUESTS:
            for name, step in (("next", 1), ("prev", -1), ("prev2", -1)):
                if match[name] is not None and int(match[name]) != (self._whose.year or 0) + step:
                    return False
            if behind["information"]:
                return False
            said = f"{match[group]}{behind['request'] or ''}"
            stated = "申请" in said and words.OF_DISCLOSURE.search(said) is not None
            return stated or state.topic == "request" or (state.topic is None and group not in _NEED_REQUESTS)
        if behind["request"] or (behind["information"] and group != "published"):
            return False
        if group in ("review", "suit"):
            both = re.search("复议", match[group]) and re.search("诉讼", match[group])
            return not both and (state.on_disclosure or state.is_disputes)
        if group == "published":
            what = match["information"] or behind["information"] or ""
            # 发布政务信息 are news too; 公开 is what the Regulation asks for.
            is_public = "公开" in match["published"] or what.startswith("政府")
            is_whole = match["proactive"] is not None or (is_public and what[:2] in ("政府", "政务"))
            return is_whole and not state.outlet and (bool(what) or (unit == "条" and state.topic != "request"))
        if group == "fee":
            return state.topic in ("request", "fee") or "公开" in match["fee"]
        if group == "trainees":
            return any(count.indicator == "pr_training" for count in state.found)
        return True

    def _channel(self, lead: str, own: int) -> Iterator[tuple[str, str | None]]:
        state = self._state
        text = lead if words.THROUGH.search(lead) else state.outlet + lead
        is_named = own and words.THROUGH.match(lead, own)
        match = words.CHANNEL.fullmatch(text, own if is_named else 0)
        if match is None or not (match["verb"] or state.is_listing) or not self._is_of_year(match):
            return
        whose, outlet = words.split_outlet(match["outlet"])
        kind = words.outlet_class(outlet, _outlets())
        if kind is None or (kind == "gazette" and not match["verb"]) or (whose and not self._is_own(whose)):
            return
        state.is_listing = True
        whole = state.wide is None or outlet.startswith(state.wide)
        yield f"pr_channel_{kind}", outlet if whole else f"{state.wide}/{outlet}"

    def _is_own(self, text: str) -> bool:
        """Whether words before 通过 name the report's own organ."""
        head = words.SUBJECT.fullmatch(text)
        if head is not None:
            return not head["government"] or self._is_government()
        return self._own_name(text) == len(text)

    def _nil(self, text: str, at: int) -> None:
        """Words that state none: 未收到政府信息公开申请."""
        state = self._state
        if len(text) > _LONGEST_LEAD or not words_of_none(text):
            return
        match = words.NIL.fullmatch(text, self._own_name(text))
        if match is None or not self._is_years_own() or not self._is_whose(match):
            return
        named = {
            "pr_req_received": match["received"],
            "pr_review": match["review"],
            "pr_suit": match["suit"],
            "pr_processing_fee": match["processing"],
            "pr_fee": match["fee"],
        }
        if (match["review"] or match["suit"]) and not (state.on_disclosure or state.is_disputes):
            return
        for indicator, group in named.items():
            if group is not None:
                start, end = match.span("nil")
                state.found.append(Count(indicator, at + start, at + end, None, None, state.wide, True))


def _abbreviates(text: str, name: str) -> bool:
    """Whether a text is a name with signs left out, but not its last: 市市场监管局 of 广元市市场监督管理局."""
    rest = iter(name)
    if not all(sign in rest for sign in text):
        return False
    return "".join(rest) in ("", "公室", "员会")


def words_of_none(text: str) -> bool:
    """Whether a clause holds a word that may say that there was none."""
    return "未" in text or "没有" in text or "无" in text


def _value(digits: str) -> Decimal | None:
    """The number that its digits say; None for digits in no order of a number."""
    if digits[0].isdecimal():
        if "," in digits and not re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits):
            return None
        plain = digits.replace(",", "")
        return None if re.match(r"0\d", plain) or not is_of_size(Decimal(plain)) else Decimal(plain)
    return _chinese(digits)


def _chinese(text: str) -> Decimal | None:
    """三百零五 → 305; None for what is written otherwise (一万二, 二〇二四)."""
    total, digit, last = Decimal(0), None, Decimal(10000)
    for position, char in enumerate(text):
        if char in _POWERS:
            power = _POWERS[char]
            if power >= last or (digit is None and not (char == "十" and position == 0)):
                return None
            total += (Decimal(1) if digit is None else digit) * power
            digit, last = None, power
        elif char in _DIGITS:
            if digit not in (None, Decimal(0)):
                return None
            digit = _DIGITS[char]
        else:
            return None
    if digit is not None:
        if last > 10 and total and "零" not in text and "〇" not in text:
            return None
        total += digit
    return total


@cache
def _outlets() -> dict[str, str]:
    """Outlets whose words do not tell their kind (``prose_outlets.tsv``) → kind."""
    return {line["outlet"]: line["kind"] for line in codebook.read_tsv("prose_outlets.tsv")}
