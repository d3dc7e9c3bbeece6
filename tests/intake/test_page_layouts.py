"""Layouts that real pages have beside the usual tables, each with a page of like looks that is about no errors."""

from __future__ import annotations

import json

import pytest

from catalog.intake import IntakeError
from tests.intake.reading_rows import Row, read, row, rows

TABLE = "| {} | {} |\n|---|---|\n"


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ('"The lid is open"', "The lid is open"),
        ("“The lid is open”", "The lid is open"),
        ("`The lid is open`", "The lid is open"),
        ("'lid' is not a 'pot'", "'lid' is not a 'pot'"),
        ('"', '"'),
        ("Lid `a`", "Lid `a`"),
    ],
)
def test_quotation_marks_around_a_whole_cell_are_no_part_of_it(cell: str, message: str) -> None:
    page = f"<table><tr><th>Error code<th>Error message<tr><td>POT-1<td>{cell}</table>"
    assert rows(read(page)) == [row("POT-1", "", message)]
    assert rows(read("code,message\nPOT-1,'a b'\n", name="a.csv")) == [row("POT-1", "", "'a b'")]


def test_quotation_marks_around_headings_are_no_part_of_them() -> None:
    page = (
        "<table><tr><td><b>'code'</b><td>\"message\"<td>Problem<tr><td>1<td>No lid: {lid}<td>The pot is open.</table>"
    )
    assert rows(read(page)) == [row("1", "", "No lid: {lid}", tells="The pot is open.")]
    assert rows(read("| `code` | “Mensaje” | Problema |\n|---|---|---|\n| 1 | Frío | La olla está fría. |\n")) == [
        row("1", "", "Frío", tells="La olla está fría.")
    ]
    with pytest.raises(IntakeError):
        read("<table><tr><td>'size'<td>'weight'<tr><td>1<td>It is small.<tr><td>2<td>It is large.</table>")


def test_last_row_whose_cells_stand_on_lines_of_their_own_is_read_once() -> None:
    header = "<tr>\n<th>Code</th>\n<th>Message</th>\n</tr>"
    table = f"<table>\n{header}\n<tr>\n<td>POT-1</td>\n<td>Lid open</td>\n</tr>\n</table>"
    below = "\n<h3>POT-2</h3>\n<p>The pot is cold.</p>\n<h3>POT-3</h3>\n<p>The pot is gone.</p>\n"
    for page in (table, f"# Errors\n\n{table}\n"):
        assert [each[:4] for each in rows(read(page))] == [("POT-1", "", "Lid open", "")]
    assert [each[:4:3] for each in rows(read(f"<h1>Errors</h1>{table}{below}"))] == [
        ("POT-1", ""),
        ("POT-2", "The pot is cold."),
        ("POT-3", "The pot is gone."),
    ]


def test_link_of_markdown_in_a_table_of_html_is_its_text() -> None:
    page = (
        "# Errors\n\n<table><tr><th>Error code</th><th>Description</th></tr>\n"
        "<tr><td>`POT-1`</td><td>See [the lids]({{root}}lids/).</td></tr></table>\n"
    )
    assert rows(read(page)) == [row("POT-1", tells="See the lids.", section="Errors")]


@pytest.mark.parametrize(
    ("heading", "status"), [("REST error", "404"), ("HTTP answer", "404"), ("Response time", ""), ("Weight", "")]
)
def test_column_of_statuses_under_an_unknown_heading_is_one_by_its_words(heading: str, status: str) -> None:
    page = f"| {heading} | Error code | Message |\n|---|---|---|\n| 404 | POT-1 | Gone |\n| 500 | POT-2 | Hot |\n"
    assert rows(read(page))[0] == row("POT-1", status, "Gone")


@pytest.mark.parametrize("heading", ["Respone Code", "Eror code", "Bank reason code", "Response code"])
def test_heading_that_is_nearly_one_of_codes_is_one_above_codes(heading: str) -> None:
    page = TABLE.format(heading, "Description") + "| 00 | Fine |\n| 1A | Sign first |\n| 05 | Not now |\n"
    assert [each[0] for each in rows(read(page))] == ["00", "1A", "05"]


@pytest.mark.parametrize("heading", ["Region code", "Error mode", "Status", "Country reason", "Response time"])
def test_heading_of_other_codes_is_not_nearly_one_of_errors(heading: str) -> None:
    with pytest.raises(IntakeError):
        read("# Pots\n\n" + TABLE.format(heading, "Description") + "| 01 | North |\n| 02 | South |\n| 1A | West |\n")


