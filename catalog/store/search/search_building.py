"""Building the search index of a catalog: whole, or by changing the one of the catalog before."""

from __future__ import annotations

import os
import shutil
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tantivy import Document, Index, Occur, Query

from catalog.known_error import Service, ServiceCatalog
from catalog.store.search.analysis import LONGEST_WORD, code_key, cut, folded, is_cjk, parts_of
from catalog.store.search.search_entries import TEXT, EntryMaker, Placed, entry_schema, vendor_rarities
from catalog.store.search.search_index import (
    INDEX_FOLDER,
    Errors,
    SearchIndex,
    Words,
    count_of,
    read_words,
    write_words,
)
from catalog.store.search.service_names import ServiceNames, ordinary_terms
from catalog.store.search.synonyms import thesaurus_of
from catalog.synonym_groups import SynonymGroup

_ROOM = 1 << 20
"""Errors for which there is room between two neighbours in an order."""
_HEAP_BYTES = 64_000_000


def build_index(
    catalogs: Sequence[ServiceCatalog], groups: Sequence[SynonymGroup], folder: Path | None = None
) -> SearchIndex:
    """Build the index of a catalog into an empty folder, or in memory without one.

    Raises:
        OSError: when the folder cannot be written.
        ValueError: when the library cannot write the index.
    """
    schema = entry_schema()
    if folder is None:
        index = Index(schema)
    else:
        (folder / INDEX_FOLDER).mkdir(parents=True)
        index = Index(schema, path=str(folder / INDEX_FOLDER))
    # One thread, so that entries stay in their order: of equal hits the first in it comes first.
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    maker = EntryMaker((each.service for each in catalogs), thesaurus_of(tuple(groups)))
    for entry in maker.entries(_placed(Errors(catalogs))):
        writer.add_document(Document.from_dict(entry, schema))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    words = _words_of(maker, [each.service for each in catalogs])
    elsewhere = _first_words_used_elsewhere(index, [each.service for each in catalogs])
    words = replace(words, ordinary=(*words.ordinary, *sorted(elsewhere.difference(words.ordinary))))
    if folder is not None:
        write_words(words, folder)
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
    rarities = vendor_rarities(each.service for each in catalogs)
    ranks = _ranks_of_new(old, now)
    rarities_before = vendor_rarities(each.service for each in before)
    if ranks is None or any(rarities.get(slug, rarity) != rarity for slug, rarity in rarities_before.items()):
        return False
    words = read_words(base)
    removed = set(old.order).difference(now.order)
    maker = EntryMaker((each.service for each in catalogs), thesaurus_of(tuple(groups)))
    maker.sections.update({(slug, title): count for slug, title, count in words.sections})
    _copy(base / INDEX_FOLDER, folder / INDEX_FOLDER)
    index = Index.open(str(folder / INDEX_FOLDER))
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    for number in removed:
        # By its term, the library would find none: it takes all numbers for signed ones.
        writer.delete_documents_by_query(Query.term_query(index.schema, "ordinal", number))
        error = old[number]
        maker.sections.subtract(
            (error.service, title) for title in {case.section for case in error.cases if case.section}
        )
    new = (Placed(error, code_key(error.code), number, *ranks[number]) for number in ranks for error in [now[number]])
    for entry in maker.entries(new):
        writer.add_document(Document.from_dict(entry, index.schema))
    writer.commit()
    writer.wait_merging_threads()
    more = _words_of(maker, [each.service for each in catalogs])
    vocabulary = tuple(sorted({*words.vocabulary, *more.vocabulary}))
    write_words(replace(more, vocabulary=vocabulary, ordinary=words.ordinary, removed=len(removed)), folder)
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
        if searcher.doc_freq(TEXT, term) > 2 * count_of(searcher, both):
            common.add(term)
    return common


def _placed(errors: Errors) -> Iterator[Placed]:
    """Yield errors in the order of their codes' keys."""
    # Errors may be read from a file: what is kept of all of them at once is only this.
    in_order = sorted((code_key(errors.code(number)), place) for place, number in enumerate(errors.order))
    for rank, (key, place) in enumerate(in_order):
        number = errors.order[place]
        yield Placed(errors[number], key, number, _old_rank(place), _old_rank(rank))


def _words_of(maker: EntryMaker, services: Sequence[Service]) -> Words:
    parts = {folded(part) for word in maker.reader.vocabulary if not is_cjk(word) for part in (word, *parts_of(word))}
    parts |= {folded(word) for service in services for word in cut(f"{service.slug} {service.name} {service.vendor}")}
    # A number with a wrong digit is another number: only words of letters are spelled anew.
    vocabulary = sorted(word for word in parts if 2 < len(word) <= LONGEST_WORD and word.isalpha())
    titles = tuple((slug, title, count) for (slug, title), count in maker.sections.items() if count > 0)
    return Words(tuple(vocabulary), tuple(sorted(ordinary_terms(services, maker.reader.counts))), titles)
