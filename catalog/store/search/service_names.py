"""The services that a query names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalog.known_error import Service
from catalog.store.search.analysis import NOISE, code_key, cut, folded, parts_of, stem, terms, word_terms

_MOST_OF_A_FAMILY = 12
"""Services that a word of their names may stand for together: ``cognito`` for three of them."""

_MOST_OF_AN_OPERATION = 6
"""Services that may have an operation which names them: what more of them have (``TagResource``) names none."""

_ORDINARY_SHARE = 0.3
"""Of all times that a word stands in the catalog's texts, the part in small letters from which it is no name there."""

_NICKNAMES = {
    "postgresql": ("postgres", "pg", "psql"),
    "kubernetes": ("k8s",),
    "mongodb": ("mongo",),
    "elasticsearch": ("elastic",),
    "rabbitmq": ("rabbit",),
    "dynamodb": ("dynamo", "ddb"),
    "cloudformation": ("cfn",),
    "elbv2": ("alb", "nlb"),
    "route53": ("r53",),
    "stepfunctions": ("sfn",),
    "apigateway": ("apigw",),
}
"""Nicknames of well-known services."""

_ACRONYM = re.compile(r"\(([^\W_]{2,20})\)")
_VERSION = re.compile(r"-?v[0-9]+$")
_VENDORS = ("aws", "amazon", "azure", "google", "microsoft", "ibm", "oracle", "huawei", "alibaba", "tencent")


@dataclass(frozen=True, slots=True)
class Mention:
    """The terms of a query from ``start`` on, before ``end``, that name services; ``sure`` if they can mean nothing
    else.

    ``family`` are other services whose names begin with that name.
    """

    start: int
    end: int
    slugs: tuple[str, ...]
    family: tuple[str, ...]
    sure: bool


