"""The catalog to take along: one file, and enums that compilers take whatever the codes and messages are."""

from __future__ import annotations

import enum
import json
import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from django.test import Client

from catalog.export import export_json
from catalog.known_error import KnownError
from tests.catalog_rows import case, service_catalog, store

pytestmark = pytest.mark.django_db

STRANGE = (
    "a.b", "A_B", "a-b", "0100", "...", "%", "größe", "grosse", "class", "name", "mro", "__x__", "None", "\U0001f600",
    'quote"', "back\\slash", "line", "${x}", "*/ alert(1) /*", "x" * 200,
)  # fmt: skip
MESSAGES = ('"""', "*/ evil(); /*", "one\ntwo", "\u2028gone", "\\", "# no", "", "\U0001f600 ok", "x" * 500)


def strange() -> None:
    errors = tuple(
        KnownError("metal", code, (case(MESSAGES[number % len(MESSAGES)]),)) for number, code in enumerate(STRANGE)
    )
    store(service_catalog("metal", *errors))


def test_catalog_and_enums_can_be_downloaded(client: Client) -> None:
    store(service_catalog("metal"), service_catalog("gate"))
    response = client.get("/api/v1/catalog.json")
    assert response.content.decode() == export_json()
    assert response.headers["Content-Disposition"] == 'attachment; filename="catalog.json"'
    python = client.get("/api/v1/enums/metal.py")
    assert python.headers["Content-Type"] == "text/x-python; charset=utf-8"
    assert "    # Servers not found: [{id}, ...]\n    METAL_0100 = 'Metal.0100'\n" in python.content.decode()
    script = client.get("/api/v1/enums/metal.ts").content.decode()
    assert '  /** Servers not found: [{id}, ...] */\n  METAL_0100: "Metal.0100",\n' in script
    assert client.get("/api/v1/enums/metal.ts", headers={"accept": "text/plain"}).status_code == 200


def test_what_has_no_message_has_no_comment(client: Client) -> None:
    store(service_catalog("metal", KnownError("metal", "A.1", (case(""),)), KnownError("metal", "A.2", (case("two"),))))
    python = client.get("/api/v1/enums/metal.py").content.decode()
    assert python.endswith("\n\n    A_1 = 'A.1'\n    # two\n    A_2 = 'A.2'\n")
    script = client.get("/api/v1/enums/metal.ts").content.decode()
    assert '{\n  A_1: "A.1",\n  /** two */\n  A_2: "A.2",\n}' in script


def test_python_takes_any_code(client: Client) -> None:
    strange()
    room: dict[str, Any] = {}
    exec(client.get("/api/v1/enums/metal.py").content.decode(), room)
    codes: type[enum.Enum] = room["ErrorCode"]
    assert [each.value for each in codes] == list(STRANGE)
    assert all(each.name.isidentifier() and each.name.isascii() for each in codes)


@pytest.mark.skipif(which("node") is None, reason="needs node")
def test_javascript_takes_any_code(client: Client, tmp_path: Path) -> None:
    strange()
    source = client.get("/api/v1/enums/metal.ts").content.decode()
    body, types = source.split("} as const;")
    assert types.strip() == "export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];"
    script = tmp_path / "codes.mjs"
    script.write_text(body + "};\nconsole.log(JSON.stringify(Object.values(ErrorCode)));\n", encoding="utf-8")
    ended = subprocess.run(["node", str(script)], capture_output=True, text=True, timeout=300, check=False)
    assert ended.stderr == ""
    assert json.loads(ended.stdout) == list(STRANGE)


def test_it_rejects_a_service_that_is_not_there(client: Client) -> None:
    for ending in ("py", "ts"):
        response = client.get(f"/api/v1/enums/nobody.{ending}")
        assert (response.status_code, response.json()["error_code"]) == (404, "Portal.0404")
