"""Headings, terms and marked lines that begin an error's entry, and what is none."""

from __future__ import annotations

import pytest

from catalog.intake import IntakeError
from catalog.intake.heads import head_of
from tests.intake.reading_rows import read, row, rows


@pytest.mark.parametrize(
    ("text", "code", "names", "message"),
    [
        ("-1000 UNKNOWN", "-1000", ("UNKNOWN",), ""),
        ("DOWN_OK (0)", "DOWN_OK", ("0",), ""),
        ("(5) DB_BUSY", "DB_BUSY", ("5",), ""),
        ("ERROR 5002 (HY000): Not all rows fit", "5002", (), "Not all rows fit"),
        ("ER_NO (1002): no", "ER_NO", ("1002",), "no"),
        ("ABC-01000: too many cursors", "ABC-01000", (), "too many cursors"),
        ("NA1000: Do not declare static members", "NA1000", (), "Do not declare static members"),
        ("Error code 4001 - Key expired", "4001", (), "Key expired"),
        ("E0001 Some text", "E0001", (), "Some text"),
        ("EX_USAGE", "EX_USAGE", (), ""),
        ("20104: Page not found", "20104", (), "Page not found"),
        ('What does "TEA-101: no water" mean?', "TEA-101", (), "no water"),
        ("Was bedeutet „TEA-101 – kein Wasser“?", "TEA-101", (), "kein Wasser"),
        ("¿Qué significa «Error 1045: sin agua»?", "1045", (), "sin agua"),
        ("「TEA-101：水がない」とは何ですか？", "TEA-101", (), "水がない"),
        ("Why do I get error TEA-101?", "TEA-101", (), ""),
        ('TEA-102: did you mean "TEA-101"?', "TEA-102", (), 'did you mean "TEA-101"?'),
    ],
)
def test_a_head_is_read_in_every_order(text: str, code: str, names: tuple[str, ...], message: str) -> None:
    head = head_of(text, marked=True)
    assert head is not None
    assert (head.code, head.names, head.message) == (code, names, message)


@pytest.mark.parametrize(
    "text",
    [
        "MUST",
        "MAY: an option",
        "1.4.1 Framing",
        "10xx - Server",
        "Rule details",
        "v2",
        "3 ways to retry",
        "HTTP",
        "2.0",
        'What is "max_cups" for?',
        'How do I set "MAX_CUPS: 5"?',
        'May I call "tea2: more" twice?',
        "Does it speak TLS1.2?",
        "Which kettle is TEA-101?",
    ],
)
def test_words_chapters_and_classes_are_no_heads(text: str) -> None:
    assert head_of(text, marked=True) is None


def aliases(page: str) -> dict[str, tuple[str, ...]]:
    return {error.code: error.aliases for error in read(page, name="page.md").catalogs[0].errors}


def test_headings_below_a_table_are_read_and_complete_its_rows() -> None:
    page = (
        "# Error codes\n\n| Error code | Description |\n|---|---|\n| E100 | Bad input. |\n| E101 | Bad output. |\n\n"
        "## E200: Disk full\n\nCause: no room is left.\n\nSolution: delete something.\n\n"
        "## E100\n\nSolution: Mend it.\n"
    )
    assert rows(read(page)) == [
        row("E100", tells="Bad input.", fix="Mend it.", section="Error codes"),
        row("E101", tells="Bad output.", section="Error codes"),
        row("E200", "", "Disk full", tells="no room is left.", fix="delete something.", section="Error codes"),
    ]


def test_headings_of_the_letters_that_listed_codes_begin_with_name_no_code() -> None:
    table = (
        "| HTTP code | Error code | Description |\n|---|---|---|\n"
        "| 400 | {0}-102 | Bad {0}. |\n| 404 | {0}-103 | No {0}. |\n"
    )
    page = "# Error codes\n\n" + "".join(
        f"### {name} — errors of {text}\n\n{table.format(name)}\n"
        for name, text in (("CU", "cups"), ("LI", "lids"), ("TE", "tea"))
    )
    assert [each[0] for each in rows(read(page))] == [
        f"{name}-{number}" for name in ("CU", "LI", "TE") for number in (102, 103)
    ]
    # A code that a table lists is one, too, where longer ones begin with it.
    page = page.replace("| CU-102 |", "| CU |")
    assert [each[0] for each in rows(read(page))][:2] == ["CU", "CU-103"]