@pytest.mark.parametrize("heading", ["Respone Code", "Response code"])
def test_statuses_under_a_heading_of_either_are_no_codes(heading: str) -> None:
    with pytest.raises(IntakeError):
        read(TABLE.format(heading, "Description") + "| 400 | Bad |\n| 404 | Gone |\n")


def test_what_codes_begin_with_is_no_code() -> None:
    page = (
        "# Error codes\n\n| Source | Error Code Prefix | Description |\n|---|---|---|\n"
        "| Pot | `POT-A-` | Of the pot. |\n| Lid | `POT-B-` | Of the lid. |\n\n"
        "| Code | Description |\n|---|---|\n| `POT-A-404` | Hot. |\n| `POT-B-500` | Shut. |\n"
    )
    assert [each[:2] for each in rows(read(page, name="page.txt"))] == [("POT-A-404", ""), ("POT-B-500", "")]


def test_constants_of_causes_are_codes_and_settings_are_none() -> None:
    page = TABLE.format("Pot Value", "Cause") + "| POT\\_HOT | Too hot to hold |\n| POT\\_GONE | Not in its place |\n"
    assert [each[0] for each in rows(read(f"# Pot Cause Codes\n\n{page}"))] == ["POT_HOT", "POT_GONE"]
    with pytest.raises(IntakeError):
        read(f"# Pot variables\n\n{page}")


@pytest.mark.parametrize(
    ("numbers", "aliases"), [((1, 17, 5), ("17",)), ((1, 2, 3), ()), ((7, 7, 7), ())], ids=["own", "counted", "same"]
)
def test_number_before_the_text_beside_a_name_is_another_name(
    numbers: tuple[int, ...], aliases: tuple[str, ...]
) -> None:
    names = ("POT_HOT", "POT_GONE", "POT_SHUT")
    lines = "".join(f"| {name} | {number}. It is so |\n" for name, number in zip(names, numbers, strict=True))
    reading = read(TABLE.format("Error code", "Description") + lines)
    assert reading.catalogs[0].errors[1].aliases == aliases
    assert rows(reading)[1] == row("POT_GONE", tells="It is so" if aliases else f"{numbers[1]}. It is so")


@pytest.mark.parametrize(
    ("texts", "codes"),
    [(("Sent", "Invalid pot", "No lid"), 3), (("Sent", "Paid", "Kept"), 0)],
    ids=["errors", "states"],
)
def test_long_numbers_under_status_are_codes_where_texts_name_errors(texts: tuple[str, ...], codes: int) -> None:
    lines = "".join(f"| 170{at} | {text} |\n" for at, text in enumerate(texts))
    page = "# Pots\n\n" + TABLE.format("Status", "Description") + lines
    if codes:
        assert len(rows(read(page))) == codes
    else:
        with pytest.raises(IntakeError):
            read(page)


def test_row_of_markdown_that_is_broken_within_a_cell_is_one_row() -> None:
    head = "| Error code | Message | Note |\n|---|---|---|\n"
    page = f"{head}| POT-1 | It is\n hot | a |\n| POT-2 | It is shut | b |\n"
    assert rows(read(page)) == [row("POT-1", "", "It is hot", tells="a"), row("POT-2", "", "It is shut", tells="b")]
    apart = f"{head}| POT-1 | It is hot | a |\n\nText | more |\n"
    assert len(rows(read(apart))) == 1


CELLS = (
    "<table><tr><td>P100 The lid is invalid<td>P200 - Failed to heat</tr>"
    "<tr><td>P101'size' is missing<td>P201: Full</tr></table>"
)


