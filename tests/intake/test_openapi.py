"""OpenAPI documents: listed codes, constants, named examples, lists of their authors, and the marks of the service."""

from __future__ import annotations

import json
from typing import Any

import pytest

from catalog.intake import IntakeError
from tests.intake.reading_rows import read, row, rows


def document(responses: dict[str, Any] | None = None, **more: Any) -> str:
    paths = {"/p": {"post": {"operationId": "makePot", "responses": responses}}} if responses else {}
    return json.dumps({"openapi": "3.1.0", "info": {"title": "Pots", "version": "1"}, "paths": paths, **more})


def body(schema: Any = None, **medium: Any) -> dict[str, Any]:
    return {"description": "e", "content": {"application/json": {**medium, **({"schema": schema} if schema else {})}}}


def test_codes_that_a_schema_lists_are_taken_and_examples_of_properties_make_no_body() -> None:
    schema = {
        "type": "object",
        "properties": {
            "code": {"type": "string", "example": "name_bad", "enum": ["no_token", "file_gone", "name_bad"]},
            "message": {"type": "string", "example": "Method off"},
        },
    }
    shared = {"$ref": "#/components/schemas/E"}
    reading = read(document({"401": body(shared), "404": body(shared)}, components={"schemas": {"E": schema}}))
    assert rows(reading) == [row("no_token"), row("file_gone"), row("name_bad")]
    single = read(document({"404": body(shared)}, components={"schemas": {"E": schema}}))
    assert {each[1] for each in rows(single)} == {"404"}


def test_constants_beside_their_descriptions_are_errors() -> None:
    issues = [
        {"properties": {"issue": {"enum": ["NO_FIELD"]}, "description": {"enum": ["A field is missing."]}}},
        {"properties": {"issue": {"const": "TOO_LONG"}, "description": {"const": "Too long."}}},
    ]
    reading = read(document(components={"schemas": {"Issues": {"anyOf": issues}}}))
    assert rows(reading) == [row("NO_FIELD", tells="A field is missing."), row("TOO_LONG", tells="Too long.")]


def test_the_code_may_be_called_error_and_a_sentence_is_none() -> None:
    good = read(document({"default": body(example={"ok": False, "error": "too_many"})}))
    assert [each[0] for each in rows(good)] == ["too_many"]
    nested = {"error": {"code": 404, "status": "NOT_FOUND", "message": "Gone"}}
    assert rows(read(document({"404": body(example=nested)})))[0][:3] == ("NOT_FOUND", "404", "Gone")


def test_a_named_example_without_a_code_is_called_by_its_name() -> None:
    examples = {"POT_COLD": {"value": {"message": "The pot is cold"}}, "ok": {"value": {"message": "fine"}}}
    reading = read(document({"409": body(examples=examples)}))
    assert [each[:3] for each in rows(reading)] == [("POT_COLD", "409", "The pot is cold")]


def test_lists_of_the_documents_author_are_read() -> None:
    listed = [{"code": "POT.1", "message": "Cold"}, {"code": "POT.2", "message": "Hot"}]
    more: dict[str, Any] = {"x-error-codes": listed}
    reading = read(document(**more))
    assert rows(reading) == [row("POT.1", "", "Cold"), row("POT.2", "", "Hot")]


def test_servers_and_operations_are_the_marks_of_the_service() -> None:
    servers = [{"url": "https://{region}.pots.example.org/v1"}, {"url": "http://localhost:80"}, {"url": "/v1"}]
    text = document({"400": body(example={"code": "P.1", "message": "no"})}, servers=servers)
    marks = read(text).catalogs[0].service.marks
    assert marks.hosts == ("*.pots.example.org",)
    assert (marks.operations, marks.names) == (("makePot",), ("Pots",))


def test_a_schema_within_itself_ends() -> None:
    schema: dict[str, Any] = {
        "properties": {"code": {"enum": ["A_1"]}, "inner": {"$ref": "#/components/schemas/Error"}}
    }
    assert [each[0] for each in rows(read(document(components={"schemas": {"Error": schema}})))] == ["A_1"]


