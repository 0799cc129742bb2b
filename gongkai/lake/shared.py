"""Which parts of a home's lake stand elsewhere where GONGKAI_LAKE names a folder or an object store.

Elsewhere stand what readers on other machines need and what cannot be made anew: ``bodies``, ``cache``, ``loads``. On
the loader's disk stay the ledger, locks, stages, its copy of the loads, DuckDB files and releases.
"""

from __future__ import annotations

import simplejson

from gongkai.errors import GongkaiError
from gongkai.lake.atomic import write_text
from gongkai.lake.identity import HOME_ID, home_id
from gongkai.lake.lock import Lock
from gongkai.lake.log import Log
from gongkai.lake.parts import part
from gongkai.lake.shared_log import SharedLoads
from gongkai.lake.store import Place, open_store, place_of
from gongkai.settings import Settings

#: In the home's own lake: where the rest of it stands. Elsewhere: whose it is.
_WHERE, _OWNER = "elsewhere.json", "home.json"
#: Written elsewhere and removed at once.
_PROBE = "probe"


def open_log(settings: Settings) -> Log:
    """The log, to append a load to: elsewhere first, so that a load that stands here stands there as well."""
    return Log(settings.lake, SharedLoads(open_store(part(settings, "loads"))) if settings.lake_url else None)


def claim(settings: Settings) -> None:
    """Before anything is read or written elsewhere: the place answers, and is this home's from now on.

    Raises GongkaiError: the lake of another home, another place than until now, bodies that are still here, a store
    that refuses.
    """
    stay(settings)
    if not settings.lake_url:
        return
    root = open_store(place_of(settings.lake_url))
    root.create(_OWNER, (simplejson.dumps(_us(settings)) + "\n").encode())
    if _owner(root.read(_OWNER)) != _us(settings):
        raise _of_another(settings)
    if not (marker := settings.lake / _WHERE).exists():
        write_text(marker, simplejson.dumps({"url": settings.lake_url}) + "\n")


def look(settings: Settings) -> Place | None:
    """Where a lake elsewhere is that :func:`claim` would take, None without an elsewhere; nothing is made.

    In an object store something is written and removed. Raises GongkaiError where :func:`claim` does.
    """
    stay(settings)
    if not settings.lake_url:
        return None
    place = place_of(settings.lake_url)
    root = open_store(place)
    found, own = root.read(_OWNER), settings.home / HOME_ID
    if found is not None and (not own.exists() or _owner(found) != _us(settings)):
        raise _of_another(settings)
    if isinstance(place, str):
        root.write(_PROBE, b"")
        root.remove(_PROBE)
    return place


def share(settings: Settings) -> None:
    """Make the log here and elsewhere the same, each taking from the other what it lacks; nothing without an elsewhere.

    Raises GongkaiError: a load is written or shared at this moment, a store refuses, two loads of one number differ.
    """
    if not settings.lake_url:
        return
    log, shared = Log(settings.lake), SharedLoads(open_store(part(settings, "loads")))
    with Lock(settings.lake / "loads" / ".lock"):
        log.recover()
        there = set(shared.numbers())
        for load in sorted(there.difference(log.loads())):
            shared.fetch(log.folder(load), load)
        for load in log.loads():
            (shared.settle if load in there else shared.publish)(log.folder(load), load)


def stay(settings: Settings) -> None:
    """A home does not forget where its lake is; nothing is written. Raises GongkaiError where it would."""
    marker = settings.lake / _WHERE
    if settings.lake_url and (place := place_of(settings.lake_url)) == settings.lake.resolve():
        raise _refused("this is the home's own lake", str(place), "name another place, or unset the variable")
    if marker.exists():
        before = simplejson.loads(marker.read_bytes())["url"]
        if settings.lake_url != before:
            raise _refused(
                f"this home's bodies, cache and log are kept at {before}",
                str(marker),
                "set GONGKAI_LAKE to that; or copy everything to the new place, then delete this file",
            )
    elif settings.lake_url and (settings.lake / "bodies").exists():
        raise _refused(
            "this home's bodies are still on its own disk",
            str(settings.lake / "bodies"),
            f"copy the folder to {settings.lake_url}/bodies, then remove it here; the log follows by itself",
        )


def _us(settings: Settings) -> dict[str, str]:
    return {"home": home_id(settings.home), "kind": settings.kind}


def _owner(text: bytes | None) -> object:
    """Whose a lake is; None: nobody's, or it cannot be told."""
    try:
        return simplejson.loads(text or b"null")
    except ValueError:
        return None


def _of_another(settings: Settings) -> GongkaiError:
    return _refused(
        "this lake belongs to another home",
        settings.lake_url,
        "give each home a place of its own (for the sample: unset it), or put that home back from a backup",
    )


def _refused(problem: str, where: str, remedy: str) -> GongkaiError:
    return GongkaiError(problem, where, "GONGKAI_LAKE", remedy)
