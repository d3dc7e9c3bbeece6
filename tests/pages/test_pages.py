"""The pages: what each shows, and where each leads. All of them work without JavaScript."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings
from selectolax.lexbor import LexborHTMLParser

from catalog import models
from catalog.known_error import KnownError, Marks
from tests.catalog_rows import case, for_the_file, service_catalog, store

pytestmark = pytest.mark.django_db

BODY = '{"error_code": "Metal.0100", "error_msg": "Servers not found: [srv-1, srv-2]"}'


@for_the_file
def catalog() -> None:
    shared = KnownError("gate", "Both.1", (case("Shared at the gate"),))
    store(service_catalog("metal"), service_catalog("gate", shared), service_catalog("wall", *(_moved("wall"),)))


def _moved(slug: str) -> KnownError:
    return KnownError(slug, "Both.1", (case("Shared at the wall"),))


def page_text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def test_pasted_error_is_answered(client: Client) -> None:
    answer = client.post("/troubleshoot/", {"body": BODY})
    page = answer.content.decode()
    assert answer.status_code == 200
    for text in ("Metal.0100", "<mark>srv-1</mark>", "<mark>srv-2</mark>", "Meaning of Servers", "Known error"):
        assert text in page
    assert answer.headers["Cache-Control"] == "no-store"


def test_home_leads_to_every_service(client: Client) -> None:
    page = page_text(client, "/")
    for slug in ("metal", "gate", "wall"):
        assert f'href="/errors/{slug}/"' in page
    assert 'action="/troubleshoot/"' in page
    assert 'action="/errors/"' in page


def test_the_list_is_searched_and_narrowed(client: Client) -> None:
    assert "Metal.0204" in page_text(client, "/errors/?q=image")
    page = page_text(client, "/errors/?http_status=504")
    assert "Metal.0201" in page
    assert "Metal.0204" not in page
    assert "Both.1" in page_text(client, "/errors/?service=gate")
    assert "Metal.0204" not in page_text(client, "/errors/?service=gate")
    assert "Metal.0204" in page_text(client, "/errors/metal/?q=image")


def test_a_search_for_one_code_leads_to_its_page(client: Client) -> None:
    assert client.get("/errors/?q=METAL.0204").headers["Location"] == "/errors/metal/Metal.0204/"


def test_a_code_that_only_other_services_have_leads_to_them(client: Client) -> None:
    page = page_text(client, "/errors/metal/both.1/", 404)
    assert "has no code “both.1”" in page
    assert "not in the catalog" not in page
    for slug in ("gate", "wall"):
        assert f'href="/errors/{slug}/Both.1/"' in page


def test_of_many_such_services_a_few_are_named_and_the_rest_can_be_searched(client: Client) -> None:
    store(*(service_catalog(slug, _moved(slug)) for slug in ("w1", "w2", "w3", "w4", "w5")))
    page = page_text(client, "/errors/metal/Both.1/", 404)
    assert page.count('/Both.1/"') == 5
    assert 'href="/services/?code=Both.1"' in page


def test_a_search_without_hits_helps_on(client: Client) -> None:
    page = page_text(client, "/errors/?q=zzzzz")
    assert "zzzzz" in page
    assert "/troubleshoot/" in page


def test_a_code_has_all_its_cases_on_its_page(client: Client) -> None:
    page = page_text(client, "/errors/metal/Metal.0201/")
    for text in ("413", "504", "Request is too large.", "Backend timeout.", "Remedy of Backend timeout."):
        assert text in page


def test_any_letter_case_leads_to_the_canonical_spelling(client: Client) -> None:
    answer = client.get("/errors/metal/mETAL.0204/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/errors/metal/Metal.0204/")
    for request, canonical in {
        "/errors/METAL/metal.0204/": "/errors/metal/Metal.0204/",
        "/errors/Metal/?q=image&section=a+b": "/errors/metal/?q=image&section=a+b",
        "/errors/mEtal/": "/errors/metal/",
    }.items():
        answer = client.get(request)
        assert (answer.status_code, answer.headers["Location"]) == (301, canonical)
    assert "Metal.0204" in page_text(client, "/errors/METAL/Metal.0205/", 404)


@pytest.mark.parametrize("query", ["service=nope", "section=nope", "http_status=599"])
def test_a_filter_without_hits_stays_in_sight_and_can_be_removed(client: Client, query: str) -> None:
    page = page_text(client, f"/errors/?{query}&sort=code")
    assert '<a class="chip" href="?sort=code">' in page
    assert f'{query.partition("=")[2]}</span></span> <span class="count">0</span>' in page


def test_an_address_with_empty_parameters_leads_to_the_one_without(client: Client) -> None:
    for request, clean in {
        "/errors/?q=image&service=&http_status=": "/errors/?q=image",
        "/errors/metal/?q=&section=": "/errors/metal/",
        "/services/?q=&vendor=x": "/services/?vendor=x",
        "/overview/?sort=": "/overview/",
    }.items():
        assert client.get(request).headers["Location"] == clean


def test_a_list_is_sorted_and_shown_as_a_table(client: Client) -> None:
    page = page_text(client, "/errors/metal/?sort=status&view=table")
    assert page.index("Metal.0204") < page.index("Metal.0100") < page.index("Metal.0201")
    assert '<table class="listing-table compact">' in page
    for wrong in ("sort=size", "view=cards"):
        assert client.get(f"/errors/?{wrong}").status_code == 400


def test_pages_are_numbered(client: Client) -> None:
    store(service_catalog("large", *(KnownError("large", f"L.{n:03}", (case(f"Full {n}"),)) for n in range(120))))
    page = page_text(client, "/errors/large/?page=3")
    assert '<span aria-current="page">3</span>' in page
    assert '<a href="./">1</a>' in page
    assert '<a href="?page=5">5</a>' in page


def test_services_are_searched_sorted_and_narrowed(client: Client) -> None:
    page = page_text(client, "/services/")
    assert page.index("/errors/gate/") < page.index("/errors/metal/") < page.index("/errors/wall/")
    assert page_text(client, "/services/?sort=codes").index("/errors/metal/") < page.index("/errors/wall/")
    assert "/errors/gate/" not in page_text(client, "/services/?q=met")
    with_code = page_text(client, "/services/?code=both.1")
    assert "/errors/gate/both.1/" in with_code
    assert "Metal" not in with_code
    assert "No results for" in page_text(client, "/services/?q=zzz")
    assert client.get("/services/?page=9").status_code == 404


def test_services_are_grouped_by_vendor(client: Client) -> None:
    shop = [service_catalog(slug, vendor="Corner Shop Inc") for slug in NAMES]
    shop = [replace(each, service=replace(each.service, name=NAMES[each.service.slug])) for each in shop]
    store(*shop, service_catalog("lone", vendor="Lone"))
    page = LexborHTMLParser(page_text(client, "/services/"))
    cards = [" ".join(each.text().split()) for each in page.css(".vendor-cards h2")]
    assert cards == ["Corner Shop Inc", "Lone", "No vendor named"]
    for card in page.css(".vendor-cards h2 a"):
        named = LexborHTMLParser(page_text(client, f"/services/{card.attributes['href']}"))
        assert {"Corner Shop Inc": 3, "Lone": 1, "No vendor named": 3}[card.text().strip()] == len(
            named.css("tbody tr")
        )
    # A first word that all names of a vendor share does not count for their order.
    of_shop = LexborHTMLParser(page_text(client, "/services/?vendor=Corner+Shop+Inc"))
    rows = [" ".join(each.text().split()) for each in of_shop.css("tbody th")]
    assert rows == ["Counter", "CSI Till", "Corner Window"]
    assert "No services here" in page_text(client, "/services/?vendor=Nobody")


NAMES = {"till": "CSI Till", "window": "Corner Window", "counter": "Counter"}


def test_codes_of_a_large_service_are_browsed_by_what_they_begin_with(client: Client) -> None:
    codes = [f"{group}{number:02}" for group in ("E.Disk", "E.Net") for number in range(20)]
    store(service_catalog("large", *(KnownError("large", code, (case(f"Failed {code}"),)) for code in codes)))
    page = page_text(client, "/errors/large/")
    assert 'href="?prefix=E.Disk"' in page
    assert "E.Net…" in page
    narrowed = page_text(client, "/errors/large/?prefix=e.net")
    assert "20 codes" in narrowed
    assert "E.Disk01" not in narrowed
    assert "prefix=" not in page_text(client, "/errors/metal/")


def test_services_with_a_code_are_offered_as_options(client: Client) -> None:
    page = page_text(client, "/services/choose/?code=Both.1&q=wa")
    assert page == '<option value="Both.1=wall">Wall</option>'
    assert page_text(client, "/services/choose/?code=Nope.1") == ""


def test_service_that_knows_the_code_by_an_alias_is_offered_with_the_others(client: Client) -> None:
    named = [service_catalog(slug, KnownError(slug, "Busy.9", (case(f"Busy at {slug}"),))) for slug in "abcdefgh"]
    other = KnownError("z", "TooBusy.1", (case("Busy at z"),), aliases=("Busy.9",))
    store(*named, service_catalog("z", other))

    page = page_text(client, "/troubleshoot/?q=Busy.9")
    assert "<strong>9 services</strong> have the code Busy.9" in page
    assert 'value="Busy.9=z"' in page
    answer = client.post("/troubleshoot/", {"body": "Busy.9", "choice": "Busy.9=z"}).content.decode()
    assert "Known error" in answer
    assert "/errors/z/TooBusy.1/" in answer


def test_go_leads_to_the_page_or_offers_the_choice(client: Client) -> None:
    answer = client.get("/go/metal.0204")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/errors/metal/Metal.0204/")
    page = page_text(client, "/go/both.1")
    assert "/errors/gate/Both.1/" in page
    assert "/errors/wall/Both.1/" in page
    assert "Metal.0204" in page_text(client, "/go/Metal.0205", 404)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/errors/nobody/", 404),
        ("/errors/metal/Nope/", 404),
        ("/errors/?page=99", 404),
        ("/errors/?page=x", 400),
        ("/errors/?http_status=42", 400),
        ("/errors/?http_status=٤٠٤", 400),
        ("/errors/?q=%00", 400),
        ("/troubleshoot/?q=" + "x" * 3000, 413),
        ("/nothing", 404),
    ],
)
def test_a_wrong_address_gets_a_page_that_helps(client: Client, path: str, status: int) -> None:
    page = page_text(client, path, status)
    assert "<h1" in page
    assert 'name="q"' in page


def test_what_is_pasted_and_what_vendors_wrote_is_escaped(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    store(
        service_catalog("evil", KnownError("evil", "Evil.1", (case(evil + " {x}", description=evil, solution=evil),)))
    )
    pages = [
        client.post("/troubleshoot/", {"body": f"Evil.1 {evil} <img src=x>"}).content.decode(),
        client.post("/troubleshoot/", {"body": f'{{"code": "{evil}", "message": "{evil}"}}'}).content.decode(),
        page_text(client, "/errors/evil/Evil.1/"),
        page_text(client, "/errors/?q=<script>alert(1)</script>"),
        page_text(client, "/go/<script>alert(1)</script>", 404),
    ]
    for page in pages:
        assert evil not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize("body", ["", "  \n "])
def test_an_empty_box_is_told_so(client: Client, body: str) -> None:
    answer = client.post("/troubleshoot/", {"body": body})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize(
    "body",
    ["[" * 50_000, "null", "a" * 20_000, "\x00\x01", "\ud800", "{" * 1000 + "}", "\U0001f525" * 500],
    ids=["deep", "null", "word", "control", "surrogate", "braces", "emoji"],
)
def test_strange_text_is_answered(client: Client, body: str) -> None:
    answer = client.post("/troubleshoot/", b"body=" + _percent(body), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert "Not in the catalog" in answer.content.decode()


def _percent(text: str) -> bytes:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass")).encode()


def test_a_text_over_the_limit_is_refused_and_its_end_kept(client: Client, settings: object) -> None:
    settings.PORTAL_MAX_BODY_BYTES = 1000  # type: ignore[attr-defined]
    answer = client.post("/troubleshoot/", {"body": "x" * 2000 + " the end"})
    assert answer.status_code == 413
    assert "the end</textarea>" in answer.content.decode()


def test_a_link_can_carry_a_short_error(client: Client) -> None:
    assert "Known error" in page_text(client, "/troubleshoot/?q=Metal.0204%3A+Image+not+found")


def test_an_unknown_code_gets_honest_advice(client: Client) -> None:
    page = client.post("/troubleshoot/", {"body": '{"error_code": "Metal.7777", "error_msg": "Eh"}'}).content.decode()
    assert "Not in the catalog" in page
    assert "customer service" in page
    assert "Metal.7777" in page


def test_crawlers_and_browsers_find_what_they_ask_for(client: Client) -> None:
    assert "Disallow: /troubleshoot/" in page_text(client, "/robots.txt")
    assert "<loc>http://testserver/errors/metal/Metal.0100/</loc>" in page_text(client, "/sitemap.xml")
    assert page_text(client, "/opensearch.xml").startswith("<?xml")
    assert page_text(client, "/healthz") == "ok\n"
    assert page_text(client, "/readyz").startswith("ready")


def test_a_code_comes_as_json_and_as_markdown_too(client: Client) -> None:
    address = "/errors/metal/Metal.0100/"
    response = client.get(address, headers={"Accept": "application/json"})
    assert response.json() == client.get("/api/v1/errors/metal/Metal.0100/").json()
    words = client.get(address, headers={"Accept": "text/markdown"})
    assert words.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert words.content.decode().startswith("# Metal.0100\n")
    page = client.get(address, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.headers["Content-Type"].startswith("text/html")
    assert {each.strip() for each in page.headers["Vary"].split(",")} >= {"Accept", "Accept-Language"}


def test_a_service_comes_as_markdown_and_language_models_are_told(client: Client) -> None:
    response = client.get("/errors/metal/", headers={"Accept": "text/markdown"})
    assert "- [Metal.0204](<http://testserver/errors/metal/Metal.0204/>): Image not found" in response.content.decode()
    assert client.get("/errors/metal/", headers={"Accept": "application/json"}).json()["codes"] == 3
    guide = client.get("/llms.txt").content.decode()
    assert guide.startswith("# Error portal\n")
    assert "[Metal](http://testserver/errors/metal/): 3 codes" in guide


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/errors/metal/Nope.1/", "no code Nope.1 in the catalog of service metal"),
        ("/errors/nobody/Metal.0100/", "no catalog of a service named nobody"),
        ("/errors/nobody/", "no catalog of a service named nobody"),
        ("/errors/?page=99", "nothing at the address /errors/"),
        ("/nope/", "nothing at the address /nope/"),
        ("/go/Nope.1", "nothing at the address /go/Nope.1"),
    ],
)
def test_programs_are_told_in_json_what_is_not_there(client: Client, path: str, message: str) -> None:
    refused = client.get(path, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json()["error_code"]) == (404, "Portal.0404")
    assert message in refused.json()["error_msg"]
    assert "Accept" in refused.headers["Vary"].split(", ")
    for accept in ("*/*", "text/html,application/json;q=0.9", ""):
        page = client.get(path, headers={"Accept": accept})
        assert (page.status_code, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
        assert "Accept" in page.headers["Vary"].split(", ")


def test_go_shows_the_first_of_many_services_and_cases(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.pages.go.MOST_CHOICES", 1)
    monkeypatch.setattr("catalog.pages.go.MOST_CASES_LISTED", 0)
    answer = client.get("/go/both.1", headers={"Accept": "application/json"}).json()
    assert (answer["count"], [each["service"] for each in answer["results"]]) == (2, ["gate"])
    assert (answer["results"][0]["cases"], answer["results"][0]["cases_count"]) == ([], 1)
    words = client.get("/go/both.1", headers={"Accept": "text/markdown"}).content.decode()
    assert words.count("- <") == 1
    assert "2 services have this code; the first 1 are shown." in words


def test_go_answers_programs_in_json(client: Client) -> None:
    wants = {"Accept": "application/json"}
    answer = client.get("/go/metal.0204", headers=wants, follow=True)
    assert answer.json()["code"] == "Metal.0204"
    assert [each["service"] for each in client.get("/go/both.1", headers=wants).json()["results"]] == ["gate", "wall"]
    for path in ("/go/Nope.1", "/errors/metal/Nope.1/"):
        answer = client.get(path, headers=wants)
        assert (answer.status_code, set(answer.json())) == (404, {"error_code", "error_msg"})
    words = client.get("/errors/metal/Nope.1/", headers={"Accept": "text/markdown"})
    assert (words.status_code, words.content.decode().startswith("## Unknown error")) == (404, True)


def test_search_engines_are_told_what_a_page_is(client: Client) -> None:
    evil = "</script><script>alert(1)</script>"
    store(service_catalog("evil", KnownError("evil", "Evil.1", (case(evil, description=evil),))))
    page = page_text(client, "/errors/evil/Evil.1/")
    block = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
    facts = json.loads(block)
    assert (facts["@type"], facts["url"]) == ("TechArticle", "http://testserver/errors/evil/Evil.1/")
    assert evil in facts["headline"]
    assert '<link rel="canonical" href="http://testserver/errors/evil/Evil.1/">' in page
    assert "<title>Metal.0204: Image not found · Metal</title>" in page_text(client, "/errors/metal/Metal.0204/")


def test_pages_are_kept_for_an_revision_and_set_no_cookie(client: Client) -> None:
    for path in ("/", "/errors/", "/errors/metal/", "/errors/metal/Metal.0204/", "/overview/"):
        first = client.get(path)
        assert not first.cookies
        assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    row = models.Case.objects.get(code__code="Metal.0204", code__service__slug="metal")
    row.solution = "Look again."
    row.save()
    assert "Look again." in page_text(client, "/errors/metal/Metal.0204/")
    assert client.get("/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_the_box_is_answered_with_options(client: Client) -> None:
    page = page_text(client, "/find/?q=metal.02")
    assert page.count('role="option"') == 2
    assert 'data-href="/errors/metal/Metal.0204/"' in page
    assert page_text(client, "/find/?q=").strip() == ""
    assert page_text(client, "/find/").strip() == ""
    assert "Diagnose this text" in page_text(client, "/find/?q=zzzz")
    assert "<script>" not in page_text(client, "/find/?q=%3Cscript%3E")


def test_a_mistyped_search_says_what_it_shows(client: Client) -> None:
    page = page_text(client, "/errors/?q=iamge")
    assert "No results for “iamge”" in page
    assert "Metal.0204" in page


def test_an_error_in_the_search_field_is_seen_to_be_one(client: Client) -> None:
    page = page_text(client, "/errors/?q=upstream+says+Metal.0204%3A+Image+not+found+zzz")
    assert "Read as an error, this is" in page
    assert "/errors/metal/Metal.0204/" in page


def test_a_section_narrows(client: Client) -> None:
    store(service_catalog("disk", KnownError("disk", "D.1", (case("Full", section="Space & time"),))))
    page = page_text(client, "/errors/?section=Space+%26+time")
    assert "D.1" in page
    assert "Metal.0204" not in page


def test_a_log_file_is_read_and_a_bundle_made(client: Client) -> None:
    log = SimpleUploadedFile("app.log", b"password=hunter22\nERROR Metal.0204: Image not found\n" * 3)
    answer = client.post("/troubleshoot/", {"body": "", "log": log})
    page = answer.content.decode()
    assert "seen 3 times" in page
    assert "# Error report: Metal.0204" in page
    assert "hunter22" not in page


def test_a_file_over_the_limit_is_refused(client: Client, settings: Settings) -> None:
    settings.PORTAL_MAX_BODY_BYTES = 1000
    log = SimpleUploadedFile("app.log", b"x" * 2000)
    assert client.post("/troubleshoot/", {"log": log}).status_code == 413
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1500
    assert client.post("/troubleshoot/", {"log": SimpleUploadedFile("a", b"x" * 2000)}).status_code == 413


def test_the_overview_counts(client: Client) -> None:
    page = page_text(client, "/overview/")
    for text in ("<strong>3</strong>", "Cases by HTTP status", "504", "What changed lately", "Metal.0100"):
        assert text in page


def test_a_failure_is_told_even_if_no_page_can_be_made(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("django.template.engine.Engine.get_template", lambda *_: 1 / 0)
    answer = client.get("/")
    assert (answer.status_code, "failed" in answer.content.decode()) == (500, True)


@pytest.mark.parametrize("spelled", ["metal-0204", "Metal 0204", "Metal.204", "Metal.O204", "Metal.0204/"])
def test_go_forgives_the_spelling(client: Client, spelled: str) -> None:
    assert client.get(f"/go/{spelled}").headers["Location"] == "/errors/metal/Metal.0204/"


def test_a_status_is_offered_as_one(client: Client) -> None:
    assert 'href="/errors/?http_status=404"' in page_text(client, "/errors/?q=404")
    assert 'data-href="/errors/?http_status=404"' in page_text(client, "/find/?q=404")


def test_a_page_is_only_looked_at(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    for path in ("/", "/errors/", "/errors/metal/", "/errors/metal/Metal.0204/", "/overview/", "/go/x"):
        assert strict.post(path).status_code == 405
    assert strict.post("/troubleshoot", {"body": BODY}).status_code == 200
    assert client.get("/llms.txt").headers.get("Vary") in (None, "Accept-Language")


def test_a_weak_match_is_called_possible(client: Client) -> None:
    assert "Possibly this error" in client.post("/troubleshoot/", {"body": "Image not found"}).content.decode()


def test_how_long_the_answer_says_to_wait_is_told(client: Client) -> None:
    store(service_catalog("disk", KnownError("disk", "D.1", (case("Busy", 429, retryable="yes", retry_after=60),))))
    request = {"body": '{"error_code": "D.1", "error_msg": "Busy", "retry_after": 12}'}
    page = client.post("/troubleshoot/", request).content.decode()
    assert "Retry after 12 s, as the answer says" in page
    assert "60 s" not in page
    page = client.post("/troubleshoot/", {"body": '{"error_code": "Metal.0204", "retry_after": 12}'}).content.decode()
    assert "The answer says to wait 12 seconds." in page
    response = client.post(
        "/api/v1/diagnose", request["body"], content_type="text/plain", headers={"accept": "text/plain"}
    )
    assert "yes, after 12 s" in response.content.decode()
    assert "12 s, as the answer says" in response.content.decode()


def test_a_query_that_nobody_types_is_refused_and_says_what_to_do(client: Client) -> None:
    answer = client.get("/errors/", {"q": "x" * 10_000})
    assert answer.status_code == 400
    assert "too long to search for" in answer.content.decode()
    answer = client.get("/api/v1/errors/", {"q": "x" * 10_000})
    assert answer.status_code == 400
    assert "2000" in answer.json()["error_msg"]
    assert client.get("/find/", {"q": "x" * 10_000}).status_code == 200


def test_page_and_rest_give_the_same_hits_in_the_same_order(client: Client) -> None:
    for query in ("found", "image zebra", "timeout of the backend was large"):
        page = client.get("/errors/", {"q": query}).context["found"]
        answer = client.get("/api/v1/errors/", {"q": query, "page_size": 25}).json()
        assert [error.code for error in page.results] == [each["code"] for each in answer["results"]]
        assert (page.count, page.partial) == (answer["count"], answer["partial"])


def test_links_of_a_long_query_have_what_is_read_of_it(client: Client) -> None:
    query = "servers " + "x" * 1_000
    page = LexborHTMLParser(client.get("/errors/", {"q": query}).content.decode())
    links = [link for link in (node.attributes.get("href") or "" for node in page.css("a")) if "q=servers" in link]
    assert links
    assert not [link for link in links if "x" * 300 in link]
    box = page.css_first("#list-search")
    assert box is not None
    assert box.attributes["value"] == query


def test_a_service_without_codes_gives_no_advice_on_a_search(client: Client) -> None:
    models.Service.objects.create(slug="bare", name="Bare")
    page = page_text(client, "/errors/bare/")
    assert "The catalog lists no codes of this service" in page
    assert "Use fewer words" not in page
    assert "have a solution" not in page
    assert "Use fewer words" in page_text(client, "/errors/bare/?q=image")


def test_code_without_a_solution_shows_that_of_the_service_that_speaks_for_its_vendor(client: Client) -> None:
    common = KnownError("acme", "TooFast", (case("", solution="Send fewer."),))
    own = KnownError("vault", "TooFast", (case("", solution=""),))
    store(
        service_catalog("acme", common, vendor="Acme", marks=Marks(hosts=("*.acme.example",))),
        service_catalog("vault", own, vendor="Acme"),
    )
    page = LexborHTMLParser(page_text(client, "/errors/vault/TooFast/")).css_first(".do")
    assert page is not None
    assert "Send fewer." in page.text()
    assert [link.attributes["href"] for link in page.css("a")] == ["/errors/acme/TooFast/"]
    store(service_catalog("acme", common, vendor="Other", marks=Marks(hosts=("*.acme.example",))))
    assert LexborHTMLParser(page_text(client, "/errors/vault/TooFast/")).css_first(".do") is None
