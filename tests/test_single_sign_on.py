"""Single sign-on by OpenID Connect and by SAML, each with a provider that runs."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from oidc_provider_mock import User as Person
from oidc_provider_mock import run_server_in_thread

from tests.running_portal import RunningPortal, free_port, manage, portal_with_its_catalog
from tests.saml_provider import ENTITY_ID, SamlProvider, saml_provider

ROLES = "viewer=support; curator=catalog-editors; administrator=CN=portal admins,OU=groups"
STATE = """
from django.contrib.auth.models import User
for user in User.objects.order_by("pk"):
    print(user.username, user.is_staff, user.is_superuser, *sorted(group.name for group in user.groups.all()))
"""


PEOPLE = {"ada": ["catalog-editors", "others"], "bob": ["others"]}
COMMON = {
    "PORTAL_SSO_NAME": "Staff login",
    "PORTAL_SSO_ROLES": ROLES,
    "PORTAL_SECOND_FACTOR": "1",
    "PORTAL_READ": "signed-in",
}


class Browser:
    """Follows redirects from host to host and keeps their cookies, as a browser does."""

    def __init__(self, portal: RunningPortal) -> None:
        self.portal = portal
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, url: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        """Open an address, or send a form to it; return where that led to and the page."""
        data = urlencode(form).encode() if form else None
        with self._opener.open(url, data, timeout=30) as response:
            return response.url, response.read().decode()

    def to_the_provider(self) -> tuple[str, str]:
        """Follow the button of the sign-in page; return the provider's own page."""
        at, page = self.get(f"{self.portal.url}/admin/")
        assert urlsplit(at).path == "/admin/login/"
        link = re.search(r'<a class="button" href="([^"]+)">Staff login</a>', page)
        assert link
        return self.get(self.portal.url + unescape(link[1]))


class SignOn(Protocol):
    """One of the two ways to sign in by an identity provider."""

    portal: RunningPortal

    def sign_in(self, name: str, browser: Browser | None = None) -> tuple[str, str]:
        """Sign in with a new browser, unless one is given; return where that led to and the page."""


@dataclass
class OpenIdConnect:
    portal: RunningPortal

    def sign_in(self, name: str, browser: Browser | None = None) -> tuple[str, str]:
        browser = browser or Browser(self.portal)
        at, _ = browser.to_the_provider()
        return browser.get(at, {"sub": name})


@dataclass
class Saml:
    portal: RunningPortal
    provider: SamlProvider

    def sign_in(self, name: str, browser: Browser | None = None) -> tuple[str, str]:
        browser = browser or Browser(self.portal)
        return browser.get(*self.form_for(name, browser))

    def form_for(self, name: str, browser: Browser) -> tuple[str, dict[str, str]]:
        """Return the address and the fields of the form that the provider makes for ``name``."""
        self.provider.person = name
        _, page = browser.to_the_provider()
        action = re.search('action="([^"]+)"', page)
        assert action
        fields = re.findall('<input name="([^"]+)" value="([^"]*)">', page)
        return unescape(action[1]), {field: unescape(value) for field, value in fields}


@contextmanager
def portal_with(folder: Path, variables: dict[str, str]) -> Iterator[RunningPortal]:
    copy = portal_with_its_catalog(folder)
    with RunningPortal(copy, f"127.0.0.1:{free_port()}", COMMON | variables) as running:
        yield running.until_ready()


@pytest.fixture(scope="module")
def openid_connect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenIdConnect]:
    people = [
        Person(sub=name, claims={"preferred_username": name, "groups": groups}) for name, groups in PEOPLE.items()
    ]
    with run_server_in_thread(user_claims=people) as provider:
        variables = {
            "PORTAL_OIDC_URL": f"http://localhost:{provider.server_port}",
            "PORTAL_OIDC_CLIENT_ID": "portal",
            "PORTAL_OIDC_SECRET": "a-secret-of-both",
        }
        with portal_with(tmp_path_factory.mktemp("oidc"), variables) as portal:
            yield OpenIdConnect(portal)


