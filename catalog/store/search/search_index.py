"""The search index of one revision of the catalog: an entry for each code, in files that all workers map (tantivy)."""

from __future__ import annotations

import json
import os
import re
import shutil
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from tantivy import Document, Index, Occur, Query, Schema, SchemaBuilder, Searcher

from catalog.diagnosis.stored_errors import LazyErrors, Stretch
from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog
from catalog.store.search.analysis import (
    LIGHT,
    LONGEST_WORD,
    Cut,
    code_key,
    code_key_without_zeros,
    cut,
    folded,
    is_cjk,
    mentioned_codes,
    numbers_without_zeros,
    parts_of,
    terms,
    word_terms,
)
from catalog.store.search.service_names import ServiceNames, ordinary_terms
from catalog.store.search.spelling_correction import Vocabulary
from catalog.store.search.synonyms import Thesaurus, thesaurus_of
from catalog.synonym_groups import SynonymGroup

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

_ROOM = 1 << 20
"""Errors for which there is room between two neighbours in an order."""
_MOST_RANKS = 1 << 44

_HEAP_BYTES = 64_000_000
_LONGEST_HEAD = 300
_NUMBERED = re.compile(r"[0-9]{2}")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
_REMEMBERED, _REMEMBERED_WORDS = 20_000, 100_000
_COUNTED_TOGETHER = 10_000
_WORDS_FILE, _INDEX_FOLDER = "words.json", "index"

_Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """Vocabulary of a catalog: words for spelling correction, and service names that are ordinary words.

    ``sections`` are the titles of sections, each with its service and how many codes it has; ``removed`` is how many
    entries were removed from the index since it was built whole.
    """

    vocabulary: tuple[str, ...]
    ordinary: tuple[str, ...]
    sections: tuple[tuple[str, str, int], ...]
    removed: int = 0


class Errors:
    """The errors of several services by number, each read when it is asked for, and the order in which they are listed.

    Their numbers are those that they have in the longer sequence of which the services' errors are parts.
    """

    def __init__(self, catalogs: Sequence[ServiceCatalog]) -> None:
        """Number the errors of ``catalogs``."""
        stretches = [each.errors for each in catalogs if isinstance(each.errors, Stretch)]
        self._places: dict[str, Sequence[int]] = {}
        if len(stretches) == len(catalogs) and len({id(each.errors) for each in stretches}) == 1:
            self._errors: Sequence[KnownError] = stretches[0].errors
            self._places = {each.service.slug: part.places for each, part in zip(catalogs, stretches, strict=True)}
        else:
            self._errors = []
            for each in catalogs:
                first = len(self._errors)
                self._errors.extend(each.errors)
                self._places[each.service.slug] = range(first, len(self._errors))

    def __getitem__(self, number: int) -> KnownError:
        return self._errors[number]

    def __iter__(self) -> Iterator[KnownError]:
        return map(self.__getitem__, self.order)

    def code(self, number: int) -> str:
        """Return the code of an error."""
        return self._errors.code_at(number) if isinstance(self._errors, LazyErrors) else self._errors[number].code

    @cached_property
    def order(self) -> Sequence[int]:
        """The numbers of all errors, by service and in the vendor's order."""
        return array("I", chain.from_iterable(self._places.values()))

    def places(self, slug: str | None = None) -> Sequence[int]:
        """Return the numbers of a service's errors, or of all, in their order."""
        return self.order if slug is None else self._places.get(slug, ())


