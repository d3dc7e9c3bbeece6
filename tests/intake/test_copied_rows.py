"""Tables of which each row is a line, as browsers, spreadsheets and terminals copy them."""

from __future__ import annotations

from tests.intake.reading_rows import read, row, rows


def test_cells_of_a_spreadsheet_lose_their_quotes() -> None:
    text = (
        'Error Code\tStatus Code\tMessage\tSolution\nCOG.1\t400\t"Too big.\nor\nToo small."\t"Say ""when""."\n'
        "COG.2\t404\tGone\tLook\n"
    )
    reading = read(text, format="text")
    assert rows(reading) == [
        row("COG.1", "400", "Too big.", fix='Say "when".'),
        row("COG.1", "400", "Too small.", fix='Say "when".'),
        row("COG.2", "404", "Gone", fix="Look"),
    ]


def test_quotes_that_no_spreadsheet_wrote_stay() -> None:
    assert rows(read('Error Code\tMessage\nCOG.1\t"Cog" not found\n', format="text")) == [
        row("COG.1", "", '"Cog" not found')
    ]


def test_a_line_wrapped_in_its_column_goes_on_with_its_row() -> None:
    text = (
        "Code      HTTP   Description              Resolution\n"
        "--------  -----  -----------------------  ----------------\n"
        "SAW-10    400    The blade could not      Check the size of\n"
        "                 be fitted.               the blade.\n"
        "SAW-11    409    Blunt.                   Sharpen it.\n"
    )
    assert rows(read(text)) == [
        row("SAW-10", "400", tells="The blade could not be fitted.", fix="Check the size of the blade."),
        row("SAW-11", "409", tells="Blunt.", fix="Sharpen it."),
    ]


def test_a_row_cut_off_is_not_filled_from_the_row_above() -> None:
    reading = read("Error Code\tHTTP Status\tMessage\tSolution\nBOX-1\t400\tBad\tFix\nBOX-2\t40", format="text")
    assert rows(reading) == [row("BOX-1", "400", "Bad", fix="Fix")]
    assert [each.line for each in reading.rejected] == [3]


def test_a_cell_that_no_bar_closes_at_the_end_is_cut_off() -> None:
    text = "| Error Code | Message | Solution |\n|---|---|---|\n| TIN-1 | One | Do |\n| TIN-2 | Two | D"
    for format in ("auto", "text"):
        reading = read(text, format=format)
        assert rows(reading) == [row("TIN-1", "", "One", fix="Do")]
        assert "cut off" in reading.rejected[0].reason


def test_a_merged_status_that_vanished_between_bars_is_the_one_above() -> None:
    text = "Status Code | Error Code | Description\n--- | --- | ---\n400 | RUG.1 | a\nRUG.2 | b\n404 | RUG.3 | c\n"
    assert [each[:2] for each in rows(read(text))] == [("RUG.1", "400"), ("RUG.2", "400"), ("RUG.3", "404")]


def test_lines_without_bars_behind_a_table_are_titles_and_no_rows() -> None:
    header = "| 错误码 | 说明 |\n|---|---|\n"
    text = f"公共\n{header}| NutLost | 丢失 |\n业务\n{header}| BoltLost | 没有 |\nFeedback\n"
    assert rows(read(text)) == [
        row("NutLost", tells="丢失", section="公共"),
        row("BoltLost", tells="没有", section="业务"),
    ]


def test_a_date_and_a_sentence_above_a_table_are_no_titles() -> None:
    text = "Looms\n更新时间:2024-01-01\nThe table lists them.\nError Code\tMessage\nLOO.1\tTorn\n"
    assert rows(read(text, format="text")) == [row("LOO.1", "", "Torn", section="Looms")]
