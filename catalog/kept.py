"""Answers kept for as long as the catalog stays as it is, and 304 for who has them already.

What a GET of the catalog says depends on the release, the edition, the address with its query, the host, and the
request headers it varies on: nothing else. So its validator is known before anything is looked up, and the answer,
once made, is the answer until the edition moves on.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_etags, parse_http_date_safe
from django.utils.translation import get_language

from catalog.store.snapshot import held_edition

MOST_BYTES = 32 * 1024 * 1024
"""Bytes of all the answers that a process keeps; the ones that were asked for longest ago go first."""

LARGEST = 4 * 1024 * 1024
"""Bytes of the largest answer that is kept; a larger one is made anew for each who does not have it yet."""

_LONGEST_HEADER = 200
_PRINTS = ("catalog", "portal", "templates", "static")


def kept(
    request: HttpRequest,
    make: Callable[[], HttpResponse],
    *,
    kind: str = "",
    vary: Iterable[str] = (),
) -> HttpResponse:
    """The answer to a GET or HEAD: 304 where the client has it, the kept copy where there is one, else a new one.

    ``make`` makes a whole answer, rendered. ``kind`` is what else tells it from others at the same address: the media
    type that was agreed on. ``vary`` are the request headers that it depends on; of Accept-Language the language that
    is active counts, of Accept the ``kind``. Only a 200 is kept and has a validator: whatever else ``make`` answers,
    or raises, goes through.
    """
    headers = tuple(vary)
    edition = held_edition()
    key = (
        str(edition.number),
        str(edition.changed),
        _release()[0],
        settings.PORTAL_BASE_URL,
        settings.PORTAL_SUPPORT_URL,
        request.scheme or "",
        request.get_host(),
        request.get_full_path(),
        kind,
        *(_value(request, header) for header in headers),
    )
    etag = f'W/"{hashlib.sha256(repr(key).encode()).hexdigest()[:32]}"'
    # An answer is as old as the newest of what it is made of: the catalog, and the program that prints it.
    modified = max(int(edition.changed.timestamp()) if edition.changed else 0, _release()[1])
    if _has_it(request, etag, modified):
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    else:
        found = _KEPT.get(key[:2], key)
        if found is None:
            response = make()
            if response.status_code != 200 or response.streaming:
                return response
            found = (response.content, dict(response.headers))
            _KEPT.put(key[:2], key, found)
        response = HttpResponse(found[0], headers=found[1])
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(modified)
    # Whoever keeps it asks whether it still holds: an edit is seen within a second, by everybody.
    private = "private, " if "HTTP_AUTHORIZATION" in request.META else ""
    response.headers.setdefault("Cache-Control", f"{private}no-cache")
    if headers:
        patch_vary_headers(response, headers)
    return response


def _value(request: HttpRequest, header: str) -> str:
    name = header.lower()
    if name == "accept-language":
        return get_language() or ""
    return "" if name == "accept" else request.headers.get(header, "")[:_LONGEST_HEADER]


def _has_it(request: HttpRequest, etag: str, modified: int) -> bool:
    """Whether the request's conditions say that the client has this answer (RFC 9110, section 13.2.2)."""
    named = request.META.get("HTTP_IF_NONE_MATCH")
    if named is not None:
        plain = etag.removeprefix("W/")
        return named.strip() == "*" or any(each.removeprefix("W/") == plain for each in parse_etags(named))
    since = request.META.get("HTTP_IF_MODIFIED_SINCE")
    seconds = parse_http_date_safe(since) if since else None
    return seconds is not None and modified <= seconds


class _Kept:
    """Answers by their keys, all of one state of the catalog, in the order in which they were last asked for."""

    def __init__(self) -> None:
        self._state: tuple[str, ...] = ()
        self._answers: OrderedDict[tuple[str, ...], tuple[bytes, dict[str, str]]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, state: tuple[str, ...], key: tuple[str, ...]) -> tuple[bytes, dict[str, str]] | None:
        with self._lock:
            if state != self._state or key not in self._answers:
                return None
            self._answers.move_to_end(key)
            return self._answers[key]

    def clear(self) -> None:
        with self._lock:
            self._answers.clear()
            self._bytes = 0

    def put(self, state: tuple[str, ...], key: tuple[str, ...], answer: tuple[bytes, dict[str, str]]) -> None:
        if len(answer[0]) > LARGEST:
            return
        with self._lock:
            if state != self._state:
                self._state, self._bytes = state, 0
                self._answers.clear()
            if key not in self._answers:
                self._answers[key] = answer
                self._bytes += _size(key, answer)
            while self._bytes > MOST_BYTES:
                self._bytes -= _size(*self._answers.popitem(last=False))


def _size(key: tuple[str, ...], answer: tuple[bytes, dict[str, str]]) -> int:
    return len(answer[0]) + sum(map(len, key)) + 1000


_KEPT = _Kept()


def forget() -> None:
    """Drop every kept answer, as a new edition does."""
    _KEPT.clear()


@cache
def _release() -> tuple[str, int]:
    """What the program's own files are: a digest of them all, and when the newest was written, in seconds."""
    digest = hashlib.sha256()
    newest = 0.0
    files = (each for folder in _PRINTS for each in Path(settings.BASE_DIR, folder).rglob("*") if each.is_file())
    for path in sorted(each for each in files if each.suffix != ".pyc"):
        digest.update(str(path.relative_to(settings.BASE_DIR)).encode() + b"\0" + path.read_bytes())
        newest = max(newest, path.stat().st_mtime)
    return digest.hexdigest(), int(min(newest, datetime.now(UTC).timestamp()))
