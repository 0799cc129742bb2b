"""Settings of a home: variables before ``gongkai.toml``, and what is said of a value that cannot be used."""

from __future__ import annotations

import ipaddress
import json
import subprocess
import sys
from pathlib import Path

import pytest

from gongkai.errors import GongkaiError
from gongkai.settings import Settings, load


def settings(home: Path, text: str | None = None, sample: bool = False, **variables: str) -> Settings:
    if text is not None:
        (home / "gongkai.toml").write_text(text, encoding="utf-8")
    return load(sample, {"GONGKAI_HOME": str(home), **variables})


def refused(home: Path, text: str | None = None, **variables: str) -> GongkaiError:
    with pytest.raises(GongkaiError) as error:
        settings(home, text, **variables)
    return error.value


def test_a_variable_goes_before_the_file_and_the_file_before_the_default(tmp_path: Path) -> None:
    found = settings(tmp_path, 'workers = 3\ncontact = "a@example.org"\ntimeout = 5\n', GONGKAI_WORKERS="7")
    assert (found.workers, found.contact, found.timeout_s, found.readers) == (7, "a@example.org", 5.0, "both")
    assert found.file == tmp_path / "gongkai.toml"


def test_all_that_the_file_may_hold(tmp_path: Path) -> None:
    text = """
contact = "https://example.org"
window = "23:00-05:00"
timeout = 60
allow_networks = ["10.1.0.0/16", "fd00::/8"]
workers = 2
readers = "fast"
dask = "tcp://scheduler:8786"
log = "log/events.jsonl"
lake = "s3://bucket/lake"
"""
    found = settings(tmp_path, text)
    assert found.allow_networks == (ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("fd00::/8"))
    assert found.log == "log/events.jsonl"
    assert (found.window, found.readers, found.cluster, found.lake_url) == (
        "23:00-05:00",
        "fast",
        "tcp://scheduler:8786",
        "s3://bucket/lake",
    )


def test_each_home_has_its_own_file(tmp_path: Path) -> None:
    assert settings(tmp_path, "workers = 3\n", sample=True).file is None
    (tmp_path / "sample").mkdir()
    (tmp_path / "sample" / "gongkai.toml").write_text("workers = 5\n", encoding="utf-8")
    assert settings(tmp_path, sample=True).workers == 5
    assert settings(tmp_path).workers == 3


