"""Property files: keys that are codes, keys with fields, and files of other texts."""

from __future__ import annotations

import pytest

from catalog.intake import IntakeError
from tests.intake.reading_rows import read, row, rows


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "ERR_1=Disk is gone\nERR_2: Disk is full\nERR_3 Disk is new\n",
            ["Disk is gone", "Disk is full", "Disk is new"],
        ),
        ("ERR_1=Disk \\\n    is gone\nERR_2=Caf\\u00e9\n", ["Disk is gone", "Café"]),
        ("# all of it\n\nERR_1=One \\= two\n! none\nERR_2=Two\n", ["One = two", "Two"]),
    ],
    ids=["separators", "lines and escapes", "comments"],
)
def test_keys_are_codes_and_values_messages(text: str, expected: list[str]) -> None:
    assert [each[2] for each in rows(read(text, name="errors.properties"))] == expected


def test_last_word_of_a_key_names_its_field() -> None:
    text = "E1001.message=Gone\nE1001.solution=Wait.\nE1001.status=404\nE1002.message=Full\n"
    found = rows(read(text, name="messages.properties"))
    assert found == [row("E1001", "404", "Gone", fix="Wait."), row("E1002", "", "Full")]


def test_word_that_all_keys_begin_with_is_no_part_of_the_codes() -> None:
    text = "error.E1001=Gone\nerror.E1002=Full\n"
    assert [each[0] for each in rows(read(text, name="messages.properties"))] == ["E1001", "E1002"]


def test_texts_of_a_program_are_refused() -> None:
    with pytest.raises(IntakeError):
        read("menu.file=File\nmenu.edit=Edit\nbutton.ok=OK\n", name="messages.properties")
