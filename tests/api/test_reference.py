"""The page of the REST interface: it tells everything that the schema says, and each thing has an address."""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from typing import Any

import pytest
from django.test import Client, override_settings
from selectolax.lexbor import LexborHTMLParser

from catalog.api.kinds import Kind, kind_of
from catalog.api.reference import Operation, Reference, reference_of
from catalog.api.schema import interface_schema
from catalog.api.team_views import CURATION_TAG, TEAM_TAG
from catalog.templatetags.reference_text import from_markdown, names_marked
from tests.payloads import PAYLOADS

pytestmark = pytest.mark.django_db

METHODS = ("get", "post")
PAGES_OF_TAGS = {TEAM_TAG: "/api/docs/team/", CURATION_TAG: "/api/docs/curation/"}


@pytest.fixture(params=["/api/docs/", "/api/docs/team/", "/api/docs/curation/"])
def address(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(client: Client, address: str) -> LexborHTMLParser:
    response = client.get(address)
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


@pytest.fixture
def schema(client: Client, address: str) -> dict[str, Any]:
    """The part of the schema that the page at ``address`` documents."""
    whole: dict[str, Any] = client.get("/api/schema/").json()
    for methods in whole["paths"].values():
        for method in [*methods]:
            if PAGES_OF_TAGS.get(methods[method]["tags"][0], "/api/docs/") != address:
                del methods[method]
    return whole


def operations(schema: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, text) for path, methods in schema["paths"].items() for method, text in methods.items()]


def referenced(part: object, schema: dict[str, Any]) -> set[str]:
    """Names of the schemas that a part of a schema leads to."""
    names: set[str] = set()
    waiting = [json.dumps(part)]
    while waiting:
        for name in set(re.findall(r"#/components/schemas/([^\"]+)", waiting.pop())) - names:
            names.add(name)
            waiting.append(json.dumps(schema["components"]["schemas"][name]))
    return names


def contents_of_success(operation: dict[str, Any]) -> list[str]:
    answers = (answer for status, answer in operation["responses"].items() if status.startswith("2"))
    return [media_type for answer in answers for media_type in answer.get("content", ())]


def text_of(page: LexborHTMLParser, selector: str) -> str:
    result = page.css_first(selector)
    assert result is not None, selector
    return str(result.text())


def read(**schema: Any) -> Reference:
    """The reference of a small schema, with nothing in it but what is given."""
    return reference_of({"info": {"title": "t"}, "paths": {}, **schema}, "http://here")


def the_one(result: dict[str, Any], method: str = "post") -> Operation:
    expected = {"operationId": "one", "responses": {}, **result}
    return read(paths={"/one": {method: expected}}).groups[0].operations[0]


def test_every_operation_is_documented(page: LexborHTMLParser, schema: dict[str, Any]) -> None:
    for path, method, operation in operations(schema):
        report = text_of(page, f"article#{operation['operationId']}")
        for text in (path, method.upper(), operation["summary"], *operation["responses"]):
            assert text in report, operation["operationId"]
        for parameter in operation.get("parameters", ()):
            assert parameter["name"] in (report if parameter["in"] != "header" else text_of(page, "#ask-again"))
        for media_type in [*operation.get("requestBody", {}).get("content", ()), *contents_of_success(operation)]:
            assert media_type in report
    links = [each.attributes["href"] for each in page.css("nav.toc a")]
    assert {f"#{content['operationId']}" for _, _, content in operations(schema)} <= set(links)


def test_every_example_is_told(page: LexborHTMLParser, schema: dict[str, Any]) -> None:
    items = [each.text() for each in page.css("pre")]
    for _, _, operation in operations(schema):
        for status, answer in operation["responses"].items():
            for content in answer.get("content", {}).values():
                for example in content.get("examples", {}).values():
                    value = example["value"]
                    # A parser of HTML leaves out the first line, where it is empty.
                    texts = [value.strip("\n")] if isinstance(value, str) else []
                    wanted = {*texts, json.dumps(value, ensure_ascii=False, indent=2)}
                    assert any(text.strip("\n") in wanted for text in items), (operation["operationId"], status)
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
            for example in content.get("examples", {}).values():
                value = example["value"]
                body = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                assert any(shlex.quote(body) in text and media_type in text for text in items)


