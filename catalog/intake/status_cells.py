"""HTTP statuses in cells."""

from __future__ import annotations

import re
from http import HTTPStatus

# A spreadsheet's whole number may have kept its point: 400.0
_NUMBER = r"[1-5]\d\d(?:\.0)?(?![\d.])"
_PHRASE = r"[^\W\d_][^\W\d_'’ -]*(?:[ '’-]+[^\W\d_]+){0,5}"
_ONE = re.compile(
    rf"(?:HTTP(?:/\d(?:\.\d)?)?[\s:-]*)?(?:"
    rf"(?P<before>{_NUMBER})(?:\s*[(（:–-]?\s*{_PHRASE}\s*[)）]?)?"
    rf"|{_PHRASE}(?:\s*[(（:–]|\s+-)\s*(?P<after>{_NUMBER})\s*[)）]?)",
    re.IGNORECASE,
)
_CLASS = re.compile(r"[1-5]xx|[1-5]\d\d\s*(?:-|–|~|to)\s*[1-5]\d\d|[1-5]\d\d\s*\+", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\s*(?:/(?!\d\.\d)|,|、|;|\||\n|\bor\b|\band\b|\boder\b|\bou\b|或)\s*|(?<=[1-5]\d\d)\s+(?=[1-5]\d\d\b)",
    re.IGNORECASE,
)
_BEFORE_PHRASE = re.compile(r"^(?:HTTP)?[\d\s(（:–-]+", re.IGNORECASE)
_OF_ERRORS = re.compile(r"\s(?:errors?|responses?|codes?|error codes?)\s*$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_LONGEST = 300
_SENTENCE = 80
_MOST_NAMED = 4
_NONE = frozenset(("-", "--", "—", "–", "n/a", "na", "null", "none", "无", "/", "any"))

_REASONS = {int(status): status.phrase.casefold() for status in HTTPStatus}
_REASONS |= {
    302: "found", 413: "payload too large", 414: "uri too long", 416: "range not satisfiable", 418: "i'm a teapot",
    422: "unprocessable entity",
}  # fmt: skip


def statuses_of(text: str) -> tuple[int, ...] | None:
    """The statuses that a cell names, none for a class such as ``4xx`` or a blank; None where it says something else.

    A phrase may stand before or behind the number: ``400 Bad Request``, ``Forbidden (403)``.
    """
    text = text.strip()
    if not text or text.casefold() in _NONE:
        return ()
    if len(text) > _LONGEST:
        return None
    statuses: list[int] = []
    for part in _BETWEEN.split(text):
        if _CLASS.fullmatch(part):
            continue
        one = _ONE.fullmatch(part)
        if one is None:
            return None
        statuses.append(int((one["before"] or one["after"])[:3]))
    return tuple(dict.fromkeys(statuses))


def statuses_within(text: str) -> tuple[int, ...] | None:
    """The registered statuses that a short sentence names: ``403 if signed in, else 401``; None without any."""
    numbers = [int(each) for each in _DIGITS.findall(text)] if len(text) <= _SENTENCE else []
    are_registered = all(map(is_registered, numbers))
    return tuple(dict.fromkeys(numbers)) if are_registered and 0 < len(numbers) <= _MOST_NAMED else None


def is_status(text: str) -> bool:
    """Return whether a cell names statuses and is not blank."""
    return bool(text.strip()) and text.strip().casefold() not in _NONE and statuses_of(text) is not None


def is_registered(status: int) -> bool:
    """Return whether a number is a registered HTTP status."""
    return status in _REASONS


def is_reason(text: str, status: int) -> bool:
    """Return whether a text begins with the reason phrase of a status."""
    reason = _REASONS.get(status)
    return bool(reason) and text.strip().casefold().startswith(str(reason))


def status_in_title(title: str) -> str:
    """The status of a failure that a title consists of, with its phrase: ``404 (Not Found) Errors``; else ""."""
    text = _OF_ERRORS.sub("", title[:_LONGEST])
    status, *others = statuses_of(text) or (0,)
    is_one = not others and status >= HTTPStatus.BAD_REQUEST and is_reason(_BEFORE_PHRASE.sub("", text), status)
    return str(status) if is_one else ""


def can_have_status(code: str, status: str) -> bool:
    """Return whether a code can have a status: it begins with no other one of a failure."""
    begin = code.strip()[:3]
    return begin == status[:3] or not (begin.isdigit() and begin[0] in "45" and is_registered(int(begin)))