def test_cells_that_are_a_code_and_its_text_are_a_row_each() -> None:
    assert rows(read(CELLS)) == [
        row("P100", "", "The lid is invalid"),
        row("P200", "", "Failed to heat"),
        row("P101", "", "'size' is missing"),
        row("P201", "", "Full"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [("invalid", "blue"), ("P200 - Failed to heat", "a long text")],
    ids=["no errors", "cells without codes"],
)
def test_cells_of_products_are_no_errors(old: str, new: str) -> None:
    with pytest.raises(IntakeError):
        read(CELLS.replace("Failed", "Ready").replace(old.replace("Failed", "Ready"), new))


def test_cell_without_a_code_among_others_is_told() -> None:
    cells = "".join(f"<tr><td>P1{at:02} It failed {at} times</tr>" for at in range(20))
    reading = read(f"<table>{cells}<tr><td>And so on</tr></table>")
    assert len(rows(reading)) == 20
    assert [each.reason for each in reading.rejected] == ["the cell begins with no code"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "**POTS**,,\n1000,Pot gone,The pot is not in its place any more.\n1001,Pot hot,Let it cool down first.\n"
            "**LIDS**,,\n2000,Lid gone,The lid is not on the pot any more.\n",
            [
                row("1000", "", "Pot gone", tells="The pot is not in its place any more.", section="POTS"),
                row("1001", "", "Pot hot", tells="Let it cool down first.", section="POTS"),
                row("2000", "", "Lid gone", tells="The lid is not on the pot any more.", section="LIDS"),
            ],
        ),
        ("Pots,,\ncode,message,owner\nPOT-1,Gone,Ann\n", [row("POT-1", "", "Gone")]),
    ],
    ids=["no header", "a header below"],
)
def test_title_above_the_first_row_of_data_is_no_header(text: str, expected: list[Row]) -> None:
    assert rows(read(text, name="codes.csv")) == expected


@pytest.mark.parametrize("more", ['description = "It was sold."\nworkaround = "Buy one."\n', ""])
@pytest.mark.parametrize("prefix", ["Pot:", "PT:", "PT:lid:", "pot/lid/"])
def test_section_of_toml_for_each_code_is_a_row(prefix: str, more: str) -> None:
    text = (
        f'["{prefix}ErrGone"]\nerror = """\nno pot %s\n"""\n{more}\n'
        f"['{prefix}ErrHot']\nerror = '''\ntoo hot\n'''\n\n['{prefix}ErrShut']\nerror = 'shut'\n"
    )
    fields = {"tells": "It was sold.", "fix": "Buy one."} if more else {}
    assert rows(read(text, name="errors.toml")) == [
        row(f"{prefix}ErrGone", "", "no pot %s", **fields),
        row(f"{prefix}ErrHot", "", "too hot"),
        row(f"{prefix}ErrShut", "", "shut"),
    ]


@pytest.mark.parametrize(
    "settings",
    [
        '[pot.lid]\ndescription = "The lid."\n[potSize]\ndescription = "Its size."\n[heat]\ndescription = "x"\n',
        '["app:pot"]\nmessage = "Hello pot"\n["app:lid:hot"]\nmessage = "Good bye"\n',
    ],
)
def test_sections_of_toml_that_name_no_error_are_none(settings: str) -> None:
    with pytest.raises(IntakeError):
        read(settings, name="settings.toml")


def test_section_of_toml_whose_code_has_a_placeholder_is_one_among_others() -> None:
    text = "".join(f'["Pot:Err{name}"]\nerror = "no {name}"\n' for name in ("Gone %s", *"ABCDEFGHI"))
    assert len(rows(read(text, name="errors.toml"))) == 10


DOUBLED = (
    "# Errors\n\n| Code | Description | Fix |\n|---|---|---|\n"
    "| POT_GONE | It is gone, see [`pots`](./pots.md) | Buy one |\n"
    "| POT_HOT | Too hot | Wait |{} POT_SHUT | The lid is on | - |\n| POT_NEW | Too new | Wait |\n"
)


@pytest.mark.parametrize("between", ["", " |"], ids=["one bar", "two bars"])
def test_line_with_the_cells_of_two_rows_is_two(between: str) -> None:
    assert rows(read(DOUBLED.format(between), name="pots.md")) == [
        row("POT_GONE", tells="It is gone, see pots", fix="Buy one", section="Errors"),
        row("POT_HOT", tells="Too hot", fix="Wait", section="Errors"),
        row("POT_SHUT", tells="The lid is on", section="Errors"),
        row("POT_NEW", tells="Too new", fix="Wait", section="Errors"),
    ]


def test_line_with_more_cells_and_no_second_code_is_reported() -> None:
    reading = read(DOUBLED.format("").replace("POT_SHUT", "or call"), name="pots.md")
    assert [each[0] for each in rows(reading)] == ["POT_GONE", "POT_NEW"]
    assert [(each.line, each.reason) for each in reading.rejected] == [(6, "6 cells where the header has 3")]


