"""Static files of a newer release, commands of a process that is older than they are."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import cast

import pytest
from django.contrib.staticfiles.finders import get_finder
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from catalog.management import static_sources
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


def test_only_what_is_new_is_collected(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sources").mkdir()
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [tmp_path / "sources"], str(tmp_path / "collected")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    get_finder.cache_clear()  # type: ignore[attr-defined]
    commands: list[str] = []

    def collecting(command: str, **options: object) -> None:
        commands.append(command)
        call_command(command, **options)

    monkeypatch.setattr(static_sources, "call_command", collecting)
    for minutes, content in ((0, "first"), (0, "first"), (1, "again"), (1, "again")):
        source = tmp_path / "sources" / "a.css"
        source.write_text(content)
        os.utime(source, (2_000_000_000 + 60 * minutes,) * 2)
        static_sources.collect_static()
        assert (tmp_path / "collected" / "a.css").read_text() == content
    assert len(commands) == 2
    shutil.rmtree(tmp_path / "collected")
    static_sources.collect_static()
    assert (tmp_path / "collected" / "a.css").exists()
    get_finder.cache_clear()  # type: ignore[attr-defined]
