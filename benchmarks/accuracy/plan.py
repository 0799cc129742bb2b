"""Which documents a run makes: looks by their shares, and within a look profiles, variants and oddities by the seed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from benchmarks.accuracy.case import TABLES, Case, Expected
from benchmarks.accuracy.looks import Look
from benchmarks.accuracy.numbers import Numbers, Profile, draw
from benchmarks.accuracy.oddities import ODDITIES, PLAIN, Draft, Oddity
from gongkai.records import Verdict

#: Of twenty documents of a look; a small look meets them all alike.
_PROFILES: tuple[Profile, ...] = ("busy",) * 9 + ("six",) * 8 + ("sparse",) * 2 + ("zero",)
#: Forms of table 2 and of table 3, and how often.
VARIANTS: Mapping[str, tuple[str, str, int]] = {
    "2021": ("2021", "2021", 50),
    "2019": ("2019", "2019", 20),
    "2 of 2021, 3 of 2019": ("2021", "2019", 15),
    "2 of 2019, 3 of 2021": ("2019", "2021", 15),
}
_OWN_ERROR_SHARE = 0.04
_PLAIN_SHARE = 0.45
_AGENCIES = (
    "样川市水利局",
    "样东县人民政府",
    "样川市教育局",
    "样西县柳林镇人民政府",
    "样川市市场监督管理局",
    "样东县交通运输局",
    "样川市文化广电和旅游局",
    "样西县发展和改革委员会",
)
#: Years of the titles: a form never follows from the year.
_YEARS = (2019, 2020, 2021, 2022, 2023, 2024)


def counts(looks: Sequence[Look], documents: int) -> dict[str, int]:
    """Documents of each look by their shares, at least one each."""
    whole = sum(look.share for look in looks)
    return {look.name: max(1, round(documents * look.share / whole)) for look in looks}


def case(look: Look, seed: int, number: int) -> Case:
    """One document of a look; the same arguments give the same document."""
    rng = random.Random(f"{seed}:{look.name}:{number}")
    profiles = random.Random(f"{seed}:{look.name}").sample(_PROFILES, len(_PROFILES))
    profile = profiles[number % len(profiles)]
    variants = [name for name in VARIANTS if name in (look.variants or VARIANTS)]
    variant = rng.choices(variants, [VARIANTS[name][2] for name in variants])[0]
    forms = {"2": VARIANTS[variant][0], "3": VARIANTS[variant][1], "4": VARIANTS[variant][1]}
    draft = Draft(rng, profile, forms, draw(rng, profile, forms), look.writing)
    oddity = _oddity(look, draft)
    oddity.before(draft)
    draft.write()
    oddity.after(draft)
    return Case(
        look=look.name,
        seed=seed,
        number=number,
        profile=profile,
        variant=variant,
        oddity=oddity.name,
        agency=rng.choice(_AGENCIES),
        year=rng.choice(_YEARS),
        forms=forms,
        tables=draft.boxes(),
        expected=_expected(draft, look.amounts(number)),
        verdicts={table: _verdict(draft, table, look.holds) for table in TABLES},
        needs_proof=(look.is_paged or look.parted) and oddity.needs_proof,
    )


def _oddity(look: Look, draft: Draft) -> Oddity:
    chance = draft.rng.random()
    fitting = [oddity for oddity in ODDITIES if oddity.name not in look.without and oddity.fits(draft)]
    if chance < _OWN_ERROR_SHARE:
        return next((oddity for oddity in fitting if oddity.name == "own error"), PLAIN)
    others = [oddity for oddity in fitting if oddity.name != "own error"]
    return PLAIN if chance < _OWN_ERROR_SHARE + _PLAIN_SHARE or not others else draft.rng.choice(others)


def _expected(draft: Draft, stated: str | None) -> tuple[Expected, ...]:
    found = []
    for table, numbers in draft.numbers.items():
        for (code, applicant), value in numbers.items():
            special = draft.special.get((code, applicant))
            text = draft.printed[table][code, applicant]
            if special is not None:
                found.append(special)
            elif value == 0 and draft.writing.zero != "0":
                found.append(Expected(table, code, applicant, "blank", None, text))
            else:
                unit = "万元" if code == "admin_fee_amount" else stated
                found.append(Expected(table, code, applicant, "reported", value, text, unit))
    return (*found, *draft.local)


def _verdict(draft: Draft, table: str, is_held: bool) -> Verdict | None:
    if _is_blank(draft, table, draft.numbers[table]):
        return "incomplete"
    if is_held:
        return "unconfirmed"
    return draft.verdicts.get(table, "consistent")


def _is_blank(draft: Draft, table: str, numbers: Numbers) -> bool:
    """Whether no part of a table prints anything: such a table is not trusted, whatever its totals say."""
    parts = [key for key in numbers if key[1] != "total" and not key[0].endswith("_total")]
    return all(not draft.printed[table][key].strip("-—/") for key in parts)