@pytest.fixture(scope="module")
def saml(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Saml]:
    with saml_provider(PEOPLE) as provider:
        variables = {"PORTAL_SAML_METADATA_URL": f"{provider.url}/metadata", "PORTAL_SAML_ENTITY_ID": ENTITY_ID}
        with portal_with(tmp_path_factory.mktemp("saml"), variables) as portal:
            yield Saml(portal, provider)


@pytest.fixture(scope="module", params=["openid_connect", "saml"])
def sign_on(request: pytest.FixtureRequest) -> SignOn:
    way: SignOn = request.getfixturevalue(request.param)
    return way


def accounts(portal: RunningPortal) -> list[str]:
    return manage(portal.folder, "shell", "--no-imports", "-c", STATE).splitlines()


def test_groups_of_the_provider_become_roles(sign_on: SignOn) -> None:
    at, page = sign_on.sign_in("ada")

    assert (urlsplit(at).path, "Cases" in page) == ("/admin/", True)
    assert "ada True False curator" in accounts(sign_on.portal)


def test_account_without_a_role_reads_and_does_not_edit(sign_on: SignOn) -> None:
    browser = Browser(sign_on.portal)
    with pytest.raises(urllib.error.HTTPError) as refused:
        sign_on.sign_in("bob", browser)
    assert refused.value.code == 403
    assert "bob False False" in accounts(sign_on.portal)
    _, page = browser.get(f"{sign_on.portal.url}/errors/imetal/iMetal.0100/")
    assert "Physical servers ID not found" in page


def test_second_sign_in_makes_no_second_account(sign_on: SignOn) -> None:
    sign_on.sign_in("ada")
    sign_on.sign_in("ada")
    assert len([line for line in accounts(sign_on.portal) if line.startswith("ada")]) == 1


def test_answer_that_nobody_asked_for_is_refused(openid_connect: OpenIdConnect) -> None:
    portal = openid_connect.portal
    with pytest.raises(urllib.error.HTTPError) as refused:
        Browser(portal).get(f"{portal.url}/accounts/oidc/sso/login/callback/?code=x&state=y")
    assert refused.value.code == 401
    assert b'class="brand"' in refused.value.read()


def test_nothing_secret_is_in_the_address_of_the_provider(openid_connect: OpenIdConnect) -> None:
    portal = openid_connect.portal

    class Stop(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.build_opener(Stop).open(f"{portal.url}/accounts/oidc/sso/login/")
    location = answer.value.headers["Location"]
    query = parse_qs(urlsplit(location).query)
    assert query["redirect_uri"] == [f"{portal.url}/accounts/oidc/sso/login/callback/"]
    assert query["code_challenge_method"] == ["S256"]
    assert "a-secret-of-both" not in location
    assert portal.log.read_text().count("a-secret-of-both") == 0


def test_readers_are_sent_to_the_sign_in(sign_on: SignOn) -> None:
    at, _ = Browser(sign_on.portal).get(f"{sign_on.portal.url}/errors/imetal/")
    assert urlsplit(at).path == "/admin/login/"


@pytest.mark.parametrize(("spoilt", "value"), [("signed", False), ("audience", "https://other.example.com/")])
def test_assertion_that_is_not_signed_or_for_another_signs_nobody_in(
    saml: Saml, monkeypatch: pytest.MonkeyPatch, spoilt: str, value: object
) -> None:
    monkeypatch.setattr(saml.provider, spoilt, value)
    browser = Browser(saml.portal)
    with pytest.raises(urllib.error.HTTPError) as refused:
        saml.sign_in("ada", browser)

    assert 400 <= refused.value.code < 500
    assert urlsplit(browser.get(f"{saml.portal.url}/admin/")[0]).path == "/admin/login/"


def test_assertion_is_taken_from_the_browser_that_asked_for_it(saml: Saml) -> None:
    address, form = saml.form_for("ada", Browser(saml.portal))
    thief = Browser(saml.portal)
    with pytest.raises(urllib.error.HTTPError) as refused:
        thief.get(address, form)

    assert 400 <= refused.value.code < 500
    assert urlsplit(thief.get(f"{saml.portal.url}/admin/")[0]).path == "/admin/login/"
