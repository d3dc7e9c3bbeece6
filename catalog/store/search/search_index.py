"""The search index of one revision of the catalog: an entry for each code, in files that all workers map (tantivy)."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple, overload

from tantivy import Document, Index, Query, Schema, SchemaBuilder

from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog
from catalog.store.search.analysis import (
    LIGHT,
    LONGEST_WORD,
    code_key,
    code_key_without_zeros,
    cut,
    folded,
    indexed_terms,
    is_cjk,
    mentioned_codes,
    numbers_without_zeros,
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

LONGEST_NAME = 200
"""Characters of a code by which it is found as what it begins with."""

_HEAP_BYTES = 64_000_000
_LONGEST_HEAD = 300
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
_REMEMBERED = 20_000
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
    reader = _TextReader(thesaurus_of(tuple(groups)))
    sections: Counter[tuple[str, str]] = Counter()
    for entry in _entries(catalogs, reader):
        sections.update((entry["service"][0], title) for title in entry["section"])
        writer.add_document(Document.from_dict(entry, schema))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    words = _words(catalogs, reader.counts, sections)
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
    for name in ("key", "bare", "mention", "name"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("service", "vendor", "section", "category", "retryable", "has_solution"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("ordinal", "status"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in ("first_status", "code_rank"):
        builder.add_unsigned_field(name, fast=True)
    return builder.build()


def _entries(catalogs: Sequence[ServiceCatalog], reader: _TextReader) -> Iterator[dict[str, list[Any]]]:
    """Yield the entries in the order of their codes' keys."""
    errors = Errors(catalogs)
    services = {each.service.slug: each.service for each in catalogs}
    # Errors may be read from a file: what is kept of all of them at once is only this.
    in_order = sorted((code_key(error.code), place) for place, error in enumerate(errors))
    for rank, (_, place) in enumerate(in_order):
        error = errors[place]
        yield {**_entry(services[error.service], error, reader), "ordinal": [place], "code_rank": [rank]}


def _entry(service: Service, error: KnownError, reader: _TextReader) -> dict[str, list[Any]]:
    cases = error.cases
    sections = _sections(error)
    codes = [reader.read_code(name) for name in error.names]
    head = [*codes, *(reader.read(told) for case in cases for told in (_headline(case), *case.former))]
    text = [reader.read(told) for told in (*(case.description for case in cases), *sections)]
    solution = [reader.read(told) for case in cases for told in (case.solution, case.sample)]
    place = [reader.read_place(told) for told in (service.slug, service.name, service.vendor, *sections)]
    statuses = list(dict.fromkeys(case.http_status for case in cases if case.http_status))
    return {
        CODE: [" ".join([part for each in codes for part in (each.telling, *each.concepts)])],
        HEAD: [_joined(head)],
        TEXT: [_joined((*head, *text))],
        SOLUTION: [_joined(solution)],
        PLACE: [" ".join((*place, *map(str, statuses)))],
        "key": [key for name in error.names if (key := code_key(name))],
        "bare": [key for name in error.names if (key := code_key_without_zeros(name))],
        "name": [folded(error.code)[:LONGEST_NAME]],
        "mention": sorted({key for each in (*head, *text, *solution) for key in each.mentions}),
        "service": [service.slug],
        "vendor": [service.vendor] if service.vendor else [],
        "section": sections,
        "category": sorted({case.category for case in cases if case.category}),
        "retryable": sorted({case.retryable for case in cases if case.retryable}),
        "has_solution": ["yes" if any(case.solution for case in cases) else "no"],
        "status": statuses,
        "first_status": [min(statuses, default=999)],
    }


class _Read(NamedTuple):
    """What was read of a text: its terms, apart by blanks, and concepts; the codes that it may speak of.

    Of a code ``telling`` are the terms that say what it means.
    """

    terms: str = ""
    concepts: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    telling: str = ""


_NOTHING = _Read()


class _TextReader:
    """Reads texts, each once, however often it stands in a catalog, and counts the words of them all."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        self.counts: Counter[str] = Counter()
        self._thesaurus = thesaurus
        self.read = lru_cache(_REMEMBERED)(self._read)
        self.read_place = lru_cache(_REMEMBERED)(self._read_place)

    def _read(self, text: str) -> _Read:
        if not text:
            return _NOTHING
        raw = cut(text)
        self.counts.update(raw)
        sequence, beside = indexed_terms(raw)
        concepts = self._thesaurus.concepts(sequence)
        return _Read(" ".join(sequence + beside), tuple(concepts), tuple(mentioned_codes(text)))

    def read_code(self, code: str) -> _Read:
        """Read a code or another name of it."""
        raw = cut(code)
        # Its words may be meant by mistyped ones, but say nothing of how they are written in a text.
        self.counts.update(dict.fromkeys(raw, 0))
        sequence, beside = indexed_terms(raw)
        found = (*sequence, *beside, *numbers_without_zeros(code))
        telling = " ".join([each for each in found if each not in LIGHT])
        return _Read(" ".join(found), tuple(self._thesaurus.concepts(sequence)), (), telling)

    @staticmethod
    def _read_place(text: str) -> str:
        return " ".join(terms(text))


def _joined(read: Sequence[_Read]) -> str:
    """Return the terms of texts, and each concept of them once."""
    concepts = dict.fromkeys(concept for each in read for concept in each.concepts)
    return " ".join([*[each.terms for each in read], *concepts])


def _headline(case: ErrorCase) -> str:
    """Return what a case says of itself first: its message, or the first sentence of what it means."""
    return case.message or _SENTENCE_END.split(case.description, maxsplit=1)[0][:_LONGEST_HEAD]


def _sections(error: KnownError) -> list[str]:
    return list(dict.fromkeys(case.section for case in error.cases if case.section))


def _words(catalogs: Sequence[ServiceCatalog], counts: Counter[str], sections: Mapping[tuple[str, str], int]) -> Words:
    services = [each.service for each in catalogs]
    parts = {folded(part) for word in counts if not is_cjk(word) for part in (word, *parts_of(word))}
    parts |= {folded(word) for service in services for word in cut(f"{service.slug} {service.name} {service.vendor}")}
    # A number with a wrong digit is another number: only words of letters are spelled anew.
    known = sorted(word for word in parts if 2 < len(word) <= LONGEST_WORD and word.isalpha())
    titles = tuple((slug, title, count) for (slug, title), count in sections.items())
    return Words(tuple(known), tuple(sorted(ordinary_terms(services, counts))), titles)
