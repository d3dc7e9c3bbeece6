"""Tables of which copying left nothing but the order of the cells: a paragraph or a line each."""

from __future__ import annotations

import pytest

from tests.intake.reading_rows import Row, read, row, rows

PARAGRAPHS, LINES = "\n\n", "\n"

HEADING_ABOVE = "Error Codes|Status Code|Error Code|Description|400|LMP.0001|Bulb loose.|404|LMP.0002|Bulb gone."
CHINESE_ABOVE = "错误码|状态码|错误码|描述|400|LMP.0001|灯泡松动。|404|LMP.0002|灯泡不见。"
CODE_FIRST = "Error Code|Description|Solution|KEY-1|Key bent.|Straighten it.|KEY-2|Key lost.|Cut a new one."
LAST_ROW = "Error Code|Message|Description|Solution|PEN.01|Dry|No ink.|Fill it.|PEN.02|Quota reached.|All used.|Buy."
JOINED_WORDS = "错误码|说明|InkEmpty|墨水用完。|NibBroken|笔尖断了。|InternalError|内部错误。"
CAPTIONS = (
    "Table 1 Doors|Error Code|Description|Solution|DO-1|Door shut.|Open it.|DO-2|Door open.|Shut it.|"
    "Table 2 Windows|Error Code|Description|Solution|WI-1|Window shut.|Open it."
)
MERGED_STATUS = (
    "Status Code|Error Code|Error Message|Description|Solution|400|CUP.0001|Cracked.|The cup is cracked.|Glue it.|"
    "CUP.0002|Empty.|The cup is empty.|Fill it.|404|CUP.0404|Gone.|No such cup.|Look for it."
)
MERGED_MODULE = (
    "Module|Error Code|Description|Solution|Roof|HOU.11|Leaks.|Mend it.|HOU.12|Missing.|Build one.|"
    "Wall|HOU.21|Cold.|Warm it."
)
LAST_LIST = (
    "Status Code|Error Code|Message|Solution|400|MAP.1|Torn|Tape it.|Print it.|404|MAP.2|Lost|1. Search.|2. Draw.|"
    "Parent topic: Appendix|Copyright © the map makers"
)
LISTS_WITHIN = (
    "Error Code|Message|Description|Solution|CAR-01|Stuck.|Either holds:|• No fuel.|• No road.|Do this:|1. Fuel up.|"
    "2. Turn round.|CAR-02|Slow.|Too heavy.|Unload."
)
NO_STATUS_WORDS = "Code|Description|out_of_paper|Paper is used up.|lid_open|The lid is open.|jammed|Paper is stuck."
UNKNOWN_COLUMN = "Error Code|Owner|Description|ZIP-1|Anna|Stuck.|ZIP-2|Ben|Broken.|ZIP-3|Cleo|Lost."
DIGITS = "Return Code|HTTP Status|Meaning|10001|401|Token old.|10002|403|Token bad.|20001|429|Too many calls."


