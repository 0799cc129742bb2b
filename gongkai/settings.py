"""Settings of one home, read from the environment and its ``gongkai.toml`` once and handed on as a value.

A *home* (``GONGKAI_HOME``, default ``data``) holds one lake, its releases, its decisions and its registry, and is
either ``real`` or ``sample``; which one is written into it at its creation and never changes.
"""

from __future__ import annotations

import ipaddress
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from gongkai.errors import GongkaiError
from gongkai.lake.atomic import write_error

HomeKind = Literal["real", "sample"]
#: ``both``: every table by all readers of its medium; ``fast``: by as few as suffice, some documents by all.
Readers = Literal["both", "fast"]
READERS: tuple[Readers, ...] = ("both", "fast")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_MARKER = "home.json"
#: In the home, unless GONGKAI_CONFIG names another file.
FILE = "gongkai.toml"
#: Where the sample's sites are served.
_SAMPLE_NETWORK = ipaddress.ip_network("127.99.0.0/16")
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
    timeout_s:      seconds after which an answer is not waited for any more.
    log:            where events are logged: ``stderr``, a file, or "": nowhere.
    lake_url:       folder or URL of an object store for bodies, cache and log; "": the home's own lake.
    postgres:       libpq URL of the database of Dagster's runs; "": SQLite in the home. A secret, as ``webhook`` is.
    webhook:        address that is told what came of a round; "": nobody is.
    file:           the ``gongkai.toml`` that was read; None: there is none.
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
    log: str = ""
    lake_url: str = ""
    postgres: str = field(default="", repr=False)
    webhook: str = field(default="", repr=False)
    file: Path | None = None

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

        Raises GongkaiError when the folder is a home of the other kind, or the disk refuses.
        """
        marker = self.home / _MARKER
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            if not marker.exists():
                partial = marker.with_suffix(f".{os.getpid()}.part")
                partial.write_text(json.dumps({"kind": self.kind}) + "\n", encoding="utf-8")
                partial.replace(marker)
        except OSError as error:
            raise write_error(error, self.home) from error
        found = home_kind(self.home)
        if found != self.kind:
            raise GongkaiError(
                f"this home is {found!r}, the command works on a {self.kind!r} one",
                str(self.home),
                _MARKER,
                "leave out --sample, or point GONGKAI_HOME to another folder: real and sample data never mix",
            )

    def require(self) -> None:
        """Raises GongkaiError where there is no home yet: for what works on what is kept alone."""
        if home_kind(self.home) is None:
            raise GongkaiError("there is no home here", str(self.home), "", "set GONGKAI_HOME to the home's folder")


def home_kind(home: Path) -> HomeKind | None:
    """Kind written into a home; None where there is no home yet.

    Raises GongkaiError on a damaged marker, and where the home may not be read.
    """
    marker = home / _MARKER
    try:
        if not marker.exists():
            return None
        kind = json.loads(marker.read_text(encoding="utf-8"))["kind"]
    except OSError as error:
        remedy = "ask whoever runs gongkai here to let you read it, or be that user"
        raise GongkaiError(f"the home may not be read: {error.strerror}", str(marker), "", remedy) from error
    except (ValueError, KeyError, TypeError) as error:
        raise GongkaiError(
            "the home's marker is damaged", str(marker), "", 'write {"kind": "real"} or {"kind": "sample"} into it'
        ) from error
    if kind not in ("real", "sample"):
        raise GongkaiError(f"unknown kind of home {kind!r}", str(marker), "", 'write "real" or "sample"')
    return "sample" if kind == "sample" else "real"


def load(sample: bool = False, environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment and from ``gongkai.toml`` in the home (or the file that GONGKAI_CONFIG names).

    All of them, with their meaning and default: :mod:`gongkai.settings_model`, ``docs/settings.md``.
    ``sample``: the sample province's home, ``<home>/sample``, which allows its own loopback network, at any hour.
    Raises GongkaiError for a value that cannot be used.
    """
    # pydantic takes half a second to import, and whoever reads documents alone has no settings.
    from gongkai import settings_model as model

    home = Path(environment.get(model.variable("home")) or "data")
    if sample and home_kind(home) != "sample":
        home = home / "sample"
    kind: HomeKind = "sample" if sample else (home_kind(home) or "real")
    file = _file(home, environment.get(model.variable("config")) or "")
    said = model.said(environment, file)
    own = home / "registry"
    return Settings(
        home=home,
        kind=kind,
        registry=own if own.exists() or kind == "sample" else _CHECKOUT / "data" / "registry",
        workers=said.workers or len(os.sched_getaffinity(0)),
        readers=said.readers,
        allow_networks=(*said.allow_networks, *([_SAMPLE_NETWORK] if kind == "sample" else [])),
        contact=said.contact or ("sample@gongkai.invalid" if kind == "sample" else ""),
        window=said.window or ("00:00-00:00" if kind == "sample" else "00:30-06:00"),
        timeout_s=float(said.timeout),
        cluster=said.dask,
        log=said.log,
        lake_url=said.lake,
        postgres=said.postgres,
        webhook=said.webhook,
        file=file,
    )


def _file(home: Path, named: str) -> Path | None:
    """The file of settings; None where the home has none."""
    if not named:
        own = home / FILE
        return own if own.exists() else None
    if not Path(named).is_file():
        raise GongkaiError(
            f"there is no file {named}", "GONGKAI_CONFIG", "", "name a file that is there, or unset the variable"
        )
    return Path(named)
