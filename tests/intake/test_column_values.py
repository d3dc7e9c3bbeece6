"""Columns that are told by the values below them, and other names of a code."""

from __future__ import annotations

import json

import pytest

from catalog.intake import IntakeError
from catalog.intake.code_patterns import names_of
from tests.intake.reading_rows import read, row, rows


def names(document: str, *, name: str = "document.md") -> dict[str, tuple[str, ...]]:
    return {error.code: error.aliases for error in read(document, name=name).catalogs[0].errors}


def test_the_column_of_codes_is_the_unique_one_that_is_built_like_codes() -> None:
    page = (
        "| ID | Description | Error |\n|---|---|---|\n"
        "| VX03001 | Takes one argument. | functions take one argument '%s' |\n"
        "| VX03002 | Cannot change. | changing '%s' is not allowed |\n"
    )
    assert rows(read(page)) == [
        row("VX03001", "", "functions take one argument '%s'", tells="Takes one argument."),
        row("VX03002", "", "changing '%s' is not allowed", tells="Cannot change."),
    ]


@pytest.mark.parametrize("statuses", ["400 406", "400, 406", "400/406"])
def test_codes_that_are_statuses_are_the_status_beside_a_column_of_names(statuses: str) -> None:
    text = f'name,codes,description\nABOUT_TOO_LONG,400,Too long\nACCESS_GONE,"{statuses}",Gone\n'
    assert rows(read(text, name="a.csv")) == [
        row("ABOUT_TOO_LONG", "400", tells="Too long"),
        row("ACCESS_GONE", "400", tells="Gone"),
        row("ACCESS_GONE", "406", tells="Gone"),
    ]


def test_data_without_a_header_is_read_by_its_values() -> None:
    text = (
        "Good,0x00000000,The operation succeeded.\nBadTimeout,0x800A0000,The operation took too long.\n"
        "BadShutdown,0x800C0000,The server is stopping.\n"
    )
    assert names(text, name="codes.csv") == {
        "Good": ("0x00000000",), "BadTimeout": ("0x800A0000",), "BadShutdown": ("0x800C0000",),
    }  # fmt: skip
    assert rows(read(text, name="codes.csv"))[1] == row("BadTimeout", tells="The operation took too long.")


def test_a_number_beside_the_name_is_another_name_of_the_code() -> None:
    page = (
        "<table><tr><th>Error<th>Code<th>Retriable<th>Description<tr><td>OFFSET_OFF<td>1<td>False<td>No such offset."
        "<tr><td>CORRUPT_PART<td>2<td>True<td>A part is corrupt.</table>"
    )
    assert names(page, name="page.html") == {"OFFSET_OFF": ("1",), "CORRUPT_PART": ("2",)}
    cases = [error.cases[0] for error in read(page).catalogs[0].errors]
    assert [(case.retryable, case.http_status) for case in cases] == [("no", None), ("yes", None)]


def test_parameters_are_no_codes() -> None:
    page = "# Errors\n\n| Parameter | Description |\n|---|---|\n| user_id | The user. |\n| max_items | At most. |\n"
    with pytest.raises(IntakeError):
        read(page)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("0xC0000BC5 (PDH_INVALID)", ("0xC0000BC5", "PDH_INVALID")),
        ("NO_E_FAIL 0x80004005", ("NO_E_FAIL", "0x80004005")),
        ("WSAEINTR\n10004", ("WSAEINTR", "10004")),
        ("-1000 UNKNOWN", ("-1000", "UNKNOWN")),
        ("2 (0x2)", ("2", "0x2")),
        ("E_FAIL -2147467259 0x80004005", ("E_FAIL", "-2147467259", "0x80004005")),
        ("AS 0001", ()),
        ("Mail.10 01", ()),
        ("OX-1 (2)", ()),
        ("2 (0x3)", ()),
        ("21/3", ()),
        ("ER_A ER_B", ()),
    ],
)
def test_two_names_of_one_code_are_told_from_two_codes(text: str, result: tuple[str, ...]) -> None:
    assert names_of(text) == result


def test_a_state_that_many_share_is_no_code_beside_another() -> None:
    text = json.dumps(
        [{"id": "ER_A", "sqlstate": "42000", "message": "no a"}, {"id": "ER_B", "sqlstate": "42000", "message": "no b"}]
    )
    assert [each[0] for each in rows(read(text))] == ["ER_A", "ER_B"]


def test_errors_by_their_messages_have_them() -> None:
    value = {
        "String is open.": {"category": "Error", "code": 1002},
        "'{0}' expected.": {"category": "Error", "code": 1005},
    }
    assert rows(read(json.dumps(value))) == [
        row("1002", "", "String is open.", section="Error"),
        row("1005", "", "'{0}' expected.", section="Error"),
    ]


