"""How hits are found and ordered, as SQL that both databases run, but for what each of them says of words.

Two kinds of hits, one after the other: codes that begin with the query (an index of codes, in its order), then entries
that have its words (the database's own index of words, by its weights).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from catalog.store.replica import reading_connection
from catalog.store.search.words import Query, Term

WEIGHTS = (("codes", 10.0), ("message", 5.0), ("description", 2.0), ("solution", 1.0), ("place", 0.5))
"""What a word counts for by where it stands: the code first, then the message, what it means, what to do, and last the
service and the section. Codes that begin with the query come before all hits of words."""

Value = str | int

LAST = "\U0010ffff"
"""The last of all characters: whatever begins with a text stands before that text with this behind it."""

_SAME, _BUT_FOR_ZEROS = 0, 2

MOST_RANKED = 500
"""Hits of words that are ranked."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What hits are narrowed to; None for no narrowing."""

    service: str | None = None
    http_status: int | None = None
    section: str | None = None

    def condition(self, key: str) -> tuple[str, list[Value]]:
        """As SQL that goes behind a WHERE with more before it, on codes by their primary key; its values."""
        told: list[str] = []
        values: list[Value] = []
        if self.service is not None:
            told.append(
                "EXISTS (SELECT 1 FROM catalog_code c JOIN catalog_service s ON s.id = c.service_id"
                f" WHERE c.id = {key} AND s.slug = %s)"
            )
            values.append(self.service)
        for column, value in (("http_status", self.http_status), ("section", self.section)):
            if value is not None:
                told.append(f"EXISTS (SELECT 1 FROM catalog_case k WHERE k.code_id = {key} AND k.{column} = %s)")
                values.append(value)
        return "".join(f" AND {each}" for each in told), values


class Named(NamedTuple):
    """An entry found by its code, and how: 0 is the query, 1 begins with it, 2 is the query but for leading zeros."""

    key: int
    tier: int


def exact_of(named: Sequence[Named]) -> list[int]:
    """Of what was found by its code, from the first on, those whose code is what was meant.

    Leading zeros are forgiven only where no code begins as it was typed: ``iMetal.02`` does not mean ``iMetal.0002``.
    """
    same = [each.key for each in named if each.tier == _SAME]
    return same or [each.key for each in named if named[0].tier == _BUT_FOR_ZEROS]


