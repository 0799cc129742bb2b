"""Settings of one home, read from the environment once and handed on as a value.

A *home* (``GONGKAI_HOME``, default ``data``) holds one lake, its releases, its decisions and its registry, and is
either ``real`` or ``sample``; which one is written into it at its creation and never changes.
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gongkai.errors import GongkaiError

HomeKind = Literal["real", "sample"]
#: ``both``: every table by all readers of its medium; ``fast``: by as few as suffice, some documents by all.
Readers = Literal["both", "fast"]
READERS: tuple[Readers, ...] = ("both", "fast")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_MARKER = "home.json"
_HOUR = r"(?:[01]\d|2[0-3]):[0-5]\d"
_CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """home: the folder. kind: of the home. workers: processes of the pool (>= 1).

    registry:       folder with regions.csv, agencies.csv, ... (the home's own, else the checkout's ``data/registry``).
    allow_networks: private networks that the crawler may connect to; empty by default.
    contact:        URL or mail address in the crawler's User-Agent; without one no crawl of a real home starts.
    readers:        how many readers read a PDF.
    strict:         only tables whose sums all hold are admitted.
    window:         hours in which sites may be visited (``00:30-06:00``, Beijing time); None: at any hour.
    cluster:        address of a Dask scheduler whose workers read documents; "": processes of this machine do.
    postgres:       URL of the database of Dagster's runs; "": SQLite in the home.
    lake_url:       folder or URL of an object store for bodies, cache and log; "": the home's own lake.
    timeout_s:      seconds after which an answer is not waited for any more.
    """

    home: Path
    kind: HomeKind
    registry: Path
    workers: int = 1
    allow_networks: tuple[Network, ...] = ()
    contact: str = ""
    readers: Readers = "both"
    strict: bool = False
    window: str | None = None
    timeout_s: float = 30.0
    cluster: str = ""
    postgres: str = ""
    lake_url: str = ""

    @property
    def lake(self) -> Path:
        """Cache, log, ledger and bodies."""
        return self.home / "lake"

    @property
    def inbox(self) -> Path:
        """Where folders and archives are put to be taken in."""
        return self.home / "inbox"

    @property
    def releases(self) -> Path:
        """Released states; ``current`` is a symlink to the newest."""
        return self.home / "releases"

    @property
    def data_docs(self) -> Path:
        """Pages on the rules and what fails them, of the last ten loads."""
        return self.home / "data_docs"

    @property
    def nights(self) -> Path:
        """What came of each night, in Markdown."""
        return self.home / "nights"

    @property
    def decisions(self) -> Path:
        """What people decided, one CSV a year."""
        return self.home / "decisions"

    def create(self) -> None:
        """Make the home, with its kind written into it.

        Raises GongkaiError when the folder is a home of the other kind.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        marker = self.home / _MARKER
        if not marker.exists():
            partial = marker.with_suffix(f".{os.getpid()}.part")
            partial.write_text(json.dumps({"kind": self.kind}) + "\n", encoding="utf-8")
            partial.replace(marker)
        found = home_kind(self.home)
        if found != self.kind:
            raise GongkaiError(
                f"this home is {found!r}, the command works on a {self.kind!r} one",
                str(self.home),
                _MARKER,
                "leave out --sample, or point GONGKAI_HOME to another folder: real and sample data never mix",
            )


def home_kind(home: Path) -> HomeKind | None:
    """Kind written into a home; None where there is no home yet. Raises GongkaiError on a damaged marker."""
    marker = home / _MARKER
    if not marker.exists():
        return None
    try:
        kind = json.loads(marker.read_text(encoding="utf-8"))["kind"]
    except (ValueError, KeyError, TypeError) as error:
        raise GongkaiError(
            "the home's marker is damaged", str(marker), "", 'write {"kind": "real"} or {"kind": "sample"} into it'
        ) from error
    if kind not in ("real", "sample"):
        raise GongkaiError(f"unknown kind of home {kind!r}", str(marker), "", 'write "real" or "sample"')
    return "sample" if kind == "sample" else "real"


def load(sample: bool = False, environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from GONGKAI_HOME, GONGKAI_WORKERS, GONGKAI_READERS, GONGKAI_ALLOW_NETWORKS (comma separated),
    GONGKAI_CONTACT, GONGKAI_WINDOW, GONGKAI_TIMEOUT, GONGKAI_DASK, GONGKAI_LAKE and GONGKAI_POSTGRES. (GONGKAI_WEBHOOK,
    a secret, is no setting.)

    ``sample``: the sample province's home, ``<home>/sample``, which allows its own loopback network, at any hour.
    Raises GongkaiError for a value that cannot be used.
    """
    home = Path(environment.get("GONGKAI_HOME") or "data")
    if sample and home_kind(home) != "sample":
        home = home / "sample"
    kind: HomeKind = "sample" if sample else (home_kind(home) or "real")
    own = home / "registry"
    return Settings(
        home=home,
        kind=kind,
        registry=own if own.exists() or kind == "sample" else _CHECKOUT / "data" / "registry",
        workers=_workers(environment),
        readers=_readers(environment),
        allow_networks=_networks(environment, kind),
        contact=environment.get("GONGKAI_CONTACT") or ("sample@gongkai.invalid" if kind == "sample" else ""),
        window=_window(environment, kind),
        timeout_s=_timeout(environment),
        cluster=environment.get("GONGKAI_DASK", ""),
        lake_url=environment.get("GONGKAI_LAKE", ""),
        postgres=environment.get("GONGKAI_POSTGRES", ""),
    )


def _workers(environment: Mapping[str, str]) -> int:
    text = environment.get("GONGKAI_WORKERS") or str(len(os.sched_getaffinity(0)))
    if not text.isdigit() or int(text) < 1:
        raise GongkaiError(f"not a number of workers: {text!r}", "GONGKAI_WORKERS", "", "set a whole number >= 1")
    return int(text)


def _window(environment: Mapping[str, str], kind: HomeKind) -> str | None:
    text = environment.get("GONGKAI_WINDOW") or ("00:00-00:00" if kind == "sample" else "00:30-06:00")
    if not re.fullmatch(rf"{_HOUR}-{_HOUR}", text):
        remedy = "write hours such as 00:30-06:00 (Beijing time); 00:00-00:00 is the whole day"
        raise GongkaiError(f"no hours: {text!r}", "GONGKAI_WINDOW", "", remedy)
    return text


def _timeout(environment: Mapping[str, str]) -> float:
    text = environment.get("GONGKAI_TIMEOUT") or "30"
    if not re.fullmatch(r"[1-9]\d{0,2}", text):
        raise GongkaiError(f"no seconds: {text!r}", "GONGKAI_TIMEOUT", "", "write whole seconds from 1 to 999")
    return float(text)


def _readers(environment: Mapping[str, str]) -> Readers:
    text = environment.get("GONGKAI_READERS") or "both"
    found = next((mode for mode in READERS if mode == text), None)
    if found is None:
        raise GongkaiError(f"not a mode of reading: {text!r}", "GONGKAI_READERS", "", "set both or fast")
    return found


def _networks(environment: Mapping[str, str], kind: HomeKind) -> tuple[Network, ...]:
    texts = [part.strip() for part in environment.get("GONGKAI_ALLOW_NETWORKS", "").split(",") if part.strip()]
    if kind == "sample":
        texts.append("127.99.0.0/16")
    try:
        return tuple(ipaddress.ip_network(text) for text in texts)
    except ValueError as error:
        raise GongkaiError(str(error), "GONGKAI_ALLOW_NETWORKS", "", "write networks such as 10.1.0.0/16") from error
