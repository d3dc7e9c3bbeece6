"""Secrets of several lines: private keys, and the secrets of Kubernetes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.diagnosis.numbers import MOST_ENTRIES, NEAR_KIND
from catalog.diagnosis.secrets.secret_names import held_in
from catalog.diagnosis.secrets.values import QUOTE, Found, strings

_KEY_OPENS = re.compile(r"(?: block)?-{2,5}", re.IGNORECASE)
_KEY_BLOCK = re.compile(r"(?P<value>(?>(?:[^-]|-(?!---)){1,20000}))-{4,5}END")
_KEY_CUT = re.compile(
    r"""(?P<value>(?>(?:(?:[\s>|+]|\\{1,31}[rn]|%(?:25){0,4}0[AaDd]){1,40}"""
    r"""(?:(?:Proc-Type|DEK-Info|Version|Comment|Hash)[ ]?:[^\n\\]{0,200}"""
    r"""|(?=[A-Za-z]{0,100}[0-9+/])[A-Za-z0-9+/]{8,2000}+={0,2}|[A-Za-z0-9+/]{1,7}={1,2})"""
    r"""(?=[\s\\"'`%<]|$)){1,400}))"""
)
_PUTTY = re.compile(
    r"[ \t]{0,4}(?:\d{1,4}[ \t]*\r?\n(?P<lines>(?>(?:[A-Za-z0-9+/]{1,100}={0,2}(?:\r?\n|$)){1,200}))"
    r"|(?P<code>[0-9a-f]{32,128}))"
)
_CONTAINER = re.compile(rf"(?:{QUOTE})?\s{{0,9}}[:=]\s{{0,9}}(?:{QUOTE})?(?P<value>[A-Za-z0-9+/]{{16,16000}}+={{0,2}})")
_DATA = re.compile(r'(?:\bdata|\bstringData)(?P<close>["\']?)[ \t]{0,9}:[ \t]{0,9}(?P<open>\{)?')
_ENTRY = re.compile(
    r"[ \t]{1,40}(?:- )?[\"']?[\w.-]{1,100}[\"']?[ \t]{0,4}:[ \t]{1,9}"
    r"[\"']?(?P<value>[^\s\"'#][^\n\"']{0,16000}+)[\"']?[ \t]*(?:\n|$)"
)


def key_lines(text: str, start: int, end: int) -> Found | None:
    """The lines of a private key, up to its last or as far as they go on."""
    opens = _KEY_OPENS.match(text, end)
    if not opens:
        return None
    return held_in(_KEY_BLOCK.match(text, opens.end()) or _KEY_CUT.match(text, opens.end()))


def putty(text: str, start: int, end: int) -> Found | None:
    """The private lines of a key of PuTTY, and the code that is made with its passphrase."""
    match = _PUTTY.match(text, end)
    return held_in(match, "lines" if match["lines"] else "code") if match else None


def container_login(text: str, start: int, end: int) -> Found | None:
    """A registry's logins in base64."""
    return held_in(_CONTAINER.match(text, end))


def kubernetes(text: str, start: int, end: int) -> Found | None:
    """The values of a Secret's data, which stands below its kind or, where the fields are in order, above it."""
    spans: list[tuple[int, int]] = []
    last = end
    for begin in _places_of_data(text, start, end):
        data = _DATA.match(text, begin)
        if not data:
            continue
        if data["open"]:
            strings_found = strings(text, data.end() - 1)
            spans += strings_found.spans
            last = max(last, strings_found.end)
            continue
        at = text.find("\n", data.end(), data.end() + 80) + 1
        while at and len(spans) < MOST_ENTRIES and (entry := _ENTRY.match(text, at)):
            value = entry["value"].rstrip()
            spans.append((entry.start("value"), entry.start("value") + len(value)))
            at = entry.end()
        last = max(last, at)
    return Found(tuple(spans), last) if spans else None


def _places_of_data(text: str, start: int, end: int) -> Iterator[int]:
    """Yield the offsets of the nearest ``data`` and ``stringData`` before and behind."""
    for name in ("data", "stringData"):
        for place in (text.rfind(name, max(0, start - NEAR_KIND), start), text.find(name, end, end + NEAR_KIND)):
            # metadata has the same ending.
            while place > 0 and text[place - 1].isalnum():
                place = (
                    text.rfind(name, max(0, start - NEAR_KIND), place)
                    if place < start
                    else text.find(name, place + 1, end + NEAR_KIND)
                )
            if place >= 0:
                yield place
