"""Every setting declared once: its name, what it means, its default and what to write instead of a wrong value.

A setting ``workers`` is the variable GONGKAI_WORKERS and the key ``workers`` of ``gongkai.toml``; the variable goes
before the file. Imported by :func:`gongkai.settings.load` alone: pydantic takes half a second, and ``gongkai read``
has no settings.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from gongkai.errors import GongkaiError
from gongkai.lake.bucket import SCHEMES
from gongkai.postgres import is_postgres
from gongkai.settings import Network, Readers

PREFIX = "GONGKAI_"

_HOUR = r"(?:[01]\d|2[0-3]):[0-5]\d"
_HOURS = re.compile(rf"{_HOUR}-{_HOUR}")
_CONTACT = re.compile(r"(?:mailto:)?[^\s@/]+@[^\s@/]+|https?://[^\s/@]+(?:/\S*)?")
_SCHEDULER = re.compile(r"(?:(?:tcp|tls|ucx|wss?)://)?(?:\[[0-9A-Fa-f:.]+\]|[^\s/:@\[\]]+):\d{1,5}")
_SECRET = "a secret"
#: User and password of a URL.
_USER = re.compile(r"//[^\s'\"]*@")


@dataclass(frozen=True)
class Told:
    """What people are told of a setting.

    meaning, default: for the table of settings; ``default`` is what follows where nothing is said.
    remedy: what to write. only: why the file may not hold it; "" where it may.
    """

    meaning: str
    default: str
    remedy: str
    only: str = ""


def _hours(text: object) -> object:
    if not isinstance(text, str) or not _HOURS.fullmatch(text):
        raise ValueError("no hours")
    return text


def _networks(given: object) -> object:
    """Comma separated in the environment, a list in the file."""
    texts = given.split(",") if isinstance(given, str) else given
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ValueError("no list of networks")
    return tuple(ipaddress.ip_network(text.strip()) for text in texts if text.strip())


def _whole(given: object) -> object:
    """pydantic takes true for 1."""
    if isinstance(given, bool):
        raise ValueError("no number")
    return given


def _contact(given: object) -> object:
    if not isinstance(given, str) or (given and not _CONTACT.fullmatch(given)):
        raise ValueError("no address at which anybody is reached")
    return given


def _scheduler(given: object) -> object:
    if not isinstance(given, str) or (given and not _SCHEDULER.fullmatch(given)):
        raise ValueError("not the address of a scheduler")
    return given


def _place(given: object) -> object:
    if not isinstance(given, str):
        raise ValueError("no folder")
    scheme, mark, rest = given.partition("://")
    if mark and scheme not in {"file", *SCHEMES}:
        raise ValueError(f"no lake can be kept at {scheme}://")
    # A bucket's name comes first; a folder's path may begin with a slash.
    if mark and not (rest if scheme == "file" else rest.partition("/")[0]).strip():
        raise ValueError(f"it names no {'folder' if scheme == 'file' else 'bucket'}")
    return given


def _database(given: object) -> object:
    if not isinstance(given, str) or not is_postgres(given):
        raise ValueError("not the URL of a PostgreSQL database")
    return given


class SettingsModel(BaseSettings):
    """What the environment and ``gongkai.toml`` say. None: nothing, and the kind of the home or the machine decides."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, validate_default=False)

    home: Annotated[
        Path,
        Told(
            "the home: lake, releases, decisions, and a `registry` of its own if it has one",
            "`data` (`--sample`: `sample` in it)",
            "name a folder",
            only="the file lies in the home",
        ),
    ] = Path("data")
    config: Annotated[
        Path | None,
        Told(
            "the file of settings that is read instead of the home's",
            "`gongkai.toml` in the home, if it is there",
            "name a file that is there",
            only="it names the file",
        ),
    ] = None
    contact: Annotated[
        str,
        BeforeValidator(_contact),
        Told(
            "URL or mail address at which sites' owners reach you; it stands in the User-Agent",
            "none: real sites are not visited",
            "write a URL or mail address",
        ),
    ] = ""
    window: Annotated[
        str | None,
        BeforeValidator(_hours),
        Told(
            "hours in which sites may be visited, Beijing time; `00:00-00:00`: the whole day",
            "`00:30-06:00` (`--sample`: the whole day)",
            "write hours such as 00:30-06:00 (Beijing time); 00:00-00:00 is the whole day",
        ),
    ] = None
    timeout: Annotated[
        int,
        Field(ge=1, le=999),
        BeforeValidator(_whole),
        Told("seconds that an answer is waited for", "30", "write whole seconds from 1 to 999"),
    ] = 30
    allow_networks: Annotated[
        tuple[Network, ...],
        NoDecode,
        BeforeValidator(_networks),
        Told(
            "private networks that the crawler may visit, comma separated (in the file a list), such as `10.1.0.0/16`",
            "none",
            "write networks such as 10.1.0.0/16",
        ),
    ] = ()
    workers: Annotated[
        Annotated[int, Field(ge=1)] | None,
        BeforeValidator(_whole),
        Told("processes that read documents", "number of cores", "set a whole number >= 1"),
    ] = None
    readers: Annotated[
        Readers,
        Told(
            "`both`: every table of a PDF by all readers; `fast`: by as few as suffice, and one PDF in fifty by all: "
            "`quality.md` tells how often they differ (`gongkai run --readers` sets it for one run)",
            "`both`",
            "set both or fast",
        ),
    ] = "both"
    dask: Annotated[
        str,
        BeforeValidator(_scheduler),
        Told(
            "address of a Dask scheduler (`tcp://host:8786`) whose workers (`dask worker … --nthreads 1`, same code, "
            "the lake under the same path or URL) read documents; needs `gongkai[scale]`",
            "none: processes of this machine",
            "write an address such as tcp://host:8786",
        ),
    ] = ""
    log: Annotated[
        str,
        Told(
            "where events are logged, a JSON object a line, with ids of reports and documents: `stderr`, or a file "
            "(in the home, if its path is relative)",
            "none: nothing is logged",
            "write stderr, or a path such as log/gongkai.jsonl",
        ),
    ] = ""
    lake: Annotated[
        str,
        BeforeValidator(_place),
        Told(
            "folder or URL of an object store (`s3://bucket/prefix`) for bodies, cache and the log of loads, one for "
            "each home; endpoint and credentials as its client takes them (`AWS_…`); needs `gongkai[scale]`; see "
            "`docs/scale.md`",
            "`lake` in the home",
            "write a folder or a URL such as s3://bucket/prefix",
        ),
    ] = ""
    postgres: Annotated[
        str,
        BeforeValidator(_database),
        Told(
            "PostgreSQL database of Dagster's runs and events "
            "(`postgresql+psycopg2://user:password@host:5432/database`), one for each home; needs `gongkai[scale]`; "
            "see `docs/scale.md`",
            "none: SQLite in the home, for one machine",
            "write postgresql+psycopg2://user:password@host:5432/database",
            only=_SECRET,
        ),
    ] = ""
    webhook: Annotated[
        str,
        Told(
            "address (https; `https://user:password@…` for basic authentication) that is told what came of a round, "
            "once the sensor `tell` is switched on",
            "none",
            "write an address that begins with https://",
            only=_SECRET,
        ),
    ] = ""


