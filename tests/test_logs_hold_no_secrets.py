"""Logs of a running portal hold nothing that people, programs and administrators send."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest

from tests.running_portal import RunningPortal, free_port, make_administrator, manage, portal_with_its_catalog

MARK = "canary"
"""Every secret begins with it, so that one look finds them all."""

PASSWORD = f"{MARK}-of-the-administrator"
KEY = f"ep_{MARK}-of-a-program"
VARIABLES = {"SECRET_KEY": f"{MARK}-of-the-portal-" * 3, "PORTAL_DIAGNOSE_RATE": "60/min", "PORTAL_WEB_WORKERS": "1"}
TEXT = f'{{"error_code": "iMetal.0100", "error_msg": "{MARK}-message", "password": "{MARK}-in-body"}}'


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    folder = portal_with_its_catalog(tmp_path_factory.mktemp("portal"))
    with RunningPortal(folder, f"127.0.0.1:{free_port()}", VARIABLES) as running:
        running.until_ready()
        make_administrator(folder, "ada", PASSWORD, VARIABLES)
        yield running


class Client:
    """Asks a portal, and keeps the admin's cookies."""

    def __init__(self, portal: RunningPortal) -> None:
        self.port = portal.port
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent.setdefault("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        page = answer.read().decode(errors="replace")
        for each in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = each.split(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return answer.status, page

    def send_form(self, path: str, fields: dict[str, str]) -> int:
        """Send a form of the admin with the token of its page."""
        _, page = self.ask("GET", path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        body = urlencode(fields | {"csrfmiddlewaretoken": token[1] if token else ""})
        return self.ask("POST", path, body, Content_Type="application/x-www-form-urlencoded")[0]


def send_bad_requests(client: Client) -> set[int]:
    """Secrets in bodies, headers and queries of pages and API, well formed and not; the statuses of the answers."""
    request = quote(f"{MARK} iMetal.0100 password={MARK}")
    everywhere = {
        "Authorization": f"Bearer {KEY}",
        "Cookie": f"sessionid={MARK}; csrftoken={MARK}",
        "Referer": f"http://127.0.0.1/{MARK}",
        "User-Agent": MARK,
        "X-Api-Key": MARK,
        "X-Forwarded-For": MARK,
        "X-Request-Id": f"{MARK}-id",
    }
    report = {client.ask("POST", "/api/v1/diagnose", TEXT, Content_Type="text/plain", Content_Encoding=MARK)[0]}
    for path in ("/troubleshoot/", "/errors/", "/find/", "/api/v1/errors/", "/", "/healthz", "/admin/", "/nowhere/"):
        for query in (f"q={request}", f"page={MARK}", f"http_status={MARK}", f"q=%00{MARK}", f"%ff{MARK}=%ff"):
            report.add(client.ask("GET", f"{path}?{query}")[0])
            report.add(client.ask("GET", f"{path}?{query}", **everywhere)[0])
    for path in ("/troubleshoot/", "/api/v1/diagnose", "/api/v1/diagnose/batch", "/admin/login/", "/nowhere/"):
        for kind in ("application/json", "text/plain", "application/x-www-form-urlencoded", MARK):
            for body in (TEXT, f"body={request}&q={MARK}", f"[{TEXT}", "x=1&" * 2000 + MARK, f"{MARK}\x00"):
                report.add(client.ask("POST", path, body, Content_Type=kind)[0])
                report.add(client.ask("PUT", path, body, Content_Type=kind, **everywhere)[0])
        edge = f'--x\r\nContent-Disposition: form-data; name="log"; filename="{MARK}.log"\r\n\r\n{TEXT}\r\n'
        report.add(client.ask("POST", path, edge, Content_Type="multipart/form-data; boundary=x")[0])
        report.add(client.ask("POST", path, TEXT, Content_Type="text/plain", Content_Encoding=MARK)[0])
    report.add(client.ask("GET", "/", Host=f"{MARK}.example")[0])
    # Until it has asked too often, which it then did with a secret in its hand.
    report |= {client.ask("POST", "/api/v1/diagnose", TEXT, Content_Type="text/plain")[0] for _ in range(130)}
    return report


def administrator(client: Client) -> None:
    """Failed and good logins, a key, an account, a new password, lists asked for what they do not have."""
    login = "/admin/login/"
    for _ in range(6):
        client.send_form(login, {"username": f"{MARK}-name", "password": f"{MARK}-wrong"})
    assert client.send_form(f"{login}?token={MARK}", {"username": f"{MARK}-name", "password": "x"}) == 429
    assert client.send_form(login, {"username": "ada", "password": PASSWORD}) == 302
    assert client.send_form("/admin/catalog/apikey/add/", {"name": "robot", "rate": ""}) == 302
    made = {"username": "bob", "password1": f"{MARK}-of-bob", "password2": f"{MARK}-of-bob", "usable_password": "true"}
    assert client.send_form("/admin/auth/user/add/", made) == 302
    changed = {
        "old_password": PASSWORD,
        "new_password1": f"{MARK}-and-anew",
        "new_password2": f"{MARK}-and-anew",
    }
    assert client.send_form("/admin/password_change/", changed) == 302
    for query in (f"_to_field={MARK}", f"password={MARK}", f"{MARK}=1", f"q={MARK}", f"o={MARK}", f"_popup={MARK}"):
        client.ask("GET", f"/admin/auth/user/?{query}")
        client.ask("GET", f"/admin/catalog/case/add/?{query}")


def test_pasted_texts_are_not_logged(portal: RunningPortal) -> None:
    client = Client(portal)
    report = send_bad_requests(client)
    assert report >= {200, 400, 401, 403, 404, 405, 415, 429}
    assert not [status for status in report if status >= 500]
    client.cookies.clear()
    administrator(client)
    log = portal.log.read_text()
    assert "sign-ins of a client at 127.0.0.1 failed too often" in log
    assert "django.security" in log
    assert [line for line in log.splitlines() if MARK in line] == []


def test_nothing_that_was_pasted_is_in_the_database(portal: RunningPortal) -> None:
    # The names that failed to log in are there, to be counted; what else was sent with them is not.
    dumped = json.loads(manage(portal.folder, "dumpdata", variables=VARIABLES))
    held = {
        f"{row['model']}.{name}" for row in dumped for name, value in row["fields"].items() if MARK in json.dumps(value)
    }
    assert held == set()


def test_the_log_and_the_key_are_not_served(portal: RunningPortal) -> None:
    client = Client(portal)
    for path in ("/db.sqlite3", "/db.sqlite3.secret-key", "/static/../db.sqlite3", "/static/%2e%2e/portal/settings.py"):
        status, page = client.ask("GET", path)
        assert (status, MARK in page) == (404, False)


def test_a_start_that_fails_tells_no_secret(portal: RunningPortal) -> None:
    for wrong in (
        {"DATABASE_URL": f"postgres://u:{MARK}@h:port/n"},
        {"REDIS_URL": f"http://:{MARK}@h"},
        {"PORTAL_BASE_URL": f"ftp://u:{MARK}@h"},
    ):
        with pytest.raises(AssertionError) as failed:
            manage(portal.folder, "check", variables={**VARIABLES, **wrong})
        assert next(iter(wrong)) in str(failed.value)
        assert MARK not in str(failed.value).partition("assert ")[0]
