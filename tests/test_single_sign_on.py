"""Single sign-on by OpenID Connect with a real provider."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from oidc_provider_mock import User as Person
from oidc_provider_mock import run_server_in_thread

from tests.running_portal import RunningPortal, copy_of_the_portal, free_port, manage

ROLES = "viewer=support; curator=catalog-editors; administrator=CN=portal admins,OU=groups"
STATE = """
from django.contrib.auth.models import User
for user in User.objects.order_by("pk"):
    print(user.username, user.is_staff, user.is_superuser, *sorted(group.name for group in user.groups.all()))
"""


def person(name: str, *groups: str) -> Person:
    return Person(sub=name, claims={"preferred_username": name, "groups": list(groups)})


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    people = [person("ada", "catalog-editors", "others"), person("bob", "others")]
    with run_server_in_thread(user_claims=people) as provider:
        variables = {
            "PORTAL_OIDC_URL": f"http://localhost:{provider.server_port}",
            "PORTAL_OIDC_CLIENT_ID": "portal",
            "PORTAL_OIDC_SECRET": "a-secret-of-both",
            "PORTAL_SSO_NAME": "Staff login",
            "PORTAL_SSO_ROLES": ROLES,
            "PORTAL_SECOND_FACTOR": "1",
            "PORTAL_READ": "signed-in",
        }
        folder = copy_of_the_portal(tmp_path_factory.mktemp("portal"))
        with RunningPortal(folder, f"127.0.0.1:{free_port()}", variables) as running:
            yield running.until_ready()


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

    def sign_in(self, name: str) -> tuple[str, str]:
        at, page = self.get(f"{self.portal.url}/admin/")
        assert urlsplit(at).path == "/admin/login/"
        link = re.search(r'<a class="button" href="([^"]+)">Staff login</a>', page)
        assert link
        at, page = self.get(self.portal.url + link[1].replace("&amp;", "&"))
        # The provider's own page, which asks who it is.
        return self.get(at, {"sub": name})


def accounts(portal: RunningPortal) -> list[str]:
    return manage(portal.folder, "shell", "--no-imports", "-c", STATE).splitlines()


def test_groups_of_the_provider_become_roles(portal: RunningPortal) -> None:
    at, page = Browser(portal).sign_in("ada")

    assert (urlsplit(at).path, "Cases" in page) == ("/admin/", True)
    assert "ada True False curator" in accounts(portal)


def test_account_without_a_role_reads_and_does_not_edit(portal: RunningPortal) -> None:
    browser = Browser(portal)
    with pytest.raises(urllib.error.HTTPError) as refused:
        browser.sign_in("bob")
    assert refused.value.code == 403
    assert "bob False False" in accounts(portal)
    _, page = browser.get(f"{portal.url}/errors/imetal/iMetal.0100/")
    assert "Physical servers ID not found" in page


def test_second_sign_in_makes_no_second_account(portal: RunningPortal) -> None:
    Browser(portal).sign_in("ada")
    Browser(portal).sign_in("ada")
    assert len([line for line in accounts(portal) if line.startswith("ada")]) == 1


def test_answer_that_nobody_asked_for_is_refused(portal: RunningPortal) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        Browser(portal).get(f"{portal.url}/accounts/oidc/sso/login/callback/?code=x&state=y")
    assert refused.value.code == 401
    assert b'class="brand"' in refused.value.read()


def test_nothing_secret_is_in_the_address_of_the_provider(portal: RunningPortal) -> None:
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


def test_readers_are_sent_to_the_sign_in(portal: RunningPortal) -> None:
    at, _ = Browser(portal).get(f"{portal.url}/errors/imetal/")
    assert urlsplit(at).path == "/admin/login/"
