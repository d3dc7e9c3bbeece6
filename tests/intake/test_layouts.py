"""Documents in the layouts that vendors really use, each with the rows it has: the format told from the content."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from catalog.intake import Reading, read_document

DOCUMENTS = Path(__file__).parent.parent / "samples" / "documents"
REAL = Path(__file__).parent.parent.parent.parent / "shared" / "documents"
NAMES = sorted(path.name for path in DOCUMENTS.iterdir() if not path.name.endswith(".expected.csv"))

FORMATS = {
    "bars.txt": "text", "by_code.json": "json", "chinese.txt": "text", "cut_off.txt": "text", "french.md": "markdown",
    "german.tsv": "tsv", "grid.rst": "rst", "line_per_cell_with_rules.txt": "text", "numbered_lines.txt": "text",
    "openapi.yaml": "openapi", "padded_columns.txt": "text", "paragraph_per_cell.txt": "text",
    "pipe_table.txt": "text", "pipes.md": "markdown", "records.yaml": "yaml", "service-2.json": "botocore",
    "spanish.csv": "csv", "spans.html": "html", "tabs_with_merged_cells.txt": "text", "workbook.xlsx": "xlsx",
    "bar_a_cell.txt": "text", "bilingual.md": "markdown", "code_first_paragraphs.txt": "text",
    "codes_to_messages.json": "json", "entries.txt": "text", "merged_status_lines.txt": "text",
    "title_above_header.csv": "csv", "two_row_header.html": "html",
}  # fmt: skip


def read(name: str, *, renamed: str = "document") -> Reading:
    return read_document((DOCUMENTS / name).read_bytes(), name=renamed, service="x", today=date(2026, 1, 1))


def rows(reading: Reading) -> list[list[str]]:
    return [
        [error.code, str(case.http_status or ""), case.message, case.description, case.solution, case.section]
        for catalog in reading.catalogs
        for error in catalog.errors
        for case in error.cases
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_row_is_read_and_the_format_told_from_the_content_alone(name: str) -> None:
    with (DOCUMENTS / f"{name}.expected.csv").open(newline="") as file:
        expected = list(csv.reader(file))[1:]
    # A CSV or TSV may be told by its name; all others by what they are.
    reading = read(name, renamed=name if name.endswith((".csv", ".tsv")) else "document")
    assert (reading.format, rows(reading)) == (FORMATS[name], expected)


def test_there_are_layouts_enough() -> None:
    assert len(NAMES) == len(FORMATS) >= 10


def test_what_is_no_error_table_is_left_alone_and_said() -> None:
    alone = read("spans.html").left_alone
    assert [(each.title, each.line) for each in alone] == [("Status codes", 5)]
    assert "no column of error codes" in alone[0].reason


def test_a_row_cut_off_at_the_end_is_rejected_with_its_line() -> None:
    rejected = read("cut_off.txt").rejected
    assert [(each.line, each.field) for each in rejected] == [(15, "row")]
    assert "cut off" in rejected[0].reason


def test_a_list_of_http_statuses_is_no_catalog() -> None:
    page = b"| Code | Meaning |\n|---|---|\n| 200 | OK |\n| 404 | Not found |\n"
    page += b"\n| Code | Message |\n|---|---|\n| 1001 | Full |"
    reading = read_document(page, name="page.md", service="x", today=date(2026, 1, 1))
    assert [row[0] for row in rows(reading)] == ["1001"]
    assert "HTTP statuses" in reading.left_alone[0].reason


FIRST = "| Code | Meaning |\n|---|---|\n| 101 | Cup missing |\n| 102 | Tea missing |\n"


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("| 202 | Cup is no cup |\n| 207 | Tea is no tea. |\n| 505 | Demo |\n", {"101", "102", "202", "207", "505"}),
        ("| 200 | It worked |\n| 401 | No token: unauthorized |\n| 404 | No such thing |\n", {"101", "102"}),
        ("| 400 | A wrong call |\n| 401 | No token |\n| 404 | No such thing |\n", {"101", "102"}),
    ],
    ids=["own numbers", "a phrase", "failures alone"],
)
def test_numbers_of_a_vendor_are_told_from_statuses_by_the_table_beside_them(second: str, expected: set[str]) -> None:
    page = f"# Error codes\n\n## Missing\n\n{FIRST}\n## Bad\n\n| Code | Meaning |\n|---|---|\n{second}"
    reading = read_document(page.encode(), name="page.md", service="x", today=date(2026, 1, 1))
    assert {row[0] for row in rows(reading)} == expected


def test_the_example_of_an_openapi_document_is_the_sample_of_its_case() -> None:
    document = (DOCUMENTS / "openapi.yaml").read_bytes()
    errors = read_document(document, name="x", service="x", today=date(2026, 1, 1)).catalogs[0].errors
    samples = {error.code: json.loads(error.cases[0].sample) for error in errors}
    assert samples["PET.429"] == {"error": {"code": "PET.429", "message": "Slow down"}}


def test_facts_that_a_service_model_states_are_taken() -> None:
    catalog = read_document((DOCUMENTS / "service-2.json").read_bytes(), name="x", today=date(2026, 1, 1)).catalogs[0]
    assert (catalog.service.slug, catalog.service.name) == ("ink-well", "Ink Well Service")
    marks = catalog.service.marks
    assert marks.hosts == ("inkwell.*.amazonaws.com",)
    assert (marks.resources, marks.operations) == (("ink", "inkwell"), ("DipPen", "FillWell"))
    assert "Ink Well" in marks.names
    assert "@aws-sdk/client-ink-well" in marks.packages
    decided = [(e.cases[0].fault, e.cases[0].retryable, e.cases[0].category) for e in catalog.errors]
    assert decided == [("caller", None, None), ("service", None, None), (None, "yes", "rate_limit")]


def test_name_of_an_exceptions_class_is_an_alias_of_its_code() -> None:
    shapes = {
        "NibBroken": {"exception": True, "error": {"code": "Ink.BrokenNib", "httpStatusCode": 400}},
        "WellEmpty": {"exception": True, "error": {"code": "WellEmpty"}},
        "Shared": {"exception": True, "error": {"code": "WellEmpty"}},
    }
    model = json.dumps({"metadata": {"serviceId": "Ink Well"}, "shapes": shapes}).encode()
    errors = read_document(model, name="service-2.json", today=date(2026, 1, 1)).catalogs[0].errors
    assert {error.code: error.aliases for error in errors} == {
        "Ink.BrokenNib": ("NibBroken",),
        "WellEmpty": ("Shared",),
    }


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("api-gateway--umn_source_published_api_calling_error_codes.rst", 71),
        ("auto-scaling--api-ref_source_appendix_error_codes.rst", 260),
        ("image-management-service--api-ref_source_error_codes.rst", 177),
    ],
)
def test_real_pages_have_all_their_rows(name: str, count: int) -> None:
    path = REAL / name
    if not path.exists():
        pytest.skip("the vendor's page is not beside the project")
    reading = read_document(path.read_bytes(), name=name, service="x", today=date(2026, 1, 1))
    assert (len(rows(reading)), reading.rejected) == (count, ())
