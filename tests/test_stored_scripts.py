"""No text of a vendor or of a paste becomes an element, an attribute or a script, through any door."""

from __future__ import annotations

import ast
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import Settings
from selectolax.lexbor import LexborHTMLParser

from catalog import ingest, models
from catalog.intake import IntakeError
from catalog.printing.plain_text import bracketed
from tests.catalog_rows import for_the_file
from tests.markup_checks import check_markdown, check_page, of_the_templates, shapes
from tests.payloads import ADDRESSES, MARKDOWN, MARKUP, PAYLOADS, packed

pytestmark = pytest.mark.django_db

PLAIN = "plain words"

# An address does harm where it begins a text, and Markdown where it is not in another's block: these stand alone.
TEXTS = (*packed(MARKUP), *ADDRESSES, *MARKDOWN)
IN_A_LINE = (*packed(MARKUP, between=" "), *ADDRESSES, *MARKDOWN)
"""The payloads, several in one text where none of them hides another: half as many pages to make and look through."""


def check_data(answer: Any, media_type: str) -> str:
    """An answer that no browser takes for a page."""
    assert answer.status_code == 200, answer.content[:300]
    assert answer.headers["Content-Type"].split(";")[0] == media_type
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    return str(answer.content.decode())


def export(texts: Iterable[str]) -> dict[str, object]:
    """A catalog as an export has it: of each text a service, in every field that a vendor's text reaches."""
    return {
        "format": "error-catalog",
        "version": 1,
        "services": [_service(number, text) for number, text in enumerate(texts)],
    }


def _service(number: int, text: str) -> dict[str, object]:
    line = " ".join(text.split())[:150]
    tail = quote(line, safe="<>\"'`()=;:/{}[]|&!*+,@")
    case = {
        "section": line,
        "message": f"{number} {text} {{id}} [{{{line}}}, ...]",
        "description": text,
        "solution": text,
        "sample": f'{{"error_code": {json.dumps(line)}, "error_msg": {json.dumps(text)}}}',
        "former": [text, f"formerly {text}"],
        "replaced_by": line,
        "vendor_description": f"vendor {text}",
        "vendor_solution": f"vendor {text}",
        "source": {"url": f"https://docs.example/{tail}", "updated": "2026-01-02", "imported": "2026-01-02"},
    }
    return {
        "service": f"s{number}",
        "name": line,
        "vendor": line,
        "prefixes": [line],
        "documentation": f"https://docs.example/{tail}",
        "support_url": f"https://docs.example/{tail}",
        "updated": "2026-01-02",
        "body": {"code_field": line[:100], "message_field": line[:100]},
        "referrals": [{"prefix": line, "title": text}],
        "errors": [
            {"code": line, "cases": [case | {"http_status": 404}, case | {"http_status": 409, "message": text}]},
            {"code": f"{line}.2", "cases": [case | {"withdrawn": "2026-01-03", "replaced_by": None}]},
        ],
    }


def import_payloads() -> None:
    result = ingest.ingest(json.dumps(export(TEXTS)).encode(), name="export.json")
    assert result.reading.rejected == ()


catalog_of_payloads = for_the_file(import_payloads, autouse=False)


@pytest.fixture
def vendors(catalog_of_payloads: None, settings: Settings) -> list[tuple[str, str]]:
    """The catalog of all payloads; (service, code) of each."""
    settings.PORTAL_DIAGNOSE_RATE = None
    return [(row.service.slug, row.code) for row in models.Code.objects.select_related("service")]


def error_path(slug: str, code: str) -> str:
    return f"/errors/{slug}/{quote(code, safe='')}/"


def test_vendor_text_is_escaped(client: Client, vendors: list[tuple[str, str]]) -> None:
    assert len(vendors) == 2 * len(TEXTS)
    assert len(of_the_templates()) > 100
    assert not {name for _, name in of_the_templates()} & {"onclick", "onerror", "style", "srcdoc"}
    number, text = next((number, text) for number, text in enumerate(TEXTS) if PAYLOADS[3] in text)
    page = client.get(error_path(f"s{number}", " ".join(text.split()))).content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


