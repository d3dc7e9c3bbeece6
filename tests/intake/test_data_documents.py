"""CSV with lines before the header, JSON and YAML in the shapes in which catalogs are written, their encodings."""

from __future__ import annotations

import json

import pytest

from catalog.intake import IntakeError
from tests.intake.reading_rows import Row, read, row, rows

TWO = [row("OX-1", "400", "Bad"), row("OX-2", "404", "Gone")]


@pytest.mark.parametrize(
    "above",
    ["Ox Error Codes\n", "# comment\n", "sep=,\n", "Ox,,\n,,\n", "Ox errors\n\nStand: 2024\n"],
    ids=["title", "comment", "sep", "padded title", "two lines"],
)
def test_lines_before_the_header_of_a_csv_are_no_header(above: str) -> None:
    text = f"{above}Error Code,HTTP Status,Message\nOX-1,400,Bad\nOX-2,404,Gone\n,400,No code\n"
    reading = read(text, name="ox.csv")
    assert rows(reading) == TWO
    assert [each.line for each in reading.rejected] == [above.count("\n") + 4]
    assert rows(read(text.replace(",", "\t").replace("sep=\t", "sep=,"), name="ox.tsv")) == TWO


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            {"CO1": {"message": "a", "http_status": 401}, "CO2": {"message": "b"}},
            [row("CO1", "401", "a"), row("CO2", "", "b")],
        ),
        ({"CO1": {"message": "a"}, "CO2": {"description": "b"}}, [row("CO1", "", "a"), row("CO2", tells="b")]),
        (
            {f"no_{each}": f"No {each} is left." for each in "abcdefghi"} | {"missing": "It is missing."},
            [
                *(row(f"no_{each}", "", f"No {each} is left.") for each in "abcdefghi"),
                row("missing", "", "It is missing."),
            ],
        ),
        (
            [{"errorCode": "CO1", "errorSummary": "Gone", "errorDescription": "It is gone."}],
            [row("CO1", "", "Gone", tells="It is gone.")],
        ),
        ({"errors": {"1001": "Key bad", "1002": "Key old"}}, [row("1001", "", "Key bad"), row("1002", "", "Key old")]),
        (
            [{"http_status": 404, "error": {"code": "no_ox", "message": "Gone"}}],
            [row("no_ox", "404", "Gone")],
        ),
        (
            {"errors": [{"code": "CO1", "messages": ["a", "b"], "statusCode": [400, 404]}]},
            [row("CO1", status, message) for message in "ab" for status in ("400", "404")],
        ),
        (
            [{"code": 7, "causes": "", "description": "Trial."}, {"code": 8, "causes": "Old", "description": "Late"}],
            [row("7", tells="Trial."), row("8", tells="Old\nLate")],
        ),
        (
            {"headers": ["Error Code", "Message"], "rows": [["4001", "Bad"], ["4002", "Worse"]]},
            [row("4001", "", "Bad"), row("4002", "", "Worse")],
        ),
    ],
    ids=[
        "some with more",
        "one field each",
        "word among codes",
        "keys in humps",
        "to messages",
        "error within",
        "lists",
        "descriptions",
        "header and rows",
    ],
)
def test_a_catalog_in_json_is_read_whatever_its_shape(value: object, expected: list[Row]) -> None:
    assert rows(read(json.dumps(value))) == expected


def test_a_json_object_a_line_is_a_row_a_line() -> None:
    assert rows(read('{"code": "CO1", "message": "a"}\n{"code": "CO2", "message": "b"}\n')) == [
        row("CO1", "", "a"),
        row("CO2", "", "b"),
    ]


def test_several_yaml_documents_in_one_are_rows() -> None:
    assert rows(read("---\ncode: CO1\nmessage: a\n---\ncode: CO2\nmessage: b\n")) == [
        row("CO1", "", "a"),
        row("CO2", "", "b"),
    ]
    assert rows(read("errors:\n  CO1: Something bad\n  CO2: Something worse\n")) == [
        row("CO1", "", "Something bad"),
        row("CO2", "", "Something worse"),
    ]


def test_an_example_of_openapi_may_be_json_in_a_text() -> None:
    document = {
        "openapi": "3.0.0",
        "info": {"title": "Cows"},
        "paths": {
            "/cows": {
                "get": {
                    "responses": {
                        "404": {
                            "description": "No cow",
                            "content": {"application/json": {"example": '{"code": "no_cow", "message": "Gone."}'}},
                        }
                    }
                }
            }
        },
    }
    assert rows(read(json.dumps(document))) == [row("no_cow", "404", "Gone.", tells="No cow")]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("code,message\nKÜ.1,Schlüssel ungültig\n", "latin-1"),
        ("code,message\nKÜ.1,Señal inválida\n", "latin-1"),
        ("code,message\nKÜ.1,“Muh” – laut\n", "cp1252"),
        ("code,message\nKÜ.1,镜像不存在，请检查\n", "gb18030"),
    ],
)
def test_a_document_that_does_not_say_its_encoding_is_read_by_its_letters(text: str, encoding: str) -> None:
    if encoding == "gb18030":
        text = text.replace("KÜ", "KU")
    assert rows(read(text.encode(encoding), name="a.csv"))[0][2] == text.rstrip().rpartition(",")[2]


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "shift_jis", "koi8-r"])
def test_the_encoding_that_a_page_declares_is_the_one_it_is_read_in(declared: str) -> None:
    text = {"shift_jis": "鍵が無効です", "koi8-r": "Ключ неверен"}.get(declared, "Schlüssel ungültig")
    page = f'<html><meta charset="{declared}"><table><tr><th>Error Code<th>Message<tr><td>K.1<td>{text}</table>'
    assert rows(read(page.encode(declared))) == [row("K.1", "", text)]


@pytest.mark.parametrize("other", [{"version": "1.0"}, {"missing": "It is.", "lost": "It is."}, {"name": "All of it"}])
def test_a_mapping_with_other_things_than_codes_is_no_catalog(other: dict[str, str]) -> None:
    value = {f"no_{each}": f"No {each} is left." for each in "abcdefghi"} | other
    with pytest.raises(IntakeError, match="no error catalog"):
        read(json.dumps(value), name="ox.json")


def test_data_of_an_interface_with_its_schema_are_no_errors() -> None:
    schema = {"schema": {"properties": {"cup_hash": {"title": "Hash of the cup"}}}}
    result = {"name": "result", "description": "It is done.", **schema}
    errors = {"CUP_GONE": {"code": 51, "message": "Cup gone"}, "NO_LID": {"code": 52, "message": "No lid"}}
    value = {"methods": [{"result": result}], "components": {"errors": errors}}
    assert [each[0] for each in rows(read(json.dumps(value), name="tea.json"))] == ["51", "52"]
    assert [each[0] for each in rows(read(json.dumps({"result": {"code": "E1", **result}}), name="tea.json"))] == ["E1"]