def test_every_shape_and_every_refusal_is_told(page: LexborHTMLParser, schema: dict[str, Any]) -> None:
    for name in referenced(schema["paths"], schema):
        shape = schema["components"]["schemas"][name]
        if "properties" in shape:
            report = text_of(page, f"article#object-{name}")
            assert all(field in report for field in shape["properties"])
    for _, _, text in operations(schema):
        for status, answer in text["responses"].items():
            if not status.startswith("2"):
                assert answer["description"].replace("`", "") in text_of(page, f"#status-{status}")


def test_every_address_on_the_page_is_there_once(page: LexborHTMLParser) -> None:
    names = Counter(each.attributes["id"] for each in page.css("[id]"))
    assert {name: times for name, times in names.items() if times > 1} == {}
    wanted = {(each.attributes["href"] or "").removeprefix("#") for each in page.css('a[href^="#"]')}
    assert wanted <= names.keys()


def test_the_page_is_no_heavier_than_others(client: Client, address: str) -> None:
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert (answer.headers["Content-Encoding"], "Accept-Encoding" in answer.headers["Vary"]) == ("gzip", True)
    assert len(answer.content) < 30_000
    assert len(client.get(address).content) < 100 * 1024


@pytest.mark.parametrize("address", ["/api/docs/"], indirect=True)
def test_a_curl_line_asks_what_the_example_asked(client: Client, page: LexborHTMLParser) -> None:
    # The button copies the line above it.
    lines = [each.text() for each in page.css(".asked > pre")]
    assert len(lines) == len(page.css(".asked button[data-copy-before]")) >= 12
    for line in lines:
        command, address, *options = shlex.split(line.replace("\\\n", " "))
        assert (command, address.startswith("http://testserver/api/v1/")) == ("curl", True)
        given = list(zip(options[::2], options[1::2], strict=True))
        headers = dict(value.split(": ", 1) for name, value in given if name == "-H")
        bodies = [value for name, value in given if name == "--data-binary"]
        kind = headers.pop("Content-Type", "text/plain")
        path = address.removeprefix("http://testserver")
        answer = client.generic("POST" if bodies else "GET", path, "".join(bodies), content_type=kind, headers=headers)
        assert answer.status_code in (200, 201, 404), line
        assert not headers or answer.status_code == 404 or answer.headers["Content-Type"].startswith(headers["Accept"])


def test_it_says_whether_a_key_is_needed(client: Client) -> None:
    assert "no key" in client.get("/api/docs/").content.decode()
    with override_settings(PORTAL_READ_OPEN=False):
        closed = client.get("/api/docs/")
    assert (closed.status_code, "answers only requests with a key" in closed.content.decode()) == (200, True)


def test_it_is_kept(client: Client) -> None:
    etag = client.get("/api/docs/").headers["ETag"]
    assert client.get("/api/docs/", headers={"If-None-Match": etag}).status_code == 304


