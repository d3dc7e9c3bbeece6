"""The wheel and the command ``error-portal``: what ``pip install .`` gives."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from portal import __version__
from portal.command_line import main
from portal.environment import state_folder
from tests.running_portal import ROOT, plain_environment

COMMAND = "import sys; from portal.command_line import main; sys.argv[0] = 'error-portal'; main()"


def error_portal(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments],
        cwd=ROOT,
        env=plain_environment({"DATABASE_URL": "sqlite://:memory:"}),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_version_is_that_of_the_package() -> None:
    assert error_portal("--version").stdout == f"error-portal {__version__}\n"
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text()


def test_without_a_command_it_names_them() -> None:
    report = error_portal().stdout
    assert all(f"\n  {name} " in report for name in ("up", "diagnose", "import", "export", "audit"))


@pytest.mark.parametrize(
    ("short", "option"), [("import", "--dry-run"), ("export", "--format"), ("audit", "--format"), ("up", "--prepare")]
)
def test_short_names_are_those_of_the_commands(
    short: str, option: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["error-portal", short, "--help"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert option in capsys.readouterr().out


def test_unknown_command_is_an_error_in_few_lines() -> None:
    ended = error_portal("destroy")
    assert ended.returncode == 1
    assert "Unknown command: 'destroy'" in ended.stderr


def test_state_is_kept_in_the_users_data_folder(tmp_path: Path) -> None:
    assert state_folder({"XDG_DATA_HOME": str(tmp_path)}) == tmp_path / "error-portal"
    assert (tmp_path / "error-portal").is_dir()


def test_wheel_holds_templates_static_files_and_the_catalog(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="the build backend is not installed here: pip install hatchling")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    assert __version__ in wheel.name
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "portal/templates/base.html",
        "portal/static/portal.css",
        "catalog/bundled/imetal.json",
        "portal/command_line.py",
    } <= names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "templates/", "static/"))]
