"""Clients that generators make of the schema call a running portal, type-checked and without a cast."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copy, which

import pytest

from tests.api.recorded import SCHEMA
from tests.running_portal import RunningPortal, free_port, plain_environment, portal_with_its_catalog

CALLERS = Path(__file__).with_name("generated_clients")


def run(*command: str | Path, folder: Path, **variables: str) -> str:
    """Run a command that has to succeed; what it prints."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=plain_environment(variables),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    folder = portal_with_its_catalog(tmp_path_factory.mktemp("portal"))
    with RunningPortal(folder, f"127.0.0.1:{free_port()}") as running:
        yield running.until_ready()


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both clients for TypeScript generated, and their callers compiled with every strict option."""
    npm = which("npm")
    if npm is None or which("node") is None:
        pytest.skip("node and npm are not installed here")
    folder = tmp_path_factory.mktemp("node")
    for each in (*CALLERS.glob("*.ts"), *CALLERS.glob("*.json"), SCHEMA):
        copy(each, folder)
    install = [npm, "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(install, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        pytest.skip(f"the generators cannot be installed here: {done.stderr[-300:]}")
    run("node_modules/.bin/openapi-typescript", SCHEMA.name, "-o", "schema.ts", folder=folder)
    run("node_modules/.bin/openapi-ts", "-i", SCHEMA.name, "-o", "hey", folder=folder)
    run("node_modules/.bin/tsc", folder=folder)
    return folder


def test_openapi_python_client(portal: RunningPortal, tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("post_hooks: []\n")
    generator: list[str | Path] = [
        sys.executable,
        "-m",
        "openapi_python_client",
        "generate",
        "--meta",
        "none",
        "--config",
        config,
    ]
    run(*generator, "--path", SCHEMA, "--output-path", tmp_path / "portal_client", folder=tmp_path)
    copy(CALLERS / "call_with_python.py", tmp_path)
    run(sys.executable, "-m", "mypy", "--strict", "--cache-dir", ".mypy", "call_with_python.py", folder=tmp_path)

    run(sys.executable, "call_with_python.py", portal.url, folder=tmp_path)


def test_openapi_typescript_with_fetch(portal: RunningPortal, node: Path) -> None:
    run("node", "js/call_with_fetch.js", portal.url, folder=node)


def test_hey_api(portal: RunningPortal, node: Path) -> None:
    run("node", "js/call_with_hey_api.js", portal.url, folder=node)