SEVERITIES = (
    "<table><caption>Pot {}</caption><tr><th>Domain</th><th>Description</th><th>Warning</th><th>Error</th>"
    "<th>Fatal Error</th></tr><tr><td>None</td><td>All is well</td><td>100</td><td>100</td><td>100</td></tr>"
    "<tr><td>Lid</td><td>The lid is lost</td><td>310</td><td>410</td><td>710</td></tr>"
    "<tr><td>Tea</td><td>There is no tea</td><td>315</td><td></td><td>715</td></tr></table>"
)


def test_column_of_codes_for_each_severity_is_read_with_the_text_of_its_row() -> None:
    reading = read(SEVERITIES.format("error codes"), name="pots.html")
    errors = {
        error.code: (error.cases[0].description or error.cases[0].message, error.cases[0].severity)
        for error in reading.catalogs[0].errors
    }
    assert errors == {
        "100": ("All is well", None),
        "310": ("The lid is lost", "warning"),
        "410": ("The lid is lost", "error"),
        "710": ("The lid is lost", "critical"),
        "315": ("There is no tea", "warning"),
        "715": ("There is no tea", "critical"),
    }


@pytest.mark.parametrize(
    ("title", "replaced"),
    [("alarms", ()), ("error codes", (("310", "80"), ("410", "90"), ("315", "80"), ("710", "99"), ("715", "99")))],
    ids=["not about errors", "thresholds"],
)
def test_columns_of_limits_for_each_severity_are_no_codes(title: str, replaced: tuple[tuple[str, str], ...]) -> None:
    page = SEVERITIES.format(title)
    for old, new in replaced:
        page = page.replace(old, new)
    codes = {each[0] for each in rows(read(page, name="pots.html"))}
    assert not codes & {"310", "710", "80", "99"}


DOCBOOK = (
    '<?xml version="1.0"?>\n<variablelist>\n<title>Pot {}</title>\n'
    "<varlistentry><term>\n<constant>POT_GONE</constant>\n (<type>int</type>)</term>\n"
    "<listitem><simpara>The pot is gone.</simpara></listitem></varlistentry>\n"
    "<varlistentry><term><constant>POT_HOT</constant> (<type>int</type>)</term>\n"
    "<listitem><para>Too hot:</para><itemizedlist><listitem><para>wait</para></listitem>"
    "<listitem><para>blow</para></listitem></itemizedlist></listitem></varlistentry>\n"
    "<varlistentry><term><constant>POT_SHUT</constant></term><listitem><para></para></listitem></varlistentry>\n"
    "</variablelist>\n"
)


def test_terms_of_docbook_are_codes() -> None:
    reading = read(DOCBOOK.format("errors"), name="pots.xml")
    assert [(each[0], each[3]) for each in rows(reading)] == [
        ("POT_GONE", "The pot is gone."),
        ("POT_HOT", "Too hot:\nwait\nblow"),
        ("POT_SHUT", ""),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("errors", "options"),
        ("<variablelist>", "<methodsynopsis/><variablelist>"),
        ("<constant>", "<parameter>"),
    ],
    ids=["options", "function", "parameters"],
)
def test_terms_of_docbook_that_are_no_errors_are_refused(old: str, new: str) -> None:
    with pytest.raises(IntakeError):
        read(DOCBOOK.format("errors").replace(old, new), name="pots.xml")


@pytest.mark.parametrize(("failing", "count"), [(2, 8), (1, 0)], ids=["a quarter", "less"])
def test_names_of_a_series_are_errors_where_a_quarter_are_for_certain(failing: int, count: int) -> None:
    names = [f"POT_{'ERR' if at < failing else 'NEW'}_{'ABCDEFGH'[at]}" for at in range(8)]
    page = "<h1>Pots</h1><dl>" + "".join(f"<dt>{name}</dt><dd>It is {name}.</dd>" for name in names) + "</dl>"
    if count:
        assert len(rows(read(page, name="pots.html"))) == count
    else:
        with pytest.raises(IntakeError):
            read(page, name="pots.html")


