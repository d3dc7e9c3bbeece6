"""Requests as a server hands them over: what Django refuses before it has a request is a 400, too."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application

from portal.request_bodies import whole_bodies


def answer(body: bytes | io.BytesIO = b"", *, limit: int = 4_000_000, **more: str) -> tuple[str, dict[str, str]]:
    """The status and the body of what is answered to a diagnosis of ``body``, as a server hands it over."""
    told: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], _: Any = None, /) -> Any:
        told.append(status)

    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/v1/diagnose",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "wsgi.input": io.BytesIO(body) if isinstance(body, bytes) else body,
        "wsgi.url_scheme": "http",
        **more,
    }
    answered = b"".join(whole_bodies(get_wsgi_application(), limit=limit)(environ, start))
    assert len(told) == 1
    return told[0], json.loads(answered)


@pytest.mark.django_db(transaction=True)  # a request begins and ends with a look at its connections
def test_a_body_that_breaks_off_is_not_taken_for_a_whole_one() -> None:
    status, told = answer(b"iMeta", CONTENT_LENGTH="100")
    assert status == "400 Bad Request"
    assert told["error_msg"].endswith("its body broke off after 5 of 100 bytes")
    status, told = answer(HTTP_TRANSFER_ENCODING="chunked")
    assert (status, "none of which could be read" in told["error_msg"]) == ("400 Bad Request", True)
    assert answer(b"iMetal.0100", HTTP_TRANSFER_ENCODING="chunked")[0] == "200 OK"


@pytest.mark.django_db(transaction=True)  # a request begins and ends with a look at its connections
def test_a_client_that_asks_first_is_not_told_to_send_what_is_refused() -> None:
    body = io.BytesIO(b"x" * 2_000_000)
    assert answer(body, CONTENT_LENGTH="2000000", HTTP_EXPECT="100-continue")[0].startswith("413 ")
    # A server says "100 Continue" as soon as the body is read.
    assert body.tell() == 0
    body = io.BytesIO(b"iMetal.0100")
    assert answer(body, CONTENT_LENGTH="11", HTTP_EXPECT="100-continue")[0] == "200 OK"
    # Who sends at once is read to the end, however long: else the answer would not be seen.
    body = io.BytesIO(b"x" * 2_000_000)
    assert answer(body, CONTENT_LENGTH="2000000")[0].startswith("413 ")
    assert body.tell() == 2_000_000


@pytest.mark.django_db  # Django looks at its connections as a request begins
def test_a_query_of_too_many_fields_is_refused_even_where_a_charset_is_named() -> None:
    status, told = answer(
        limit=100,
        QUERY_STRING="&".join(["q=1"] * 1500),
        CONTENT_TYPE="text/plain; charset=utf-8",
        CONTENT_LENGTH="0",
    )
    assert (status, told["error_code"]) == ("400 Bad Request", "Portal.0400")
