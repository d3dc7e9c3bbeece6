"""Values of single cells: statuses, codes, marks for nothing."""

from __future__ import annotations

import pytest

from catalog.intake.code_patterns import codes_of, is_code, raised
from catalog.intake.status_cells import status_in_title, statuses_of
from tests.intake.reading_rows import read, row, rows


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("400", (400,)), ("400 Bad Request", (400,)), ("Forbidden (403)", (403,)), ("Nicht geändert (304)", (304,)),
        ("Prohibido (403)", (403,)), ("HTTP/1.1 403 Forbidden", (403,)), ("HTTP 409", (409,)), ("400/404", (400, 404)),
        ("400 or 422", (400, 422)), ("429 Too Many Requests\n503 Service Unavailable", (429, 503)), ("4xx", ()),
        ("400-499", ()), ("500+", ()), ("-", ()), ("", ()), ("N/A", ()), ("404 (Not Found)", (404,)), ("418", (418,)),
        ("Gone - 410", (410,)), ("POT-A-410", None),
        ("four", None), ("999", None), ("4001", None), ("see 400 below and more of it", None),
    ],
)  # fmt: skip
def test_a_status_is_read_with_its_phrase_before_or_behind_it(text: str, statuses: tuple[int, ...] | None) -> None:
    assert statuses_of(text) == statuses


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("MC-1, MC-2", ["MC-1", "MC-2"]), ("D.1; D.2", ["D.1", "D.2"]), ("MC-3 / MC-4", ["MC-3", "MC-4"]),
        ("C.1 or C.2", ["C.1", "C.2"]), ("0x5\nERROR_X", ["0x5"]), ("21/3", ["21/3"]),
        ("A.1²", ["A.1"]), ("Mail.10 01", ["Mail.10 01"]), ("Not Found", ["Not Found"]), ("InvalidKey", ["InvalidKey"]),
        ("urn:tea:error:\nCup/Gone", ["urn:tea:error:Cup/Gone"]), ("Cup/ \nGone", ["Cup/Gone"]),
        ("Cup:\nGone", ["Cup: Gone"]), ("Cup/\nis gone", ["Cup/ is gone"]),
    ],
)  # fmt: skip
def test_a_list_of_codes_is_several(text: str, codes: list[str]) -> None:
    assert codes_of(text) == codes


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("400 Bad Request Errors", "400"), ("403 (Forbidden) errors", "403"), ("Not Found (404)", "404"),
        ("HTTP 409 Conflict", "409"), ("200 OK", ""), ("404", ""), ("404 Kettles", ""), ("Errors", ""),
        ("Errors with 404 Not Found", ""), ("400 Bad Request or 404 Not Found", ""),
    ],
)  # fmt: skip
def test_title_that_is_a_status_is_that_of_the_rows_below(title: str, status: str) -> None:
    assert status_in_title(title) == status
    page = f"# Errors\n\n## {title}\n\n| Error Code | Message |\n|---|---|\n| FIG.1 | Dry |\n| 422.1 | Wet |\n"
    assert [each[1] for each in rows(read(page, name="errors.md"))] == [status, ""]


@pytest.mark.parametrize(("text", "expected"), [("Not Found", True), ("AB 0001", True), ("02111-1307, USA.", False)])
def test_two_words_with_a_comma_between_them_are_no_code(text: str, *, expected: bool) -> None:
    assert is_code(text) is expected


def test_a_raised_number_stays_raised() -> None:
    assert [raised("2"), raised("[10]"), raised("th")] == ["²", "⁽¹⁰⁾", "th"]
    page = (
        "<table><tr><th>Error Code<sup>1</sup><th>Message"
        "<tr><td>FIG.1<sup>2</sup><td>More than 10<sup>6</sup> figs</table>"
    )
    assert rows(read(page)) == [row("FIG.1", "", "More than 10⁶ figs")]


@pytest.mark.parametrize("nothing", ["None.", "暂无", "无。", "nil", "-", "N/A", "なし"])
def test_a_mark_for_nothing_is_nothing(nothing: str) -> None:
    page = f"| Error Code | Message | Solution |\n|---|---|---|\n| FIG.1 | Dry | {nothing} |\n"
    assert rows(read(page)) == [row("FIG.1", "", "Dry")]


def test_a_code_may_be_called_none() -> None:
    assert rows(read("| Error Code | Message |\n|---|---|\n| `none` | Fine |\n")) == [row("none", "", "Fine")]


def test_a_soft_hyphen_is_no_part_of_a_code() -> None:
    page = "<table><tr><th>Error Code<th>Message<tr><td>Fig&shy;Lost<td>Gone</table>"
    assert rows(read(page)) == [row("FigLost", "", "Gone")]


def test_a_status_in_the_code_column_is_both() -> None:
    page = "| Code | Description |\n|---|---|\n| 400 Bad Request | a |\n| 1001 | b |\n"
    assert rows(read(page)) == [row("400", "400", tells="a"), row("1001", tells="b")]


def test_number_beside_a_name_is_a_status_only_where_most_numbers_are() -> None:
    def page(*numbers: str) -> str:
        lines = (f"| NAME_{at} ({number}) | Text {at}. |\n" for at, number in enumerate(numbers))
        return "| Error code | Description |\n|---|---|\n" + "".join(lines)

    assert [each[1] for each in rows(read(page("321", "406", "-1054"), format="markdown"))] == ["", "", ""]
    assert [each[1] for each in rows(read(page("404", "409", "503"), format="markdown"))] == ["404", "409", "503"]
