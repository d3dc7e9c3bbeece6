"""Entries of the search index: the values by which an error is found, field by field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple
from zlib import crc32

from tantivy import Schema, SchemaBuilder

from catalog.known_error import ErrorCase, KnownError, Service
from catalog.store.search.analysis import code_key, code_key_without_zeros, cut, folded, terms
from catalog.store.search.service_names import name_words
from catalog.store.search.synonyms import Thesaurus
from catalog.store.search.text_terms import TextReader, TextTerms, every_term

CODE, HEAD, TEXT, SOLUTION, PLACE = "code", "head", "text", "solution", "place"
"""The fields of terms: the code alone; the code and its message; these with what it means; what to do; its service with
its fields, sections and statuses."""

FIELDS = (CODE, HEAD, TEXT, SOLUTION, PLACE)

LONGEST_NAME = 200
"""Characters of a code by which it is found as what it begins with."""

PRIOR_UNITS = 10
"""Units of an entry's prior in one of a score: what it is worth whatever is asked."""
_BREVITY, _MOST_BRIEF = 10, 6
"""A code counts more for each part that it has fewer than six of: ClusterNotFound before ClusterSnapshotNotFound."""
_RARE_VENDOR = 12
"""One vendor is as likely meant as another, however many services each has: what half of its services count more."""

_MOST_RANKS = 1 << 44
_LONGEST_HEAD = 300
_NUMBERED = re.compile(r"[0-9]{2}")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
_READ_TOGETHER = 500

Entry = dict[str, Any]


