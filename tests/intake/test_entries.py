"""Errors that stand in no table: an entry each, with labels."""

from __future__ import annotations

import pytest

from catalog.intake import IntakeError
from tests.intake.reading_rows import read, row, rows

EXPECTED = [
    row("TEA-00001", "", "kettle empty", tells="There is no water in the kettle.", fix="Fill it."),
    row("TEA-00017", "", "cup broken", tells="The cup fell.", fix="Take another."),
]


def test_a_line_of_code_and_message_begins_an_entry() -> None:
    text = (
        "TEA-00001: kettle empty\nCause: There is no water\nin the kettle.\nAction: Fill it.\n\n"
        "TEA-00017: cup broken\nCause: The cup fell.\nAction: Take another.\n"
    )
    assert rows(read(text)) == EXPECTED


def test_a_heading_begins_an_entry() -> None:
    page = (
        "# Tea\n\n### TEA-00001 - kettle empty\n\nThere is no water in the kettle.\n\n**Solution:** Fill it.\n\n"
        "### TEA-00017 - cup broken\n\nThe cup fell.\n\n**Solution:** Take another.\n"
    )
    assert rows(read(page)) == [(*each[:5], "Tea") for each in EXPECTED]


def test_labels_may_stand_before_two_spaces_and_repeat_the_code() -> None:
    text = (
        "%TEA-3-HOT\nError Message  %TEA-3-HOT: Tea is %d degrees\nExplanation  It is hot.\n"
        "Recommended Action  Wait.\n\n"
        "%TEA-4-COLD\nError Message  %TEA-4-COLD: Tea is cold\nExplanation  It stood.\nRecommended Action  Warm it.\n"
    )
    assert rows(read(text)) == [
        row("%TEA-3-HOT", "", "%TEA-3-HOT: Tea is %d degrees", tells="It is hot.", fix="Wait."),
        row("%TEA-4-COLD", "", "%TEA-4-COLD: Tea is cold", tells="It stood.", fix="Warm it."),
    ]


def test_a_list_of_definitions_is_entries() -> None:
    page = (
        "<html><h1>Common errors</h1><dl><dt><b>CupMissing</b></dt><dd><p>No cup.</p><p>HTTP Status Code: 400</p></dd>"
        "<dt><b>TeaFailure</b></dt><dd><p>No tea.</p><p>HTTP Status Code: 500</p></dd></dl>"
    )
    assert rows(read(page)) == [
        row("CupMissing", "400", tells="No cup.", section="Common errors"),
        row("TeaFailure", "500", tells="No tea.", section="Common errors"),
    ]
    plain = "Errors\n======\n\n``TEA-1``\n    The first.\n\n``TEA-2``\n    The second.\n"
    assert [each[0] for each in rows(read(plain, format="rst"))] == ["TEA-1", "TEA-2"]


def test_parameters_are_no_entries() -> None:
    page = "<html><h1>Parameters</h1><dl><dt>user_id</dt><dd>The user.</dd><dt>max_items</dt><dd>At most.</dd></dl>"
    with pytest.raises(IntakeError):
        read(page)


def test_names_in_one_column_and_texts_in_the_next_are_entries() -> None:
    text = (
        "# Error reference\n\nMY_ERR_NO_DATA        No data\n\n    Sent where nothing is left.\n\n"
        "MY_ERR_BAD_DATA       Bad data\n    ONE:  - Not signed.\n"
    )
    mapping = {each[0]: each[2:4] for each in rows(read(text, name="errorref.txt"))}
    assert mapping["MY_ERR_NO_DATA"] == ("No data", "Sent where nothing is left.")
    assert mapping["MY_ERR_BAD_DATA"][0] == "Bad data"


def test_settings_in_columns_are_no_entries() -> None:
    with pytest.raises(IntakeError):
        read(
            "HTTP_PROXY_HOST   Where the proxy is\nHTTP_PROXY_PORT   Its port\nHTTP_PROXY_USER   Its user\n",
            name="env.txt",
        )


@pytest.mark.parametrize("code", [">= 100", "100 – 199", "1000 to 1999", "5000..5999"])
def test_range_of_codes_is_rejected_with_its_line(code: str) -> None:
    reading = read(f"| Error code | Description |\n|---|---|\n| {code} | Many |\n| 300 | One |\n| 4001 | Two |\n")
    assert [each[0] for each in rows(reading)] == ["300", "4001"]
    assert [(each.line, "range of codes" in each.reason) for each in reading.rejected] == [(3, True)]


