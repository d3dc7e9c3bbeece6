"""No text of a vendor, of a curator or of a paste becomes an element, an attribute or a script, through any door."""

from __future__ import annotations

import ast
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from markdown_it import MarkdownIt
from pytest_django import Settings
from selectolax.lexbor import LexborHTMLParser

from catalog import ingest, models
from catalog.intake import IntakeError
from catalog.printing.words import bracketed
from tests.payloads import PAYLOADS

pytestmark = pytest.mark.django_db

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
# What is made outside of the templates: by the tags of the catalog's texts, by line breaks, by the parser itself.
BY_TAGS = {"mark", "span", "script", "p", "br", "html", "head", "body", "tbody"}
TAG = re.compile(r"<([a-z][a-z0-9-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"([a-z][a-z0-9:-]*)(?=\s*=|\s|$|/)", re.IGNORECASE)
LINKS = ("href", "src", "action", "formaction", "data-href", "data-paste", "hx-get", "cite", "poster", "xlink:href")
PLAIN = "plain words"
# On the page of a row's history; the policy of every answer stops it, so that it is only not seen.
OF_A_LIBRARY = ("p", "style", "border-top: 0")

Shape = tuple[str, str]


@cache
def of_the_templates() -> frozenset[Shape]:
    """Each element that a template makes, with each attribute that it may have."""
    found: set[Shape] = {("script", "type"), ("span", "class"), *((tag, "") for tag in BY_TAGS)}
    for path in TEMPLATES.rglob("*.html"):
        # A tag of the template language may stand anywhere, also in and between attributes.
        source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", " ", path.read_text())
        source = re.sub(r"<h\s", "<h2 ", source).replace("<h >", "<h2>")
        for tag, rest in TAG.findall(source):
            names = ATTRIBUTE.findall(re.sub(r"=\s*(\"[^\"]*\"|'[^']*')", "= ", rest))
            found |= {(tag.lower(), ""), *((tag.lower(), name.lower()) for name in names)}
    headings = [(f"h{level}", name) for level in "1234" for tag, name in found if tag == "h2"]
    return frozenset({*found, *headings})


def shapes(page: str) -> set[Shape]:
    """The elements of a page with the names of their attributes."""
    found: set[Shape] = set()
    for node in LexborHTMLParser(page).css("*"):
        tag = (node.tag or "").lower()
        found |= {(tag, ""), *((tag, name.lower()) for name in node.attributes)}
    return found


def dangers(page: str) -> list[str]:
    """What no page of the portal has, whoever made it."""
    found = []
    for node in LexborHTMLParser(page).css("*"):
        attributes = {name.lower(): value or "" for name, value in node.attributes.items()}
        kind = attributes.get("type", "")
        if node.tag == "script":
            source = attributes.get("src")
            if source is None and kind not in ("application/ld+json", "application/json"):
                found.append(f"a script in line: {node.html}")
            elif source is None:
                json.loads(node.text())
            elif not source.startswith(("/static/", "/admin/jsi18n/")):
                found.append(f"a script from {source}")
        for name, value in attributes.items():
            if (node.tag, name, value) == OF_A_LIBRARY:
                continue
            if name.startswith(("on", "hx-on")) or name in ("style", "srcdoc", "srcset", "formaction"):
                found.append(f"{name}={value} of {node.tag}")
            if name in LINKS and scheme(value) not in ("", "http", "https", "mailto"):
                found.append(f"{name}={value} of {node.tag}")
            if name in ("hx-get", "action", "src", "data-paste") and not re.match(r"(?:/(?!/)|$|\?|\.|#)", value):
                found.append(f"{name}={value} of {node.tag}")
    return found


def scheme(address: str) -> str:
    """What a browser takes for the scheme: control characters and spaces do not count."""
    return urlsplit(re.sub(r"[\x00-\x20]", "", address)).scheme.lower()


def check_page(answer: Any, allowed: Iterable[Shape] | None = None) -> None:
    """One page: nothing dangerous, nothing that is not its template's, and the same once a browser has repaired it."""
    assert answer.status_code < 500
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "'unsafe" not in answer.headers["Content-Security-Policy"]
    if answer.status_code in (301, 302):
        where = answer.headers["Location"]
        assert (scheme(where), where[:1], where[:2] == "//") == ("", "/", False), where
        return
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    page = answer.content.decode()
    again = LexborHTMLParser(page).html or ""
    for each in (page, again):
        assert dangers(each) == []
        assert shapes(each) - set(of_the_templates() if allowed is None else allowed) == set()


def check_markdown(text: str) -> None:
    """Markdown, as the most trusting reader shows it: HTML and all."""
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    allowed = {"html", "head", "body", "h1", "h2", "ul", "li", "p", "strong", "a", "code", "pre"}
    assert {tag for tag, _ in shapes(html)} <= allowed, text
    assert {name for _, name in shapes(html)} <= {"", "href"}, text
    assert dangers(html) == []
    for node in LexborHTMLParser(html).css("a"):
        assert re.match(r"https?://(testserver|docs\.example)/|/errors/", node.attributes["href"] or ""), text


def check_data(answer: Any, media_type: str) -> str:
    """An answer that no browser takes for a page."""
    assert answer.status_code == 200, answer.content[:300]
    assert answer.headers["Content-Type"].split(";")[0] == media_type
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    return str(answer.content.decode())


def export(payloads: Iterable[str]) -> dict[str, object]:
    """A catalog as an export has it: of each payload a service, in every field that a vendor's text reaches."""
    return {
        "format": "error-catalog",
        "version": 1,
        "services": [_service(number, text) for number, text in enumerate(payloads)],
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


@pytest.fixture
def vendors(settings: Settings) -> list[tuple[str, str]]:
    """The catalog of all payloads; (service, code) of each."""
    settings.PORTAL_DIAGNOSE_RATE = None
    found = ingest.ingest(json.dumps(export(PAYLOADS)).encode(), name="export.json")
    assert found.reading.rejected == ()
    return [(row.service.slug, row.code) for row in models.Code.objects.select_related("service")]


def error_path(slug: str, code: str) -> str:
    return f"/errors/{slug}/{quote(code, safe='')}/"


def test_it_works(client: Client, vendors: list[tuple[str, str]]) -> None:
    assert len(vendors) == 2 * len(PAYLOADS)
    assert len(of_the_templates()) > 100
    assert not {name for _, name in of_the_templates()} & {"onclick", "onerror", "style", "srcdoc"}
    page = client.get(error_path("s3", PAYLOADS[3])).content.decode()
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
    for slug, code in vendors:
        asked = quote(code, safe="")
        for path in (
            f"/errors/{slug}/",
            error_path(slug, code),
            f"{error_path(slug, code)}?was={asked}",
            f"/errors/?q={asked}&service={slug}",
            f"/errors/{slug}/?section={asked}",
            f"/errors/?q={asked}",
            f"/find/?q={asked}",
            f"/go/{asked}",
            f"/go/{asked}x",
            f"/troubleshoot/?q={asked}&service={slug}",
        ):
            check_page(client.get(path))


def test_vendors_texts_in_every_other_form(client: Client, vendors: list[tuple[str, str]]) -> None:
    for slug, code in vendors:
        path = error_path(slug, code)
        told = check_data(client.get(path, headers={"accept": "application/json"}), "application/json")
        assert json.loads(told)["code"] == code
        check_markdown(check_data(client.get(path, headers={"accept": "text/markdown"}), "text/markdown"))
        for kind, media_type in (("application/json",) * 2, ("text/markdown",) * 2, ("text/plain",) * 2):
            answer = client.post(
                f"/api/v1/diagnose?service={slug}", code, content_type="text/plain", headers={"accept": kind}
            )
            told = check_data(answer, media_type)
            if kind == "text/markdown":
                check_markdown(told)
        check_data(client.get(f"/api/v1{path}"), "application/json")
    for number in range(len(PAYLOADS)):
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
    assert len(list(sitemap)) >= len(vendors) + len(PAYLOADS)
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
    for text in PAYLOADS:
        asked = quote(text, safe="")
        as_json = json.dumps({"error_code": text, "error_msg": text, "request_id": text})
        bodies = (text, as_json, f"HTTP/1.1 404 {text}\n\n{text}", f"password={text}\n{PAYLOADS[0]}: {text}")
        for body in bodies:
            check_page(client.post("/troubleshoot/", {"body": body, "service": text, "http_status": text}))
        check_page(client.post("/troubleshoot/", {"log": SimpleUploadedFile("a.log", as_json.encode())}))
        for path in (
            f"/troubleshoot/?q={asked}",
            f"/troubleshoot/?q={quote(as_json)}",
            f"/errors/?q={asked}",
            f"/errors/?q=zz{asked}",
            f"/errors/?service={asked}&section={asked}",
            f"/errors/?http_status={asked}",
            f"/errors/?page={asked}",
            f"/errors/nothing/{asked}/",
            f"/find/?q={asked}",
            f"/find/?q=zz{asked}",
            f"/go/{asked}",
            f"/go/zz{asked}",
            f"/{asked}",
            f"/{asked}/",
        ):
            check_page(client.get(path))
        for kind in ("text/markdown", "application/json"):
            answer = client.get(f"/go/zz{asked}", headers={"accept": kind})
            if "\n" in text:
                # No code has a line break in it: this is no address of a code.
                check_page(answer)
            elif kind == "text/markdown":
                assert answer.headers["Content-Type"].startswith(kind)
                check_markdown(answer.content.decode())
        told = client.post("/api/v1/diagnose", as_json, content_type="text/html", headers={"accept": "text/markdown"})
        check_markdown(told.content.decode())


def test_the_summary_for_a_ticket_is_safe_markdown(client: Client, vendors: list[tuple[str, str]]) -> None:
    for text in PAYLOADS:
        answer = client.post("/troubleshoot/", {"body": json.dumps({"error_code": text, "error_msg": text})})
        bundle = LexborHTMLParser(answer.content.decode()).css_first("#bundle")
        assert bundle
        check_markdown(bundle.text())


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


ADMIN_PAGES = ("changelist", "add", "change", "delete", "history")


def admin_paths() -> list[str]:
    """Every page of the admin about rows that are there."""
    found = ["/admin/"]
    for name, model in (("service", models.Service), ("code", models.Code), ("case", models.Case)):
        row = model._default_manager.latest("pk")
        found += [reverse(f"admin:catalog_{name}_{page}") for page in ("changelist", "add")]
        found += [reverse(f"admin:catalog_{name}_{page}", args=[row.pk]) for page in ("change", "delete", "history")]
        for old in row.history.all():
            found.append(reverse(f"admin:catalog_{name}_simple_history", args=[row.pk, old.history_id]))
    return [*found, *(reverse(f"admin:{name}_changelist") for name in ("admin_logentry", "axes_accessattempt"))]


def filled(client: Client, path: str) -> dict[str, object]:
    form = client.get(path).context["adminform"].form
    return {field: "" if value is None else value for field, value in form.initial.items()}


def write_by_hand(client: Client, text: str) -> list[int]:
    """What a curator types into every field of the admin's forms, and a stranger into the login; the answers."""
    line = " ".join(text.split())[:150]
    service = models.Service.objects.create(slug="by-hand", name="x")
    code = models.Code.objects.create(service=service, code=f"{line} by hand")
    case = models.Case.objects.create(code=code, message="x")
    changes = {
        reverse("admin:catalog_service_change", args=[service.pk]): {
            **dict.fromkeys(("name", "vendor", "code_field", "message_field"), line[:100]),
            "prefixes": json.dumps([line]),
            "referrals": json.dumps([{"prefix": line, "title": text}]),
            "documentation": f"https://docs.example/{quote(line, safe='<>=()/')}",
        },
        reverse("admin:catalog_case_change", args=[case.pk]): {
            **dict.fromkeys(("message", "description", "solution", "sample"), text),
            "section": line,
            "replaced_by": line,
            "former": json.dumps([text]),
            "source_url": f"https://docs.example/{quote(line, safe='<>=()/')}",
        },
    }
    told = []
    for path, fields in changes.items():
        answer = client.post(path, filled(client, path) | fields)
        told.append(answer.status_code)
        assert answer.status_code == 302, answer.context["adminform"].form.errors
    Client().post(
        "/admin/login/", {"username": line, "password": text}, HTTP_USER_AGENT=line.encode("ascii", "replace").decode()
    )
    return told


@pytest.fixture
def curator(settings: Settings) -> Client:
    settings.PORTAL_DIAGNOSE_RATE = None
    client = Client()
    client.force_login(User.objects.create_superuser("curator"))
    return client


def test_what_a_curator_types(curator: Client, client: Client) -> None:
    write_by_hand(curator, PLAIN)
    own = {path: shapes(curator.get(path).content.decode()) for path in admin_paths()}
    allowed: set[Shape] = set().union(*own.values())
    models.Service.objects.all().delete()
    for text in PAYLOADS:
        assert write_by_hand(curator, text) == [302, 302]
        for path in admin_paths():
            check_page(curator.get(path), allowed)
        # A search that finds nothing tells what was asked.
        for name in ("service", "code", "case"):
            check_page(curator.get(f"/admin/catalog/{name}/?q={quote(text)}"), allowed | {("span", "class")})
        code = models.Code.objects.get()
        check_page(client.get(error_path("by-hand", code.code)))
        check_page(client.get("/errors/by-hand/"))
        models.Service.objects.all().delete()
        assert client.get(error_path("by-hand", code.code)).status_code == 404


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "ftp://a.example/"])
def test_it_rejects_addresses_that_run_something(curator: Client, address: str) -> None:
    service = models.Service.objects.create(slug="by-hand")
    path = reverse("admin:catalog_service_change", args=[service.pk])
    for name in ("documentation", "support_url"):
        answer = curator.post(path, filled(curator, path) | {"prefixes": "[]", "referrals": "[]", name: address})
        assert (answer.status_code, list(answer.context["adminform"].form.errors)) == (200, [name])


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
