"""Internal entries: the public learns of them nowhere; an account or a key that may see them sees them everywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from catalog.known_error import KnownError
from catalog.learning.models import DailyCount
from catalog.models import ApiKey, Code, Service
from catalog.store import snapshot
from catalog.store.audience import Audience, answering
from catalog.store.in_memory import get_error
from catalog.store.keys import new_token
from tests.catalog_rows import case, service_catalog, store

pytestmark = pytest.mark.django_db

SECRET = ("Metal.0777", "Vault", "vaultops", "unobtanium")
"""Texts that only the team may read: a code of a public service, an internal service's name and code, a word."""

PASTES = (
    '{"error_code": "Metal.0777"}',
    "Metal.0777",
    "metal.777",
    "The unobtanium ran out in store s-1",
    "Vault.0001",
    '{"error_code": "Vault.0001", "message": "Unobtanium is sealed by policy"}',
    "lease of vaultops: Unobtanium is sealed by policy",
)


@pytest.fixture(autouse=True)
def _catalog() -> None:
    store(
        service_catalog(
            "metal",
            KnownError("metal", "Metal.0100", (case("Servers not found: [{id}, ...]", 404),)),
            KnownError("metal", "Metal.0204", (case("Image not found"),)),
            KnownError("metal", "Metal.0777", (case("The unobtanium ran out in store {store}", 507),), internal=True),
        ),
        service_catalog(
            "vaultops",
            KnownError("vaultops", "Vault.0001", (case("Unobtanium is sealed by policy", 423),)),
            internal=True,
            vendor="Vault",
            prefixes=("Vault.",),
        ),
    )


def addresses() -> Iterator[str]:
    """Every address of the portal that takes no login, filled in with what is hidden."""
    values = {"slug": "vaultops", "service": "vaultops", "code": "Vault.0001", "number": "1"}

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for each in patterns:
            route = before + str(each.pattern)
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, route)
                continue
            for name, value in values.items():
                for kind in ("slug", "path", "str", "int"):
                    route = route.replace(f"<{kind}:{name}>", value)
                route = route.replace(f"<{name}>", value)
            yield "/" + route.replace("^", "").replace("$", "").replace("\\Z", "")

    for address in walk(get_resolver().url_patterns, ""):
        if not address.startswith("/admin/") and "<" not in address and "(" not in address:
            yield address
            if "vaultops" in address:
                yield address.replace("vaultops", "metal").replace("Vault.0001", "Metal.0777")
            if address.startswith("/api/docs/"):
                # Long, of the schema alone, and made anew for each query.
                yield f"{address}?q=vault"
                continue
            for query in ("unobtanium", "Metal.0777", "vault", "507", "423"):
                yield f"{address}?q={query}"
            yield f"{address}?service=vaultops"
            yield f"{address}?http_status=507"


def leaks(answer: str, *, request: str = "") -> list[str]:
    """Return the secret words in an answer that its request did not have."""
    return [word for word in SECRET if word.lower() in answer.lower() and word.lower() not in request.lower()]


PUBLIC = (
    KnownError("metal", "Metal.0100", (case("Servers not found: [{id}, ...]", 404),)),
    KnownError("metal", "Metal.0204", (case("Image not found", solution="See Metal.0777 and Vault.0001."),)),
    KnownError("metal", "Metal.0300", (case("Old thing", 410, withdrawn=date(2026, 1, 1), replaced_by="Metal.0778"),)),
)
INTERNAL = (
    KnownError(
        "metal", "Metal.0777", (case("The unobtanium ran out in {store}", 507),), aliases=("U-77",), internal=True
    ),
    KnownError("metal", "Metal.0778", (case("New thing", 507, section="Hidden section"),), internal=True),
)
OF_THE_VAULT = (
    KnownError("vaultops", "Vault.0001", (case("Unobtanium is sealed by policy", 423),), aliases=("V1",)),
    KnownError("vaultops", "Metal.0100", (case("Servers not found: [{id}, ...]", 404),)),
)
"""An internal service has a code of a public one as well: alone it would be known, together ambiguous."""

