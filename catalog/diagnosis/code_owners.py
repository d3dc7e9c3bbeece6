"""Owners of the codes in running text: services that a rule, the name before a code or the words around it name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from catalog.diagnosis.code_rules import RULES
from catalog.diagnosis.evidence import Certainty, Evidence
from catalog.diagnosis.index import CatalogIndex, CodeHit
from catalog.diagnosis.marks import is_path_of, plain_name
from catalog.diagnosis.numbers import (
    LEAST_RUN_IN,
    LONGEST_SHORT_NAME,
    LONGEST_STATUS,
    MOST_AMBIGUOUS,
    NEARBY,
    REACH_OF_A_CONTEXT,
)
from catalog.diagnosis.records import HUMPS
from catalog.diagnosis.statuses import STANDARD_STATUS
from catalog.diagnosis.wordings import names_of
from catalog.diagnosis.words import everyday_words, plain_names
from catalog.folding import fold
from catalog.known_error import KnownError

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]+")
_NO_WORD = re.compile(r"[\W_]+")
_BARE_NUMBER = re.compile(r"(?<![\w.,-])-?\d{3,6}(?![\w-]|[.,]\d)")
_SENTENCE_ENDS = re.compile(r"[.!?](?=\s|$)|\n")
_PATH = re.compile(r"(?:[A-Za-z_]\w*(?:\.|::|\\))+$")

BEHIND_NAMES = ("code-before-colon", "code-class-in-brackets", "code-number-before-message")
"""Rules of SHAPE whose codes are sure behind the name of their own service."""

_OF_LINK, _OF_PEOPLE = "code-of-link", "code-of-people"
RULES_OF_A_SERVICE = {
    _OF_LINK: (),
    _OF_PEOPLE: (),
    "code-of-rsync": ("rsync",),
    "code-behind-status-and-dash": ("oci", "oraclecloud", "oraclecloudinfrastructure"),
    "code-of-alert": ("tls", "ssl", "openssl", "tlsalert", "tlsalerts"),
    "code-of-cassandra": ("cassandra", "scylla", "scylladb"),
    "code-of-envoy": ("envoy", "istio", "istioproxy"),
    "code-of-haproxy": ("haproxy",),
    "code-of-hl7": ("hl7", "hl7v2", "mllp"),
    "code-of-ldap": ("ldap", "openldap", "slapd", "activedirectory"),
    "code-of-net": ("windows", "win32"),
    "code-of-sip": ("sip",),
    "code-of-slapd": ("ldap", "openldap", "slapd"),
    "code-of-stata": ("stata",),
    "code-of-systemd": ("systemd",),
}
"""Rules of SHAPE whose codes are sure where they are those of a service with one of the names."""

_OF_EVENTS = frozenset(("windows", "event", "events", "eventlog"))
_OF_DIRECTORIES = frozenset(("ldap", "ad", "directory", "activedirectory"))
RULES_OF_SORTS = {
    "code-event-id": _OF_EVENTS,
    "code-event-element": _OF_EVENTS,
    "code-of-active-directory": _OF_DIRECTORIES,
    "code-of-panel": frozenset(),
    "code-of-reason": frozenset(),
}
"""Rules that read one sort of code, and words in the names of the services that list such: Windows' events. Without
any, a service has to be named near the code.
"""

_HOST_BEFORE = re.compile(r"://(?P<host>[\w.-]+)/[\w./#-]*$")

_CLASS_BEFORE = re.compile(r"\b(?P<service>[A-Z][a-z]{2,20})[A-Z]\w{0,40}: (?:HTTP ERROR \d{3}: )?$")
"""The class of an SDK before a number, which begins with the service's name: ``TwilioRestException: 20003: …``."""

_NAME_BEFORE = re.compile(r"\b(?P<name>[A-Za-z][A-Za-z0-9]{2,20})[ ](?i:error)(?:[ ]code)?[ :=#]{0,2}$")
"""A name before an error's number: ``+CME ERROR: 10``."""

_STATE_BEHIND = re.compile(r" \((?=[A-Z]*\d)[0-9A-Z]{5}\)")

CALLED = {rule.id: rule.called for rule in RULES if rule.called}
"""Names of numbers in catalogs, by the rule that reads the number."""

OF_PROGRAMS = {rule: called.split()[0] for rule, called in CALLED.items() if called != "error"}
"""Programs whose own numbers some rules read."""


def by_number(hit: CodeHit, number: Evidence | None, text: str, index: CatalogIndex) -> CodeHit:
    """The hit, with the errors of other services that have its number alone where it is called an error's.

    ``error 1062`` is Windows' own name of an error, and how databases' programs bring up theirs: what stands around it
    tells. An SQLSTATE behind it says that it is a database's.
    """
    if number is None or not hit.start < number.span[0]:
        return hit
    called = index.with_code(f"{CALLED[number.rule]} {number.value}") if number.certainty >= Certainty.NAMED else ()
    if called and not set(called) & set(hit.errors):
        # `PYCURL ERROR 22` is curl's, whoever else has an `error 22`.
        return CodeHit(*number.span, called, rule=number.rule)
    if not called and number.rule in OF_PROGRAMS:
        return CodeHit(*number.span, (), rule=number.rule)
    if STANDARD_STATUS.fullmatch(number.value):
        # `returned error 404` is a status more often than the number of a system.
        hit = hit._replace(shown_only=True)
    others = index.with_code(number.value)
    if _STATE_BEHIND.match(text, hit.end):
        return CodeHit(*number.span, others, rule=number.rule) if others else hit._replace(shown_only=True)
    return hit._replace(errors=(*hit.errors, *(each for each in others if each not in hit.errors)))


