"""``manage.py diagnose``: files or standard input in, guidance out, the outcome as exit code."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.catalog_rows import service_catalog, store

pytestmark = pytest.mark.django_db

KNOWN = '{"error_code": "Metal.0204", "error_msg": "Image not found"}'
UNKNOWN = '{"error_code": "Else.1", "error_msg": "Something else"}'


@pytest.fixture(autouse=True)
def catalog() -> None:
    store(service_catalog("metal"))


def run(*args: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("diagnose", *args, stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


def written(folder: Path, *texts: str) -> list[str]:
    paths = [folder / f"{number}.txt" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text)
    return [str(path) for path in paths]


def test_file_and_standard_input_are_diagnosed(tmp_path: Path) -> None:
    code, report = run(*written(tmp_path, KNOWN))
    assert code == 0
    assert report.startswith("KNOWN ERROR")
    assert "Remedy of Image not found" in report


def test_the_exit_code_is_the_highest_of_several(tmp_path: Path) -> None:
    code, report = run(*written(tmp_path, UNKNOWN, KNOWN), "--json")
    assert code == 4
    assert [json.loads(line)["outcome"] for line in report.splitlines()] == ["unknown", "known"]


def test_two_services_with_one_code_are_ambiguous(tmp_path: Path) -> None:
    twin = service_catalog("twin", *service_catalog("metal").errors)
    store(twin)
    assert run(*written(tmp_path, "Metal.0204"))[0] == 3


@pytest.mark.parametrize(("text", "message"), [(" \n", "is empty"), (None, "cannot read")])
def test_what_cannot_be_read_is_told_in_a_line(tmp_path: Path, text: str | None, message: str) -> None:
    path = written(tmp_path, text)[0] if text is not None else str(tmp_path / "none")
    with pytest.raises(CommandError, match=message):
        run(path)


def test_log_of_any_size_is_read_whole(tmp_path: Path) -> None:
    quiet = "2026-03-02 10:15:30 INFO [worker-1] c.e.Task - finished a step of attach in 12 ms, status=ok\n" * 60_000
    path = tmp_path / "big.log"
    path.write_text("Metal.0204\n" + quiet + "2026-03-02 10:15:31 ERROR Metal.0204: Image not found\n")
    assert path.stat().st_size > 5_000_000

    code, report = run(str(path), "--json")

    assert code == 0
    assert [each["occurrences"] for each in json.loads(report)["findings"]] == [2]


def test_no_progress_bar_where_nobody_watches(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run(*written(tmp_path, KNOWN))

    assert capfd.readouterr().err == ""
