"""``compose.yaml`` and ``Dockerfile``: of the schema, and all that they name is there. No Docker is needed."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from gongkai.settings_model import PREFIX, SettingsModel, variable

ROOT = Path(__file__).resolve().parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
OURS = [name for name, service in COMPOSE["services"].items() if "build" in service]

_TEXTS = {"type": "array", "items": {"type": "string"}}
_DURATION = {"type": "string", "pattern": r"^(\d+(ms|s|m|h))+$"}
_CONDITIONS = ["service_started", "service_healthy", "service_completed_successfully"]


def _object(**properties: object) -> dict[str, object]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _named(values: object) -> dict[str, object]:
    return {"type": "object", "patternProperties": {"^[a-zA-Z0-9._-]+$": values}, "additionalProperties": False}


#: The part of the Compose Specification's schema that our file uses; a key beyond it is refused until it is added here.
SCHEMA = _object(
    name={"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]*$"},
    services=_named(
        _object(
            image={"type": "string"},
            build={"type": "string"},
            init={"type": "boolean"},
            restart={"enum": ["no", "always", "on-failure", "unless-stopped"]},
            cap_drop=_TEXTS,
            security_opt=_TEXTS,
            environment={"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]}},
            volumes=_TEXTS,
            command=_TEXTS,
            ports=_TEXTS,
            depends_on=_named(
                {**_object(condition={"enum": _CONDITIONS}), "required": ["condition"]},
            ),
            healthcheck=_object(
                test=_TEXTS,
                interval=_DURATION,
                timeout=_DURATION,
                start_period=_DURATION,
                retries={"type": "integer", "minimum": 1},
            ),
            deploy=_object(replicas={"type": "integer"}),
        )
    ),
    volumes=_named({"type": "null"}),
) | {"patternProperties": {"^x-": {}}}


def test_the_file_is_of_the_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(COMPOSE, SCHEMA)


@pytest.mark.parametrize("fault", [{"comand": []}, {"command": "dask"}, {"restart": "sometimes"}, {"init": "yes"}])
def test_the_schema_refuses_what_compose_would(fault: dict[str, object]) -> None:
    services = COMPOSE["services"] | {"code": COMPOSE["services"]["code"] | fault}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(COMPOSE | {"services": services}, SCHEMA)


def test_all_services_are_there_and_what_they_lean_on() -> None:
    services = COMPOSE["services"]
    assert set(services) == {"postgres", "instance", "code", "webserver", "daemon", "scheduler", "worker"}
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        assert {volume.partition(":")[0] for volume in service.get("volumes", [])} <= set(COMPOSE["volumes"])
        for other, how in service.get("depends_on", {}).items():
            assert how["condition"] != "service_healthy" or "healthcheck" in services[other]


def test_variables_are_settings_and_hold_no_secret() -> None:
    known = {variable(name) for name in SettingsModel.model_fields}
    for name in OURS:
        given = COMPOSE["services"][name]["environment"]
        assert {key for key in given if key.startswith(PREFIX)} <= known
    for service in COMPOSE["services"].values():
        for key in ("POSTGRES_PASSWORD", "GONGKAI_POSTGRES", "GONGKAI_WEBHOOK"):
            assert "${" in service.get("environment", {}).get(key, "${}")
    assert set(re.findall(r"GONGKAI_[A-Z_]+", DOCKERFILE)) <= known


def commands() -> list[list[str]]:
    """What our services start and ask, and what the image starts."""
    found = [COMPOSE["services"][name]["command"] for name in OURS]
    found += [checks["test"][1:] for name in OURS if (checks := COMPOSE["services"][name].get("healthcheck"))]
    return [*found, ["gongkai", "doctor"]]


@cache
def _help(*words: str) -> str:
    program = Path(sys.executable).parent / words[0]
    done = subprocess.run([program, *words[1:], "--help"], capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout


@pytest.mark.parametrize("command", commands(), ids=lambda command: "-".join(command[:3]))
def test_a_command_and_its_options_exist(command: list[str]) -> None:
    if command[:2] == ["python", "-m"]:
        assert (ROOT / f"{command[2].replace('.', '/')}.py").is_file()
        return
    words = [word for word in command if re.fullmatch(r"[a-z][a-z-]+", word)]
    first = next((at for at, word in enumerate(command) if not re.fullmatch(r"[a-z][a-z-]+", word)), len(command))
    text = _help(*words[:first])
    for option in (word for word in command if word.startswith("--")):
        assert re.search(rf"(?<!\S){option}(?![\w-])", text), option


def test_files_that_commands_name_are_copied_into_the_image() -> None:
    kept = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = {source for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.MULTILINE) for source in line.split()[:-1]}
    assert all((ROOT / source).exists() and f"!{source}" in kept for source in copied)
    for command in commands():
        for path in (word for word in command if "/" in word and word.endswith((".py", ".yaml"))):
            assert (ROOT / path).is_file()
            assert any(path.startswith(f"{source}/") for source in copied)


def test_the_workspace_is_the_service_that_serves_the_code() -> None:
    (location,) = yaml.safe_load((ROOT / "deploy" / "workspace.yaml").read_text(encoding="utf-8"))["load_from"]
    served = location["grpc_server"]
    command = COMPOSE["services"][served["host"]]["command"]
    assert command[command.index("--port") + 1] == str(served["port"])


def test_the_image_is_pinned_and_not_roots() -> None:
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    images += [service["image"] for service in COMPOSE["services"].values() if "build" not in service]
    assert all(re.search(r":\d+\.\d+(\.\d+)?-|@sha256:[0-9a-f]{64}$", image) for image in images)
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)[-1] == "gongkai"
    assert "pip install --no-cache-dir --require-hashes -r requirements.lock" in DOCKERFILE
    assert all(COMPOSE["services"][name].get("cap_drop") == ["ALL"] for name in OURS)
