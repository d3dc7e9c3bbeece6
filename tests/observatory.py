"""An answer's headers, scored as the Mozilla HTTP Observatory scores a site.

The rules are those it publishes: every answer begins at 100; what is missing or weak takes points away; what is better
than needed adds points, but only to 90 and more. 100 and above is an A+.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

A_PLUS = 100
_NO_EXTRAS_BELOW = 90
_HALF_A_YEAR = 15_768_000
_PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
_UNSAFE_REFERRER = {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}
_BROAD = {"*", "http:", "https:", "data:", "blob:", "ftp:"}


@dataclass(frozen=True)
class Answer:
    """Response: its address after which redirects, headers, cookies and page."""

    url: str
    headers: Mapping[str, str]
    cookies: Sequence[str] = ()
    page: str = ""
    hops: Sequence[str] = ()
    """The addresses from the http one on to where it ended."""


@dataclass
class Score:
    """The points, and what each rule said."""

    verdicts: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def points(self) -> int:
        """Sum of the rules."""
        base = 100 + sum(points for points, _ in self.verdicts.values() if points < 0)
        extra = sum(points for points, _ in self.verdicts.values() if points > 0)
        return max(0, base + extra if base >= _NO_EXTRAS_BELOW else base)


def score(answer: Answer) -> Score:
    """Ask every rule."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    policy = _directives(headers.get("content-security-policy", ""))
    report = Score()
    report.verdicts["content-security-policy"] = _policy(policy)
    report.verdicts["cookies"] = _cookies(answer.cookies, "strict-transport-security" in headers)
    report.verdicts["cross-origin-resource-sharing"] = _sharing(headers)
    report.verdicts["cross-origin-resource-policy"] = _resource_policy(headers.get("cross-origin-resource-policy"))
    report.verdicts["redirection"] = _redirection(answer.hops)
    report.verdicts["referrer-policy"] = _referrer(headers.get("referrer-policy"))
    report.verdicts["strict-transport-security"] = _transport(headers.get("strict-transport-security"), answer.url)
    report.verdicts["subresource-integrity"] = _integrity(answer)
    report.verdicts["x-content-type-options"] = _one_value(headers.get("x-content-type-options"), "nosniff", -5)
    report.verdicts["x-frame-options"] = _frames(headers.get("x-frame-options"), policy)
    return report


def _directives(header: str) -> dict[str, list[str]]:
    parts = (part.split() for part in header.lower().split(";") if part.strip())
    return {name: sources for name, *sources in parts}


def _policy(policy: Mapping[str, list[str]]) -> tuple[int, str]:
    if not policy:
        return -25, "none"
    fallback = policy.get("default-src", ["*"])
    scripts, objects = policy.get("script-src", fallback), policy.get("object-src", fallback)
    styles, images = policy.get("style-src", fallback), policy.get("img-src", fallback)
    if {"'unsafe-inline'"} & set(scripts) or _BROAD & {*scripts, *objects}:
        return -20, "scripts from anywhere"
    if any(source.startswith("http:") for name in policy for source in policy[name] if name not in ("img-src",)):
        return -20, "unencrypted sources"
    if "'unsafe-eval'" in scripts:
        return -10, "unsafe-eval"
    if any(source.startswith("http:") for source in images):
        return -10, "unencrypted images"
    if "'unsafe-inline'" in styles or _BROAD & set(styles):
        return 0, "styles from anywhere"
    tight = fallback == ["'none'"] and policy.get("form-action") in (["'none'"], ["'self'"])
    return (10, "nothing unsafe, default none") if tight else (5, "nothing unsafe")


def _cookies(cookies: Sequence[str], transport: bool) -> tuple[int, str]:
    if not cookies:
        return 0, "none"
    worst = (5, "secure, httponly, samesite")
    for header in cookies:
        for name, each in SimpleCookie(header).items():
            session = bool(re.search(r"sess|login|auth|sid", name, re.IGNORECASE))
            same_site = each["samesite"].lower()
            result = 5
            if session and not each["httponly"]:
                result = -30
            elif not each["secure"]:
                result = (-10 if session else -5) if transport else (-40 if session else -20)
            elif same_site not in ("", "lax", "strict") or ("csrf" in name.lower() and not same_site):
                result = -20
            elif not same_site:
                result = 0
            worst = min(worst, (result, name))
    return worst


def _sharing(headers: Mapping[str, str]) -> tuple[int, str]:
    credentials = headers.get("access-control-allow-credentials", "").lower() == "true"
    if "access-control-allow-origin" in headers and credentials:
        return -50, "everybody, with credentials"
    return 0, headers.get("access-control-allow-origin", "none")


def _resource_policy(value: str | None) -> tuple[int, str]:
    if value is None:
        return 0, "none"
    return {"same-origin": 10, "same-site": 10, "cross-origin": 0}.get(value.strip().lower(), -5), value


def _redirection(hops: Sequence[str]) -> tuple[int, str]:
    parts = [urlsplit(hop) for hop in hops]
    if len(parts) < 2:
        return -20, "none"
    if parts[-1].scheme != "https":
        return -20, "ends unencrypted"
    if parts[1].scheme != "https":
        return -10, "the first step is unencrypted"
    if parts[1].hostname != parts[0].hostname:
        return -5, "the first step leads to another host"
    return 0, "to https"


def _referrer(value: str | None) -> tuple[int, str]:
    if value is None:
        return 0, "none"
    last = value.split(",")[-1].strip().lower()
    return (5, last) if last in _PRIVATE else (-5, last if last in _UNSAFE_REFERRER else "invalid")


def _transport(value: str | None, url: str) -> tuple[int, str]:
    match = re.search(r"max-age=\"?(\d+)", value or "", re.IGNORECASE)
    if not match or urlsplit(url).scheme != "https":
        return -20, "none"
    # Five more points are for sites in the browsers' own lists, which headers alone do not give.
    return (0, "half a year and more") if int(match[1]) >= _HALF_A_YEAR else (-10, "less than half a year")


def _integrity(answer: Answer) -> tuple[int, str]:
    here = urlsplit(answer.url)
    for script in LexborHTMLParser(answer.page).css("script[src]") if answer.page else ():
        there = urlsplit(urljoin(answer.url, script.attributes["src"] or ""))
        if there.scheme != "https":
            return -50, "an unencrypted script"
        if there.hostname != here.hostname and "integrity" not in script.attributes:
            return -5, "a script from another host without integrity"
    return 0, "all scripts from here"


def _one_value(value: str | None, wanted: str, otherwise: int) -> tuple[int, str]:
    return (0, wanted) if (value or "").strip().lower() == wanted else (otherwise, value or "none")


def _frames(value: str | None, policy: Mapping[str, list[str]]) -> tuple[int, str]:
    if policy.get("frame-ancestors") in (["'none'"], ["'self'"]):
        return 5, "by the policy"
    return (0, value) if (value or "").upper() in ("DENY", "SAMEORIGIN") and value else (-20, value or "none")
