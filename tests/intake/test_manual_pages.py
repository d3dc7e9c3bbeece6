"""Sources of manual pages, whose errors are the terms of a list."""

from __future__ import annotations

import time

import pytest

from catalog.intake import IntakeError
from tests.intake.reading_rows import read, row, rows

HEAD = """.\\" kettled.8 -- generated
.TH KETTLED 8 "2020-01-01" "tea 1.0"
.SH NAME
kettled \\- watch the kettle
.SH OPTIONS
.TP
.B \\-d
Stay in the foreground.
.TP
.BI \\-E2 " file"
Read
.IR file .
"""
DIAGNOSTICS = """.SH DIAGNOSTICS
Codes are written to
.BR syslog (3):
.TP
.B TEA\\-101
The kettle is \\fBempty\\fR.
Fill it with
.IR water .
.TP 8
\\fBTEA\\-102\\fP \\- too hot
It boils.\\" or worse
.RS
.TP
.B TEA\\-199
is no code of its own.
.RE
.PP
The kettle is never wrong.
.SH FILES
.TP
.I /etc/tea103.conf
The settings.
"""
EXPECTED = [
    row("TEA-101", tells="The kettle is empty. Fill it with water.", section="DIAGNOSTICS"),
    row("TEA-102", "", "too hot", tells="It boils.\n- TEA-199 is no code of its own.", section="DIAGNOSTICS"),
]


@pytest.mark.parametrize("name", ["kettled.8", "kettled", "kettled.8.in"])
def test_terms_of_a_manual_page_are_entries(name: str) -> None:
    reading = read(HEAD + DIAGNOSTICS, name=name)
    assert reading.format == "man"
    assert rows(reading) == EXPECTED


def test_indented_paragraphs_with_a_tag_are_entries() -> None:
    page = HEAD + '.SH ERRORS\n.IP "\\fBENOTEA\\fR" 8\nNo tea.\n.IP EHOT\nToo hot.\n.IP \\(bu 2\nor worse.\n'
    assert rows(read(page)) == [
        row("ENOTEA", tells="No tea.", section="ERRORS"),
        row("EHOT", tells="Too hot.\n- or worse.", section="ERRORS"),
    ]


def test_items_of_mdoc_are_entries() -> None:
    page = (
        ".Dd January 1, 2020\n.Dt KETTLE 2\n.Os\n.Sh NAME\n.Nm kettle\n.Nd a kettle\n.Sh OPTIONS\n.Bl -tag -width x\n"
        ".It Fl d Ar file\nRead it.\n.El\n.Sh ERRORS\n.Fn boil\nfails if:\n.Bl -tag -width Er\n.It Bq Er ENOTEA\nNo\n"
        ".Dq tea .\n.It Bq Er EHOT\nOne of\n.Bl -bullet\n.It\nhot\n.It\nhotter\n.El\n.El\n.Sh SEE ALSO\n.Xr mug 1\n"
    )
    assert [each[:4] for each in rows(read(page))] == [
        ("ENOTEA", "", "", "No tea ."),
        ("EHOT", "", "", "One of\n- hot\n- hotter"),
    ]


def test_options_and_files_of_a_manual_page_are_no_errors() -> None:
    with pytest.raises(IntakeError):
        read(HEAD + ".SH FILES\n.TP\n.I tea101\nOne.\n.TP\n.I tea102\nTwo.\n", name="kettled.8")


def test_text_about_macros_is_no_manual_page() -> None:
    assert read("TEA-1: no water\n.TH is a macro\nTEA-2: too hot\nTEA-3: cold\n", name="errors.txt").format == "text"


@pytest.mark.parametrize(
    "line", ['.B "' + '"" ' * 80, "\\f[" * 80, ".TP", ".RS\n.Bl -tag", ".TH A 1", "\\s-" * 80, ".TP\n.B A\n.PP"]
)
def test_many_lines_of_a_manual_page_take_linear_time(line: str) -> None:
    begin = time.process_time()
    read(HEAD + DIAGNOSTICS + f"{line}\n" * 4_000)
    assert time.process_time() - begin < 5
