"""Finding errors by what a person types: one door, whatever database is behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import connection
from django.db.models import Count, QuerySet
from django.db.models.expressions import RawSQL

from catalog import models
from catalog.known_error import KnownError
from catalog.store.held import held_exactly, held_spelled
from catalog.store.lookup import errors
from catalog.store.replica import may_be_read_from_replica
from catalog.store.search.finding import WEIGHTS, Finder, Narrowing, exact_of
from catalog.store.search.found import Facet, SearchPage
from catalog.store.search.listing import MOST_SECTIONS, listed
from catalog.store.search.postgres import PostgresFinder
from catalog.store.search.spelling import nearest
from catalog.store.search.sqlite import SqliteFinder
from catalog.store.search.words import Query, Term, marked_words, query_of

__all__ = ["WEIGHTS", "Facet", "SearchPage", "codes_of_status", "codes_spelled", "page_of_keys", "search"]

_MOST_EXACT = 200

_FINDERS: dict[str, Finder] = {"sqlite": SqliteFinder(), "postgresql": PostgresFinder()}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked for: a query's code, if it has one, and its words as they may be meant, each of a group alike."""

    query: Query | None
    groups: Sequence[Sequence[Term]]
    instead: str | None = None
    beginnings: bool = False

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(term for group in self.groups for term in group)

    def words(self, *, is_code: bool) -> str:
        """The query for words. A code that is known brings up the texts that name it."""
        if self.query is None:
            return finder().expression(self.groups, every=False, beginnings=True)
        if is_code:
            return finder().term(self.query.as_code, goes_on=False)
        return finder().expression(self.groups, beginnings=self.beginnings)


def finder() -> Finder:
    """The way of the database that is in use."""
    return _FINDERS[connection.vendor]


@may_be_read_from_replica
def search(
    query: str = "",
    *,
    service: str | None = None,
    http_status: int | None = None,
    section: str | None = None,
    page: int = 1,
    page_size: int = 20,
    facets: bool = False,
    any_word: bool = False,
) -> SearchPage:
    """The errors that fit ``query`` and the filters, best first; without a query all of them, by service and code.

    ``http_status`` and ``section`` keep the codes that have such a case. A query without a hit is tried again with its
    mistyped words spelled as they are known, and with ``any_word`` as one that any of its words answers. A page behind
    the last one has no results.
    """
    narrowing = Narrowing(service, http_status, section.replace("\x00", "") if section else None)
    typed = query_of(query)
    first = (page - 1) * page_size
    if typed.is_empty and typed.text:
        # Signs alone, of which no word is made.
        return SearchPage((), 0, page, page_size)
    if typed.is_empty:
        return listed(narrowing, page=page, page_size=page_size, facets=facets)
    asked = _asked(typed)
    count = _count(asked, narrowing)
    if not count:
        for other in _others(typed, any_word=any_word):
            count = _count(other, narrowing)
            if count:
                asked = other
                break
    found = SearchPage(
        results=_in_order(_page(asked, narrowing, first, page_size)) if first < count else (),
        count=count,
        page=page,
        page_size=page_size,
        marks=marked_words(asked.terms),
        instead=asked.instead,
        any_word=asked.query is None,
    )
    return _with_facets(found, asked, narrowing) if facets else found


def page_of_keys(query: str, *, first: int = 0, count: int = 20) -> list[int]:
    """The primary keys of the codes on one page of hits, in their order; a mistyped query is spelled anew."""
    typed = query_of(query)
    if typed.is_empty:
        return []
    keys = _page(_asked(typed), Narrowing(), first, count)
    if keys or first:
        return keys
    return next(
        (keys for other in _others(typed, any_word=False) if (keys := _page(other, Narrowing(), first, count))), []
    )


@may_be_read_from_replica
def codes_spelled(text: str) -> list[KnownError]:
    """The errors whose code is this text, letter case, delimiters and leading zeros forgiven: the nearest spelling."""
    typed = query_of(text)
    if typed.is_empty:
        return []
    found = _in_order(_exact(typed, Narrowing()))
    by_case = [error for error in found if models.fold_code(error.code) == models.fold_code(typed.text)]
    by_zeros = [error for error in found if query_of(error.code).squashed == typed.squashed]
    return by_case or by_zeros or list(found)


def codes_of_status(text: str) -> int:
    """How many codes have a case with this HTTP status; 0 where the text is none."""
    status = text.strip()
    if not (len(status) == 3 and status.isascii() and status.isdigit()):
        return 0
    return listed(Narrowing(http_status=int(status)), page=1, page_size=1, facets=False).count


def _exact(query: Query, narrowing: Narrowing) -> list[int]:
    return exact_of(finder().named(query, narrowing, 0, _MOST_EXACT))