@pytest.mark.parametrize(
    "page",
    [
        *("<img src=x onerror=alert(1)>", "<a href='java\tscript:alert(1)'>", "<p style='x'>", "<script>1</script>"),
        *("<script src=//evil.example/></script>", "<base href=//evil.example/>", "<form action=https://a></form>"),
        *("<portal-x>", "<iframe>", "<p hx-get='//evil.example'>", "<a href='data:text/html,x'>"),
    ],
)
def test_the_check_itself_sees_what_is_wrong(page: str) -> None:
    answer = HttpResponse(page, headers={"X-Content-Type-Options": "nosniff", "Content-Security-Policy": ""})
    with pytest.raises(AssertionError):
        check_page(answer)


def test_vendors_texts_on_every_page(client: Client, vendors: list[tuple[str, str]]) -> None:
    for path in ("/", "/errors/", "/errors/?page=2", "/overview/", "/troubleshoot/"):
        check_page(client.get(path))
    for slug, code in dict(reversed(vendors)).items():
        check_page(client.get(f"/errors/{slug}/"))
        check_page(client.get(f"/errors/{slug}/?section={quote(code, safe='')}"))
    first = dict(reversed(vendors))
    for slug, code in vendors:
        request = quote(code, safe="")
        for path in (
            error_path(slug, code),
            f"{error_path(slug, code)}?was={request}",
            f"/errors/?q={request}&service={slug}",
            f"/troubleshoot/?q={request}&service={slug}",
        ):
            check_page(client.get(path))
        if first[slug] != code:
            # It differs from the first in being withdrawn, and in what its own pages say of that.
            continue
        for path in (f"/errors/?q={request}", f"/find/?q={request}", f"/go/{request}", f"/go/{request}x"):
            check_page(client.get(path))


def test_vendors_texts_in_every_other_form(client: Client, vendors: list[tuple[str, str]]) -> None:
    for slug, code in vendors:
        path = error_path(slug, code)
        report = check_data(client.get(path, headers={"accept": "application/json"}), "application/json")
        assert json.loads(report)["code"] == code
        check_markdown(check_data(client.get(path, headers={"accept": "text/markdown"}), "text/markdown"))
        for kind, media_type in (("application/json",) * 2, ("text/markdown",) * 2, ("text/plain",) * 2):
            answer = client.post(
                f"/api/v1/diagnose?service={slug}", code, content_type="text/plain", headers={"accept": kind}
            )
            report = check_data(answer, media_type)
            if kind == "text/markdown":
                check_markdown(report)
        check_data(client.get(f"/api/v1{path}"), "application/json")
    for number in range(len(TEXTS)):
        module = ast.parse(check_data(client.get(f"/api/v1/enums/s{number}.py"), "text/x-python"))
        assert [type(each) for each in module.body] == [ast.Expr, ast.ImportFrom, ast.ClassDef]
        kinds = {type(each) for each in module.body[2].body}  # type: ignore[attr-defined]
        assert kinds <= {ast.Expr, ast.Assign}
        lines = check_data(client.get(f"/api/v1/enums/s{number}.ts"), "text/x-typescript").splitlines()
        shape = (
            r"export const ErrorCode = \{| *"
            r'/\*\* ((?!\*/).)* \*/|  \w+: ".*",|\} as const;||export type .*;'
        )
        assert [line for line in lines if not re.fullmatch(shape, line)] == []
    for path in ("/api/v1/services/", "/api/v1/errors/?page_size=100", "/api/v1/catalog.json", "/api/v1/changes"):
        json.loads(check_data(client.get(path), "application/json"))


def test_vendors_texts_in_xml(client: Client, vendors: list[tuple[str, str]]) -> None:
    sitemap = ET.fromstring(check_data(client.get("/sitemap.xml"), "application/xml"))
    assert {each.tag.rpartition("}")[2] for each in sitemap.iter()} == {"urlset", "url", "loc"}
    assert len(list(sitemap)) >= len(vendors) + len(TEXTS)
    for place in sitemap.iter("{*}loc"):
        assert re.fullmatch(r"http://testserver/[!-~]*", place.text or "")
    feed = ET.fromstring(check_data(client.get("/api/v1/changes.atom"), "application/atom+xml"))
    tags = {"feed", "title", "subtitle", "link", "id", "updated", "author", "name", "entry", "published", "summary"}
    assert {each.tag.rpartition("}")[2] for each in feed.iter()} <= {*tags, "category", "rights"}
    for summary in feed.iter("{*}summary"):
        assert {tag for tag, _ in shapes(summary.text or "")} <= {"html", "head", "body"}
    for link in feed.iter("{*}link"):
        assert link.attrib["href"].startswith("http://testserver/")
    engine = ET.fromstring(client.get("/opensearch.xml", headers={"host": "localhost"}).content)
    assert len(list(engine)) == 4


