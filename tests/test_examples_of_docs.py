"""The examples of the docs, run as they are written, against a portal that really runs."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from tests.running_portal import ROOT, RunningPortal, free_port, plain_environment

DOCS = ROOT / "docs"
ADDRESS = "http://127.0.0.1:8000"

# Fixtures of the examples: a program that fails, the client by its installed name, and files that people have.
PRELUDE = f"""
some-command() {{ echo 'ERROR iMetal.0100: Physical servers ID not found: [srv-1]'; }}
error-portal() {{ "{sys.executable}" "{ROOT}/client/error_portal.py" "$@"; }}
echo '{{"error_code": "iMetal.0005"}}' > error.json
echo 'ERROR APIGW.0308' > build.log
set -o pipefail
"""


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", (DOCS / page).read_text(), re.MULTILINE | re.DOTALL)


def shell(portal: RunningPortal, folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-euc", PRELUDE + script.replace(ADDRESS, portal.url)],
        cwd=folder,
        env=plain_environment({"ERROR_PORTAL_URL": portal.url}),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


BUSY = b'{"error_code": "iMetal.0005", "error_msg": "Too many requests"}'


def loop(portal: RunningPortal | str) -> Callable[[Callable[[], Any]], Any]:
    """The retry loop of the page, asking this portal."""
    room: dict[str, Any] = {}
    source = next(block for block in blocks("reference/rest.md", "python") if "call_until_it_works" in block)
    exec(source.replace(ADDRESS, portal if isinstance(portal, str) else portal.url), room)
    result: Callable[[Callable[[], Any]], Any] = room["call_until_it_works"]
    return result


def test_examples_return_the_documented_answers(portal: RunningPortal, tmp_path: Path) -> None:
    first = next(block for block in blocks("reference/rest.md", "sh") if "diagnose" in block)
    answer = shell(portal, tmp_path, first)
    page_text = blocks("reference/rest.md", "json")[0].replace(ADDRESS, portal.url)
    data = json.loads(answer.stdout)
    # The page leaves out what it does not speak of: the section.
    data["findings"][0]["matches"][0].pop("section")
    assert data == json.loads(page_text)


@pytest.mark.parametrize(
    ("page", "script"),
    [
        (page, block)
        for page in ("reference/rest.md", "howto/client.md")
        for block in blocks(page, "sh")
        if "pip install" not in block
    ],
)
def test_every_command_runs(portal: RunningPortal, tmp_path: Path, page: str, script: str) -> None:
    ended = shell(portal, tmp_path, script)
    assert (ended.returncode, page) == (0, page), ended.stderr
    assert "error_code" not in ended.stdout.splitlines()[0][:20], ended.stdout


def test_the_loop_waits_and_calls_again(portal: RunningPortal, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    answers = [(429, {}, BUSY), (429, {"Retry-After": "7"}, BUSY), (200, {}, b"done")]
    assert loop(portal)(lambda: answers.pop(0)) == b"done"
    assert waited == [60.0, 7.0]


def test_the_loop_stops_where_calling_again_is_no_use(portal: RunningPortal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", os.abort)
    gone = b'{"error_code": "iMetal.0100", "error_msg": "Physical servers ID not found: [srv-1]"}'
    with pytest.raises(RuntimeError, match="Check the validity of the physical server ID"):
        loop(portal)(lambda: (404, {}, gone))
    with pytest.raises(RuntimeError, match="contact customer service"):
        loop(portal)(lambda: (500, {}, b'{"error_code": "X.9999", "error_msg": "nobody knows"}'))


NOBODY_KNOWS = b'{"error_code": "X.9999", "error_msg": "nobody knows"}'


@pytest.mark.parametrize(
    ("status", "body"),
    [(503, b""), (503, b" \n"), (500, b"x" * 2_000_000), (500, b"\xff\xfe"), (999, NOBODY_KNOWS)],
)
def test_the_loop_tells_of_the_failure_and_of_no_other(portal: RunningPortal, status: int, body: bytes) -> None:
    with pytest.raises(RuntimeError, match=f"HTTP {status}: "):
        loop(portal)(lambda: (status, {}, body))


def test_the_loop_tells_of_the_failure_where_no_portal_answers() -> None:
    with pytest.raises(RuntimeError, match=r"HTTP 503: The error portal did not answer: .*refused"):
        loop(f"http://127.0.0.1:{free_port()}")(lambda: (503, {}, NOBODY_KNOWS))


@pytest.mark.parametrize(
    ("headers", "body", "waited"),
    [
        ({"retry-after": "7"}, BUSY, 7),
        ({"Retry-After": "0"}, BUSY, 0),
        ({"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"}, BUSY, 0),
        ({"Retry-After": "soon"}, BUSY, 60),
        ({}, b"HTTP/1.1 429\nRetry-After: 12\n\n" + BUSY, 12),
        ({"Retry-After": "7"}, NOBODY_KNOWS, 7),
    ],
)
def test_the_loop_waits_as_long_as_it_is_told(
    portal: RunningPortal, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], body: bytes, waited: float
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    answers = [(429, headers, body), (200, {}, b"done")]
    assert loop(portal)(lambda: answers.pop(0)) == b"done"
    assert slept == [waited]


def test_the_loop_waits_until_a_date(portal: RunningPortal, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=200), usegmt=True)
    answers = [(503, {"Retry-After": date}, b""), (200, {}, b"done")]
    assert loop(portal)(lambda: answers.pop(0)) == b"done"
    assert 100 < slept[0] <= 200


def test_the_loop_does_not_wait_for_ever(portal: RunningPortal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", os.abort)
    for value in ("3600", "9" * 400):
        with pytest.raises(RuntimeError, match="HTTP 429: "):
            loop(portal)(lambda value=value: (429, {"Retry-After": value}, BUSY))  # type: ignore[misc]


def test_the_other_examples_in_python_run(portal: RunningPortal, caplog: pytest.LogCaptureFixture) -> None:
    source = next(block for block in blocks("reference/rest.md", "python") if "raw_body" in block)
    room = {"raw_body": b'{"error_code": "iMetal.0100"}', "log": logging.getLogger("docs")}
    exec(source.replace(ADDRESS, portal.url), room)
    assert "iMetal.0100: Check the validity" in caplog.text
