"""The benchmark command: its accuracy part, which is no timing, held to its promises."""

from __future__ import annotations

import csv
import json
from functools import partial
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.diagnosis import measuring


def test_the_accuracy_benchmark_keeps_its_promises_and_prints_them_as_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Of the corpus, layouts of all kinds are read, and compared exactly, in tests/diagnosis/test_corpus.py.
    monkeypatch.setattr(measuring, "measure", partial(measuring.measure, names=["json"]))
    call_command("bench", "accuracy", "--json")
    figures = json.loads(capsys.readouterr().out)["measured"]
    assert {"right: with code", "right: values", "false alarms"} <= {each["name"] for each in figures}
    assert all(each["kept"] for each in figures)


def write_log(folder: Path, name: str, rows: list[tuple[str, str, str]]) -> None:
    with (folder / f"{name}_2k.log_structured.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("LineId", "Content", "EventTemplate"))
        writer.writerows((number, message, template) for number, (_, message, template) in enumerate(rows, 1))
    (folder / f"{name}_2k.log").write_text("\n".join(raw for raw, _, _ in rows))


def test_loghub_counts_messages_lines_values_and_pastes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Received connection request from host 10.0.0.7"
    lost = "A message of no template at all is here"
    rows = [(f"ERROR: {text}", text, "Received connection request from host <*>")] * 3
    rows.append((f"ERROR: {lost}", lost, "Another template <*> that never fits"))
    write_log(tmp_path, "Zoo", rows)

    with pytest.raises(SystemExit):
        call_command("bench", "loghub", "--data", str(tmp_path), "--json")
    figures = {each["name"]: each["value"] for each in json.loads(capsys.readouterr().out)["measured"]}

    assert figures["message finds its template, of several words"] == 0.75
    assert figures["all values of a message exact"] == 1
    assert figures["ten raw lines: right counts"] == 1


def test_loghub_without_its_data_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--data DIR"):
        call_command("bench", "loghub")
    with pytest.raises(CommandError, match=r"no \*_2k.log_structured.csv"):
        call_command("bench", "loghub", "--data", str(tmp_path))
