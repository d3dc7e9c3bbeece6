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
    result = rows(read(text, name="messages.properties"))
    assert result == [row("E1001", "404", "Gone", fix="Wait."), row("E1002", "", "Full")]


def test_word_that_all_keys_begin_with_is_no_part_of_the_codes() -> None:
    text = "error.E1001=Gone\nerror.E1002=Full\n"
    assert [each[0] for each in rows(read(text, name="messages.properties"))] == ["E1001", "E1002"]


def test_texts_of_a_program_are_refused() -> None:
    with pytest.raises(IntakeError):
        read("menu.file=File\nmenu.edit=Edit\nbutton.ok=OK\n", name="messages.properties")


STATES = ".author=Me\n\n# All of it\n02000=No disk is left\n21S02=The disk {0} is \\\n  full\n23505=Two disks: {0}\n"


@pytest.mark.parametrize("name", ["messages_en.prop", "messages.msg", "en.lang", "messages.txt", "messages"])
def test_file_of_another_ending_is_read_by_its_lines(name: str) -> None:
    assert rows(read(STATES, name=name)) == [
        row("02000", "", "No disk is left", tells="All of it"),
        row("21S02", "", "The disk {0} is full"),
        row("23505", "", "Two disks: {0}"),
    ]


def test_quoted_keys_and_texts_are_read() -> None:
    text = '/* Gone */\n"ERR_1" = "Disk \\"x\\" is gone";\n"ERR_2"="Disk is full";\n// none\n\n"ERR_3" = "No = no";\n'
    assert rows(read(text, name="Localizable.strings")) == [
        row("ERR_1", "", 'Disk "x" is gone', tells="Gone"),
        row("ERR_2", "", "Disk is full"),
        row("ERR_3", "", "No = no"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "DISK_ERR=/var/log\nDISK_HOST=localhost\nDISK_PORT=3306\nDISK_NAME=All of it\n",
        "menu.file=Open a file\nmenu.edit=Edit it now\nbutton.ok=All is right\n",
        'ERR_1 = "Disk is gone"\nERR_2 = "Disk is full"\nERR_3 = "Disk is new"\n',
        "ERR_1=Disk is gone\nERR_1=Disk is full\nERR_2=Disk is new\n",
    ],
    ids=["settings", "texts of a program", "a program", "keys twice"],
)
def test_other_lines_with_keys_are_no_properties_of_errors(text: str) -> None:
    with pytest.raises(IntakeError):
        read(text, name="disks.txt")