class _Given(EnvSettingsSource):
    """Variables of a mapping instead of this process's."""

    def __init__(self, model: type[BaseSettings], environment: Mapping[str, str]) -> None:
        self._environment = environment
        super().__init__(model)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        # Names are case sensitive here, as they are to the system.
        given = {name: value for name, value in self._environment.items() if name == name.upper()}
        return {name.lower(): value for name, value in given.items() if value}


def said(environment: Mapping[str, str], file: Path | None) -> SettingsModel:
    """What the variables say, and where they say nothing the file (None: there is none).

    Raises GongkaiError that names variable or file and key: a value that cannot be used, a key that is no setting, a
    setting that the file may not hold, a file that cannot be read.
    """
    stated = {} if file is None else _stated(file)

    class Said(SettingsModel):
        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], *_: object, **__: object
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            given = _Given(settings_cls, environment)
            return (given,) if file is None else (given, TomlConfigSettingsSource(settings_cls, file))

    try:
        return Said()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        said_by_variable = bool(environment.get(variable(name)))
        value = environment[variable(name)] if said_by_variable else stated[name]
        shown = "what it holds" if told(name).only == _SECRET else _USER.sub("//…@", repr(value))
        problem = f"{shown} cannot be used: {first['msg'].removeprefix('Value error, ')}"
        where = (variable(name), "") if said_by_variable else (str(file), name)
        refused = GongkaiError(problem, *where, told(name).remedy)
    # Not from pydantic's error, which shows the value: Dagster prints and keeps causes.
    raise refused


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{name.upper()}"


def strangers(environment: Mapping[str, str]) -> list[str]:
    """Variables that look like settings and are none, sorted: most likely mistyped."""
    known = {variable(name) for name in SettingsModel.model_fields}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def near(name: str) -> str:
    """Settings of the file whose names are like ``name`` (all, where none is), in words."""
    names = [known for known in SettingsModel.model_fields if not told(known).only]
    return ", ".join(get_close_matches(name, names, 3) or names)


def table() -> str:
    """The settings as a Markdown table: ``docs/settings.md`` holds it."""
    rows = ["| variable | in `gongkai.toml` | meaning | default |", "|---|---|---|---|"]
    for name in SettingsModel.model_fields:
        one = told(name)
        in_file = f"no: {one.only}" if one.only else f"`{name}`"
        rows.append(f"| `{variable(name)}` | {in_file} | {one.meaning} | {one.default} |")
    return "\n".join(rows) + "\n"


def told(name: str) -> Told:
    """What people are told of a setting."""
    (found,) = (one for one in SettingsModel.model_fields[name].metadata if isinstance(one, Told))
    return found


def _stated(file: Path) -> dict[str, Any]:
    """Keys and values of the file, all of them settings that it may hold."""
    try:
        stated = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GongkaiError(
            f"no TOML: {error}", str(file), "", 'write lines such as contact = "me@example.org"'
        ) from error
    except OSError as error:
        raise GongkaiError(f"cannot be read: {error.strerror}", str(file), "", "make it a readable file") from error
    for key in stated:
        if key not in SettingsModel.model_fields:
            raise GongkaiError(
                "there is no such setting", str(file), key, f"did you mean: {near(key)}? See docs/settings.md"
            )
        if reason := told(key).only:
            raise GongkaiError(
                f"it may not stand here: {reason}", str(file), key, f"set the variable {variable(key)} instead"
            )
    return stated


if __name__ == "__main__":
    print(table(), end="")