class SearchIndex:
    """A revision of the catalog, ready to be searched.

    An entry names its error by the number that it has among ``errors``.
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
        return Vocabulary(self._words.vocabulary)

    @cached_property
    def sections(self) -> Mapping[tuple[str, str], tuple[frozenset[str], int]]:
        """The terms of each section's title, by service and title, and how many codes it has."""
        return {(slug, title): (frozenset(terms(title)), count) for slug, title, count in self._words.sections}

    def term(self, field: str, value: Any) -> Query:
        """Return the query for the entries that have a value in a field."""
        return Query.term_query(self.schema, field, value)

    def has(self, term: str) -> bool:
        """Return whether any entry has this term."""
        return any(self.count(field, term) for field in (TEXT, PLACE, SOLUTION))

    def count(self, field: str, value: Any) -> int:
        """Return how many entries have a value in a field."""
        counted = self.searcher.doc_freq(field, value)
        if not 0 < counted <= self._words.removed:
            return counted
        # Entries that were removed are counted until the index is built whole again; perhaps there are no others.
        return self.number_of(self.term(field, value))

    def number_of(self, query: Query) -> int:
        """Return how many entries a query finds."""
        return _count(self.searcher, query)

    def begins_codes(self, key: str) -> bool:
        """Return whether a code begins with this key."""
        beginnings = self.searcher.terms_with_prefix("key", key, limit=self._words.removed + 1)
        return any(self.count("key", each) for each, _ in beginnings)


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
        sections.update((entry["service"], title) for title in entry.get("section", ()))
        writer.add_document(Document.from_dict(entry, schema))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    words = _words(catalogs, reader.counts(), sections)
    elsewhere = _first_words_used_elsewhere(index, [each.service for each in catalogs])
    words = replace(words, ordinary=(*words.ordinary, *sorted(elsewhere.difference(words.ordinary))))
    if folder is not None:
        _write_words(words, folder)
    return SearchIndex(catalogs, groups, index, words)


def change_index(
    base: Path,
    before: Sequence[ServiceCatalog],
    catalogs: Sequence[ServiceCatalog],
    groups: Sequence[SynonymGroup],
    folder: Path,
) -> bool:
    """Write into an empty folder the index of ``catalogs``: that in ``base``, which was built of ``before``, changed.

    Errors of ``before`` that are still valid have the same numbers in ``catalogs``. Return False, with nothing written,
    where too much is different.

    Raises:
        OSError: when a folder cannot be read or written.
        ValueError: when the library cannot write the index.
    """
    old, now = Errors(before), Errors(catalogs)
    services = {each.service.slug: each.service for each in catalogs}
    rarities = _vendor_rarities(services.values())
    ranks = _ranks_of_new(old, now)
    rarities_before = _vendor_rarities(each.service for each in before)
    if ranks is None or any(rarities.get(slug, rarity) != rarity for slug, rarity in rarities_before.items()):
        return False
    words = _read_words(base)
    sections = Counter({(slug, title): count for slug, title, count in words.sections})
    removed = set(old.order).difference(now.order)
    reader = _TextReader(thesaurus_of(tuple(groups)))
    _copy(base / _INDEX_FOLDER, folder / _INDEX_FOLDER)
    index = Index.open(str(folder / _INDEX_FOLDER))
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    for number in removed:
        # By its term, the library would find none: it takes all numbers for signed ones.
        writer.delete_documents_by_query(Query.term_query(index.schema, "ordinal", number))
        error = old[number]
        sections.subtract((error.service, title) for title in {case.section for case in error.cases if case.section})
    for number, own_ranks in ranks.items():
        error = now[number]
        entry = _entry(services[error.service], error, code_key(error.code), reader)
        sections.update((error.service, title) for title in entry.get("section", ()))
        _place(entry, rarities[error.service], number, *own_ranks)
        writer.add_document(Document.from_dict(entry, index.schema))
    writer.commit()
    writer.wait_merging_threads()
    more = _words(catalogs, reader.counts(), +sections)
    vocabulary = tuple(sorted({*words.vocabulary, *more.vocabulary}))
    _write_words(replace(more, vocabulary=vocabulary, ordinary=words.ordinary, removed=len(removed)), folder)
    return True