@pytest.mark.usefixtures("vendors")
def test_pasted_texts(client: Client) -> None:
    for text in IN_A_LINE:
        request = quote(text, safe="")
        as_json = json.dumps({"error_code": text, "error_msg": text, "request_id": text})
        bodies = (text, as_json, f"HTTP/1.1 404 {text}\n\n{text}", f"password={text}\n{PAYLOADS[0]}: {text}")
        for body in bodies:
            check_page(client.post("/troubleshoot/", {"body": body, "service": text, "http_status": text}))
        uploaded = client.post("/troubleshoot/", {"log": SimpleUploadedFile("a.log", as_json.encode())})
        check_page(uploaded)
        ticket = LexborHTMLParser(uploaded.content.decode()).css_first("#ticket")
        assert ticket
        check_markdown(ticket.text())
        for path in (
            f"/troubleshoot/?q={request}",
            f"/errors/?q={request}",
            f"/errors/?q=zz{request}",
            f"/errors/?service={request}&section={request}",
            f"/errors/?http_status={request}",
            f"/errors/?page={request}",
            f"/errors/nothing/{request}/",
            f"/find/?q={request}",
            f"/find/?q=zz{request}",
            f"/go/{request}",
            f"/go/zz{request}",
            f"/{request}",
            f"/{request}/",
        ):
            check_page(client.get(path))
        for kind in ("text/markdown", "application/json"):
            answer = client.get(f"/go/zz{request}", headers={"accept": kind})
            if kind == "application/json":
                assert answer.headers["Content-Type"] == kind
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.json()
            elif "\n" in text:
                # No code has a line break in it: this is no address of a code.
                check_page(answer)
            else:
                assert answer.headers["Content-Type"].startswith(kind)
                check_markdown(answer.content.decode())
        response = client.post(
            "/api/v1/diagnose", as_json, content_type="text/html", headers={"accept": "text/markdown"}
        )
        check_markdown(response.content.decode())


def test_an_import_takes_no_address_that_runs_something() -> None:
    for address in ("javascript:alert(1)", "JaVaScRiPt://x/%0aalert(1)", "data:text/html,x", "vbscript:x", " //evil"):
        for name in ("documentation", "support_url"):
            wrong = export([PLAIN])
            wrong["services"][0][name] = address  # type: ignore[index]
            with pytest.raises(IntakeError):
                ingest.ingest(json.dumps(wrong).encode(), name="export.json")
        wrong = export([PLAIN])
        wrong["services"][0]["errors"][0]["cases"][0]["source"] = {"url": address}  # type: ignore[index]
        assert ingest.ingest(json.dumps(wrong).encode(), name="export.json").reading.rejected
    assert not models.Case.objects.exclude(source_url__startswith="https://docs.example/").exists()


def test_an_address_in_markdown_ends_where_it_ends() -> None:
    assert bracketed("https://a.example/x?y=1&z=%3C") == "<https://a.example/x?y=1&z=%3C>"
    assert bracketed("https://a.example/><img>\\ x\ny") == "<https://a.example/%3E%3Cimg%3E%5C%20x%0Ay>"


@pytest.mark.parametrize(
    "path", ["//evil.example/%2f..", "/%5Cevil.example", "//evil.example/errors", "/admin//evil.example"]
)
def test_no_address_leads_elsewhere(client: Client, path: str) -> None:
    answer = client.get(path)
    assert urlsplit(unquote(answer.headers.get("Location", "/"))).netloc == ""


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_a_login_leads_nowhere_else(client: Client, target: str) -> None:
    User.objects.create_superuser("ada", password="a long enough phrase")
    form = {"username": "ada", "password": "a long enough phrase", "next": target}
    answer = client.post(f"/admin/login/?next={quote(target)}", form)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")


def test_a_template_is_no_text() -> None:
    assert "{{ 7|add:7 }}" in render_to_string(
        "pages/problem.html", {"told": "{{ 7|add:7 }}", "status": 1, "title": "x"}
    )