def test_what_a_code_has_below_it_is_called_by_both() -> None:
    value = {
        "TABLE_BAD": {"message": ["The table is", "bad."], "subClass": {"GONE": {"message": ["Gone."]}}},
        "VIEW_BAD": {"message": ["The view."], "sqlState": "42000"},
    }
    assert [each[:3] for each in rows(read(json.dumps(value)))] == [
        ("TABLE_BAD", "", "The table is bad."),
        ("TABLE_BAD.GONE", "", "Gone."),
        ("VIEW_BAD", "", "The view."),
    ]


def test_toml_and_columns_parted_by_blanks_are_read() -> None:
    toml = (
        '[full]\nerror = """\nno room in {}\n"""\ncode = "NKV:0001"\n\n[busy]\nerror = "busy now"\ncode = "NKV:0002"\n'
    )
    assert [each[0::2][:2] for each in rows(read(toml, name="errors.toml"))] == [
        ("NKV:0001", "no room in {}"),
        ("NKV:0002", "busy now"),
    ]
    text = (
        "# codes\n\nSection: Class 22 - Data\n\n22000    E    ERRCODE_DATA      data_off\n"
        "2200X    E    ERRCODE_LARGE     too_large\n\nSection: Class 23 - Rules\n\n23505    E    ERRCODE_TWICE\n"
    )
    assert names(text, name="errcodes.txt") == {
        "22000": ("ERRCODE_DATA", "data_off"),
        "2200X": ("ERRCODE_LARGE", "too_large"),
        "23505": ("ERRCODE_TWICE",),
    }
    assert [each[5] for each in rows(read(text))] == ["Class 22 - Data", "Class 22 - Data", "Class 23 - Rules"]


def test_opcodes_and_lists_of_statuses_are_left_alone() -> None:
    page = (
        "# Codes\n\n## Gateway opcodes\n\n| CODE | NAME |\n|---|---|\n| 0 | Dispatch |\n| 1 | Beat |\n\n"
        "## HTTP\n\n| CODE | MEANING |\n|---|---|\n| 200 (OK) | Done. |\n| 404 (NOT FOUND) | Gone. |\n"
        "| 5xx (SERVER ERROR) | Bad. |\n| 502 (BAD GATEWAY) | Bad. |\n| 429 (TOO MANY REQUESTS) | Slow. |\n\n"
        "## JSON error codes\n\n| CODE | MEANING |\n|---|---|\n| 0 | General error |\n| 10001 | Unknown account |\n"
    )
    reading = read(page)
    assert [each[0::2][:2] for each in rows(reading)] == [("0", "General error"), ("10001", "Unknown account")]
    assert [each.title for each in reading.left_alone] == ["Gateway opcodes", "HTTP"]


def test_texts_beside_names_and_descriptions_are_the_messages() -> None:
    document = (
        "- group: All\n- name: ERROR_GONE\n  text: it is gone\n  desc: Raised when it is gone.\n  code: 1209\n"
        "- name: ERROR_FULL\n  text: it is full\n  desc: Raised when it is full.\n  code: 1210\n"
    )
    reading = read(document, name="errors.yaml")
    assert rows(reading) == [
        row("1209", "", "it is gone", tells="Raised when it is gone."),
        row("1210", "", "it is full", tells="Raised when it is full."),
    ]
    assert reading.catalogs[0].errors[0].aliases == ("ERROR_GONE",)


def test_column_that_holds_messages_in_one_table_of_a_page_holds_them_in_all_with_its_headings() -> None:
    head = "| Error Code | Error | Description |\n|---|---|---|\n"
    page = (
        f"# Error codes\n\n## First\n\n{head}| 1004 | ER_FILE | Can't create file '%s' |\n"
        f"| 1005 | ER_TABLE | Can't create table '%s' |\n\n## More\n\n{head}"
        "| 1742 | ER_LONG | It is too long |\n| 1743 | ER_SHORT | It is too short |\n"
    )
    assert [each[2:4] for each in rows(read(page))] == [
        ("Can't create file '%s'", ""),
        ("Can't create table '%s'", ""),
        ("It is too long", ""),
        ("It is too short", ""),
    ]
    other = page.replace("## More\n\n| Error Code | Error |", "## More\n\n| Code | Error |")
    assert rows(read(other))[-1][2:4] == ("", "It is too short")


def test_path_of_a_file_is_no_code() -> None:
    page = "# Error codes\n\n" + "".join(
        f"## src/a/b{at}.cpp\n\n* 1006{at} [code](x) It is gone\n\n" for at in range(4)
    )
    with pytest.raises(IntakeError):
        read(page)