def _ranks_of_new(old: Errors, now: Errors) -> dict[int, tuple[int, int]] | None:
    """Return the ranks of new errors in the catalog and by code, by their numbers; None if old ones changed places.

    An old error's rank is a multiple of the number of errors for which there is room behind it.
    """
    old_count, rank, listed = len(old.order), 0, dict[int, int]()
    for number in now.order:
        if number >= old_count:
            rank = listed[number] = rank + 1
        elif _old_rank(number) < rank:
            return None
        else:
            rank = _old_rank(number)
    by_code = sorted((code_key(old.code(number)), number) for number in range(old_count))
    new = sorted((code_key(now.code(number)), rank, number) for number, rank in listed.items())
    ranks: dict[int, tuple[int, int]] = {}
    for at, (key, rank, number) in enumerate(new):
        before = bisect_left(by_code, (key, rank // _ROOM))
        ranks[number] = rank, before * _ROOM + at + 1
    return ranks


def _old_rank(place: int) -> int:
    return (place + 1) * _ROOM


def _place(entry: _Entry, rarity: int, number: int, catalog_rank: int, code_rank: int) -> None:
    """Add to an entry the number of its error, and where it stands in which order."""
    entry["prior"] += _RARE_VENDOR * rarity
    entry["status_rank"] += code_rank
    entry.update(ordinal=number, catalog_rank=catalog_rank, code_rank=code_rank)


def _copy(source: Path, target: Path) -> None:
    """Copy the files of an index; those that the library never writes to again are only linked."""
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.suffix in (".json", ".lock"):
            shutil.copyfile(path, target / path.name)
            continue
        try:
            os.link(path, target / path.name)
        except OSError:
            shutil.copyfile(path, target / path.name)


def _first_words_used_elsewhere(index: Index, services: Sequence[Service]) -> set[str]:
    """Return the terms with which names of services begin, but of which others' texts speak more: VPC, document."""
    searcher, schema = index.searcher(), index.schema
    common = set()
    for term, slugs in ServiceNames(services, ()).first_words():
        of_term = Query.term_query(schema, TEXT, term)
        own = [(Occur.Should, Query.term_query(schema, "service", slug)) for slug in slugs]
        both = Query.boolean_query([(Occur.Must, of_term), (Occur.Must, Query.boolean_query(own))])
        if searcher.doc_freq(TEXT, term) > 2 * _count(searcher, both):
            common.add(term)
    return common


def _count(searcher: Searcher, query: Query) -> int:
    # Missing in the library's types.
    return int(getattr(searcher.search(query, limit=1), "count"))  # noqa: B009


def open_index(catalogs: Sequence[ServiceCatalog], groups: Sequence[SynonymGroup], folder: Path) -> SearchIndex:
    """Open the index that was built of this very catalog into a folder.

    Raises:
        OSError: when there is none, or it cannot be read.
        ValueError: when it is broken.
    """
    words = _read_words(folder)
    index = Index.open(str(folder / _INDEX_FOLDER))
    index.config_reader("manual")
    return SearchIndex(catalogs, groups, index, words)


def _read_words(folder: Path) -> Words:
    try:
        return Words(**json.loads((folder / _WORDS_FILE).read_text(encoding="utf-8")))
    except TypeError as problem:
        raise ValueError(f"{_WORDS_FILE} is not whole: {problem}") from problem


def _write_words(words: Words, folder: Path) -> None:
    (folder / _WORDS_FILE).write_text(json.dumps(asdict(words), ensure_ascii=False), encoding="utf-8")


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
    for name in ("catalog_rank", "code_rank", "status_rank", "code_group", "vendor_group", "prior"):
        builder.add_unsigned_field(name, fast=True)
    return builder.build()


def _entries(catalogs: Sequence[ServiceCatalog], reader: _TextReader) -> Iterator[_Entry]:
    """Yield the entries in the order of their codes' keys."""
    errors = Errors(catalogs)
    services = {each.service.slug: each.service for each in catalogs}
    rarities = _vendor_rarities(services.values())
    # Errors may be read from a file: what is kept of all of them at once is only this.
    in_order = sorted((code_key(errors.code(number)), place) for place, number in enumerate(errors.order))
    for rank, (key, place) in enumerate(in_order):
        number = errors.order[place]
        error = errors[number]
        entry = _entry(services[error.service], error, key, reader)
        _place(entry, rarities[error.service], number, _old_rank(place), _old_rank(rank))
        yield entry


def _vendor_rarities(services: Iterable[Service]) -> dict[str, int]:
    """Return of each service how often the services of its vendor can be doubled until they are as many as any has.

    A service without a vendor stands alone.
    """
    vendors = {each.slug: _vendor_of(each) for each in services}
    sizes = Counter(vendors.values())
    largest = max(sizes.values(), default=1)
    return {slug: (largest // sizes[vendor]).bit_length() - 1 for slug, vendor in vendors.items()}


def _vendor_of(service: Service) -> str:
    return f"\n{service.vendor or service.slug}"


def _entry(service: Service, error: KnownError, key: str, reader: _TextReader) -> _Entry:
    """Return the values of an error by fields, but its places; a field without a value is left out."""
    codes = [reader.read_code(name) for name in error.names]
    headlines, former, texts, solutions = list[_Read](), list[_Read](), list[_Read](), list[_Read]()
    sections, statuses = dict[str, None](), dict[int, None]()
    categories, retryable = set[str](), set[str]()
    read, has_solution = reader.read, "no"
    for case in error.cases:
        headlines.append(read(_headline(case)))
        texts.append(read(case.description))
        if case.former:
            former += map(read, case.former)
        if case.solution:
            has_solution = "yes"
            solutions.append(read(case.solution))
        if case.sample:
            solutions.append(read(case.sample))
        if case.section:
            sections[case.section] = None
        if case.http_status:
            statuses[case.http_status] = None
        if case.category:
            categories.add(case.category)
        if case.retryable:
            retryable.add(case.retryable)
    # A number says nothing of what it stands for: there the message is what a word of a code is elsewhere.
    titles = [*codes, *headlines] if _NUMBERED.search(error.code) else codes
    head = [*codes, *headlines, *former]
    texts = [*head, *texts, *map(read, sections)]
    entry: _Entry = {
        CODE: " ".join([part for each in titles for part in (each.telling or each.terms, *each.concepts)]),
        HEAD: _joined(head),
        TEXT: _joined(texts),
        PLACE: " ".join((reader.place_of(service), *map(reader.read_place, sections), *map(str, statuses))),
        "key": key,
        "bare": code_key_without_zeros(error.code),
        "name": folded(error.code)[:LONGEST_NAME],
        "service": service.slug,
        "has_solution": has_solution,
        "code_group": _number_of(key),
        "vendor_group": _number_of(_vendor_of(service)),
        "prior": _BREVITY * max(0, _MOST_BRIEF - codes[0].parts),
        "status_rank": min(statuses, default=999) * _MOST_RANKS,
    }
    if error.aliases:
        entry["key"] = [*map(code_key, error.names)]
        entry["bare"] = [*map(code_key_without_zeros, error.names)]
    if solutions:
        entry[SOLUTION] = _joined(solutions)
    if service.vendor:
        entry["vendor"] = service.vendor
    if sections:
        entry["section"] = [*sections]
    if statuses:
        entry["status"] = [*statuses]
    if mentions := [mention for each in (*texts, *solutions) for mention in each.mentions]:
        entry["mention"] = sorted({*mentions})
    if categories:
        entry["category"] = sorted(categories)
    if retryable:
        entry["retryable"] = sorted(retryable)
    return entry


@lru_cache(_REMEMBERED)
def _number_of(key: str) -> int:
    """Return a number that, as far as anybody will see, only this text has."""
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=6).digest(), "big")


class _Read(NamedTuple):
    """Terms of a text, separated by blanks, its concepts, and the codes that it mentions.

    Of a code ``telling`` are the terms that say what it means, and ``parts`` says of how many it is made.
    """

    terms: str = ""
    concepts: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    telling: str = ""
    parts: int = 0


class _OfWord(dict[str, str]):
    """Texts made of words, each made once."""

    def __init__(self, make: Callable[[Cut], str]) -> None:
        self._make = make

    def __missing__(self, word: str) -> str:
        if len(self) >= _REMEMBERED_WORDS:
            self.clear()
        made = self[word] = self._make(word_terms(word))
        return made


class _TextReader:
    """Reads texts, each once, however often it stands in a catalog, and counts the words of them all."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        self._counts: Counter[str] = Counter()
        self._in_codes: set[str] = set()
        self._uncounted: list[str] = []
        self._thesaurus = thesaurus
        self._terms = _OfWord(lambda each: " ".join((*each.parts, *each.beside)))
        self._telling = _OfWord(lambda each: thesaurus.telling(each.parts))
        self.read = lru_cache(_REMEMBERED)(self._read)
        self.read_place = lru_cache(_REMEMBERED)(self._read_place)
        self._places: dict[str, str] = {}

    def counts(self) -> Counter[str]:
        """Return how often each word stands in the texts; those of codes say nothing of how they are written there."""
        self._count()
        return Counter({**dict.fromkeys(self._in_codes, 0), **self._counts})

    def _count(self) -> None:
        self._counts.update(self._uncounted)
        self._uncounted.clear()

    def _read(self, text: str) -> _Read:
        raw = cut(text)
        if not raw:
            return _Read()
        self._uncounted += raw
        if len(self._uncounted) > _COUNTED_TOGETHER:
            self._count()
        return _Read(" ".join(map(self._terms.__getitem__, raw)), self._concepts(raw), mentioned_codes(text))

    def _concepts(self, raw: Sequence[str]) -> tuple[str, ...]:
        return self._thesaurus.concepts("".join(map(self._telling.__getitem__, raw)))

    def read_code(self, code: str) -> _Read:
        """Read a code or another name of it."""
        raw = cut(code)
        self._in_codes.update(raw)
        every = [*" ".join(map(self._terms.__getitem__, raw)).split(), *numbers_without_zeros(code)]
        telling = " ".join([each for each in every if each not in LIGHT])
        parts = sum([len(word_terms(word).parts) for word in raw])
        return _Read(" ".join(every), self._concepts(raw), (), telling, parts)

    @staticmethod
    def _read_place(text: str) -> str:
        return " ".join(terms(text))

    def place_of(self, service: Service) -> str:
        """Return the terms of a service's names, and of the fields that only its errors have."""
        if service.slug not in self._places:
            names = terms(f"{service.slug} {service.name} {service.vendor}")
            fields = " ".join(map(self._terms.__getitem__, cut(" ".join(service.marks.fields))))
            self._places[service.slug] = " ".join(dict.fromkeys((*names, *fields.split())))
        return self._places[service.slug]


def _joined(read: Sequence[_Read]) -> str:
    """Return the terms of texts, and each concept of them once."""
    concepts = dict.fromkeys([concept for each in read for concept in each.concepts])
    return " ".join([*[each.terms for each in read], *concepts])


def _headline(case: ErrorCase) -> str:
    """Return what a case says of itself first: its message, or the first sentence of what it means."""
    return case.message or _SENTENCE_END.split(case.description, maxsplit=1)[0][:_LONGEST_HEAD]


def _words(catalogs: Sequence[ServiceCatalog], counts: Counter[str], sections: Mapping[tuple[str, str], int]) -> Words:
    services = [each.service for each in catalogs]
    parts = {folded(part) for word in counts if not is_cjk(word) for part in (word, *parts_of(word))}
    parts |= {folded(word) for service in services for word in cut(f"{service.slug} {service.name} {service.vendor}")}
    # A number with a wrong digit is another number: only words of letters are spelled anew.
    vocabulary = sorted(word for word in parts if 2 < len(word) <= LONGEST_WORD and word.isalpha())
    titles = tuple((slug, title, count) for (slug, title), count in sections.items())
    return Words(tuple(vocabulary), tuple(sorted(ordinary_terms(services, counts))), titles)