def test_underlined_headings_and_bulleted_labels_are_read() -> None:
    page = (
        "ABC-01000: too many cursors\n-----\n\n* Cause: More cursors than allowed.\n* Solution: Close some.\n\n"
        "## ABC-01007: no data\n\nCause: Nothing fetched.\n"
    )
    assert rows(read(page, name="page.md")) == [
        row("ABC-01000", "", "too many cursors", tells="More cursors than allowed.", fix="Close some."),
        row("ABC-01007", "", "no data", tells="Nothing fetched."),
    ]


def test_a_bold_name_with_its_number_below_is_an_entry() -> None:
    page = (
        "# System codes\n\n**NERROR_FUNCTION**\n\n1 (0x1)\n\nThe function is off.\n\n"
        "**NERROR_FILE_GONE**\n\n2 (0x2)\n\nThe file is gone.\n"
    )
    assert aliases(page) == {"NERROR_FUNCTION": ("1", "0x1"), "NERROR_FILE_GONE": ("2", "0x2")}
    assert rows(read(page, name="page.md"))[0][3] == "The function is off."


def test_a_block_of_code_begins_no_label_and_no_entry() -> None:
    page = (
        "# Errors\n\n## 20104: Page not found\n\n```http\nGET ../pages\nStatus: E1\n## 20999: none\n```\n\n"
        "Solution: look again.\n\n## 20105: Section not found\n\nSolution: look elsewhere.\n"
    )
    assert [(each[0], each[4]) for each in rows(read(page))] == [("20104", "look again."), ("20105", "look elsewhere.")]


def test_a_rule_with_fewer_cells_than_its_header_loses_no_table() -> None:
    page = "# Error codes\n\n|Code |Description | |\n|:--|:--|\n| 400000 | Off. |\n| 400001 | Gone. |\n"
    assert [each[0] for each in rows(read(page))] == ["400000", "400001"]


def test_parts_of_a_cell_stay_apart_and_two_names_are_one_code() -> None:
    page = (
        "# Socket codes\n\n| Return code | Description |\n|---|---|\n"
        "| <dl><dt>NEINTR</dt><dt>10004</dt></dl> | <dl><dt>Interrupted.</dt><dd>Stopped.</dd></dl> |\n"
        "| ~~0xC0000BC6 (PD_OLD)~~ | No longer used. |\n"
    )
    assert aliases(page) == {"NEINTR": ("10004",), "0xC0000BC6": ("PD_OLD",)}
    assert rows(read(page))[0][3] == "Interrupted.\nStopped."


def test_documented_constants_of_a_manual_are_entries() -> None:
    page = (
        "Error constants\n===============\n\n.. c:macro:: NV_E2BIG\n\n    argument list too long\n\n"
        ".. c:macro:: NV_EACCES\n\n    permission denied\n"
    )
    assert rows(read(page, name="errors.rst"))[0][:4] == ("NV_E2BIG", "", "", "argument list too long")


def test_site_builders_leave_no_trace() -> None:
    page = (
        '---\ntitle: Errors\nsidebar: api\n---\nimport Note from "@site/note";\n\n# Errors\n\n'
        "{{< callout >}}\n\n## E100: Disk full\n\n{% include tip.md %}<Note>Free some room.</Note>\n\n"
        "## E101: Disk <name> broken\n\n:::note\nBuy one.\n:::\n"
    )
    assert [each[2:4] for each in rows(read(page, name="errors.mdx"))] == [
        ("Disk full", "Free some room."),
        ("Disk <name> broken", "Buy one."),
    ]


@pytest.mark.parametrize(
    "page",
    [
        "# The protocol\n\nServers SHOULD close. Clients MUST retry.\n\n* MAY: an option\n* 1.4.1 Framing\n",
        "# Guide\n\n## OAuth2\n\nSign in.\n\n## GitHub\n\nUse it.\n\n## Next steps\n\nGo on.\n",
        "# Commands\n\n**user_id**\n\nThe user.\n\n**max_items**\n\nAt most.\n",
    ],
    ids=["specification", "chapters", "parameters"],
)
def test_a_page_that_is_no_catalog_is_refused(page: str) -> None:
    with pytest.raises(IntakeError, match="no error codes found"):
        read(page, name="page.md")