def _others(typed: Query, *, any_word: bool) -> list[_Asked]:
    """What to look for where the query has no hit.

    A code that looks like it, then its words as beginnings, as they are known, and at last any of them.
    """
    codes = dict.fromkeys(error.code for error in held_spelled(typed.text))
    groups = [_meant(term) for term in typed.terms]
    text = " ".join(group[0].text for group in groups)
    instead = text if [term for group in groups for term in group] != list(typed.terms) else None
    found = [replace(_asked(query_of(code)), instead=code) for code in codes]
    if len(groups) > 1:
        found.append(_asked(typed, beginnings=True))
    if instead:
        found.append(_Asked(query_of(text), groups, instead, beginnings=True))
    telling = [group for group in groups if any(len(term.text) > 2 or len(term.sequence) > 1 for term in group)]
    if any_word and len(groups) > 1 and telling:
        found.append(_Asked(None, telling, instead))
    return found


def _asked(typed: Query, *, beginnings: bool = False) -> _Asked:
    return _Asked(typed, [[term] for term in typed.terms], beginnings=beginnings)


def _meant(term: Term) -> list[Term]:
    """The known words that a mistyped one may have meant; the word itself where it is known, or none is near."""
    word = term.sequence[-1]
    if len(term.sequence) > 1 or not word.isalpha() or finder().knows(word):
        return [term]
    meant = nearest(word, finder().near(word)) or nearest(word, finder().further(word))
    return [Term(each, (each,)) for each in meant] or [term]


def _page(asked: _Asked, narrowing: Narrowing, first: int, count: int) -> list[int]:
    """Codes that are the query, then those that begin with it, then entries with its words."""
    if asked.query is None:
        return finder().worded(asked.words(is_code=False), None, narrowing, first, count)
    named = finder().named(asked.query, narrowing, first, count)
    keys = [each.key for each in named]
    if len(keys) < count:
        before = finder().count_named(asked.query, narrowing) if first else 0
        is_code = bool(exact_of(named) if not first else _exact(asked.query, narrowing))
        expression = asked.words(is_code=is_code)
        keys += finder().worded(expression, asked.query, narrowing, max(0, first - before), count - len(keys))
    return keys


def _count(asked: _Asked, narrowing: Narrowing) -> int:
    if asked.query is None:
        return finder().count_worded(asked.words(is_code=False), None, narrowing)
    expression = asked.words(is_code=bool(_exact(asked.query, narrowing)))
    return finder().count_named(asked.query, narrowing) + finder().count_worded(expression, asked.query, narrowing)


def _in_order(keys: Sequence[int]) -> tuple[KnownError, ...]:
    """The errors of these rows: those of the held index; out of the database what is newer than that."""
    rows = models.Code.objects.filter(pk__in=keys)
    names = {pk: (slug, code) for pk, slug, code in rows.values_list("pk", "service__slug", "code")}
    found = {key: held_exactly(*name) for key, name in names.items()}
    newer = [key for key, error in found.items() if error is None]
    if newer:
        stored = {(each.service, each.code): each for each in errors(models.Code.objects.filter(pk__in=newer))}
        found |= {key: stored.get(names[key]) for key in newer}
    return tuple(error for key in keys if (error := found.get(key)) is not None)


def _with_facets(found: SearchPage, asked: _Asked, narrowing: Narrowing) -> SearchPage:
    """Each filter's choices, counted over the hits that the other filters keep."""
    services = _hits(asked, replace(narrowing, service=None)).values_list("service__slug").annotate(n=Count("pk"))
    statuses = _of_cases(asked, replace(narrowing, http_status=None), "http_status").order_by("http_status")
    sections = _of_cases(asked, replace(narrowing, section=None), "section").exclude(section="")
    return replace(
        found,
        services=tuple(Facet(slug, n) for slug, n in services.order_by("service__slug")),
        statuses=tuple(Facet(str(status), n) for status, n in statuses if status is not None),
        sections=tuple(Facet(str(section), n) for section, n in sections.order_by("-n", "section")[:MOST_SECTIONS]),
    )


def _hits(asked: _Asked, narrowing: Narrowing) -> QuerySet[models.Code]:
    is_code = asked.query is not None and bool(_exact(asked.query, narrowing))
    sql, values = finder().all_of(asked.words(is_code=is_code), asked.query, narrowing)
    return models.Code.objects.filter(pk__in=RawSQL(sql, values))  # noqa: S611 - made of constants, the values apart


def _of_cases(asked: _Asked, narrowing: Narrowing, column: str) -> QuerySet[models.Case, tuple[object, int]]:
    cases = models.Case.objects.filter(code__in=_hits(asked, narrowing).values("pk"))
    return cases.values_list(column).annotate(n=Count("code", distinct=True))