PAGE_OF_A_FUNCTION = (
    '<?xml version="1.0"?>\n<refentry>\n<refnamediv><refname>last_pot</refname></refnamediv>\n'
    "<refsect1>\n &reftitle.description;\n <methodsynopsis><methodname>last_pot</methodname></methodsynopsis>\n"
    "<variablelist>\n"
    "<varlistentry><term><code>POT_ERR_ARG</code></term><listitem><para>A pot.</para></listitem></varlistentry>\n"
    "<varlistentry><term><code>LID_ERR_ARG</code></term><listitem><para>A lid.</para></listitem></varlistentry>\n"
    "</variablelist>\n<table><title>Pot {}</title><tgroup cols='3'>\n"
    "<thead><row><entry>&Constant;</entry><entry>Meaning</entry><entry>Since</entry></row></thead>\n"
    "<tbody><row><entry><constant>POT_GONE</constant></entry><entry>Gone &amp; &null;</entry><entry></entry></row>\n"
    "<row><entry><constant>POT_HOT</constant></entry><entry>The pot\nis too hot&hellip;</entry><entry></entry></row>\n"
    "</tbody></tgroup></table></refsect1>\n"
    "<programlisting><![CDATA[\n<?php if (last_pot() < POT_GONE) exit; ?>\n]]></programlisting></refentry>\n"
)


def test_table_of_errors_on_a_page_about_a_function_is_read_and_its_arguments_are_none() -> None:
    assert rows(read(PAGE_OF_A_FUNCTION.format("error codes"), name="last-pot.xml")) == [
        row("POT_GONE", "", "Gone & null", section="Pot error codes"),
        row("POT_HOT", "", "The pot is too hot…", section="Pot error codes"),
    ]
    with pytest.raises(IntakeError):
        read(PAGE_OF_A_FUNCTION.format("sizes"), name="last-pot.xml")


def test_table_of_docbook_is_one() -> None:
    page = (
        "<section><title>Pots</title><informaltable><tgroup cols='2'>\n<thead><row><entry>Error code</entry>"
        "<entry>Message</entry></row></thead>\n<tbody><row><entry morerows='1'><literal>POT-1</literal></entry>"
        "<entry>Gone</entry></row>\n<row><entry>Lost</entry></row></tbody></tgroup></informaltable></section>\n"
    )
    reading = read(page, name="pots.xml")
    assert rows(reading) == [row("POT-1", "", "Gone", section="Pots"), row("POT-1", "", "Lost", section="Pots")]


@pytest.mark.parametrize("fence", ["", "```properties\n"], ids=["text", "block of code"])
def test_properties_on_a_page_give_codes_their_fields(fence: str) -> None:
    page = (
        f"# Replies\n\n{fence}P100.description = The `lid` is gone\n\nP100.0 = pots.most\n\nP101.message=Full\n"
        f"P101.solution = Empty it.\nP102.message=It is an invalid pot\n{fence and '```'}\n"
    )
    assert rows(read(page, name="page.md")) == [
        row("P100", tells="The `lid` is gone"),
        row("P101", "", "Full", fix="Empty it."),
        row("P102", "", "It is an invalid pot"),
    ]


@pytest.mark.parametrize("key", ["pot.p{}.description", "POT{}.name", "POT{}.description", "error{}.message"])
def test_settings_and_variables_on_a_page_are_no_codes(key: str) -> None:
    lines = "".join(f"{key.format(number)} = The first of it\n" for number in range(4))
    with pytest.raises(IntakeError):
        read(f"# Settings\n\n```\n{lines}```\n", name="page.md")


def described(table: str) -> str:
    schema = {"properties": {"status": {"type": "string", "description": f"The state.\n\n{table}"}}}
    return json.dumps(
        {"openapi": "3.0.0", "info": {"title": "Pots"}, "paths": {}, "components": {"schemas": {"A": schema}}}
    )


def test_table_of_errors_in_a_description_of_an_api_is_read() -> None:
    table = "Code | Text | Description\n-- | -- | --\n1 | Slow | Too many requests.\n2 | Invalid `$pot` | Gone.\n"
    assert rows(read(described(table))) == [
        row("1", "", "Slow", tells="Too many requests."),
        row("2", "", "Invalid $pot", tells="Gone."),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "Code | Description\n-- | --\nEU1 | Euro\nUS1 | Dollar\n",
        "Parameter | Error\n-- | --\npot | invalid\n",
    ],
    ids=["other codes", "parameters"],
)
def test_other_table_in_a_description_of_an_api_is_none(table: str) -> None:
    with pytest.raises(IntakeError):
        read(described(table))
