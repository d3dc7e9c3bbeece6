"""Read access: everybody, networks, signed-in people, API keys."""

from __future__ import annotations

from ipaddress import IPv4Network, ip_network

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from catalog import ingest
from catalog.models import ApiKey
from catalog.store.keys import new_token
from portal.environment import Reading
from tests.catalog_rows import for_the_file

pytestmark = pytest.mark.django_db

PAGES = ("/", "/errors/", "/errors/imetal/", "/errors/imetal/iMetal.0100/", "/go/iMetal.0100", "/troubleshoot/")
API = ("/api/v1/errors/", "/api/v1/services/", "/api/v1/errors/imetal/iMetal.0100/", "/api/v1/changes?since=0")
OFFICE = IPv4Network("10.0.0.0/8")


catalog = for_the_file(ingest.load_bundled)


@pytest.fixture
def signed_in(settings: Settings) -> None:
    settings.PORTAL_READ = Reading(signed_in=True, networks=(OFFICE,))


@pytest.fixture
def office(settings: Settings) -> None:
    settings.PORTAL_READ = Reading(networks=(OFFICE, ip_network("2001:db8::/32")))


@pytest.mark.usefixtures("signed_in")
@pytest.mark.parametrize("path", PAGES)
def test_anonymous_visitors_are_sent_to_the_sign_in_and_back(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response.headers["Location"] == f"/admin/login/?next={path}"
    User.objects.create_user("reader", password="a long enough phrase")
    form = {"username": "reader", "password": "a long enough phrase", "next": path}
    assert client.post("/admin/login/", form).headers["Location"] == path
    assert client.get(path).status_code < 400


@pytest.mark.usefixtures("signed_in")
def test_readers_get_nothing_that_a_cache_may_give_to_others(client: Client) -> None:
    client.force_login(User.objects.create_user("reader"))
    for path in (*PAGES, *API):
        response = client.get(path)
        assert response.status_code in (200, 302), path
        assert "public" not in response.headers.get("Cache-Control", ""), path
        assert "Cookie" in response.headers["Vary"], path
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.usefixtures("signed_in")
@pytest.mark.parametrize("path", API)
def test_programs_need_a_key(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()["error_code"]) == (401, "Portal.0401")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert client.get(path, HTTP_AUTHORIZATION="Bearer wrong").status_code == 401
    key = ApiKey(name="robot")
    token = new_token(key)
    key.save()
    assert client.get(path, HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 200


@pytest.mark.usefixtures("signed_in")
def test_the_office_reads_without_signing_in(client: Client) -> None:
    for path in (*PAGES, *API):
        assert client.get(path, REMOTE_ADDR="10.1.2.3").status_code < 400, path


@pytest.mark.usefixtures("office")
def test_networks_alone_refuse_everybody_else(client: Client, settings: Settings) -> None:
    assert client.get("/errors/", REMOTE_ADDR="2001:db8::7").status_code == 200
    for path in PAGES:
        assert client.get(path).status_code == 403, path
    settings.PORTAL_TRUSTED_PROXIES = 1
    forged = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.2, 192.0.2.7"}
    assert client.get("/errors/", **forged).status_code == 403  # type: ignore[arg-type]


@pytest.mark.usefixtures("office")
def test_probes_and_the_admin_stay_reachable(client: Client) -> None:
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200
    assert client.get("/admin/login/").status_code == 200
    assert client.get("/robots.txt").status_code == 200


def test_by_default_everybody_reads(client: Client) -> None:
    for path in (*PAGES, *API):
        response = client.get(path)
        assert response.status_code in (200, 302), path
        assert "Cookie" not in response.headers.get("Vary", ""), path