LOOKED_FOR = (
    *("/go/U-77", "/go/V1", "/go/Metal.0100", "/services/?code=Metal.0100", "/troubleshoot/?q=U-77"),
    *("/errors/?q=unobtaniun", "/errors/?q=servers+not+found", "/errors/?http_status=507", "/errors/metal/Metal.0300/"),
    *("/api/v1/errors?q=unobtaniun", "/api/v1/errors?section=Hidden+section", "/api/v1/errors?vendor=Vault"),
    *("/api/v1/errors/metal/U-77", "/api/v1/errors/metal/Metal.0300", "/errors/metal/Metal.0204/"),
)
ALSO_PASTED = (
    *(
        "U-77 happened",
        '{"error_code": "V1"}',
        '{"error_code": "Metal.0100"}',
        "Servers not found: [a, b]",
        "New thing",
    ),
    *("Metal.0300", "Metal.0779", "the store of unobtaniun ran out of policy", "vault-ops error Vault.0002"),
)


def test_answers_are_the_same_as_if_it_did_not_exist(client: Client) -> None:
    """Every count, suggestion, correction and ranking would betray it by a difference."""
    Service.objects.all().delete()
    store(service_catalog("metal", *PUBLIC))
    counted("metal", "Metal.0100", 7)
    before = answers(client)
    vault = service_catalog("vaultops", *OF_THE_VAULT, internal=True, vendor="Vault", prefixes=("Vault.",))
    store(service_catalog("metal", *PUBLIC, *INTERNAL), vault)
    for number in range(30):
        counted("vaultops", f"Vault.{number:04}", 500)
    counted("metal", "Metal.0777", 500)
    after = answers(client)
    assert [request for request, answer in before.items() if after[request] != answer] == []
    assert len(before) > 150


def counted(service: str, code: str, times: int) -> None:
    day = timezone.now().date()
    DailyCount.objects.create(day=day, kind="looked_up", service=service, code=code, count=times)


def answers(client: Client) -> dict[str, tuple[int, str]]:
    """Return what the portal answers to everybody, by the address or the text that was sent."""
    result = {}
    paths = [each for each in addresses() if "?" not in each or "q=vault" in each]
    for path in dict.fromkeys((*paths, *LOOKED_FOR)):
        response = client.get(path, headers={"accept": "text/html" if "/api/" not in path else "*/*"})
        content = b"".join(response) if response.streaming else response.content
        result[path] = response.status_code, _constant(content)
    for text in (*PASTES, *ALSO_PASTED):
        for query in ("", "?service=vaultops", "?http_status=507"):
            response = client.post(f"/api/v1/diagnose{query}", data=text, content_type="text/plain")
            result[f"{text}{query}"] = response.status_code, _constant(response.content)
        result[f"page of {text}"] = 200, _constant(client.post("/troubleshoot/", {"body": text}).content)
    return result


def _constant(content: bytes) -> str:
    """An answer without what each has of its own: ids, times, the number of the revision."""
    text = re.sub(
        r"[0-9a-f]{32}|[\w+:.-]*T[0-9:.]+Z?(?:\+00:00)?|[0-9-]{10} [0-9:]{5} UTC|value=\\?\"\w{64}\\?\"",
        "",
        content.decode(errors="replace"),
    )
    return re.sub(r'("?(?:edition|since|revision)"?[:=] ?)[0-9]+', r"\1", text)


def test_every_address_keeps_the_secret(client: Client) -> None:
    tried = 0
    for address in addresses():
        # An address with a query has the same forms as without.
        for accept in ("text/html", "application/json", "text/markdown") if "?" not in address else ("*/*",):
            answer = client.get(address, headers={"accept": accept})
            body = b"".join(answer) if answer.streaming else answer.content
            assert not leaks(body.decode(errors="replace"), request=address), (address, accept)
            tried += 1
    assert tried > 300