@pytest.mark.parametrize("name", ["DefaultPaymentMethod", "IssuesStatus"])
def test_schema_whose_name_has_a_word_of_errors_within_another_holds_no_codes(name: str) -> None:
    schemas = {
        name: {"type": "string", "enum": ["SAME_DAY_PAY", "SLOW_PAY"]},
        "ErrorCode": {"type": "string", "enum": ["NOT_FOUND", "BAD_REQUEST"]},
    }
    document = {
        "openapi": "3.0.0",
        "info": {"title": "X", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    assert {each[0] for each in rows(read(json.dumps(document)))} == {"NOT_FOUND", "BAD_REQUEST"}


@pytest.mark.parametrize("name", ["errors_enum_source", "annotation_enum_connectivity_issue"])
def test_enumeration_of_something_about_errors_is_no_list_of_errors(name: str) -> None:
    schema = {"type": "string", "enum": ["SDK_V1", "API_V2"]}
    with pytest.raises(IntakeError, match="names no error codes"):
        read(document(components={"schemas": {name: schema}}), name="x.json")


def test_schemas_that_are_called_after_a_status_have_it_where_no_response_tells_one() -> None:
    def error(code: str) -> dict[str, Any]:
        return {"properties": {"name": {"enum": [code]}, "message": {"enum": [f"{code} failed."]}}}

    schemas = {
        "error_400": error("POT_BAD"),
        "error-409": error("POT_TAKEN"),
        "Error1404": error("POT_LOST"),
        "error_499": error("POT_LEFT"),
        "error_503": error("POT_BUSY"),
    }
    busy = {"502": body({"$ref": "#/components/schemas/error_503"})}
    assert {each[0]: each[1] for each in rows(read(document(busy, components={"schemas": schemas})))} == {
        "POT_BAD": "400",
        "POT_TAKEN": "409",
        "POT_LOST": "",
        "POT_LEFT": "",
        "POT_BUSY": "502",
    }


LIDS = "Not now.\n\n| Code | Message |\n|---|---|\n| `lid_{}` | The lid is {} |\n| `pot_{}` | The pot is {} |\n"


def lids(word: str) -> dict[str, Any]:
    return {"description": LIDS.format(word, word, word, word)}


def test_table_in_the_description_of_a_response_has_its_status() -> None:
    shared = {"responses": {"Gone": lids("gone"), "Off": lids("off")}}
    responses = {
        "200": lids("fine"),
        "400": lids("open"),
        "404": {"$ref": "#/components/responses/Gone"},
        "409": {"$ref": "#/components/responses/Off"},
        "423": {"$ref": "#/components/responses/Off"},
        "default": lids("odd"),
    }
    assert [each[:3] for each in rows(read(document(responses, components=shared)))] == [
        ("lid_open", "400", "The lid is open"),
        ("pot_open", "400", "The pot is open"),
        ("lid_odd", "", "The lid is odd"),
        ("pot_odd", "", "The pot is odd"),
        ("lid_gone", "404", "The lid is gone"),
        ("pot_gone", "404", "The pot is gone"),
        ("lid_off", "", "The lid is off"),
        ("pot_off", "", "The pot is off"),
    ]


def test_one_table_in_responses_of_two_statuses_is_of_both() -> None:
    reading = read(document({"400": lids("cold"), "409": lids("cold")}))
    assert [each[:2] for each in rows(reading)] == [
        ("lid_cold", "400"),
        ("lid_cold", "409"),
        ("pot_cold", "400"),
        ("pot_cold", "409"),
    ]


def test_status_of_a_table_in_a_description_is_its_own_column() -> None:
    text = "| Code | HTTP status | Message |\n|---|---|---|\n| `lid_off` | 423 | The lid is off |\n"
    assert [each[:2] for each in rows(read(document({"400": {"description": text}})))] == [("lid_off", "423")]
    with pytest.raises(IntakeError):
        read(document({"400": {"description": "| Size | Weight |\n|---|---|\n| 1 | light |\n| 2 | heavy |\n"}}))