class Finder(ABC):
    """A database's way of finding entries by their words."""

    @abstractmethod
    def prepare(self) -> None:
        """Make what finding needs in the database, as far as it is not there."""

    def forget(self) -> None:  # noqa: B027 - most hold nothing
        """Drop what is held of the database, as when it was exchanged under the process."""

    @abstractmethod
    def term(self, term: Term, *, goes_on: bool) -> str:
        """A query for one term, all quoted; ``goes_on`` where it may be the beginning of a word."""

    def expression(self, groups: Sequence[Sequence[Term]], *, every: bool = True, beginnings: bool = False) -> str:
        """A query for words: of each group any one term; of the groups every one, or any.

        The last word may still be being typed, so that it may go on; with ``beginnings`` all of them may.
        """
        last = len(groups) - 1
        told = (
            [self.term(term, goes_on=beginnings or number == last) for term in group]
            for number, group in enumerate(groups)
        )
        return (self.both if every else self.either).join(f"({self.either.join(group)})" for group in told)

    @abstractmethod
    def words(self, expression: str) -> tuple[str, list[Value]]:
        """The entries ``e`` and what else is needed, with the condition that they have the words; and its values."""

    @abstractmethod
    def near(self, word: str) -> list[str]:
        """Known words that a mistyped one may have meant, not too many, in no order."""

    @abstractmethod
    def further(self, word: str) -> list[str]:
        """More of them, where none of the near ones will do."""

    @abstractmethod
    def knows(self, word: str) -> bool:
        """Whether a known word begins with this one."""

    both: str
    """What stands between two queries of which both must hold."""

    either: str
    """What stands between two queries of which one must hold."""

    key: str
    """The column of the entry's primary key from which words are found."""

    score: str
    """How good a hit of words is: the less, the better."""

    collation: str
    """What to put behind a column of text to have it ordered by its characters' numbers."""

    def named(self, query: Query, narrowing: Narrowing, first: int, count: int) -> list[Named]:
        """Entries whose code is the query, then those whose code goes on behind it, then but for zeros the same."""
        condition, values = narrowing.condition("e.code_id")
        begins, limit = self._begins(), f"{condition} ORDER BY e.squashed{self.collation}, e.code_id LIMIT %s"
        tiers = (
            (f"e.squashed = %s{limit}", [query.squashed]),
            (f"{begins} AND e.squashed <> %s{limit}", [*self._range(query), query.squashed]),
            (f"e.bare = %s AND NOT {begins}{limit}", [query.bare, *self._range(query)]),
        )
        found = " UNION ALL ".join(
            f"SELECT * FROM (SELECT e.code_id AS key, {tier} AS tier, e.squashed AS name FROM catalog_searchentry e"
            f" WHERE {told}) AS tier_{tier}"
            for tier, (told, _) in enumerate(tiers)
        )
        sql = f"SELECT key, tier FROM ({found}) AS named ORDER BY tier, name{self.collation}, key LIMIT %s OFFSET %s"
        given = [value for _, more in tiers for value in (*more, *values, first + count)]
        return [Named(*row) for row in _rows(sql, [*given, count, first])]

    def count_named(self, query: Query, narrowing: Narrowing) -> int:
        """How many those are."""
        condition, values = narrowing.condition("e.code_id")
        counted = "SELECT count(*) FROM catalog_searchentry e WHERE"
        # Apart, so that each is counted in an index, without the rows.
        sql = (
            f"SELECT ({counted} {self._begins()}{condition})"
            f" + ({counted} e.bare = %s AND NOT {self._begins()}{condition})"
        )
        begins = self._range(query)
        return int(_rows(sql, [*begins, *values, query.bare, *begins, *values])[0][0])

    def worded(self, expression: str, query: Query | None, narrowing: Narrowing, first: int, count: int) -> list[int]:
        """Entries that have the words, best first, without those that ``exact`` and ``beginning`` give.

        Of very many, the first ``MOST_RANKED`` are ranked; the others follow as they stand.
        """
        tables, values = self.words(expression)
        condition, more = self._besides(query, narrowing)
        given = [*values, *more]
        found = f"FROM {tables}{condition} ORDER BY {self.key}"
        keys: list[int] = []
        if first < MOST_RANKED:
            ranked = f"SELECT {self.key} AS key, {self.score} AS score {found} LIMIT {MOST_RANKED}"
            sql = f"SELECT key FROM ({ranked}) AS ranked ORDER BY score, key LIMIT %s OFFSET %s"
            keys = _keys(sql, [*given, min(count, MOST_RANKED - first), first])
        if first + count > MOST_RANKED and len(keys) == max(0, MOST_RANKED - first):
            sql = f"SELECT {self.key} {found} LIMIT %s OFFSET %s"
            keys += _keys(sql, [*given, count - len(keys), max(first, MOST_RANKED)])
        return keys

    def count_worded(self, expression: str, query: Query | None, narrowing: Narrowing) -> int:
        """How many those are."""
        tables, values = self.words(expression)
        condition, more = self._besides(query, narrowing)
        return _keys(f"SELECT count(*) FROM {tables}{condition}", [*values, *more])[0]

    def all_of(self, expression: str, query: Query | None, narrowing: Narrowing) -> tuple[str, list[Value]]:
        """SQL for the keys of every hit, to count by; and its values."""
        tables, values = self.words(expression)
        condition, more = narrowing.condition(self.key)
        sql, found = f"SELECT {self.key} FROM {tables}{condition}", [*values, *more]
        if query is not None and query.squashed:
            condition, more = narrowing.condition("e.code_id")
            sql += f" UNION SELECT e.code_id FROM catalog_searchentry e WHERE {self._named()}{condition}"
            found += [*self._range(query), query.bare, *more]
        return sql, found

    def _besides(self, query: Query | None, narrowing: Narrowing) -> tuple[str, list[Value]]:
        condition, values = narrowing.condition(self.key)
        if query is None or not query.squashed:
            return condition, values
        named = f"SELECT e.code_id FROM catalog_searchentry e WHERE {self._named()}"
        return f" AND {self.key} NOT IN ({named}){condition}", [*self._range(query), query.bare, *values]

    def _named(self) -> str:
        return f"({self._begins()} OR e.bare = %s)"

    def _begins(self) -> str:
        return f"(e.squashed{self.collation} >= %s AND e.squashed{self.collation} < %s)"

    def _goes_on(self) -> str:
        return f"{self._begins()} AND e.squashed <> %s AND e.bare <> %s"

    @staticmethod
    def _range(query: Query) -> list[Value]:
        return [query.squashed, query.squashed + LAST]


def _keys(sql: str, values: list[Value]) -> list[int]:
    return [row[0] for row in _rows(sql, values)]


def _rows(sql: str, values: list[Value]) -> list[tuple[Any, ...]]:
    with reading_connection().cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
