"""Output of commands on limited terminals, closed pipes and full disks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running_portal import manage, plain_environment, portal_with_its_catalog


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portal with the bundled catalog, which nobody serves."""
    return portal_with_its_catalog(tmp_path_factory.mktemp("portal"))


def run(folder: Path, line: str, text: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """A line for a shell, in which ``manage`` is ``manage.py``; what it prints is read as UTF-8."""
    return subprocess.run(
        ["bash", "-c", f'set -o pipefail; manage() {{ "{sys.executable}" manage.py "$@"; }}; {line}'],
        cwd=folder,
        env=plain_environment(variables),
        input=text,
        encoding="utf-8",
        capture_output=True,
        timeout=300,
        check=False,
    )


def test_output_survives_a_limited_terminal(folder: Path) -> None:
    ended = run(folder, "manage diagnose", "iMetal.0100")
    assert (ended.returncode, ended.stderr, ended.stdout[:11]) == (0, "", "KNOWN ERROR")


def test_a_terminal_shows_the_letters_it_has(folder: Path) -> None:
    ended = run(folder, "manage diagnose", "错误一", PYTHONIOENCODING="ascii")
    assert (ended.returncode, ended.stderr) == (4, "")
    assert "Message      ???\n" in ended.stdout
    ended = run(folder, "manage audit_catalog", PYTHONIOENCODING="ascii")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_what_programs_read_is_utf_8_wherever_it_goes(folder: Path) -> None:
    text = '{"error_code": "X.1", "message": "错误 \\ud800"}'
    ended = run(folder, "manage diagnose --json", text, PYTHONIOENCODING="ascii")
    assert (ended.returncode, ended.stderr) == (4, "")
    assert json.loads(ended.stdout)["findings"][0]["read"]["message"].startswith("错误 ")
    (folder / "odd.csv").write_text("code,message\nX.1,错误\n", encoding="utf-8")
    manage(folder, "import_docs", "odd.csv", "--service", "odd")
    exported = run(folder, "manage export_catalog --format csv --service odd", PYTHONIOENCODING="ascii")
    assert (exported.stderr, "X.1,,错误," in exported.stdout) == ("", True)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("diagnose text text", 4),
        ("diagnose --json", 4),
        ("export_catalog", 0),
        ("audit_catalog", 0),
        ("audit_catalog --format json", 0),
    ],
)
def test_a_reader_that_stops_ends_nothing(folder: Path, command: str, code: int) -> None:
    (folder / "text").write_text("nothing known")
    ended = run(folder, f"manage {command} < text | true")
    assert (ended.returncode, ended.stderr) == (code, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is full")
@pytest.mark.parametrize("command", ["diagnose", "export_catalog", "audit_catalog"])
def test_it_says_when_the_answer_cannot_be_written(folder: Path, command: str) -> None:
    ended = run(folder, f"manage {command} > /dev/full", "iMetal.0100")
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "cannot write the answer: No space left on device" in ended.stderr
