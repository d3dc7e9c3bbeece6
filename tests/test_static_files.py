"""Static files of a newer release, asked of a process that is older than they are."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from portal.static_files import StaticFilesMiddleware


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.STATIC_ROOT = str(tmp_path / "staticfiles")
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = False
    (tmp_path / "staticfiles").mkdir()
    (tmp_path / "staticfiles" / "old.css").write_text("old")
    (tmp_path / "secret.css").write_text("secret")
    return tmp_path / "staticfiles"


def ask(server: StaticFilesMiddleware, path: str) -> HttpResponse:
    request = RequestFactory().get("/")
    request.path = request.path_info = path
    return cast("HttpResponse", server(request))


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=404)


def test_older_process_serves_files_of_a_newer_release(folder: Path) -> None:
    server = StaticFilesMiddleware(nothing)
    assert ask(server, "/static/new.css").status_code == 404
    (folder / "new.css").write_text("new")
    for name in ("old", "new"):
        answer = ask(server, f"/static/{name}.css")
        assert (answer.status_code, b"".join(answer)) == (200, name.encode())
        assert answer.headers["Content-Type"].startswith("text/css")


@pytest.mark.parametrize(
    "path",
    [
        *("/static/../secret.css", "/static//secret.css", "/static/x/../../secret.css", "/static/\\secret.css"),
        *("/static/", "/static/folder", "/static/folder/", "/static/a\x00b", "/static/" + "x" * 5000, "/secret.css"),
    ],
)
def test_it_rejects_what_is_no_file_of_the_folder(folder: Path, path: str) -> None:
    (folder / "folder").mkdir()
    server = StaticFilesMiddleware(nothing)
    before = dict(server.files)
    assert ask(server, path).status_code == 404
    assert server.files == before
