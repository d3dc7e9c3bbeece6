"""CSV, TSV and JSON lists: the six fields, of which only the code is required."""

from __future__ import annotations

import json
from datetime import date

import pytest

from catalog.export import CSV_FIELDS
from catalog.intake import IntakeError, Reading, read_document


def read(text: str, format: str = "auto", name: str = "errors.csv") -> Reading:
    return read_document(text.encode(), name=name, format=format, service="disk", today=date(2026, 1, 2))


HEADER = "code,http_status,message,description,solution,section\n"


def test_six_fields_are_read_from_csv_tsv_and_json() -> None:
    reading = read(HEADER + 'D.1,404,"No disk, {id}","Two\nlines",Look,Disks\nD.2,,,,,\n')
    first, second = reading.catalogs[0].errors
    assert (first.code, first.cases[0].http_status, first.cases[0].message) == ("D.1", 404, "No disk, {id}")
    assert (first.cases[0].description, first.cases[0].solution, first.cases[0].section) == (
        "Two\nlines",
        "Look",
        "Disks",
    )
    assert (second.code, second.cases[0].http_status, second.cases[0].message) == ("D.2", None, "")


def test_statuses_are_codes_in_the_portals_own_columns_alone() -> None:
    rows = '429,429,Too Many Requests,"More was asked than was given",,\n503,503,Service Unavailable,,,\n'
    assert [error.code for error in read(HEADER + rows).catalogs[0].errors] == ["429", "503"]
    assert set(HEADER.strip().split(",")) == set(CSV_FIELDS)
    with pytest.raises(IntakeError, match="a list of HTTP statuses"):
        read("Code,Message\n429,Too Many Requests\n503,Service Unavailable\n")


def test_code_of_a_category_and_its_words_is_one() -> None:
    rows = "EOrder:Order minimum not met,,,Below the least,,\nNote: this is no code,,,,,\n"
    reading = read(HEADER + rows)
    assert [error.code for error in reading.catalogs[0].errors] == ["EOrder:Order minimum not met"]
    assert [each.line for each in reading.rejected] == [3]


def test_columns_are_known_by_their_words_in_any_order_and_language() -> None:
    reading = read("错误信息;错误码;状态码;处理措施\n镜像不存在;D.1;404;检查镜像\n")
    case = reading.catalogs[0].errors[0].cases[0]
    assert (case.message, case.http_status, case.solution) == ("镜像不存在", 404, "检查镜像")


def test_tsv_and_a_list_of_objects_are_read() -> None:
    assert read("code\tmessage\nD.1\tNo disk\n", name="-").codes == 1
    listed = json.dumps([{"code": "D.1", "message": "No disk", "http_status": 404}, {"message": "no code"}])
    reading = read(listed, name="-")
    assert (reading.codes, len(reading.rejected)) == (1, 1)


def test_two_rows_of_one_code_are_two_cases_and_the_same_row_twice_is_one() -> None:
    reading = read(HEADER + "D.1,404,No disk,,,\nD.1,409,Disk busy,,,\nD.1,404,No disk,,,\n")
    assert (reading.codes, reading.cases) == (1, 2)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (",404,No code,,,", "code"),
        ("D.1,four,No disk,,,", "http_status"),
        ("D.1,999,No disk,,,", "http_status"),
        ("D.1,404,No disk", "row"),
        ("D 1 2 3,404,No disk,,,", "code"),
        (f"{'D' * 300},404,No disk,,,", "code"),
        (f"D.1,404,{'m' * 20_000},,,", "message"),
    ],
    ids=["no code", "word", "no status", "short", "sentence", "long code", "long message"],
)
def test_a_bad_row_is_left_out_with_its_line_and_reason(row: str, field: str) -> None:
    reading = read(f"{HEADER}D.9,400,Good,,,\n{row}\n")
    assert [error.code for error in reading.catalogs[0].errors] == ["D.9"]
    assert [(each.line, each.field) for each in reading.rejected] == [(3, field)]
    assert reading.rejected[0].reason


def test_an_address_that_is_none_of_the_webs_becomes_no_link() -> None:
    case = {"message": "Full", "source": {"url": "javascript:alert(1)"}}
    service: dict[str, object] = {"service": "disk", "errors": [{"code": "X.1", "cases": [case]}]}
    export = {"format": "error-catalog", "version": 1, "services": [service]}
    reading = read(json.dumps(export), name="x.json")
    assert "not an http or https address" in reading.rejected[0].reason
    service["documentation"] = "data:text/html,x"
    with pytest.raises(IntakeError, match="not an http or https address"):
        read(json.dumps(export), name="x.json")


def test_an_export_must_be_whole() -> None:
    export = {"format": "error-catalog", "version": 2, "services": []}
    with pytest.raises(IntakeError, match="version"):
        read(json.dumps(export), name="x.json")
