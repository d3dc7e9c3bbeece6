"""Secrets in headers: cookies, authorizations, bearers, logins in base64."""

from __future__ import annotations

import base64
import binascii
import re

from catalog.diagnosis.secrets.options import COOKIE_OPTION
from catalog.diagnosis.secrets.secret_names import (
    BEHIND_NAME,
    beside,
    held_in,
    is_no_secret,
)
from catalog.diagnosis.secrets.values import QUOTE, Finder, Found, quoted_end, value_at

_HEADER_GOES_ON = re.compile(r"(?:s|2|[_-]?headers?|[_-]?string|[_-]?value)?", re.IGNORECASE)

_SCHEME = re.compile(r"(?:bearer|basic|digest|token|negotiate|ntlm|apikey)(?:[ \t]|%(?:25){0,4}20|\+)+", re.IGNORECASE)

_ONE_TOKEN = re.compile(r"""[^\s"'`\\,;)}\]<>%&]{1,16000}+""")

_PERCENT_HEADER = re.compile(r"""(?>(?:[^\s"'`&%\\]|%(?!(?:25){0,4}(?:2[267]|0[AaDd]|7[Dd]))){1,16000})""")

_TO_LINE_END = re.compile(r"""(?>(?:=\\{0,31}"[^"\\\n]{0,2000}+\\{0,31}"|[^\n"'`\\]){1,16000})""")

_BRACKETS = re.compile(r"""\[(?P<value>[^\]\["'`\n]{4,4000}+)\]""")

_LISTED = re.compile(
    rf"""{QUOTE}\s{{0,40}},\s{{0,40}}[bBuU]?(?P<quote>{QUOTE})(?={_SCHEME.pattern}|[\w.!#$%&*+^|~-]{{1,80}}=|(?=[A-Za-z+/_-]{{0,40}}\d)[\w+/=.-]{{20}})""",
    re.IGNORECASE,
)
"""A header's value that stands behind its name in a list, where it looks like one and not like the next name."""

BEARER = re.compile(r"(?:\s|%(?:25){0,4}20|\+){1,9}(?P<value>(?=[^\s\d]{0,200}\d)[\w.~+/=-]{8,16000}+)")

BASIC = re.compile(r"(?:[ \t]|%(?:25){0,4}20|\+)(?P<value>[A-Za-z0-9+/]{6,2000}+(?:={0,2}|(?:%3[Dd]){0,2}))")

DOCKER_AUTH = re.compile(
    rf"""(?:{QUOTE})?\s{{0,20}}[:=]\s{{0,20}}(?:{QUOTE})?(?P<value>[A-Za-z0-9+/]{{6,2000}}+={{0,2}})"""
)


def header(text: str, start: int, end: int) -> Found | None:
    """The value of a header, or the values of a list of them, up to the line's end where nothing sets it off."""
    goes_on = _HEADER_GOES_ON.match(text, end)
    name_end = goes_on.end() if goes_on else end
    match = BEHIND_NAME.match(text, name_end)
    if not match or match["call"]:
        listed = _LISTED.match(text, name_end)
        if listed:
            return _without_scheme(text, listed.end("quote"), quoted_end(text, listed.end("quote"), listed["quote"]))
        return _option_or_beside(text, start, name_end)
    if not match["close"] and "\n" in (match["gap"] or "") + match["lead"]:
        return None
    at = match.end()
    if text[at : at + 1] == "[" and (inside := _BRACKETS.match(text, at)):
        return _without_scheme(text, *inside.span("value"))
    value = value_at(text, at, "=", deep="[{")
    if value and value.marked:
        (span, *others) = value.spans or ((at, at),)
        return value if others else _without_scheme(text, *span)
    if match["sign"] and match["sign"][0] == "%":
        scheme = _SCHEME.match(text, at)
        return all_of(_PERCENT_HEADER.match(text, scheme.end() if scheme else at))
    scheme = _SCHEME.match(text, at)
    if scheme and not scheme[0].lower().startswith("digest"):
        token = _ONE_TOKEN.match(text, scheme.end())
        return None if token and is_no_secret(text, *token.span()) else all_of(token)
    line = _TO_LINE_END.match(text, scheme.end() if scheme else at)
    return _without_scheme(text, *line.span()) if line else None


def _option_or_beside(text: str, start: int, name_end: int) -> Found | None:
    if text.startswith("--", start - 2):
        return held_in(COOKIE_OPTION.match(text, name_end))
    value = beside(text, start, name_end) if text[name_end : name_end + 1] in ('"', "'", "\\", "%", "&", "\n") else None
    if not value or not value.spans:
        return None
    span = _without_scheme(text, *value.spans[0])
    return Found(span.spans, value.end, marked=True, since=value.since) if span else None


def _without_scheme(text: str, begin: int, end: int) -> Found | None:
    """A header's value, its scheme left readable."""
    scheme = _SCHEME.match(text, begin, end)
    at = scheme.end() if scheme else begin
    value = text[at:end]
    if is_no_secret(text, at, end):
        return None
    return Found(((at + len(value) - len(value.lstrip()), at + len(value.rstrip())),), end) if value.strip() else None


def all_of(match: re.Match[str] | None) -> Found | None:
    """All that a pattern found."""
    return Found((match.span(),), match.end()) if match else None


def encoded_login(pattern: re.Pattern[str]) -> Finder:
    """A name and a password together in base64."""

    def find(text: str, start: int, end: int) -> Found | None:
        match = pattern.match(text, end)
        value = match["value"].replace("%3D", "=").replace("%3d", "=") if match else ""
        try:
            plain = base64.b64decode(value + "=" * (-len(value) % 4))
        except (ValueError, binascii.Error):
            return None
        return held_in(match) if b":" in plain and plain.isascii() and plain.decode().isprintable() else None

    return find