LABELLED_ITEMS = """# Error codes

### Encoding errors

**E_BAD_UTF8**

- **Severity**: Fatal
- **Message**: `Bad sequence at {offset}`
- **Count**: How many
- **Description**: The file is not UTF-8
- **Action**: Save it as UTF-8
- **User Guidance**: Ask for another file.

**E_NO_HEADER**

- **Message**: `No header`
- **Action**: Add one
"""


def test_bold_labels_of_items_begin_no_entries() -> None:
    first, second = rows(read(LABELLED_ITEMS, format="markdown"))
    assert first[:3] == ("E_BAD_UTF8", "", "Bad sequence at {offset}")
    assert (first[3].splitlines()[-1], first[4].splitlines()[0]) == ("The file is not UTF-8", "Save it as UTF-8")
    assert (first[5], second[5]) == ("Encoding errors", "Encoding errors")
    assert second[:5] == ("E_NO_HEADER", "", "No header", "", "Add one")


def test_message_of_an_entry_replaces_what_a_list_calls_the_error() -> None:
    table = "\n## Overview\n\n| Error | Message |\n|---|---|\n| E_BAD_UTF8 | Encoding trouble |\n"
    first = rows(read(LABELLED_ITEMS + table, format="markdown"))[0]
    assert first[2] == "Bad sequence at {offset}"
    assert "Encoding trouble" in first[3]


NAPS = {"NAP_GONE": "It is gone.", "NAP_HOT": "Too hot."}

DEFINITIONS = """# Error constants

<dl> <dt>

<span id="NAP_E_ONE"></span>NAP\\_E\\_ONE
</dt> <dd> <dl> <dt>

\\_HRESULT\\_TYPEDEF\\_(0x80270001L)
</dt> <dt>

The first one.

</dt> </dl> </dd> <dt>

**NAP\\_E\\_TWO**
</dt> <dd>

The second one.

</dd> </dl>

## See also

<dl> <dt>

[**GetLastThing**](get-last-thing.md)
</dt> <dt>

[**IThing::GetErrorValue**](thing.md)
</dt> </dl>
"""


def test_terms_of_html_lists_in_markdown_are_entries_and_links_none() -> None:
    reading = read(DEFINITIONS, format="markdown")
    assert rows(reading) == [
        row("NAP_E_ONE", tells="The first one.", section="Error constants"),
        row("NAP_E_TWO", tells="The second one.", section="Error constants"),
    ]
    assert reading.catalogs[0].errors[0].aliases == ("0x80270001",)


@pytest.mark.parametrize(
    "pairs",
    [
        '    <dt id="NAP_GONE">NAP_GONE</dt>\n    <dd>\n\nThe _whole_ nap `x` is gone.\n    </dd>\n'
        "    <dt><code>NAP_HOT</code></dt>\n    <dd>\n    \nToo hot.\n    </dd>\n",
        "<dt>NAP_GONE</dt><dd>The *whole* nap x is gone.</dd>\n<dt>`NAP_HOT`</dt><dd>Too hot.</dd>\n",
        "<dt>NAP_GONE</dt><dd>The whole nap x is gone.</dd><dt>NAP_HOT</dt><dd>Too hot.</dd>",
        "<dt>NAP_GONE\n<dd>The whole nap x is gone.\n<dt>NAP_HOT\n<dd>Too hot.\n",
    ],
    ids=["a line each", "a line a pair", "one line", "without ends"],
)
def test_terms_of_html_and_their_texts_are_entries_however_they_are_broken(pairs: str) -> None:
    page = f"# Errors\n\n## Naps\n\nIn a list.\n\n<dl>\n{pairs}</dl>\n"
    assert rows(read(page, format="markdown")) == [
        row("NAP_GONE", tells="The whole nap x is gone.", section="Naps"),
        row("NAP_HOT", tells="Too hot.", section="Naps"),
    ]
    with pytest.raises(IntakeError):
        read(page.replace("Errors", "Options"), format="markdown")


