"""The search index of one revision of the catalog: an entry for each code, in files that all workers map (tantivy)."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, overload

from tantivy import Document, Index, Query, Schema, SchemaBuilder

from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog
from catalog.store.search.analysis import (
    LIGHT,
    LONGEST_WORD,
    code_key,
    code_key_without_zeros,
    code_terms,
    cut,
    folded,
    indexed_terms,
    is_cjk,
    mentioned_codes,
    parts_of,
    terms,
)
from catalog.store.search.service_names import ServiceNames, ordinary_terms
from catalog.store.search.spelling import Vocabulary
from catalog.store.search.synonyms import Thesaurus, thesaurus_of
from catalog.synonym_groups import SynonymGroup

CODE, HEAD, TEXT, SOLUTION, PLACE = "code", "head", "text", "solution", "place"
"""The fields of terms: the code alone; the code and its message; these with what it means; what to do; its service,
sections and statuses."""

FIELDS = (CODE, HEAD, TEXT, SOLUTION, PLACE)

_HEAP_BYTES = 64_000_000
_LONGEST_HEAD = 300
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
_BREAK = "|"
_WORDS_FILE, _INDEX_FOLDER = "words.json", "index"


@dataclass(frozen=True, slots=True)
class Words:
    """What is known of a catalog's words: those that a mistyped one may mean, and service names that are words, too.

    ``sections`` are the titles of sections, each with its service and how many codes it has.
    """

    known: tuple[str, ...]
    ordinary: tuple[str, ...]
    sections: tuple[tuple[str, str, int], ...]


class Errors(Sequence[KnownError]):
    """The errors of several services, one after the other, each read when it is asked for."""

    def __init__(self, catalogs: Sequence[ServiceCatalog]) -> None:
        """Count the errors of ``catalogs``."""
        self._catalogs = [each for each in catalogs if each.errors]
        self._ends = list(accumulate(len(each.errors) for each in self._catalogs))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, place: int) -> KnownError: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[KnownError]: ...
    def __getitem__(self, place: int | slice) -> KnownError | Sequence[KnownError]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        number = bisect_right(self._ends, place)
        catalog = self._catalogs[number]
        return catalog.errors[place - self._ends[number] + len(catalog.errors)]


class SearchIndex:
    """A revision of the catalog, ready to be searched.

    ``errors`` are all errors by service and in the vendor's order: an entry names its error by the place there.
    """

    def __init__(
        self, catalogs: Sequence[ServiceCatalog], groups: Sequence[SynonymGroup], index: Index, words: Words
    ) -> None:
        """Hold the parts of an index; use ``build_index`` or ``open_index``."""
        self.errors = Errors(catalogs)
        self.catalogs: Mapping[str, ServiceCatalog] = {each.service.slug: each for each in catalogs}
        self.thesaurus = thesaurus_of(tuple(groups))
        self.names = ServiceNames((each.service for each in catalogs), words.ordinary)
        self.schema = index.schema
        self._index = index
        self.searcher = index.searcher()
        self._words = words

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words that a mistyped one may mean."""
        return Vocabulary(self._words.known)

    @cached_property
    def sections(self) -> Mapping[tuple[str, str], tuple[frozenset[str], int]]:
        """The terms of each section's title, by service and title, and how many codes it has."""
        return {(slug, title): (frozenset(terms(title)), count) for slug, title, count in self._words.sections}

    def term(self, field: str, value: Any) -> Query:
        """Return the query for the entries that have a value in a field."""
        return Query.term_query(self.schema, field, value)

    def has(self, term: str) -> bool:
        """Whether any entry has this term."""
        return any(self.searcher.doc_freq(field, term) for field in (TEXT, PLACE, SOLUTION))


def build_index(
    catalogs: Sequence[ServiceCatalog], groups: Sequence[SynonymGroup], folder: Path | None = None
) -> SearchIndex:
    """Build the index of a catalog into an empty folder, or in memory without one.

    Raises:
        OSError: when the folder cannot be written.
        ValueError: when the library cannot write the index.
    """
    schema = _schema()
    if folder is None:
        index = Index(schema)
    else:
        (folder / _INDEX_FOLDER).mkdir(parents=True)
        index = Index(schema, path=str(folder / _INDEX_FOLDER))
    # One thread, so that entries stay in their order: of equal hits the first in it comes first.
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    counts: Counter[str] = Counter()
    sections: Counter[tuple[str, str]] = Counter()
    for entry in _entries(catalogs, thesaurus_of(tuple(groups)), counts):
        sections.update((entry["service"][0], title) for title in entry["section"])
        writer.add_document(Document.from_dict(entry, schema))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    words = _words(catalogs, counts, sections)
    if folder is not None:
        (folder / _WORDS_FILE).write_text(json.dumps(asdict(words), ensure_ascii=False), encoding="utf-8")
    return SearchIndex(catalogs, groups, index, words)


def open_index(catalogs: Sequence[ServiceCatalog], groups: Sequence[SynonymGroup], folder: Path) -> SearchIndex:
    """Open the index that was built of this very catalog into a folder.

    Raises:
        OSError: when there is none, or it cannot be read.
        ValueError: when it is broken.
    """
    read = json.loads((folder / _WORDS_FILE).read_text(encoding="utf-8"))
    index = Index.open(str(folder / _INDEX_FOLDER))
    index.config_reader("manual")
    return SearchIndex(catalogs, groups, index, Words(read["known"], read["ordinary"], read["sections"]))


