"""Responses while the database is unavailable: 503, Retry-After, and that nothing was saved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, ProgrammingError, connection
from django.test import Client
from selectolax.lexbor import LexborHTMLParser as HTML

from catalog.models import Case
from catalog.store import keys
from catalog.store.keys import find_key, new_token
from portal.postgres.base import DatabaseWrapper, _tries
from tests.catalog_rows import service_catalog, store

pytestmark = pytest.mark.django_db
CHANGE = "/admin/catalog/case/{}/change/"


@pytest.fixture
def case() -> Case:
    store(service_catalog("metal"))
    return Case.objects.order_by("pk")[0]


@pytest.fixture
def curator(client: Client, case: Case) -> Client:
    client.force_login(User.objects.create_superuser("ada"))
    # A failure is answered as it is to others, not raised to the test.
    client.raise_request_exception = False
    return client


def gone(*_: object, **__: object) -> Iterator[None]:
    raise OperationalError("the connection is closed; what it was asked for: a secret")


def away() -> Any:
    return connection.execute_wrapper(gone)


def assert_away(answer: Any) -> str:
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["Cache-Control"] == "no-store"
    return str(answer.content.decode())


def test_a_page_that_needs_it_says_when_to_come_back(curator: Client, caplog: pytest.LogCaptureFixture) -> None:
    with away():
        page = assert_away(curator.get("/errors/?q=anything"))
    assert "You can still look up codes and diagnose errors" in page
    assert "the database did not answer a request" in caplog.text
    assert "secret" not in caplog.text


def test_the_live_hits_say_so_in_their_place(curator: Client) -> None:
    with away():
        page = assert_away(curator.get("/find/?q=anything", headers={"HX-Request": "true"}))
    assert "Search is temporarily unavailable" in page
    assert "<html" not in page


def test_an_edit_that_was_not_saved_is_given_back(curator: Client, case: Case) -> None:
    typed = {
        "solution": "Look at <b>the fan</b>.",
        "description": "Too hot",
        "_save": "Save",
        "password1": "unreadable",
    }
    with away():
        page = assert_away(curator.post(CHANGE.format(case.pk), typed))
    assert "Not saved" in page
    assert "Look at &lt;b&gt;the fan&lt;/b&gt;." in page
    assert "Too hot" in page
    assert "unread" not in page
    assert "_save" not in page


def test_so_does_what_fails_before_there_is_a_view(curator: Client) -> None:
    with patch("django.contrib.sessions.middleware.SessionMiddleware.process_request", side_effect=OperationalError):
        assert_away(curator.get("/errors/"))
        answer = curator.get("/api/v1/errors/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["error_code"] == "Portal.0503"


def test_another_failure_is_one_of_the_portal(curator: Client) -> None:
    with patch("catalog.pages.browse.search", side_effect=ProgrammingError("no such column")):
        assert curator.get("/errors/?q=anything").status_code == 500


def test_a_key_that_was_asked_for_before_goes_on_and_no_other() -> None:
    from catalog.models import ApiKey

    def make(name: str) -> str:
        key = ApiKey(name=name)
        token = new_token(key)
        key.save()
        return token

    keys._seen.clear()
    expected, new, revoked = make("known"), make("new"), make("revoked")
    assert find_key(expected)
    assert find_key(revoked)
    ApiKey.objects.filter(name="revoked").update(revoked=True)
    assert find_key(revoked) is None
    with away():
        assert find_key(expected)
        for token in (new, revoked):
            with pytest.raises(OperationalError):
                find_key(token)


def test_one_thread_waits_for_a_server_that_is_away_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    result: list[object] = []
    clock = [100.0]

    def refused(self: DatabaseWrapper, conn_params: object) -> object:
        result.append(conn_params)
        if len(result) > 1:
            # Meanwhile another thread wants one.
            with pytest.raises(psycopg.OperationalError, match="a moment ago"):
                database.get_new_connection({})
        if len(result) < 3:
            raise psycopg.OperationalError("refused")
        return "a connection"

    monkeypatch.setattr("django.db.backends.postgresql.base.DatabaseWrapper.get_new_connection", refused)
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    monkeypatch.setitem(_tries, "tried", None)
    del _tries["tried"]
    database = DatabaseWrapper({"OPTIONS": {}}, alias="tried")

    with pytest.raises(psycopg.OperationalError, match="refused"):
        database.get_new_connection({})
    with pytest.raises(psycopg.OperationalError, match="a moment ago"):
        database.get_new_connection({})
    clock[0] += 1
    with pytest.raises(psycopg.OperationalError, match="refused"):
        database.get_new_connection({})
    clock[0] += 1
    assert database.get_new_connection({}) == "a connection"
    assert len(result) == 3


def test_an_edit_is_kept_on_its_page_and_sent_again(curator: Client, case: Case) -> None:
    page = CHANGE.format(case.pk)
    initial = curator.get(page).context["adminform"].form.initial
    sent = {name: "" if value is None else str(value) for name, value in initial.items()}
    sent |= {"former": "[]", "solution": "Look at\n<b>the fan</b> & wait.", "_save": "Save", "csrfmiddlewaretoken": "x"}
    with away():
        html = assert_away(curator.post(page, sent))
    assert "Not saved yet" in html
    form = HTML(html).css_first("form[data-again]")
    assert form is not None
    assert form.attributes["action"] == page
    again = {str(each.attributes["name"]): each.text().removeprefix("\n") for each in form.css("textarea")}
    assert again == sent | {"_times_sent": "1"}
    assert curator.post(page, again).status_code == 302
    case.refresh_from_db()
    assert case.solution == "Look at\n<b>the fan</b> & wait."


@pytest.mark.parametrize(
    ("times", "seconds"), [("0", "5"), ("2", "20"), ("9", "60"), ("12", None), ("x", "5"), ("9" * 50, "5")]
)
def test_an_edit_is_sent_again_ever_more_slowly_and_at_last_by_hand(
    curator: Client, case: Case, times: str, seconds: str | None
) -> None:
    sent = {"solution": "Wait.", "csrfmiddlewaretoken": "x", "_times_sent": times}
    with away():
        form = HTML(assert_away(curator.post(CHANGE.format(case.pk), sent))).css_first(".problem form")
    assert form is not None
    assert form.attributes.get("data-again") == seconds
    assert len(form.css("textarea[name=_times_sent]")) == 1
    assert [each.text() for each in form.css("button")] == ["Save again now"]


def test_secrets_are_not_kept_on_a_page(curator: Client) -> None:
    sent = {"username": "ada lovelace", "password1": "unreadable", "csrfmiddlewaretoken": "x"}
    with away():
        html = assert_away(curator.post("/admin/auth/user/add/", sent))
    assert "data-again" not in html