@pytest.mark.parametrize("marked", ["<code>{}</code>", "<strong>{}</strong>", "`{}`", "**{}**"])
def test_marked_codes_that_items_of_html_begin_with_are_terms_in_markdown(marked: str) -> None:
    items = "".join(f"<li>{marked.format(code)}: {text}</li>\n" for code, text in NAPS.items())
    note = "<li><b>Note</b>: All of them.</li>\n"
    assert rows(read(f"# Errors\n\n<ul>\n{items}{note}</ul>\n", format="markdown")) == [
        row("NAP_GONE", "", "It is gone.", section="Errors"),
        row("NAP_HOT", "", "Too hot.", tells="All of them.", section="Errors"),
    ]


def test_tags_that_a_text_of_markdown_quotes_part_no_line() -> None:
    page = "# Errors\n\n## NAP_GONE\n\nPut `<dt>` and `<dd>` around the `_x_` nap_x_y.\n\n## NAP_HOT\n\nToo hot.\n"
    assert rows(read(page, format="markdown"))[0][3] == "Put <dt> and <dd> around the _x_ nap_x_y."


@pytest.mark.parametrize(
    "page",
    [
        "# MF_ERRORCODE attribute\n\n## Data type\n\n**UINT32**\n\nA result.\n\n## See also\n\n**IMFNode**\n\nX.\n",
        "# IValues::GetErrorValue method\n\nReturns it.\n\n# IValues::SetErrorValue method\n\nSets it.\n",
    ],
    ids=["the only names of their chapters", "methods"],
)
def test_names_of_types_and_methods_are_no_entries(page: str) -> None:
    with pytest.raises(IntakeError):
        read(page, format="markdown")


def test_macro_with_arguments_is_no_error() -> None:
    page = (
        "Error constants\n===============\n\n.. c:macro:: UV_EACCES\n\n    permission denied\n\n"
        ".. c:macro:: UV_EAGAIN\n\n    try again\n\n.. c:macro:: UV_ERRNO_MAP(iter_macro)\n\n    Expands to a series.\n"
    )
    assert [each[0] for each in rows(read(page, format="rst"))] == ["UV_EACCES", "UV_EAGAIN"]


def test_class_of_codes_is_rejected_and_footnotes_are_not() -> None:
    head = "| Code | Status | Description |\n|---|---|---|\n"
    reading = read(f"{head}| 08* | 503 | connection |\n| 0L* | 403 | grantor |\n| 23503 | 409 | key |\n| 42P01 | "
                   "404 if known, else 401 | table |\n", format="markdown")  # fmt: skip
    assert [each[:2] for each in rows(reading)] == [("23503", "409"), ("42P01", "404"), ("42P01", "401")]
    assert [each.line for each in reading.rejected] == [3, 4]
    footnotes = read(f"{head}| 1001* | 503 | one |\n| 1002* | 403 | two |\n| 1003 | 409 | three |\n", format="markdown")
    assert [each[0] for each in rows(footnotes)] == ["1001", "1002", "1003"]


NESTED = """# Account merge result codes

- OpSuccess
  - ACCOUNT_MERGE_SUCCESS
  - Merged.
- op_no_account
  - ACCOUNT_MERGE_NO_ACCOUNT
  - The account does not exist.
"""


def test_item_of_an_outer_list_ends_an_entry_and_names_the_next() -> None:
    reading = read(NESTED, format="markdown")
    assert [(each[0], each[3], each[5]) for each in rows(reading)] == [
        ("ACCOUNT_MERGE_SUCCESS", "Merged.", "Account merge result codes"),
        ("ACCOUNT_MERGE_NO_ACCOUNT", "The account does not exist.", "Account merge result codes"),
    ]
    assert [each.aliases for each in reading.catalogs[0].errors] == [("OpSuccess",), ("op_no_account",)]


def test_row_for_all_other_codes_is_rejected() -> None:
    reading = read("| Code | Status |\n|---|---|\n| D.1 | 404 |\n| D.2 | 409 |\n| other | 400 |\n", format="markdown")
    assert [each[0] for each in rows(reading)] == ["D.1", "D.2"]
    assert [(each.line, each.reason) for each in reading.rejected] == [(5, "'other' stands for all other codes")]