def test_hostile_texts_are_texts(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    all_of_them = "\n".join(PAYLOADS)
    content = {"examples": {"A": {"value": {all_of_them: all_of_them}}}, "schema": {"type": "string", "enum": PAYLOADS}}
    text = {
        "operationId": "one",
        "summary": all_of_them,
        "description": all_of_them,
        "parameters": [{"name": each, "in": "query", "description": each} for each in PAYLOADS],
        "requestBody": {"content": {"application/json": content}},
        "responses": {
            status: {"description": all_of_them, "content": {"application/json": content, "text/plain": content}}
            for status in ("200", "400")
        },
    }
    fields = {"properties": {each: {"type": "string", "description": each} for each in PAYLOADS}}
    hostile = {
        "info": {"title": all_of_them, "description": all_of_them},
        "tags": [{"name": all_of_them, "description": all_of_them}],
        "paths": {"/one": {"post": text}},
        "components": {"schemas": {"Shape": {"description": all_of_them, **fields}}},
    }
    usual = LexborHTMLParser(client.get("/api/docs/").content.decode())
    monkeypatch.setattr("catalog.api.schema_views.interface_schema", lambda: hostile)
    page = client.get("/api/docs/", headers={"host": "localhost"}).content.decode()
    assert "<script>alert" not in page
    result = LexborHTMLParser(page)
    assert len(result.css("script")) == len(usual.css("script"))
    assert {each.attributes.get("src") for each in result.css("img")} == {"/static/icon.svg"}
    assert result.css("iframe, object, embed, base, style") == []
    assert len(result.css("svg")) == len(usual.css("svg"))
    for each in result.css("*"):
        assert not any(name.startswith("on") for name in each.attributes)
        assert not (each.attributes.get("href") or "").lower().startswith(("javascript:", "data:", "vbscript:"))


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ({}, Kind("any")),
        ({"type": "string", "format": "date"}, Kind("string", format="date")),
        ({"type": ["integer", "null"], "minimum": 1}, Kind("integer", nullable=True, least=1)),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}, Kind("Thing", is_shape=True, many=True)),
        ({"oneOf": [{"$ref": "#/c/s/Color"}, {"type": "null"}]}, Kind("string", choices=("red",), nullable=True)),
        ({"oneOf": [{"type": "integer"}, {"type": "string", "maxLength": 0}]}, Kind("integer", may_be_empty=True)),
        ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, Kind("integer | string")),
        ({"$ref": "#/components/schemas/Nowhere"}, Kind("any")),
        ({"type": "integer", "default": 0}, Kind("integer", default="0")),
    ],
)
def test_kinds_are_read(part: dict[str, Any], kind: Kind) -> None:
    shapes = {"Thing": {"type": "object", "properties": {}}, "Color": {"type": "string", "enum": ["red"]}}
    assert kind_of(part, shapes) == kind


def test_an_example_without_its_other_half_is_told_all_the_same() -> None:
    content = {"application/json": {"examples": {"AnExample": {"value": [1]}}}}
    request = the_one({"requestBody": {"content": content}}).examples[0]
    assert (request.name, request.answer) == ("An example", "")
    assert "--data-binary '[1]'" in request.curl
    answered = the_one({"responses": {"200": {"content": content}}}).examples[0]
    assert (answered.curl, answered.answer) == ("curl http://here/one", "[\n  1\n]")


def test_operations_stand_in_the_order_of_their_tags() -> None:
    paths = {
        f"/{name}": {"get": {"operationId": name, "tags": tags, "responses": {}}}
        for name, tags in {"a": ["late"], "b": ["early"], "c": [], "d": ["late"]}.items()
    }
    groups = read(paths=paths, tags=[{"name": "early"}, {"name": "late"}]).groups
    assert [[each.name for each in group.operations] for group in groups] == [["b"], ["a", "d"], ["c"]]


def test_what_differs_is_not_told_once() -> None:
    paths = {
        f"/{name}": {"get": {"operationId": name, "responses": {"404": {"description": report}}}}
        for name, report in {"a": "No a.", "b": "No b.", "c": "No b."}.items()
    }
    refusals = read(paths=paths).refusals
    assert [(each.description, each.operations) for each in refusals] == [("No a.", ("a",)), ("No b.", ("b", "c"))]


def test_texts_are_made_html() -> None:
    assert (
        from_markdown("As `a < b`, *so*\n\n<b>") == "<p>As <code>a &lt; b</code>, <em>so</em></p>\n<p>&lt;b&gt;</p>\n"
    )
    assert "<img" not in from_markdown("![x](http://elsewhere.example/x.png)")
    assert "javascript:" not in from_markdown("[x](javascript:alert(1))").partition("href")[2]
    assert names_marked('{\n  "a": "b: <c>"\n}') == ('{\n  <b>"a"</b>: "b: &lt;c&gt;"\n}')


def test_the_schema_is_made_once() -> None:
    assert interface_schema() is interface_schema()


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/api/docs/", "It needs no cookie and no key."),
        ("/api/docs/team/", "a key that has the scope of the operation"),
        ("/api/docs/curation/", "a key that has the scope of the operation"),
    ],
)
def test_page_says_whether_its_operations_need_a_key(client: Client, path: str, sentence: str) -> None:
    assert sentence in client.get(path).content.decode()