def test_hidden_is_answered_like_missing(client: Client) -> None:
    for hidden, missing in (
        ("/errors/vaultops/Vault.0001/", "/errors/vaultopz/Vault.0001/"),
        ("/errors/metal/Metal.0777/", "/errors/metal/Metal.0776/"),
        ("/api/v1/errors/metal/Metal.0777/", "/api/v1/errors/metal/Metal.0776/"),
        ("/api/v1/errors/vaultops/Vault.0001/", "/api/v1/errors/vaultopz/Vault.0001/"),
        ("/go/Metal.0777", "/go/Metal.0776"),
        ("/errors/vaultops/", "/errors/vaultopz/"),
    ):
        first, second = client.get(hidden), client.get(missing)
        assert first.status_code == second.status_code == 404
        same = _without_ids(first.content).replace(b"vaultops", b"vaultopz").replace(b"Metal.0777", b"Metal.0776")
        assert same == _without_ids(second.content)


def _without_ids(page: bytes) -> bytes:
    """An answer without the id of its request, which each has of its own."""
    return re.sub(rb"[0-9a-f]{32}", b"", page)


@pytest.mark.parametrize("text", PASTES)
def test_pastes_learn_nothing(client: Client, text: str) -> None:
    rest = client.post("/api/v1/diagnose", data=text, content_type="text/plain")
    page = client.post("/troubleshoot/", {"body": text})
    finding = rest.json()["findings"][0]
    assert (finding["outcome"], finding["matches"]) == ("unknown", [])
    for answer in (rest, page):
        assert not leaks(answer.content.decode(), request=text)


def test_feedback_learns_nothing(client: Client) -> None:
    answer = client.post("/feedback/", {"service": "metal", "code": "Metal.0777", "helpful": "no"})
    assert answer.status_code == 404


def test_changes_of_what_is_hidden_are_hidden(client: Client) -> None:
    code = Code.objects.get(code="Metal.0777")
    code.save()
    code.delete()
    Code.objects.get(code="Metal.0204").save()
    changes = client.get("/api/v1/changes?since=0").content.decode()
    assert "Metal.0204" in changes
    assert not leaks(changes)
    service = Service.objects.get(slug="metal")
    service.internal = True
    service.save()
    assert "Metal." not in client.get("/api/v1/changes?since=0").content.decode()


def test_key_that_may_sees_it(client: Client) -> None:
    key = ApiKey(name="ops", internal=True)
    token = new_token(key)
    key.save()
    plain = ApiKey(name="customer")
    other = new_token(plain)
    plain.save()

    def ask(token: str) -> str:
        headers = {"Authorization": f"Bearer {token}"}
        answer = client.post("/api/v1/diagnose", data=PASTES[0], content_type="text/plain", headers=headers)
        return str(answer.json()["outcome"])

    assert [ask(token), ask(other), ask(token)] == ["known", "unknown", "known"]
    response = client.get("/api/v1/errors/metal/Metal.0777/", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 200
    assert client.get("/api/v1/errors/metal/Metal.0777/").status_code == 404
    # Whatever this thread answered before, the next request is the public's again.
    assert get_error("metal", "Metal.0777") is None


def test_expired_key_is_refused(client: Client) -> None:
    key = ApiKey(name="old", expires="2026-01-01")
    token = new_token(key)
    key.save()
    answer = client.get("/api/v1/services/", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_curator_sees_it_in_the_workbench() -> None:
    curator = Client()
    curator.force_login(User.objects.create_superuser("ada"))
    assert b"vaultops" in curator.get("/admin/catalog/service/").content


def test_operator_exports_all_and_brings_it_back(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("export_catalog")
    exported = capsys.readouterr().out
    assert "Metal.0777" in exported
    services = {each["service"]: each for each in json.loads(exported)["services"]}
    assert services["vaultops"]["internal"] is True
    assert [each.get("internal") for each in services["metal"]["errors"]] == [None, None, True]


def test_audit_reads_internal_entries_too(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit_catalog")
    assert "comes back as" not in capsys.readouterr().out


def test_one_index_serves_all_where_nothing_is_internal() -> None:
    Service.objects.filter(internal=True).delete()
    Code.objects.filter(internal=True).delete()
    public = snapshot.current_index()
    with answering(Audience.TEAM):
        assert snapshot.current_index() is public


def test_code_that_becomes_internal_is_gone_at_once(client: Client) -> None:
    assert client.get("/errors/metal/Metal.0204/").status_code == 200
    code = Code.objects.get(code="Metal.0204")
    code.internal = True
    code.save()
    assert client.get("/errors/metal/Metal.0204/").status_code == 404
