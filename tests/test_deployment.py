"""The files of ``deploy/`` that nothing here can run as a whole: what they say fits the others and the portal."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from portal.environment import read_environment
from tests.front import DEPLOY
from tests.running_portal import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
GUIDE = "".join((ROOT / "docs" / "howto" / name).read_text() for name in ("deploy.md", "upgrade.md"))


def settings_of_the_guide() -> dict[str, str]:
    block = GUIDE.split("<<END\n")[1].split("\nEND\n")[0]
    found = dict(line.split("=", 1) for line in block.splitlines())
    assert all(value[0] == value[-1] == "'" for value in found.values())
    return {name: value[1:-1] for name, value in found.items()}


def test_it_works() -> None:
    assert set(COMPOSE["services"]) == {"database", "cache", "portal", "front"}
    for name, service in COMPOSE["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "healthcheck" in service, name
        # The image of the portal has a user of its own.
        assert service.get("user", "portal") not in ("root", "0"), name


@pytest.mark.parametrize("variables", [settings_of_the_guide(), COMPOSE["services"]["portal"]["environment"]])
def test_the_portal_takes_the_settings(variables: dict[str, str]) -> None:
    # Words of the shell and of Compose stand for what only the machine knows.
    filled = {name: re.sub(r"\$(\(.*\)|\{\w+:\?\})", "errors.example.com", value) for name, value in variables.items()}
    found = read_environment(filled, folder=ROOT)

    assert found.https
    assert found.trusted_proxies == 1
    assert found.database["ENGINE"].endswith("postgresql")


def as_systemd_reads(line: str) -> str:
    """The value of a line of an EnvironmentFile: between single quotes, what stands there (systemd.exec(5))."""
    found = re.fullmatch(r"\w+='([^']*)'", line)
    assert found, line
    return found[1]


@pytest.mark.parametrize(
    "value",
    [
        "postgres://portal:a%26b@db/portal?sslmode=require&connect_timeout=5",
        "127.0.0.1, 10.0.0.0/8",
        "50%",
        "$HOME \\n",
    ],
)
def test_a_value_between_single_quotes_is_the_same_to_systemd_and_to_sh(tmp_path: Path, value: str) -> None:
    line = f"PORTAL_METRICS='{value}'"
    (tmp_path / "environment").write_text(f"{line}\n")
    program = "import os; print(os.environ['PORTAL_METRICS'], end='')"
    told = subprocess.run(
        ["sh", "-euc", 'set -a; . "$1/environment"; exec "$2" -c "$3"', "sh", tmp_path, sys.executable, program],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout == value == as_systemd_reads(line)


def test_the_guides_function_gives_a_command_the_settings_of_the_service(tmp_path: Path) -> None:
    function = re.search(r"^portal\(\) .*$", GUIDE, re.MULTILINE)
    assert function
    text = function[0].replace("/etc/portal", str(tmp_path)).replace("/opt/portal", str(tmp_path))
    # Nobody changes accounts here, and the program shows what it was given.
    text = text.replace("runuser -u portal -- .venv/bin/python manage.py", 'sh -c \'echo "$DATABASE_URL" "$@"\' sh')
    (tmp_path / "environment").write_text("DATABASE_URL='postgres://a:b%26c@d/e?sslmode=require&x=1'\n")
    told = subprocess.run(["sh", "-c", f"{text}\nportal shell -c 'a b'"], capture_output=True, text=True, check=True)
    assert told.stdout == "postgres://a:b%26c@d/e?sslmode=require&x=1 shell -c a b\n"
    # Without them it does not go on to a database of its own.
    (tmp_path / "environment").unlink()
    told = subprocess.run(["bash", "-c", f"{text}\nportal migrate"], capture_output=True, text=True, check=False)
    assert told.returncode != 0
    assert told.stdout == ""


def test_images_are_named_by_their_official_names() -> None:
    images = [service["image"] for service in COMPOSE["services"].values() if "image" in service]
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)

    assert len(images) == 5
    assert all(re.fullmatch(r"[a-z]+:[0-9][a-z0-9.-]*", image) for image in images), images


def test_what_is_copied_into_the_image_is_there() -> None:
    for name in re.findall(r"^COPY ((?!--)\S+) ", DOCKERFILE, re.MULTILINE):
        assert (ROOT / name).exists(), name
    health = re.search(r"^HEALTHCHECK .* CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert health
    compile(json.loads(health[1])[2], "health", "exec")
    compile(COMPOSE["services"]["portal"]["healthcheck"]["test"][3], "health", "exec")


@pytest.mark.parametrize("text", [COMPOSE["services"]["front"]["command"][2], GUIDE])
def test_what_is_replaced_in_the_configuration_of_nginx_stands_there(text: str) -> None:
    configuration = (DEPLOY / "nginx.conf").read_text()
    replaced = re.findall(r"""-e ["']s([#/])(.+?)\1""", text)

    assert replaced
    for _, old in replaced:
        assert old in configuration, old


@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("*.service")), ids=lambda unit: unit.name)
def test_every_service_has_its_sandbox(unit: Any) -> None:
    lines = unit.read_text().splitlines()

    assert {"User=portal", "ProtectSystem=strict", "NoNewPrivileges=yes", "CapabilityBoundingSet="} <= set(lines)
    assert "EnvironmentFile=/etc/portal/environment" in lines