def behind_name(hit: CodeHit, text: str, index: CatalogIndex) -> CodeHit:
    """The hit of a number as that of the services with the name before the word error as a part of theirs."""
    number = text[hit.start : hit.end].rpartition(" ")[2]
    if not number.isdecimal():
        return hit
    before = _NAME_BEFORE.search(text, max(0, hit.start - 40), hit.end - len(number))
    name = fold(before["name"]) if before else ""
    if not name or name in plain_names() or name in everyday_words():
        return hit
    errors = dict.fromkeys((*hit.errors, *index.with_code(number)))
    # The first word of several names a family of services: `SAP Error 4` is any of them's.
    own = tuple(
        error
        for error in errors
        if error.service.split("-")[-1] == name or (len(number) > LONGEST_STATUS and name in error.service.split("-"))
    )
    return hit._replace(errors=own, shown_only=False) if own else hit


def behind_name_of_service(hit: CodeHit, name: str, text: str, index: CatalogIndex) -> CodeHit:
    """The hit, as one that needs no message where a package of the service stands before, or a class that is called
    like the service: ``psycopg2.errors.UniqueViolation: …``, ``TwilioRestException: 20003: …``.
    """
    rule = "code-class-name"
    if name.isdecimal():
        rule = hit.rule
        before = _CLASS_BEFORE.search(text, max(0, hit.start - 100), hit.start) if len(name) > LONGEST_STATUS else None
        named = index.marks.names.get(fold(before["service"]), ()) if before else ()
        own = tuple(error for error in hit.errors if error.service in named)
    elif path := path_of_class(text, hit.start):
        services = index.services
        own = tuple(
            error
            for error in hit.errors
            if name in names_of(error) and is_path_of(services[error.service], path, index.marks)
        )
    else:
        return hit
    return hit._replace(errors=own, shown_only=False, rule=rule) if own else hit


def of_named_service(hit: CodeHit, text: str, index: CatalogIndex) -> CodeHit:
    """The hit as one that needs no message where it is of the service that its rule reads, of the host of the page
    whose address it ends, or of the only one of which people speak.
    """
    if hit.rule == _OF_PEOPLE:
        sentence = sentence_around(text, hit)
        listed = len(_BARE_NUMBER.findall(sentence)) > 1 or STANDARD_STATUS.fullmatch(text, hit.start, hit.end)
        names = set() if listed else names_in(sentence) - plain_names()
    else:
        host = _HOST_BEFORE.search(text, max(0, hit.start - 300), hit.start) if hit.rule == _OF_LINK else None
        names = {fold(name) for name in (host["host"].split(".") if host else RULES_OF_A_SERVICE[hit.rule])}
    own = of_services(names, hit.errors, index)
    if hit.rule == _OF_PEOPLE and len({error.service for error in own}) > 1:
        return hit
    return hit._replace(errors=own, shown_only=False) if own else hit


def of_sort(hit: CodeHit, text: str, index: CatalogIndex) -> CodeHit:
    """The hit of a code of some sort as that of services that list such numbers, or of one that is named near it:
    each program that writes to Windows' log counts its own events. Names may be run together: ``MSSQLSERVER``.
    """
    own = tuple(each for each in hit.errors if RULES_OF_SORTS[hit.rule] & set(each.service.split("-")))
    if not own and hit.errors:
        near = f" {text[max(0, hit.start - NEARBY) : hit.end + NEARBY]} "
        own = tuple(each for each in hit.errors[:MOST_AMBIGUOUS] if _is_named(plain_name(each.service), near))
    return hit._replace(errors=own or hit.errors, shown_only=bool(hit.errors) and not own)


def _is_named(name: str, near: str) -> bool:
    """Return whether a service's plain name stands in a text, a longer one as a part of a word or in several words."""
    if name in plain_names():
        return False
    if len(name) >= LEAST_RUN_IN:
        return name in _NO_WORD.sub("", fold(near))
    words = _NO_WORD.sub(" ", near)
    return f" {name.upper()} " in words or f" {name.capitalize()} " in words


def of_services(names: Iterable[str], errors: Iterable[KnownError], index: CatalogIndex) -> tuple[KnownError, ...]:
    """The errors of services with one of some folded names."""
    slugs = {slug for name in names for slug in index.marks.names.get(name, ())}
    return tuple(error for error in errors if error.service in slugs)


def sentence_around(text: str, hit: CodeHit) -> str:
    """The sentence in which a code stands, as far as it is near."""
    begin = max(0, hit.start - REACH_OF_A_CONTEXT)
    before, behind = text[begin : hit.start], text[hit.start : hit.end + REACH_OF_A_CONTEXT]
    end = _SENTENCE_ENDS.search(behind)
    before = before[max((each.end() for each in _SENTENCE_ENDS.finditer(before)), default=0) :]
    return before + (behind[: end.start()] if end else behind)


def names_in(text: str) -> set[str]:
    """The words of a text by which it may name services, each alone and with the next one.

    A short one in small letters is a word: ``zoom``.
    """
    words = [fold(word) for word in _WORD.findall(text) if len(word) > LONGEST_SHORT_NAME or not word.islower()]
    return {*words, *map("".join, pairwise(words))}


def path_of_class(text: str, start: int) -> str:
    """The packages or modules before the name of a class: ``azure.core.exceptions.``."""
    match = _PATH.search(text, max(0, start - 200), start) if text[start - 1 : start] in (".", ":", "\\") else None
    return match[0] if match else ""


def of_service_before(code: str, index: CatalogIndex) -> tuple[KnownError, ...]:
    """The errors of a service named before the code, as a workflow does: ``Lambda.TooManyRequestsException``."""
    service, _, name = code.rpartition(".")
    if not service or not HUMPS.fullmatch(name):
        return ()
    slugs = index.marks.called(service)
    return tuple(each for each in index.with_code(name) if each.service in slugs and name in names_of(each))