def test_a_file_named_by_a_variable_is_read_instead(tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text("timeout = 9\n", encoding="utf-8")
    found = settings(tmp_path, "workers = 3\ntimeout = 5\n", GONGKAI_CONFIG=str(other), GONGKAI_WORKERS="1")
    assert (found.timeout_s, found.workers, found.file) == (9.0, 1, other)
    error = refused(tmp_path, GONGKAI_CONFIG=str(tmp_path / "none.toml"))
    assert (error.file, "none.toml" in error.problem) == ("GONGKAI_CONFIG", True)


def test_an_unknown_key_names_near_ones(tmp_path: Path) -> None:
    error = refused(tmp_path, "wokers = 3\n")
    assert (error.file, error.place) == (str(tmp_path / "gongkai.toml"), "wokers")
    assert "did you mean: workers?" in error.remedy
    assert "contact, window, timeout" in refused(tmp_path, "[crawl]\nx = 1\n").remedy


@pytest.mark.parametrize(
    ("text", "key", "remedy"),
    [
        ("workers = 0", "workers", "whole number"),
        ("workers = true", "workers", "whole number"),
        ("timeout = 2.5", "timeout", "from 1 to 999"),
        ("timeout = 1000", "timeout", "from 1 to 999"),
        ('window = "24:00-01:00"', "window", "00:30-06:00"),
        ("window = 3", "window", "00:30-06:00"),
        ('readers = "slow"', "readers", "both or fast"),
        ("contact = 5", "contact", "mail address"),
        ('contact = "nobody"', "contact", "mail address"),
        ('contact = "ask @ the office"', "contact", "mail address"),
        ('contact = "ftp://example.org/us"', "contact", "mail address"),
        ('dask = "nonsense"', "dask", "tcp://host:8786"),
        ('dask = "tcp://host:port"', "dask", "tcp://host:8786"),
        ('dask = "foo://host:1"', "dask", "tcp://host:8786"),
        ('lake = "ftp://host/lake"', "lake", "s3://bucket/prefix"),
        ("lake = 3", "lake", "s3://bucket/prefix"),
        ('lake = "s3://"', "lake", "s3://bucket/prefix"),
        ('lake = "s3:///prefix"', "lake", "s3://bucket/prefix"),
        ('lake = "file://"', "lake", "a folder"),
        ('allow_networks = ["10.1.0.0/99"]', "allow_networks", "10.1.0.0/16"),
        ("allow_networks = [10]", "allow_networks", "10.1.0.0/16"),
    ],
)
def test_a_wrong_value_names_file_key_and_what_to_write(tmp_path: Path, text: str, key: str, remedy: str) -> None:
    error = refused(tmp_path, text)
    assert (error.file, error.place) == (str(tmp_path / "gongkai.toml"), key)
    assert remedy in error.remedy


@pytest.mark.parametrize(
    ("name", "value"),
    [("WORKERS", "0"), ("WORKERS", "many"), ("TIMEOUT", "1000"), ("READERS", "slow"), ("ALLOW_NETWORKS", "10.1/99")],
)
def test_a_wrong_variable_is_named_though_the_file_is_right(tmp_path: Path, name: str, value: str) -> None:
    error = refused(tmp_path, "workers = 2\n", **{f"GONGKAI_{name}": value})
    assert error.file == f"GONGKAI_{name}"
    assert value in error.problem


@pytest.mark.parametrize("text", ["contact me@example.org", "contact = 'a'\ncontact = 'b'", "\udcff"])
def test_what_is_no_toml_is_told_with_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "gongkai.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    error = refused(tmp_path)
    assert (error.file, error.problem.startswith("no TOML")) == (str(tmp_path / "gongkai.toml"), True)


@pytest.mark.parametrize("key", ["webhook", "postgres", "home", "config"])
def test_secrets_and_the_home_are_variables_alone(tmp_path: Path, key: str) -> None:
    error = refused(tmp_path, f'{key} = "secret-value"\n')
    assert error.place == key
    assert f"GONGKAI_{key.upper()}" in error.remedy
    assert "secret-value" not in str(error)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("POSTGRES", "http://u:hidden@h/d"),
        ("POSTGRES", "host=localhost password=hidden"),
        ("DASK", "tcp://u:hidden@h:1"),
        ("DASK", "tcp://u:hid/hidden@h"),
        ("LAKE", "ftp://u:hidden@h/lake"),
        ("CONTACT", "https://u:hidden@h/"),
    ],
)
def test_a_wrong_value_is_told_without_user_and_password(tmp_path: Path, name: str, value: str) -> None:
    error = refused(tmp_path, **{f"GONGKAI_{name}": value})
    assert (error.file, error.__cause__, error.__context__) == (f"GONGKAI_{name}", None, None)
    assert "hidden" not in str(error)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONTACT", "me@example.org"),
        ("CONTACT", "mailto:me@example.org"),
        ("CONTACT", "https://example.org/about?us=1"),
        ("CONTACT", "我们@例子.中国"),
        ("DASK", "tcp://scheduler:8786"),
        ("DASK", "10.0.0.1:8786"),
        ("DASK", "tls://[::1]:8786"),
        ("LAKE", "/mnt/lake"),
        ("LAKE", "file:///mnt/lake"),
        ("LAKE", "s3://bucket"),
        ("LAKE", "s3://bucket/prefix"),
        ("LAKE", "abfs://container@account.dfs.core.windows.net/prefix"),
        ("POSTGRES", "postgresql://a:b@db/d"),
        ("POSTGRES", "postgresql+psycopg2://a:b@db:5432/d"),
    ],
)
def test_right_addresses_are_taken(tmp_path: Path, name: str, value: str) -> None:
    found = settings(tmp_path, **{f"GONGKAI_{name}": value})
    assert value in (found.contact, found.cluster, found.lake_url, found.postgres)


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    found = settings(tmp_path, GONGKAI_WEBHOOK="https://chat/hidden", GONGKAI_POSTGRES="postgresql://a:hidden@db/d")
    assert (found.webhook, found.postgres) == ("https://chat/hidden", "postgresql://a:hidden@db/d")
    assert "hidden" not in repr(found)


def test_an_empty_variable_is_not_set_and_one_of_others_is_left_alone(tmp_path: Path) -> None:
    found = settings(
        tmp_path, "workers = 3\n", GONGKAI_WORKERS="", GONGKAI_READERS="", WORKERS="9", gongkai_workers="x"
    )
    assert (found.workers, found.readers) == (3, "both")


def test_reading_documents_waits_for_no_settings(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>2023</p>", encoding="utf-8")
    code = (
        "import sys, json; from gongkai.cli.main import cli; "
        f"cli(['read', {str(page)!r}], standalone_mode=False); "
        "print(json.dumps(sorted(name for name in sys.modules if name.startswith('pydantic'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_a_home_that_cannot_be_made_is_told_with_its_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(GongkaiError, match="cannot write") as told:
        Settings(tmp_path / "file" / "home", "real", tmp_path).create()
    assert str(tmp_path / "file" / "home") in str(told.value)