def _schema() -> Schema:
    builder = SchemaBuilder()
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in ("key", "bare", "mention"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("service", "vendor", "section", "category", "retryable", "has_solution"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("ordinal", "status"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in ("first_status", "code_rank"):
        builder.add_unsigned_field(name, fast=True)
    return builder.build()


def _entries(
    catalogs: Iterable[ServiceCatalog], thesaurus: Thesaurus, counts: Counter[str]
) -> Iterator[dict[str, list[Any]]]:
    """Yield the entries in the order of their codes' keys, and count the words of their texts."""
    numbered = enumerate((each.service, error) for each in catalogs for error in each.errors)
    in_order = sorted((code_key(error.code), number, service, error) for number, (service, error) in numbered)
    for rank, (_, number, service, error) in enumerate(in_order):
        yield {**_entry(service, error, thesaurus, counts), "ordinal": [number], "code_rank": [rank]}


def _entry(service: Service, error: KnownError, thesaurus: Thesaurus, counts: Counter[str]) -> dict[str, list[Any]]:
    cases = error.cases
    head = _Terms(counts)
    for code in error.names:
        head.add_all(code_terms(code))
    for case in cases:
        for message in (_headline(case), *case.former):
            head.add(message)
    text, solution = _Terms(counts), _Terms(counts)
    for case in cases:
        text.add(case.description)
        text.add(case.section)
        solution.add(case.solution)
        solution.add(case.sample)
    sections = _sections(error)
    place = [term for told in (service.slug, service.name, service.vendor, *sections) for term in _place_terms(told)]
    statuses = list(dict.fromkeys(case.http_status for case in cases if case.http_status))
    names = [term for name in error.names for term in code_terms(name) if term not in LIGHT]
    concepts = thesaurus.concepts(head.sequence)
    of_text = dict.fromkeys((*concepts, *thesaurus.concepts(text.sequence)))
    of_solution = thesaurus.concepts(solution.sequence)
    texts = (told for case in cases for told in (case.message, case.description, case.solution))
    mentions = {key for told in texts for key in mentioned_codes(told)}
    solved = {"yes" if case.solution else "no" for case in cases}
    return {
        CODE: [" ".join((*names, *thesaurus.concepts(terms(error.code))))],
        HEAD: [" ".join((*head.all, *concepts))],
        TEXT: [" ".join((*head.all, *text.all, *of_text))],
        SOLUTION: [" ".join((*solution.all, *of_solution))],
        PLACE: [" ".join((*place, *map(str, statuses)))],
        "key": [key for code in error.names if (key := code_key(code))],
        "bare": [key for code in error.names if (key := code_key_without_zeros(code))],
        "mention": sorted(mentions),
        "service": [service.slug],
        "vendor": [service.vendor] if service.vendor else [],
        "section": sections,
        "category": sorted({case.category for case in cases if case.category}),
        "retryable": sorted({case.retryable for case in cases if case.retryable}),
        "has_solution": ["yes" if "yes" in solved else "no"],
        "status": statuses,
        "first_status": [min(statuses, default=999)],
    }


@lru_cache(maxsize=10_000)
def _place_terms(text: str) -> tuple[str, ...]:
    return tuple(terms(text))


class _Terms:
    """The terms of several texts, with breaks between them; the words are counted on the way."""

    def __init__(self, counts: Counter[str]) -> None:
        self.sequence: list[str] = []
        self._beside: list[str] = []
        self._counts = counts

    @property
    def all(self) -> Iterator[str]:
        """Every term, those of whole compounds behind those of their parts."""
        yield from (term for term in self.sequence if term != _BREAK)
        yield from self._beside

    def add(self, text: str) -> None:
        """Add the terms of a text."""
        if text:
            raw = cut(text)
            self._counts.update(raw)
            sequence, beside = indexed_terms(raw)
            self.sequence += (*sequence, _BREAK)
            self._beside += beside

    def add_all(self, found: Iterable[str]) -> None:
        """Add terms as they are."""
        self.sequence += (*found, _BREAK)


def _headline(case: ErrorCase) -> str:
    """Return what a case says of itself first: its message, or the first sentence of what it means."""
    return case.message or _SENTENCE_END.split(case.description, maxsplit=1)[0][:_LONGEST_HEAD]


def _sections(error: KnownError) -> list[str]:
    return list(dict.fromkeys(case.section for case in error.cases if case.section))


def _words(catalogs: Sequence[ServiceCatalog], counts: Counter[str], sections: Mapping[tuple[str, str], int]) -> Words:
    services = [each.service for each in catalogs]
    for each in catalogs:
        # Codes and names are words, too, but say nothing of how words are written.
        counts.update({word: 0 for error in each.errors for code in error.names for word in cut(code)})
    parts = {folded(part) for word in counts if not is_cjk(word) for part in (word, *parts_of(word))}
    parts |= {folded(word) for service in services for word in cut(f"{service.slug} {service.name} {service.vendor}")}
    # A number with a wrong digit is another number: only words of letters are spelled anew.
    known = sorted(word for word in parts if 2 < len(word) <= LONGEST_WORD and word.isalpha())
    titles = tuple((slug, title, count) for (slug, title), count in sections.items())
    return Words(tuple(known), tuple(sorted(ordinary_terms(services, counts))), titles)
