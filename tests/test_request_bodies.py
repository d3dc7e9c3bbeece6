"""Requests as a server hands them over: what Django refuses before it has a request is a 400, too."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application

from portal.request_bodies import whole_bodies


@pytest.mark.django_db  # Django looks at its connections as a request begins
def test_a_query_of_too_many_fields_is_refused_even_where_a_charset_is_named() -> None:
    told: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], _: Any = None, /) -> Any:
        told.append(status)

    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/v1/diagnose",
        "QUERY_STRING": "&".join(["q=1"] * 1500),
        "CONTENT_TYPE": "text/plain; charset=utf-8",
        "CONTENT_LENGTH": "0",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
    }
    body = b"".join(whole_bodies(get_wsgi_application(), limit=100)(environ, start))
    assert told == ["400 Bad Request"]
    assert json.loads(body)["error_code"] == "Portal.0400"
