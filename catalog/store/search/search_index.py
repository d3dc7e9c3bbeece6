"""The search index of one revision of the catalog: an entry for each code, in files that all workers map (tantivy)."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from tantivy import Index, Query, Searcher

from catalog.diagnosis.stored_errors import LazyErrors, Stretch
from catalog.known_error import KnownError, ServiceCatalog
from catalog.store.search.analysis import terms
from catalog.store.search.search_entries import PLACE, SOLUTION, TEXT
from catalog.store.search.service_names import ServiceNames
from catalog.store.search.spelling_correction import Vocabulary
from catalog.store.search.synonyms import thesaurus_of
from catalog.synonym_groups import SynonymGroup

INDEX_FOLDER = "index"
"""The folder of the library's own files in that of an index."""
_WORDS_FILE = "words.json"


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
        return count_of(self.searcher, query)

    def begins_codes(self, key: str) -> bool:
        """Return whether a code begins with this key."""
        beginnings = self.searcher.terms_with_prefix("key", key, limit=self._words.removed + 1)
        return any(self.count("key", each) for each, _ in beginnings)


def open_index(catalogs: Sequence[ServiceCatalog], groups: Sequence[SynonymGroup], folder: Path) -> SearchIndex:
    """Open the index that was built of this very catalog into a folder.

    Raises:
        OSError: when there is none, or it cannot be read.
        ValueError: when it is broken.
    """
    words = read_words(folder)
    index = Index.open(str(folder / INDEX_FOLDER))
    index.config_reader("manual")
    return SearchIndex(catalogs, groups, index, words)


def read_words(folder: Path) -> Words:
    """Return the vocabulary that was written beside an index."""
    try:
        return Words(**json.loads((folder / _WORDS_FILE).read_text(encoding="utf-8")))
    except TypeError as problem:
        raise ValueError(f"{_WORDS_FILE} is not whole: {problem}") from problem


def write_words(words: Words, folder: Path) -> None:
    """Write the vocabulary of an index beside it."""
    (folder / _WORDS_FILE).write_text(json.dumps(asdict(words), ensure_ascii=False), encoding="utf-8")


def count_of(searcher: Searcher, query: Query) -> int:
    """Return how many entries a query finds."""
    # Missing in the library's types.
    return int(getattr(searcher.search(query, limit=1), "count"))  # noqa: B009
