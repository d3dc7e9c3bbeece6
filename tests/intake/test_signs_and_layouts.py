"""Stars, drawn lines, hidden rows and sheets, columns side by side: what they mean on a page, and what they do not."""

from __future__ import annotations

import io

import openpyxl  # type: ignore[import-untyped]
import pytest

from tests.intake.reading_rows import read, row, rows


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Foo*", "Foo*"),
        ("`Forbidden.*`", "Forbidden.*"),
        ("Forbidden.*", "Forbidden.*"),
        ("A.1*", "A.1"),
        ("A.1**", "A.1"),
        ("Quota†", "Quota"),
        ("*A.2*", "A.2"),
    ],
)
def test_a_star_behind_a_number_is_a_footnotes_and_behind_a_word_a_wildcard(written: str, meant: str) -> None:
    assert rows(read(f"| Code | Message |\n|---|---|\n| {written} | a |\n")) == [row(meant, "", "a")]


def test_a_status_that_kept_its_point_is_one() -> None:
    reading = read("code,http_status,message\nA.1,400.0,x\nA.2,400.5,y\n", format="csv")
    assert rows(reading) == [row("A.1", "400", "x")]
    assert [each.line for each in reading.rejected] == [3]


def test_lines_as_they_are_written_stay_lines_and_what_follows_is_another() -> None:
    cell = "<pre>run\n  --opt</pre><a>link</a><p>one</p>two"
    page = f"<table><tr><th>Error Code<th>Message<tr><td>A.1<td>{cell}\n<tr><td>A.2<td>x</table>"
    assert rows(read(page)) == [row("A.1", "", "run\n--opt\nlink\none\ntwo"), row("A.2", "", "x")]


@pytest.mark.parametrize(
    "hidden", ["hidden", "style='display: none'", 'class="a" hidden=""', 'style="x:1;display:none"']
)
def test_a_hidden_row_is_told_and_not_taken(hidden: str) -> None:
    page = f"<table><tr><th>Error Code<th>Message<tr><td>A.1<td>x\n<tr {hidden}><td>A.2<td>y</table>"
    reading = read(page)
    assert [each[0] for each in rows(reading)] == ["A.1"]
    assert [(each.line, each.codes[0], each.reason) for each in reading.rejected] == [
        (2, "A.2", "the row is hidden on the page")
    ]


@pytest.mark.parametrize("shown", ["aria-hidden=false", 'class="hidden-print hidden"', "style='display:block'"])
def test_a_row_whose_words_only_sound_hidden_is_taken(shown: str) -> None:
    assert len(rows(read(f"<table><tr><th>Error Code<th>Message<tr {shown}><td>A.2<td>y</table>"))) == 1


def test_a_hidden_sheet_is_left_alone_and_said() -> None:
    book = openpyxl.Workbook()
    for name, state in (("Now", "visible"), ("Old", "hidden"), ("Older", "veryHidden")):
        sheet = book.create_sheet(name)
        sheet.append(["Error Code", "Message"])
        sheet.append([f"{name}.1", "x"])
        sheet.sheet_state = state
    del book["Sheet"]
    out = io.BytesIO()
    book.save(out)
    reading = read(out.getvalue())
    assert [each[0] for each in rows(reading)] == ["Now.1"]
    assert [each.reason for each in reading.left_alone] == ["the sheet 'Old' is hidden", "the sheet 'Older' is hidden"]


def test_columns_that_come_again_beside_each_other_are_one_below_the_other() -> None:
    page = "| Code | Message | Code | Message |\n|---|---|---|---|\n| A.1 | one | B.1 | two |\n| A.2 | three | | |\n"
    reading = read(page)
    assert rows(reading) == [row("A.1", "", "one"), row("A.2", "", "three"), row("B.1", "", "two")]
    assert (reading.rejected, reading.unread) == ((), ())


@pytest.mark.parametrize("signs", ["┌┬┐├┼┤└┴┘─│", "╔╦╗╠╬╣╚╩╝═║", "╭┬╮├┼┤╰┴╯─│"], ids=["single", "double", "round"])
def test_a_table_drawn_with_lines_is_read(signs: str) -> None:
    top, middle, bottom = (
        f"{signs[at]}{signs[9] * 6}{signs[at + 1]}{signs[9] * 9}{signs[at + 2]}\n" for at in (0, 3, 6)
    )
    head, one, two = (
        f"| {code:<4} | {message:<7} |\n".replace("|", signs[10])
        for code, message in (("Code", "Message"), ("A-1", "one"), ("A-2", "two"))
    )
    for between in ("", middle):
        reading = read(top + head + middle + one + between + two + bottom)
        assert rows(reading) == [row("A-1", "", "one"), row("A-2", "", "two")]
        assert not reading.truncated


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig"])
def test_wide_letters_need_no_mark(encoding: str) -> None:
    assert rows(read("code,message\nA.1,Größe\n".encode(encoding), format="csv")) == [row("A.1", "", "Größe")]