def javadoc(*members: tuple[str, str, str]) -> str:
    items = "".join(
        f"<li><h3>{name}</h3><div>{sign}</div><div>{text}</div><dl><dt>Returns:</dt><dd>it</dd></dl></li>"
        for name, sign, text in members
    )
    return f"<html><title>ErrorCode (API)</title><h1>Class ErrorCode</h1><h2>Details</h2><ul>{items}</ul></html>"


def test_declaration_below_a_constant_is_no_text_and_methods_are_no_entries() -> None:
    constants = [(name, f"public static final ErrorCode {name}", f"{name} failed.") for name in ("BAD_KEY", "NO_ROOM")]
    methods = [(name, f"public int {name}()", "Gets it.") for name in ("getErrorCode", "isErrorFatal")]
    assert [(each[0], each[3].split("\n")[0]) for each in rows(read(javadoc(*constants, *methods)))] == [
        ("BAD_KEY", "BAD_KEY failed."),
        ("NO_ROOM", "NO_ROOM failed."),
    ]
    with pytest.raises(IntakeError):
        read(javadoc(*methods))


def test_headings_that_are_all_names_are_errors_where_most_are() -> None:
    names = ("props_invalid", "props_missing", "store_not_found", "rune_invalid", "module_illegal", "slot_twice")
    page = "".join(f"## {name}\n\n> It is about {name}\n\n" for name in names)
    assert [each[0] for each in rows(read(page, format="markdown", name="script.md"))] == list(names)
    with_others = page + "## Installation\n\nRun it.\n\n## The next steps\n\nGo on.\n"
    assert "module_illegal" not in [each[0] for each in rows(read(with_others, format="markdown", name="script.md"))]


def test_sentence_that_is_a_status_and_a_word_marked_as_code_are_read_below_codes() -> None:
    fields = "- `code` - Its code\n- `more_info` - A link\n\n"
    status = "`{0}` error code can accompany a `404` HTTP status code.\n\nExample message: No {0}.\n\n"
    names = ("no_cup", "no_lid", "spilled", "no_tea")
    entries = "".join(f"## `{name}`\n\nUsed for {name}.\n\n" + status.format(name) for name in names)
    page = f"# Tea error codes\n\n{fields}{entries}## Steps\n\nIt can accompany a 404 HTTP status code or none.\n"
    assert [each[:4] for each in rows(read(page, name="errors.md"))] == [
        (name, "404", f"No {name}.", f"Used for {name}.") for name in names
    ]


def test_item_that_repeats_the_name_of_a_code_is_its_text() -> None:
    page = "# Errors\n\n### -10 NAP_GONE\n * NAP_GONE\n\n### -11 NAP_HOT\n * `NAP_HOT`\n * Too hot.\n"
    reading = read(page, format="markdown")
    assert rows(reading) == [
        row("-10", tells="NAP_GONE", section="Errors"),
        row("-11", tells="- NAP_HOT\n- Too hot.", section="Errors"),
    ]
    assert [each.aliases for each in reading.catalogs[0].errors] == [("NAP_GONE",), ("NAP_HOT",)]


def test_zero_and_one_alone_are_no_errors_and_more_numbers_are() -> None:
    page = "# Options\n\n## Exit Codes\n\n- **0**: The nap is good.\n- **1**: The nap is bad (see below).\n"
    with pytest.raises(IntakeError):
        read(page, format="markdown")
    assert [each[0] for each in rows(read(f"{page}- **2**: There is no nap.\n", format="markdown"))] == ["0", "1", "2"]
    assert [each[0] for each in rows(read(page.replace("**1", "**12"), format="markdown"))] == ["0", "12"]


@pytest.mark.parametrize("foot", ["Copyright © 1999, 2011, Tea Inc.", "© 2024 Tea", "<b>Parent topic:</b> Messages"])
def test_foot_of_a_page_is_no_text_of_its_last_entry(foot: str) -> None:
    page = "<html><h1>Errors</h1><h2>TEA-1001: No cup</h2><p>Take one.</p><h2>TEA-1002: No tea</h2><p>{}</p><p>{}</p>"
    assert rows(read(page.format("Buy it.", foot)))[1][3] == "Buy it."
    stays = "Copyright notices are missing from the tea."
    assert rows(read(page.format("Buy it.", stays)))[1][3] == f"Buy it.\n{stays}"