def test_a_message_behind_its_label_ends_with_its_paragraph() -> None:
    page = (
        "<title>Error Message Reference</title><ul><li><p>Error number: <code>1002</code>; Symbol: <code>ER_NO</code>; "
        "SQLSTATE: <code>HY000</code></p><p>Message: NO</p><p>Used in other messages.</p></li>"
        "<li><p>Error number: <code>1004</code>; Symbol: <code>ER_FILE</code>; SQLSTATE: <code>HY000</code></p>"
        "<p>Message: Can't create file '%s'</p></li></ul>"
    )
    errors = read(page, name="page.html").catalogs[0].errors
    assert [(error.code, error.aliases, error.cases[0].message) for error in errors] == [
        ("1002", ("ER_NO",), "NO"),
        ("1004", ("ER_FILE",), "Can't create file '%s'"),
    ]
    assert errors[0].cases[0].description == "Used in other messages."


def test_a_name_with_its_number_and_a_text_behind_is_an_entry_of_a_plain_text() -> None:
    text = (
        "7.  Error Codes\n\n   NO_ERROR (0x0):  The condition is not a result of an\n      error.\n\n"
        "   PROTOCOL_ERROR (0x1):  The endpoint detected an error.\n"
    )
    assert [each[0::3][:2] for each in rows(read(text))] == [
        ("NO_ERROR", "The condition is not a result of an error."),
        ("PROTOCOL_ERROR", "The endpoint detected an error."),
    ]


def test_statuses_behind_codes_are_statuses_and_words_marked_as_code_are_codes_among_others() -> None:
    page = "# Errors\n\n- `invalid_request` (400): Malformed.\n- `unauthorized`: No key.\n- `slow_down` (429): Wait.\n"
    assert rows(read(page, name="page.md")) == [
        row("invalid_request", "400", tells="Malformed.", section="Errors"),
        row("unauthorized", tells="No key.", section="Errors"),
        row("slow_down", "429", tells="Wait.", section="Errors"),
    ]


def test_a_heading_above_headings_of_codes_is_a_chapter() -> None:
    page = "# Errors\n\n## TEAcode\n\nText.\n\n### TEA_OK (0)\n\nFine.\n\n### TEA_COLD (1)\n\nCold.\n"
    assert [each[0] for each in rows(read(page))] == ["TEA_OK", "TEA_COLD"]


@pytest.mark.parametrize(
    ("title", "code", "message"),
    [
        ("ML Fatal Error A1005", "A1005", ""),
        ("Compiler warning (level 1) C4005", "C4005", ""),
        ("Check that attribute exists [attr-defined]", "attr-defined", "Check that attribute exists"),
        ("# 12 Timeout", "12", "Timeout"),
    ],
)
def test_title_may_end_with_its_code(title: str, code: str, message: str) -> None:
    head = head_of(title, marked=True)
    assert head is not None
    assert (head.code, head.message) == (code, message)


@pytest.mark.parametrize(
    "title", ["How to find errors in version 12", "Errors of the API", "What changed [see below]", "Chapter 12"]
)
def test_title_of_words_names_no_code(title: str) -> None:
    assert head_of(title, marked=True) is None


def test_single_words_in_brackets_are_codes_among_joined_ones() -> None:
    titles = ("No such name [name-defined]", "No such attribute [attr-defined]", "Bad index [index]")
    text = "Error codes\n===========\n\n" + "".join(f"{each}\n{'-' * len(each)}\n\nText.\n\n" for each in titles)
    assert {each[0] for each in rows(read(text, name="error_codes.rst"))} == {"name-defined", "attr-defined", "index"}


FAQ = """# Frequently asked questions

## How do I read the log?

Every line has a number like TEA-101.

## What does "TEA-101: no water" mean?

The kettle is empty.

**What should I do?** Fill it.

## What does "TEA-102: too hot" mean?

The kettle boils.
{more}
**What should I do?** Wait.

## May I have two kettles?

Yes.
"""


def test_questions_that_quote_a_code_and_its_message_are_entries() -> None:
    assert rows(read(FAQ.format(more=""), name="faq.md")) == [
        row(
            "TEA-101",
            "",
            "no water",
            tells="The kettle is empty.",
            fix="Fill it.",
            section="Frequently asked questions",
        ),
        row("TEA-102", "", "too hot", tells="The kettle boils.", fix="Wait.", section="Frequently asked questions"),
    ]


def test_question_of_other_words_is_a_sentence_of_the_text() -> None:
    page = FAQ.format(more="Is it loud? Then all is well.\n")
    assert rows(read(page, name="faq.md"))[1][3] == "The kettle boils. Is it loud? Then all is well."