@pytest.mark.parametrize("between", [PARAGRAPHS, LINES], ids=["paragraphs", "lines"])
@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            HEADING_ABOVE,
            [
                row("LMP.0001", "400", tells="Bulb loose.", section="Error Codes"),
                row("LMP.0002", "404", tells="Bulb gone.", section="Error Codes"),
            ],
        ),
        (
            CHINESE_ABOVE,
            [
                row("LMP.0001", "400", tells="灯泡松动。", section="错误码"),
                row("LMP.0002", "404", tells="灯泡不见。", section="错误码"),
            ],
        ),
        (
            CODE_FIRST,
            [
                row("KEY-1", tells="Key bent.", fix="Straighten it."),
                row("KEY-2", tells="Key lost.", fix="Cut a new one."),
            ],
        ),
        (
            LAST_ROW,
            [
                row("PEN.01", "", "Dry", tells="No ink.", fix="Fill it."),
                row("PEN.02", "", "Quota reached.", tells="All used.", fix="Buy."),
            ],
        ),
        (
            JOINED_WORDS,
            [
                row("InkEmpty", tells="墨水用完。"),
                row("NibBroken", tells="笔尖断了。"),
                row("InternalError", tells="内部错误。"),
            ],
        ),
        (
            CAPTIONS,
            [
                row("DO-1", tells="Door shut.", fix="Open it.", section="Doors"),
                row("DO-2", tells="Door open.", fix="Shut it.", section="Doors"),
                row("WI-1", tells="Window shut.", fix="Open it.", section="Windows"),
            ],
        ),
        (
            MERGED_STATUS,
            [
                row("CUP.0001", "400", "Cracked.", tells="The cup is cracked.", fix="Glue it."),
                row("CUP.0002", "400", "Empty.", tells="The cup is empty.", fix="Fill it."),
                row("CUP.0404", "404", "Gone.", tells="No such cup.", fix="Look for it."),
            ],
        ),
        (
            MERGED_MODULE,
            [
                row("HOU.11", tells="Leaks.", fix="Mend it.", section="Roof"),
                row("HOU.12", tells="Missing.", fix="Build one.", section="Roof"),
                row("HOU.21", tells="Cold.", fix="Warm it.", section="Wall"),
            ],
        ),
        (
            LAST_LIST,
            [
                row("MAP.1", "400", "Torn", fix="Tape it.\nPrint it."),
                row("MAP.2", "404", "Lost", fix="1. Search.\n2. Draw."),
            ],
        ),
        (
            LISTS_WITHIN,
            [
                row(
                    "CAR-01",
                    "",
                    "Stuck.",
                    tells="Either holds:\n• No fuel.\n• No road.",
                    fix="Do this:\n1. Fuel up.\n2. Turn round.",
                ),
                row("CAR-02", "", "Slow.", tells="Too heavy.", fix="Unload."),
            ],
        ),
        (
            NO_STATUS_WORDS,
            [
                row("out_of_paper", tells="Paper is used up."),
                row("lid_open", tells="The lid is open."),
                row("jammed", tells="Paper is stuck."),
            ],
        ),
        (UNKNOWN_COLUMN, [row("ZIP-1", tells="Stuck."), row("ZIP-2", tells="Broken."), row("ZIP-3", tells="Lost.")]),
        (
            DIGITS,
            [
                row("10001", "401", tells="Token old."),
                row("10002", "403", tells="Token bad."),
                row("20001", "429", tells="Too many calls."),
            ],
        ),
    ],
    ids=[
        "heading above", "chinese heading", "code first", "last row", "joined words", "captions", "merged status",
        "merged module", "list at the end", "lists within", "plain words", "unknown column", "digits",
    ],
)  # fmt: skip
def test_rows_are_found_by_the_shape_of_their_values(cells: str, expected: list[Row], between: str) -> None:
    reading = read(between.join(cells.split("|")) + "\n", format="text")
    assert (rows(reading), reading.rejected) == (expected, ())


def test_a_row_cut_off_at_the_end_is_no_row() -> None:
    reading = read(PARAGRAPHS.join(CODE_FIRST.split("|")[:-1]), format="text")
    assert [each[0] for each in rows(reading)] == ["KEY-1"]
    assert [(each.line, each.field) for each in reading.rejected] == [(13, "row")]


def test_what_stands_between_tables_is_the_next_ones_title_and_no_solution() -> None:
    text = PARAGRAPHS.join(
        [
            "Error Code", "Description", "A-1", "One.", "A-2", "Two.", "Second list", "Error Code", "Description",
            "B-1", "Three.",
        ]
    )  # fmt: skip
    assert rows(read(text, format="text")) == [
        row("A-1", tells="One."),
        row("A-2", tells="Two."),
        row("B-1", tells="Three.", section="Second list"),
    ]


@pytest.mark.parametrize("rule", ["---|---|---|\n", ""], ids=["rule", "no rule"])
def test_a_cell_a_line_closed_by_a_bar_is_read(rule: str) -> None:
    text = (
        f"返回体\n错误码说明\n状态码 |\n错误码 |\n描述 |\n{rule}"
        "200 |\nFAN.0 |\n成功。 |\n403 |\nFAN.1 |\n拒绝,\n请检查。 |\n父主题\n"
    )
    assert rows(read(text)) == [
        row("FAN.0", "200", tells="成功。", section="错误码说明"),
        row("FAN.1", "403", tells="拒绝,\n请检查。", section="错误码说明"),
    ]


def test_rows_between_bars_below_a_header_in_pieces_are_read() -> None:
    text = "| \n 错误码 | \n \n 描述 | \n|---|---|\n| FanSlow | 慢 |\n| FanStuck | 卡 |\n"
    assert rows(read(text)) == [row("FanSlow", tells="慢"), row("FanStuck", tells="卡")]


def test_two_columns_with_a_single_space_between_are_read() -> None:
    assert rows(read("错误码 说明\n0 成功。\n1000 token 失效。\n43011 参数错误\n")) == [
        row("0", tells="成功。"),
        row("1000", tells="token 失效。"),
        row("43011", tells="参数错误"),
    ]
