"""What is held against the table after a night on the farm: outcomes, what was found, and the farm's own logs."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from family_sites import golden
from farm import ELSEWHERE, REBINDING, Farm, Host, Logged

from gongkai.crawl.exchange import request_of
from gongkai.crawl.health import Health, health
from gongkai.crawl.ledger import Ledger
from gongkai.crawl.places import open_ledger
from gongkai.crawl.sources import sources
from gongkai.registry import load
from gongkai.settings import Settings

#: Seconds by which two clocks, or a busy machine's, may differ.
_SLACK_S = 0.01
_CRAWL = """
import datetime, ipaddress, pathlib, sys
from gongkai.crawl.run import crawl
from gongkai.registry import load
from gongkai.settings import Settings
home, registry, network, timeout_s, now = sys.argv[1:]
networks = (ipaddress.ip_network(network),)
settings = Settings(
    pathlib.Path(home), "sample", pathlib.Path(registry), 1, networks, "farm@example.org", timeout_s=float(timeout_s)
)
crawl(settings, load(settings.registry), "99", datetime.datetime.fromisoformat(now))
"""
#: A resolver that gives the name's own address once, then another one; how often it was asked stands in a file.
_NAMES = """
import pathlib, socket
_asked, _known = pathlib.Path({asked!r}), socket.gethostbyname
def _answer(name):
    if name != {name!r}:
        return _known(name)
    with _asked.open("a") as file:
        file.write("x")
    return {address!r} if _asked.read_text() == "x" else {elsewhere!r}
socket.gethostbyname = _answer
"""


def write_names(folder: Path, farm: Farm) -> Path:
    """A folder for PYTHONPATH with the name server of the host whose address changes."""
    folder.mkdir()
    address = next(host.address for host in farm.hosts if host.fault.fault == "rebind")
    text = _NAMES.format(asked=str(folder / "asked"), name=REBINDING, address=address, elsewhere=ELSEWHERE)
    (folder / "sitecustomize.py").write_text(text, encoding="utf-8")
    return folder


def violations(home: Settings, farm: Farm, night: int, delay_s: float) -> list[str]:
    """All in which a night on the farm was not as its table says."""
    found = _found(home)
    wrong = [f"somebody was led to {ELSEWHERE}: {line}" for line in farm.elsewhere]
    with open_ledger(home) as ledger:
        lists = health(ledger, load(home.registry))
        for host in farm.hosts:
            told = f"{host.site_id} {host.fault.fault} ({host.case}), night {night}: "
            wrong += [told + text for text in _of_findings(host, found, night)]
            wrong += [told + text for text in _of_pauses(host, delay_s)]
            if host.fault.night == night:
                wrong += [told + text for text in _of_outcome(host, ledger)]
                wrong += [told + text for text in _of_list(host, lists[f"{host.site_id}-nb"])]
        wrong += _doubles(ledger)
    return wrong


def delivered(home: Settings, host: Host) -> set[str]:
    """Paths of a host, unquoted, that delivered something."""
    return {url.removeprefix(host.url) for url, n in _found(home).items() if n and url.startswith(f"{host.url}/")}


def _found(home: Settings) -> dict[str, int]:
    """URL -> how many contents it delivered, of all that is known."""
    with open_ledger(home) as ledger:
        records = sources(ledger, load(home.registry), "99")
    return {unquote(record.source): len(record.deliveries) for record in records}


def _of_findings(host: Host, found: dict[str, int], night: int) -> Iterator[str]:
    known = {url.removeprefix(host.url): n for url, n in found.items() if url.startswith(f"{host.url}/")}
    delivered, shown = {path for path, n in known.items() if n}, host.shows()
    foreign = known.keys() - shown - {path for path in known if path.endswith("fbtime=2022")}
    if foreign:
        yield f"foreign: {sorted(foreign)}"
    hit = {unquote(host.hit)} if host.hit else set()
    now = "all" if night > host.fault.night else host.fault.found if night == host.fault.night else "all"
    right = {
        "all": delivered == shown,
        "others": delivered == shown - hit,
        "none": not delivered,
        "some": bool(delivered) and delivered < shown,
    }[now]
    if not right:
        yield f"found {len(delivered)} of {len(shown)}, expected {now}; missing: {sorted(shown - delivered)}"


def _of_outcome(host: Host, ledger: Ledger) -> Iterator[str]:
    """What became of what was hit, and how often it was asked for."""
    if host.fault.hits == "nothing":
        return
    rows = ledger.rows(
        "SELECT source, kind, outcome FROM fetches WHERE id IN (SELECT MAX(id) FROM fetches WHERE kind != 'robots' "
        "GROUP BY source) AND source LIKE ?",
        f"{host.url}/%",
    )
    first = request_of(host.site.list_path)[0]
    paths = {row["source"]: request_of(row["source"].removeprefix(host.url))[0] for row in rows}
    if host.fault.hits == "pages":
        hit = [row["outcome"] for row in rows if row["kind"] == "list" and paths[row["source"]] != first]
        right = host.fault.outcome in hit
    elif host.fault.hits == "details":
        hit = [row["outcome"] for row in rows if row["kind"] == "detail"]
        right = host.fault.outcome in hit
    else:
        hit = [row["outcome"] for row in rows if host.hits(paths[row["source"]])]
        right = hit == [host.fault.outcome]
    if not right:
        yield f"outcome {hit}, expected {host.fault.outcome}"
    asked = sum(host.hits(request_of(logged.path)[0]) for logged in host.log)
    if host.fault.asked != "-" and asked != int(host.fault.asked):
        yield f"asked {asked} times, expected {host.fault.asked}"


def _of_list(host: Host, one: Health) -> Iterator[str]:
    """Whether a list's fault is the one of the table; a list that has none may be read whole."""
    is_hit = host.fault.hits in ("list", "pages") or host.fault.gap == "robots_denied"
    expected = host.fault.gap if is_hit else "-"
    # What was put off leaves the fault of what was answered before.
    if host.fault.outcome != "put_off" and (one.fault or "-") != expected:
        yield f"the list's fault is {one.fault}, expected {expected}: {one.what_to_do}"


