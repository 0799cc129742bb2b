"""What comes next in a round, told from what was done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipelines.rounds import Ask, Did, Next, Round, following

AT = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)
NIGHT = Round("collect", ("31", "41"), ("0000", "2026"), tries=3, wait=timedelta(minutes=10))
ALL_YEARS = ("0000", "2026")


def _next(one: Round, *did: Did, now: datetime = AT) -> Next:
    return following(one, did, lambda: ["31", "41", "99"], ALL_YEARS, now)


def _did(job: str, *regions: str, state: str = "done") -> tuple[Did, ...]:
    return tuple(Did(job, region, state, AT) for region in regions)  # type: ignore[arg-type]


def test_a_night_from_its_first_run_to_its_end() -> None:
    collected = _did("collect", "31", "41")
    resolved = (*collected, *_did("resolve", "31", "41"))
    compared = (*resolved, *_did("compare", ""))
    judged = (*compared, *_did("judge", "31", "41", "99"))
    assert _next(NIGHT).asks == (Ask("collect", "31"), Ask("collect", "41"))
    assert _next(NIGHT, *collected).asks == (Ask("resolve", "31", ALL_YEARS), Ask("resolve", "41", ALL_YEARS))
    assert _next(NIGHT, *resolved).asks == (Ask("compare"),)
    # A report may be compared with others of any region: all that has reports is judged.
    assert _next(NIGHT, *compared).asks == tuple(Ask("judge", region, ALL_YEARS) for region in ("31", "41", "99"))
    assert _next(NIGHT, *judged).asks == (Ask("publish"),)
    assert _next(NIGHT, *judged, *_did("publish", "")) == Next(over=True)


def test_waits_for_every_region() -> None:
    assert _next(NIGHT, *_did("collect", "31"), *_did("collect", "41", state="going")) == Next()


def test_a_run_that_failed_is_tried_again_later_and_later() -> None:
    once = (*_did("collect", "31"), *_did("collect", "41", state="failed"))
    twice = (*once, *_did("collect", "41", state="failed"))
    assert _next(NIGHT, *once, now=AT + timedelta(minutes=9)) == Next()
    assert _next(NIGHT, *once, now=AT + timedelta(minutes=10)).asks == (Ask("collect", "41", attempt=2),)
    assert _next(NIGHT, *twice, now=AT + timedelta(minutes=29)) == Next()
    assert _next(NIGHT, *twice, now=AT + timedelta(minutes=30)).asks == (Ask("collect", "41", attempt=3),)
    # A try that went well counts, whatever was before it.
    done = (*twice, *_did("collect", "41"))
    assert _next(NIGHT, *done).asks == (Ask("resolve", "31", ALL_YEARS), Ask("resolve", "41", ALL_YEARS))


def test_a_region_that_keeps_failing_is_given_up_and_the_others_go_on() -> None:
    failed = (*_did("collect", "31"), *_did("collect", "41", state="failed") * 3)
    after = _next(NIGHT, *failed)
    assert (after.asks, after.given_up, after.over) == ((Ask("resolve", "31", ALL_YEARS),), ("41",), False)


def test_every_region_failing_ends_the_round() -> None:
    failed = _did("collect", "31", "41", state="failed") * 3
    assert _next(NIGHT, *failed) == Next(over=True, given_up=("31", "41"), failed="collect")


def test_nothing_is_published_after_a_judgement_that_failed() -> None:
    compared = (*_did("collect", "31", "41"), *_did("resolve", "31", "41"), *_did("compare", ""))
    failed = _did("judge", "31", state="failed") * 3
    after = _next(NIGHT, *compared, *_did("judge", "41", "99"), *failed)
    assert after == Next(over=True, failed="judge")


def test_a_round_over_what_is_kept_and_some_years() -> None:
    one = Round("resolve", ("41",), ("2008", "2012"))
    assert _next(one).asks == (Ask("resolve", "41", ("2008", "2012")),)
    # Other years are judged too: two years of an agency are compared with each other.
    compared = (*_did("resolve", "41"), *_did("compare", ""))
    assert _next(one, *compared).asks[0] == Ask("judge", "31", ALL_YEARS)
    assert _next(Round("compare", (), ALL_YEARS)).asks == (Ask("compare"),)


def test_a_single_try_is_never_repeated() -> None:
    one = Round("read", ("31",), ALL_YEARS)
    assert _next(one, *_did("read", "31", state="failed")) == Next(over=True, given_up=("31",), failed="read")
