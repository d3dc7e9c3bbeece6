"""Headers as vendors write them, and which tables they make one of errors."""

from __future__ import annotations

import pytest

from catalog.intake import IntakeError
from catalog.intake.columns import MEANINGS, meaning_of, meanings_of
from tests.intake.reading_rows import read, row, rows


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("错误码 Error Code", "code"), ("Error Code 错误码", "code"), ("错误码\nError Code", "code"),
        ("错误信息 Message", "message"), ("解决方案 Solution", "solution"), ("Error Code¹", "code"),
        ("HTTP status [2]", "http_status"), ("DESCRIPTION*", "description"), ("Possible solution(s)", "solution"),
        ("HTTP code 状态码", "http_status"), ("エラーコード", "code"), ("오류 코드", "code"), ("Код ошибки", "code"),
        ("Código de erro", "code"), ("対処方法", "solution"), ("Owner", None), ("Error Code and Owner", None),
        ("Merchant action", "solution"), ("User's action", "solution"), ("Developer recommendation", "solution"),
        ("商户处理建议", "solution"), ("System action", None), ("Client response", None), ("Merchant name", None),
    ],
)  # fmt: skip
def test_a_heading_is_known_by_its_words(header: str, meaning: str | None) -> None:
    assert meaning_of(header) == meaning


def test_every_word_of_the_table_means_what_it_is_listed_for() -> None:
    assert [
        (word, meaning) for meaning, words in MEANINGS.items() for word in words if meaning_of(word.title()) != meaning
    ] == []


@pytest.mark.parametrize(
    ("header", "meanings"),
    [
        (["HTTP Status", "Status", "Message"], ["http_status", "code", "message"]),
        (["HTTP状态码", "响应码", "描述"], ["http_status", "code", "description"]),
        (["Error Type", "Description"], ["code", "description"]),
        (["Error Type", "Error Code"], ["section", "code"]),
        (["Code", "Name"], ["code", "message"]),
        (["Code", "Name", "Message"], ["code", None, "message"]),
        (["Error Code", "Description", "Possible Cause"], ["code", "description", "description"]),
        (["Error Code", "Cause", "Remarks"], ["code", "description", None]),
        (["Error Code", "Remarks"], ["code", "description"]),
        (["Code", "Example Error Message", "Meaning"], ["code", "message", "description"]),
        (["Code", "Example Response", "Meaning"], ["code", "sample", "description"]),
    ],
)
def test_a_heading_means_what_the_others_leave_to_it(header: list[str], meanings: list[str | None]) -> None:
    assert meanings_of(header) == meanings


def test_two_columns_of_descriptions_stand_one_below_the_other() -> None:
    text = "Error Code,Description,Possible Cause,Solution\nHAT-1,Too small,Head grew,Buy\nHAT-2,Lost,-,Look\n"
    assert rows(read(text, name="a.csv")) == [
        row("HAT-1", tells="Too small\nHead grew", fix="Buy"),
        row("HAT-2", tells="Lost", fix="Look"),
    ]


def test_a_header_of_two_rows_is_one() -> None:
    page = (
        "<table><tr><th rowspan=2>Error Code<th colspan=2>Response<th rowspan=2>Solution</tr>"
        "<tr><th>HTTP Status<th>Message</tr><tr><td>OAR.1<td>400<td>Short<td>Lengthen.</table>"
    )
    assert rows(read(page)) == [row("OAR.1", "400", "Short", fix="Lengthen.")]


def test_a_table_on_its_side_is_an_error_a_column() -> None:
    page = "".join(
        f"<h2>{code}</h2><table><tr><th>Error Code<td>{code}<tr><th>HTTP Status<td>400<tr><th>Message<td>{text}</table>"
        for code, text in (("TOP-7", "Falls"), ("TOP-8", "Spins"))
    )
    assert rows(read(page)) == [row("TOP-7", "400", "Falls"), row("TOP-8", "400", "Spins")]