def entry_schema() -> Schema:
    """Return the schema of the entries."""
    builder = SchemaBuilder()
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in ("key", "bare", "mention", "name"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("service", "vendor", "section", "category", "retryable", "has_solution"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("ordinal", "status"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in ("catalog_rank", "code_rank", "status_rank", "code_group", "vendor_group", "prior"):
        builder.add_unsigned_field(name, fast=True)
    return builder.build()


class Placed(NamedTuple):
    """An error with the key of its code, its number among all errors, and its places in two orders.

    ``catalog_rank`` is that in the order of the catalog, ``code_rank`` that in the order of the codes.
    """

    error: KnownError
    key: str
    number: int
    catalog_rank: int
    code_rank: int


class EntryMaker:
    """Makes the entries of a catalog's errors.

    ``reader`` has read their texts. ``sections`` says how many entries each section has, by service and title.
    """

    def __init__(self, services: Iterable[Service], thesaurus: Thesaurus) -> None:
        """Prepare for errors of ``services``; their texts speak of what ``thesaurus`` knows."""
        services = list(services)
        rarities = vendor_rarities(services)
        self.reader = TextReader(thesaurus, name_words(services))
        self.sections: Counter[tuple[str, str]] = Counter()
        self._services = {each.slug: self._read_service(each, rarities[each.slug]) for each in services}

    def entries(self, placed: Iterable[Placed]) -> Iterator[Entry]:
        """Yield the values of errors by fields; a field without a value is left out."""
        rest = iter(placed)
        while together := list(islice(rest, _READ_TOGETHER)):
            texts = self.reader.read(dict.fromkeys(_texts([each.error for each in together])))
            for each in together:
                yield self._entry(*each, texts)

    def _entry(
        self, error: KnownError, key: str, number: int, catalog_rank: int, code_rank: int, read: dict[str, TextTerms]
    ) -> Entry:
        code, service = error.code, self._services[error.service]
        codes = [*map(self.reader.read_code, error.names)]
        titles: list[TextTerms] = []
        former: list[TextTerms] = []
        texts: list[TextTerms] = []
        solutions: list[TextTerms] = []
        sections: dict[str, None] = {}
        statuses: dict[int, None] = {}
        categories: set[str] = set()
        retryable: set[str] = set()
        has_solution = "no"
        for case in error.cases:
            titles.append(read[case.message or _first_sentence(case)])
            if case.former:
                former += [read[each] for each in case.former]
            if case.description:
                texts.append(read[case.description])
            if case.solution:
                has_solution = "yes"
                solutions.append(read[case.solution])
            if case.sample:
                solutions.append(read[case.sample])
            if case.section:
                sections[case.section] = None
            if case.http_status:
                statuses[case.http_status] = None
            if case.category:
                categories.add(case.category)
            if case.retryable:
                retryable.add(case.retryable)
        own = [read[title] for title in sections]
        alone = [each.telling for each in codes]
        # A number says nothing of what it stands for: there the message is what a word of a code is elsewhere.
        if _NUMBERED.search(code):
            alone += [each.terms for each in titles]
        head = " ".join([*[each.terms for each in codes], *[each.terms for each in (*titles, *former)]])
        entry: Entry = {
            CODE: " ".join(alone),
            HEAD: head,
            TEXT: " ".join([head, *[each.terms for each in (*texts, *own)]]),
            PLACE: " ".join([service.place, *map(_section_terms, sections), *map(str, statuses)]),
            "key": key,
            "bare": code_key_without_zeros(code) if "0" in code else key,
            "name": folded(code)[:LONGEST_NAME],
            "service": error.service,
            "has_solution": has_solution,
            "code_group": _number_of(key),
            "vendor_group": service.vendor_group,
            "prior": service.prior + _BREVITY * max(0, _MOST_BRIEF - codes[0].parts),
            "ordinal": number,
            "catalog_rank": catalog_rank,
            "code_rank": code_rank,
            "status_rank": (min(statuses) if statuses else 999) * _MOST_RANKS + code_rank,
        }
        if error.aliases:
            entry["key"] = [*map(code_key, error.names)]
            entry["bare"] = [*map(code_key_without_zeros, error.names)]
        if solutions:
            entry[SOLUTION] = " ".join([each.terms for each in solutions])
        if service.vendor:
            entry["vendor"] = service.vendor
        if sections:
            entry["section"] = [*sections]
            self.sections.update([(error.service, title) for title in sections])
        if statuses:
            entry["status"] = [*statuses]
        if mentions := {code for each in (*titles, *former, *texts, *own, *solutions) for code in each.mentions}:
            entry["mention"] = sorted(mentions)
        if categories:
            entry["category"] = sorted(categories)
        if retryable:
            entry["retryable"] = sorted(retryable)
        return entry

    @staticmethod
    def _read_service(service: Service, rarity: int) -> _OfService:
        names = terms(f"{service.slug} {service.name} {service.vendor}")
        fields = [every for word in cut(" ".join(service.marks.fields)) for every in every_term(word)]
        place = " ".join(dict.fromkeys((*names, *fields)))
        return _OfService(service.vendor, _number_of(_vendor_of(service)), _RARE_VENDOR * rarity, place)


def vendor_rarities(services: Iterable[Service]) -> dict[str, int]:
    """Return of each service how often the services of its vendor can be doubled until they are as many as any has.

    A service without a vendor stands alone.
    """
    vendors = {each.slug: _vendor_of(each) for each in services}
    sizes = Counter(vendors.values())
    largest = max(sizes.values(), default=1)
    return {slug: (largest // sizes[vendor]).bit_length() - 1 for slug, vendor in vendors.items()}


@dataclass(frozen=True, slots=True)
class _OfService:
    """Values that all entries of a service have.

    ``place`` are the terms of its names, and of the fields that only its errors have.
    """

    vendor: str
    vendor_group: int
    prior: int
    place: str


def _texts(errors: Iterable[KnownError]) -> Iterator[str]:
    """Yield all texts of errors but their codes."""
    for error in errors:
        for case in error.cases:
            yield case.message or _first_sentence(case)
            yield from case.former
            yield case.description
            yield case.solution
            yield case.sample
            yield case.section


def _first_sentence(case: ErrorCase) -> str:
    return _SENTENCE_END.split(case.description, maxsplit=1)[0][:_LONGEST_HEAD]


def _vendor_of(service: Service) -> str:
    return f"\n{service.vendor or service.slug}"


@lru_cache(1000)
def _section_terms(title: str) -> str:
    return " ".join(terms(title))


def _number_of(text: str) -> int:
    """Return a number that hardly any other text has."""
    return crc32(text.encode("utf-8", "surrogatepass"))