def _of_pauses(host: Host, delay_s: float) -> Iterator[str]:
    """One request at a time, with the pause between an answer and the next request."""
    for before, after in itertools.pairwise(sorted(host.log, key=lambda logged: logged.begun)):
        pause_s = after.begun - before.ended
        if pause_s < delay_s - _SLACK_S:
            yield f"{pause_s:.3f} s between {before.path} and {after.path}"


def pauses(farm: Farm) -> list[float]:
    """All pauses of a night, in seconds, sorted."""
    logs = [sorted(host.log, key=lambda logged: logged.begun) for host in farm.hosts]
    return sorted(after.begun - before.ended for log in logs for before, after in itertools.pairwise(log))


def _doubles(ledger: Ledger) -> Iterator[str]:
    """What was fetched twice in one night."""
    rows = ledger.rows(
        "SELECT source, time FROM fetches WHERE outcome IN ('ok', 'not_modified') AND kind != 'robots' "
        "GROUP BY source, time HAVING COUNT(*) > 1"
    )
    yield from (f"fetched twice in the night of {row['time']}: {row['source']}" for row in rows)


# Killing


def killed_crawls(home: Settings, farm: Farm, now: datetime, kills: int, seed: int) -> tuple[list[float], int]:
    """Crawl, killed at random moments and begun again, at last to its end; the moments, and how many requests came.

    The moments are drawn over the pages that are still to come, so that none is spent on an end, or on robots.txt.
    """
    draw = random.Random(seed)
    whole = sum(len(golden(host.case)) for host in farm.hosts)
    moments: list[float] = []
    for turn in range(kills):
        seen = _pages(farm)
        target = seen + draw.randint(1, max((whole - seen) // (kills - turn), 1))
        process = _begin(home, farm, now)
        while _pages(farm) < target and process.poll() is None:
            time.sleep(0.01)
        time.sleep(draw.random() * 0.05)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        # What was on its way is logged before the next one begins: a busy farm looks at it a while after it came.
        time.sleep(0.5)
        moments.append(time.monotonic())
    process = _begin(home, farm, now)
    if process.wait(600) != 0:
        raise RuntimeError("the crawl after the kills failed")
    return moments, sum(len(host.log) for host in farm.hosts)


def _begin(home: Settings, farm: Farm, now: datetime) -> subprocess.Popen[bytes]:
    network = str(home.allow_networks[0])
    arguments = [str(home.home), str(home.registry), network, str(home.timeout_s), now.isoformat()]
    return subprocess.Popen([sys.executable, "-c", _CRAWL, *arguments], start_new_session=True)


def _pages(farm: Farm) -> int:
    """How many different pages were asked for."""
    return sum(len({logged.path for logged in list(host.log)} - {"/robots.txt"}) for host in farm.hosts)


def lost_by_kills(farm: Farm, moments: list[float]) -> tuple[list[str], int]:
    """Requests that came again though they were not on their way at a kill, and how many came again that were."""
    wrong: list[str] = []
    again = 0
    for host in farm.hosts:
        log = sorted(host.log, key=lambda logged: logged.begun)
        in_flight = {_last_before(log, moment) for moment in moments}
        times = Counter(logged.path for logged in log if logged.path != "/robots.txt")
        for path in (path for path, n in times.items() if n > 1):
            earlier = [logged for logged in log if logged.path == path][:-1]
            again += len(earlier)
            wrong += [f"{host.site_id} {path} was asked for again" for one in earlier if one not in in_flight]
        robots = sum(logged.path == "/robots.txt" for logged in log)
        if robots > len(moments) + 1:
            wrong.append(f"{host.site_id}: robots.txt was asked for {robots} times")
    return wrong, again


def _last_before(log: list[Logged], moment: float) -> Logged | None:
    return next((logged for logged in reversed(log) if logged.begun < moment), None)
