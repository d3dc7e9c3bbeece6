"""The search beside engines that a database has: how often each is right, and how long it takes, on real entries.

The entries are those that come with the portal, of botocore's services and of PostgreSQL; for the times they are copied
under other services until they are 100,000. Each other engine is used as its manual says: SQLite's FTS5 with stems and
BM25, PostgreSQL's ``tsvector`` with its weights (where ``DATABASE_URL`` is one), and ``icontains`` of every word.
"""

from __future__ import annotations

import math
import os
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.questions import Question, bundled, first_hits, postgresql, questions
from benchmarks.questions import botocore as botocore_catalogs
from benchmarks.ratios import Measured

if TYPE_CHECKING:
    from catalog.known_error import KnownError, ServiceCatalog

SIZE = 100_000
_TIMED = 60
_FIRST = 3
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD = re.compile(r"\w+")

Ask = Callable[[str], list[str]]


class Engine(NamedTuple):
    """An engine that holds a catalog: what it is called, how it is asked for the first hits, and its size and cost."""

    name: str
    ask: Ask
    seconds: float
    megabytes: float


def run() -> Iterator[Measured]:
    """Yield of each engine how often it is right, and of 100,000 cases its build, size, and median time of a query."""
    catalogs = [*bundled(), *botocore_catalogs(), postgresql()]
    all_questions = questions()
    for engine in _engines(catalogs):
        right = sum(not each.answers.isdisjoint(engine.ask(each.text)) for each in all_questions)
        yield Measured(f"{engine.name}: right among the first three", right / len(all_questions), "")
    for engine in _engines(_copied(catalogs, SIZE)):
        yield Measured(f"{engine.name}: building 100,000 cases, of this processor", engine.seconds, "s")
        yield Measured(f"{engine.name}: size", engine.megabytes, "MB")
        yield Measured(
            f"{engine.name}: the median of {_TIMED} questions", _median(engine.ask, all_questions) * 1000, "ms"
        )
    if not _postgresql_address():
        yield Measured("PostgreSQL tsvector", math.nan, "", note="DATABASE_URL is no PostgreSQL")


def _median(ask: Ask, all_questions: Sequence[Question]) -> float:
    times = []
    for each in all_questions[:: max(1, len(all_questions) // _TIMED)][:_TIMED]:
        begin = time.perf_counter()
        ask(each.text)
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def _copied(catalogs: Sequence[ServiceCatalog], size: int) -> list[ServiceCatalog]:
    copies: list[ServiceCatalog] = []
    count = 0
    while True:
        for each in catalogs:
            slug = f"{each.service.slug}-{len(copies)}" if len(copies) >= len(catalogs) else each.service.slug
            errors = tuple(replace(error, service=slug) for error in each.errors)
            copies.append(replace(each, service=replace(each.service, slug=slug), errors=errors))
            count += len(errors)
            if count >= size:
                return copies


def _engines(catalogs: Sequence[ServiceCatalog]) -> Iterator[Engine]:
    yield _ours(catalogs)
    rows = [_row(error) for each in catalogs for error in each.errors]
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(f"{folder}/fts.sqlite3")) as connection:
        path = Path(folder, "fts.sqlite3")
        yield _fts5(connection, path, rows)
        yield _icontains(connection, path)
    if address := _postgresql_address():
        import psycopg

        with psycopg.connect(address) as server:
            yield _tsvector(server, rows)


def _postgresql_address() -> str | None:
    address = os.environ.get("DATABASE_URL", "")
    return address if address.startswith(("postgres://", "postgresql://")) else None


def _row(error: KnownError) -> tuple[str, ...]:
    """Return what an error is called, its code, its code in words, and its texts."""
    fields = [" ".join(getattr(case, name) for case in error.cases) for name in ("message", "description", "solution")]
    return (f"{error.service}/{error.code}", error.code, f"{_HUMP.sub(' ', error.code)} {error.service}", *fields)


def _ours(catalogs: Sequence[ServiceCatalog]) -> Engine:
    from catalog.store.search.search_building import build_index
    from catalog.store.search.search_index import open_index
    from catalog.store.search.synonyms import bundled_groups

    with tempfile.TemporaryDirectory() as folder:
        begin = time.process_time()
        build_index(catalogs, bundled_groups(), Path(folder, "index"))
        seconds = time.process_time() - begin
        megabytes = _megabytes(Path(folder))
        index = open_index(catalogs, bundled_groups(), Path(folder, "index"))
        return Engine("this search", lambda text: first_hits(index, text), seconds, megabytes)


def _fts5(connection: sqlite3.Connection, path: Path, rows: Sequence[tuple[str, ...]]) -> Engine:
    begin = time.process_time()
    connection.execute(
        "CREATE VIRTUAL TABLE entry USING fts5("
        "name UNINDEXED, code, words, message, description, solution, tokenize = 'porter unicode61')"
    )
    connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", rows)
    connection.commit()
    seconds = time.process_time() - begin
    statement = (
        "SELECT name FROM entry WHERE entry MATCH ? ORDER BY bm25(entry, 0, 3.0, 3.0, 2.0, 1.0, 0.5), rowid LIMIT ?"
    )

    def ask(text: str) -> list[str]:
        query = " OR ".join(f'"{word}"' for word in _WORD.findall(text))
        return [name for (name,) in connection.execute(statement, (query, _FIRST))]

    return Engine("SQLite FTS5", ask, seconds, _megabytes(path))


def _icontains(connection: sqlite3.Connection, path: Path) -> Engine:
    column = "code || ' ' || message || ' ' || description || ' ' || solution"

    def ask(text: str) -> list[str]:
        words = _WORD.findall(text)
        where = " AND ".join([f"{column} LIKE ?"] * len(words))
        statement = f"SELECT name FROM entry WHERE {where} ORDER BY rowid LIMIT ?"  # noqa: S608 - of constants only
        return [name for (name,) in connection.execute(statement, (*(f"%{word}%" for word in words), _FIRST))]

    return Engine("icontains of every word", ask, 0, _megabytes(path))


def _tsvector(server: Any, rows: Sequence[tuple[str, ...]]) -> Engine:
    begin = time.process_time()
    server.execute("CREATE TEMPORARY TABLE entry (place serial, name text, words tsvector)")
    weighed = " || ".join(f"setweight(to_tsvector('english', %s), '{weight}')" for weight in "AABCD")
    with server.cursor() as cursor:
        cursor.executemany(f"INSERT INTO entry (name, words) VALUES (%s, {weighed})", rows)  # noqa: S608 - of constants
    server.execute("CREATE INDEX ON entry USING gin (words)")
    seconds = time.process_time() - begin
    size = server.execute("SELECT pg_total_relation_size('entry')").fetchone()[0] / 1e6
    statement = """
        SELECT name FROM entry, to_tsquery('english', %s) AS query
        WHERE words @@ query ORDER BY ts_rank(words, query) DESC, place LIMIT %s
    """

    def ask(text: str) -> list[str]:
        query = " | ".join(_WORD.findall(text))
        return [name for (name,) in server.execute(statement, (query, _FIRST))]

    return Engine("PostgreSQL tsvector", ask, seconds, size)


def _megabytes(path: Path) -> float:
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return sum(each.stat().st_size for each in files) / 1e6
