"""Message templates that an import warns of: unreadable brackets, and words too few to tell a text by."""

from __future__ import annotations

import pytest

from catalog.intake.doubts import doubt_of
from tests.intake.reading_rows import read


@pytest.mark.parametrize("message", ["%s", "{0}: {1}", "{message}", "[%s] %d", "<*>", "E {code}"])
def test_template_of_hardly_a_word_fits_nearly_everything(message: str) -> None:
    assert "fits nearly every text" in doubt_of(message)


@pytest.mark.parametrize("message", ["Disk {id is gone", "Disk id} is gone", "List [a, {id} is empty"])
def test_half_a_bracket_is_told(message: str) -> None:
    assert "lacks the other half" in doubt_of(message)


@pytest.mark.parametrize(
    "message",
    ["", "Gone", "Disk {id} is gone", "Size must be > 10", "size >= {max} allowed", "100% full", "a -> b failed"],
)
def test_usual_message_is_not_doubtful(message: str) -> None:
    assert doubt_of(message) == ""


def test_doubt_names_the_line_and_the_code() -> None:
    found = read("| Code | Message |\n|---|---|\n| AB.1 | %s |\n| AB.2 | Disk is gone |\n").doubtful
    assert [(each.line, each.code) for each in found] == [(3, "AB.1")]
