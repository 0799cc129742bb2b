"""Writes the sample province into a home: its registry, its sites on two nights, and the truth."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gongkai.lake import atomic
from gongkai.sample.columns import SITES, urls
from gongkai.sample.documents import SiteFile
from gongkai.sample.registry_rows import registry_files
from gongkai.sample.site import site_files
from gongkai.sample.truth import SEED
from gongkai.sample.truth_file import truth_object

#: Rises with every change of what is generated.
GENERATOR_VERSION = 3

DEFAULT_ADDRESS = "127.99.0.1"
DEFAULT_PORT = 18099
#: Clocks of the two nights: 2024-02-05 and 2024-04-10, 01:00 in China.
NIGHT_1 = datetime(2024, 2, 4, 17, tzinfo=UTC)
NIGHT_2 = datetime(2024, 4, 9, 17, tzinfo=UTC)

_STAMP = "province.json"


@dataclass(frozen=True, slots=True)
class Province:
    """Where the sample province stands.

    address, port: where the first of its sites is served, the others on the ports behind it.
    registry: folder of its registry. nights: folders of the sites, to be served one after the other.
    clocks:   the time of each night. truth: the JSON file of :func:`gongkai.sample.truth_file.truth_object`.
    """

    home: Path
    address: str
    port: int

    @property
    def urls(self) -> Mapping[str, str]:
        """site_id -> where the registry expects the site."""
        return urls(self.address, self.port)

    def served(self, night: int) -> list[tuple[Path, int]]:
        """Folder and port of each site on a night, counted from 1."""
        return [(self.nights[night - 1] / site.site_id, self.port + site.port) for site in SITES]

    @property
    def registry(self) -> Path:
        """Folder with the registry's CSV files."""
        return self.home / "registry"

    @property
    def nights(self) -> tuple[Path, Path]:
        """Folders of the sites, night by night; each site is a folder in them."""
        return self.home / "site" / "night1", self.home / "site" / "night2"

    @property
    def clocks(self) -> tuple[datetime, datetime]:
        """Time of each night, UTC."""
        return NIGHT_1, NIGHT_2

    @property
    def truth(self) -> Path:
        """The truth file."""
        return self.home / "truth.json"


def write(home: Path, address: str = DEFAULT_ADDRESS, port: int = DEFAULT_PORT) -> Province:
    """Generate the province into ``home``, unless this version of it for this address stands there already.

    The same arguments give the same bytes. Raises GongkaiError when the home cannot be written.
    """
    province = Province(home, address, port)
    stamp = home / "site" / _STAMP
    wanted = json.dumps({"version": GENERATOR_VERSION, "seed": SEED, "sites": dict(province.urls)}) + "\n"
    if _is_current(province, stamp, wanted):
        return province
    try:
        shutil.rmtree(home / "site", ignore_errors=True)
        for night, folder in enumerate(province.nights, start=1):
            _write_site(folder, site_files(night))
    except OSError as error:
        raise atomic.write_error(error, home / "site") from error
    for name, text in registry_files(province.urls).items():
        atomic.write_text(province.registry / name, text)
    truth = truth_object(province.urls, province.clocks)
    atomic.write_text(province.truth, json.dumps(truth, ensure_ascii=False, separators=(",", ":")) + "\n")
    # Last: an interrupted generation has no stamp and is begun anew.
    atomic.write_text(stamp, wanted)
    return province


def _is_current(province: Province, stamp: Path, wanted: str) -> bool:
    parts = (*province.nights, province.registry, province.truth, stamp)
    return all(part.exists() for part in parts) and stamp.read_text(encoding="utf-8") == wanted


def _write_site(folder: Path, files: Iterable[SiteFile]) -> None:
    """Files with the time of their last change, so that a server's Last-Modified tells what the site says.

    Written plainly: the stamp, which comes last, vouches for all of them.
    """
    for file in files:
        path = folder / file.site_id / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
        changed = datetime.fromisoformat(f"{file.changed}T08:00:00+08:00").timestamp()
        os.utime(path, (changed, changed))
