"""The benchmark command: its accuracy part, which is no timing, held to its promises."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command


def test_the_accuracy_benchmark_keeps_its_promises_and_prints_them_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("bench", "accuracy", "--json")
    figures = json.loads(capsys.readouterr().out)["measured"]
    assert {"right: with code", "right: values", "false alarms"} <= {each["name"] for each in figures}
    assert all(each["kept"] for each in figures)
