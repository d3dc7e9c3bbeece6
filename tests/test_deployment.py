"""The files of ``deploy/`` that nothing here can run as a whole: what they say fits the others and the portal."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml

from portal.environment import read_environment
from tests.front import DEPLOY
from tests.running_portal import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
GUIDE = (ROOT / "docs" / "deploying.md").read_text()


def settings_of_the_guide() -> dict[str, str]:
    block = GUIDE.split("<<END\n")[1].split("\nEND\n")[0]
    return dict(line.split("=", 1) for line in block.splitlines())


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


def test_images_are_named_by_their_official_names() -> None:
    images = [service["image"] for service in COMPOSE["services"].values() if "image" in service]
    images += re.findall(r"^FROM (\S+)$", DOCKERFILE, re.MULTILINE)

    assert len(images) == 4
    assert all(re.fullmatch(r"[a-z]+:[0-9][a-z0-9.-]*", image) for image in images), images


def test_what_is_copied_into_the_image_is_there() -> None:
    for name in re.findall(r"^COPY (\S+) ", DOCKERFILE, re.MULTILINE):
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