class ServiceNames:
    """The names of services, each as the terms of it, and which of them are ordinary words, too."""

    def __init__(self, services: Iterable[Service], ordinary: Iterable[str]) -> None:
        """Take in the names of ``services``; ``ordinary`` are the terms that are no names in the catalog's texts."""
        self._ordinary = frozenset(ordinary)
        self._names: dict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
        self._families: dict[str, dict[str, None]] = {}
        self._spelled: set[tuple[str, ...]] = set()
        self._first_words: set[str] = set()
        self._operations: dict[str, list[str]] = defaultdict(list)
        self._fields: dict[str, list[str]] = defaultdict(list)
        first_words: dict[str, dict[str, None]] = defaultdict(dict)
        for service in services:
            for field in service.marks.fields:
                self._fields[code_key(field)].append(service.slug)
            for operation in service.marks.operations:
                # One that is a word of every day (Scan, Sign) names nothing.
                if len(parts_of(operation)) > 1:
                    self._operations[folded(operation)].append(service.slug)
            vendors = frozenset(term for vendor in (*_VENDORS, service.vendor) for term in terms(vendor))
            for name in names_of(service):
                words = [folded(word) for word in cut(name)]
                while len(words) > 1 and stem(words[0]) in vendors:
                    words = words[1:]
                for spelled in (tuple(words), (code_key(name),)):
                    if spelled and all(spelled):
                        self._names[tuple(stem(word) for word in spelled)][service.slug] = None
                        self._spelled.add(spelled)
            for name in (service.name, service.slug):
                self._first_words.update(folded(part) for word in cut(name) for part in (word, *parts_of(word)[:1]))
            if (plain := _VERSION.sub("", service.slug)) != service.slug:
                first_words[stem(code_key(plain))][service.slug] = None
                self._first_words.add(code_key(plain))
            own = tuple(term for term in terms(service.name) if term not in vendors)
            for term in {*own[:1], *terms(service.slug)[:1]}:
                first_words[term][service.slug] = None
        for term, slugs in first_words.items():
            if len(slugs) <= _MOST_OF_A_FAMILY and len(term) > 2 and term not in NOISE and not term.isdigit():
                self._families[term] = slugs
                self._names.setdefault((term,), slugs)
        self._longest = max(map(len, self._names), default=0)

    def first_words(self) -> Iterator[tuple[str, Collection[str]]]:
        """Yield the terms that are no name of a service but begin some, with the slugs of these."""
        for term, slugs in self._families.items():
            if self._names[(term,)] is slugs:
                yield term, slugs

    def of_operation(self, word: str) -> Sequence[str]:
        """Return the slugs of the few services that have an operation of this name, in small letters and one word."""
        slugs = self._operations.get(word, ())
        return slugs if len(slugs) <= _MOST_OF_AN_OPERATION else ()

    def of_field(self, word: str) -> Sequence[str]:
        """Return the slugs of the services whose errors have a field of this name, however it is spelled."""
        return self._fields.get(code_key(word), ())

    def mentions(self, sequence: Sequence[str], spelled: Sequence[str]) -> Iterator[Mention]:
        """Yield where a query's terms name services, from left to right; ``spelled`` are its words, term by term.

        The longest name as it is spelled is meant, or else the longest in other forms: ``s3 file`` is S3 and a file,
        though there be a service S3 Files. An operation that few services have names these: ``PutObject``.
        """
        at = 0
        while at < len(sequence):
            if slugs := self.of_operation(spelled[at]):
                length = (
                    next((each for each in range(at, len(spelled)) if spelled[each] != spelled[at]), len(spelled)) - at
                )
                yield Mention(at, at + length, tuple(slugs), (), sure=True)
                at += length
                continue
            lengths = range(min(self._longest, len(sequence) - at), 0, -1)
            as_spelled = (each for each in lengths if tuple(spelled[at : at + each]) in self._spelled)
            in_any_form = (each for each in lengths if self._is_name(sequence[at : at + each], spelled[at : at + each]))
            length = next(as_spelled, 0) or next(in_any_form, 0)
            if length:
                named = self._names[tuple(sequence[at : at + length])]
                family = self._families.get(sequence[at], {}) if length == 1 else {}
                sure = length > 1 or sequence[at] not in self._ordinary
                yield Mention(at, at + length, tuple(named), tuple(each for each in family if each not in named), sure)
            at += length or 1

    def _is_name(self, sequence: Sequence[str], spelled: Sequence[str]) -> bool:
        """Return whether terms are a name in any form; a single word in either number: detected is no Detective."""
        if tuple(sequence) not in self._names:
            return False
        word = spelled[0]
        return len(sequence) > 1 or any(
            (each,) in self._spelled or each in self._first_words for each in (word, f"{word}s", word.removesuffix("s"))
        )

    def beginning_with(self, sequence: Sequence[str]) -> list[str]:
        """Return the slugs of the services of which a name goes on with these terms, the last of them unfinished."""
        if not sequence:
            return []
        head, last = tuple(sequence[:-1]), sequence[-1]
        at = len(head)
        return list(
            dict.fromkeys(
                slug
                for name, slugs in self._names.items()
                if len(name) > at and name[:at] == head and name[at].startswith(last)
                for slug in slugs
            )
        )


def names_of(service: Service) -> Iterator[str]:
    """Yield what a service is called: its slug, its name, what stands in brackets behind it, and its marks."""
    yield service.slug
    yield from _NICKNAMES.get(code_key(service.slug), ())
    yield from _NICKNAMES.get(code_key(service.name), ())
    if service.name:
        yield service.name
        yield _ACRONYM.sub("", service.name)
        yield from _ACRONYM.findall(service.name)
    yield from service.marks.names


def name_words(services: Iterable[Service]) -> set[str]:
    """Return the words of which services' names are made, in small letters."""
    return {folded(word) for service in services for name in names_of(service) for word in cut(name)}


def ordinary_terms(services: Iterable[Service], counts: Mapping[str, int]) -> set[str]:
    """Return those terms of services' names that the catalog's texts have as ordinary words, in small letters.

    ``counts`` says in how many of them each word stands as it is spelled.
    """
    names = name_words(services)
    total: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for word, count in counts.items():
        plain = folded(word)
        if plain in names:
            total[plain] += count
            small[plain] += count if word == plain else 0
    ordinary = {word for word, count in small.items() if count > 2 and count > _ORDINARY_SHARE * total[word]}
    return {word_terms(word).whole for word in ordinary if not word.isdigit()}