def test_columns_of_unknown_words_are_named() -> None:
    text = "Error Code\tOwner\tMessage\tSince\nJAR.1\tAnna\tFull\t\n"
    reading = read(text, format="text")
    assert rows(reading) == [row("JAR.1", "", "Full")]
    assert [(each.line, each.columns) for each in reading.unread] == [(1, ("Owner",))]
    keys = read('[{"code": "JAR.1", "message": "Full", "docs": "x"}]').unread
    assert [each.columns for each in keys] == [("docs",)]


def test_codes_of_countries_are_no_errors() -> None:
    header = "| Code | Description |\n|---|---|\n"
    page = f"## Country codes\n\n{header}| DE | Germany |\n\n## Errors\n\n{header}| PIN-1 | Bent |\n"
    reading = read(page)
    assert rows(reading) == [row("PIN-1", tells="Bent", section="Errors")]
    assert [each.title for each in reading.left_alone] == ["Country codes"]


def test_codes_of_three_digits_are_codes_unless_they_are_statuses() -> None:
    own = "| Code | Meaning |\n|---|---|\n| 101 | Card unknown |\n| 103 | CVC wrong |\n| 130 | No amount |\n"
    assert [each[0] for each in rows(read(own))] == ["101", "103", "130"]
    http = "| HTTP status | Error code | Message |\n|---|---|---|\n| 400 | 400 | Bad |\n| 404 | 404 | Gone |\n"
    own_too = http + "\n| Error code | Message |\n|---|---|\n| E1 | Full |\n"
    assert [each[0] for each in rows(read(own_too))] == ["E1"]


def test_a_paragraph_is_a_title_only_where_no_heading_is() -> None:
    page = "<h2>Anchors</h2><p>Intro</p><table><tr><th>Code<th>Meaning<tr><td>an_1<td>A</table>"
    assert rows(read(page))[0][5] == "Anchors"
    assert rows(read(page.replace("<h2>Anchors</h2>", "")))[0][5] == "Intro"


DECLINES = [("221", "Kettle failed."), ("200", "Lid declined by the cup."), ("461", "Unsupported tea.")]
IDS = "| ID | Severity | Name | Description |\n|---|---|---|---|\n"
IDS += "| 40.1 | error | Lid | Invalid lid |\n| 40.2 | info | T | A |\n"


def declines(texts: list[tuple[str, str]]) -> str:
    cells = "".join(f"<tr><td>{code}</td><td>{text}</td></tr>" for code, text in texts)
    return f"<table><tbody>{cells}</tbody></table>\n"


@pytest.mark.parametrize(
    ("page", "name", "codes"),
    [
        (declines(DECLINES), "tea-response-codes.md", ["221", "200", "461"]),
        (f"# Decline codes\n\n{declines(DECLINES)}", "tea.md", ["221", "200", "461"]),
        (IDS, "status-codes.md", ["40.1", "40.2"]),
        ("Status code\tType\tText\nA0001\tNO_TEA\tNo tea\nA0002\tNO_LID\tNo lid\n", "tea.md", ["A0001", "A0002"]),
        ("Status code\tType\tText\n400\tNO_TEA\tNo tea\n404\tNO_LID\tNo lid\n", "tea.md", []),
        ("Kettle\tType\tText\nA0001\tNO_TEA\tNo tea\nA0002\tNO_LID\tNo lid\n", "tea.md", []),
        (IDS, "teas.md", []),
        (declines(DECLINES), "teas.md", []),
        (declines(DECLINES), "http-status-codes.md", []),
        (declines([("100", "Poured."), ("200", "Served."), ("300", "Drunk.")]), "order-status-codes.md", []),
        (declines([("400", "Bad Request"), ("404", "Not Found"), ("500", "It failed.")]), "response-codes.md", []),
    ],
)
def test_tables_that_name_errors_on_a_page_about_codes_are_read(page: str, name: str, codes: list[str]) -> None:
    try:
        result = [each[0] for each in rows(read(page, name=name))]
    except IntakeError:
        result = []
    assert result == codes
