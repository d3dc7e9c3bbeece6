"""Finding words in SQLite: its full-text index FTS5, kept true to the entries by triggers."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

from catalog.models import SearchWord
from catalog.store.edition import current_edition
from catalog.store.search.finding import LAST, WEIGHTS, Finder, Value
from catalog.store.search.spelling import Vocabulary
from catalog.store.search.words import Term

_COLUMNS = ", ".join(column for column, _ in WEIGHTS)
_NEW = ", ".join(f"new.{column}" for column, _ in WEIGHTS)
_OLD = ", ".join(f"old.{column}" for column, _ in WEIGHTS)
_PUT = f"INSERT INTO catalog_search (rowid, {_COLUMNS}) VALUES (new.code_id, {_NEW});"
_TAKE = f"INSERT INTO catalog_search (catalog_search, rowid, {_COLUMNS}) VALUES ('delete', old.code_id, {_OLD});"

_TABLE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS catalog_search USING fts5({_COLUMNS}, content='catalog_searchentry',"
    " content_rowid='code_id', tokenize='unicode61 remove_diacritics 0', prefix='1 2 3')"
)
# Django makes a table anew to change it, and its triggers are gone then: a migration puts them back.
_TRIGGERS = {
    "catalog_search_new": f"AFTER INSERT ON catalog_searchentry BEGIN {_PUT} END",
    "catalog_search_gone": f"AFTER DELETE ON catalog_searchentry BEGIN {_TAKE} END",
    "catalog_search_changed": f"AFTER UPDATE ON catalog_searchentry BEGIN {_TAKE} {_PUT} END",
}


class SqliteFinder(Finder):
    """FTS5, with its ranking bm25."""

    both, either = " AND ", " OR "
    key = "catalog_search.rowid"
    score = "bm25(catalog_search, {})".format(", ".join(str(weight) for _, weight in WEIGHTS))
    collation = ""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary((), edition=-1)

    def prepare(self) -> None:
        """Make the index of words and its triggers; what stands in the entries already is indexed.

        Raises:
            ImproperlyConfigured: when this SQLite was built without FTS5.
        """
        with connection.cursor() as cursor:
            try:
                cursor.execute(_TABLE)
            except OperationalError as problem:
                raise ImproperlyConfigured(
                    "Search needs SQLite's full-text index FTS5, and this Python's SQLite has none:"
                    " use another Python, or PostgreSQL by DATABASE_URL."
                ) from problem
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'catalog_search_%%'"
            )
            if cursor.fetchone()[0] == len(_TRIGGERS):
                return
            for name, does in _TRIGGERS.items():
                cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {does}")
            cursor.execute("INSERT INTO catalog_search (catalog_search) VALUES ('rebuild')")

    def term(self, term: Term, *, goes_on: bool) -> str:
        """A term in the language of FTS5."""
        mark = "*" if goes_on else ""
        whole = f'"{" ".join(term.sequence)}"{mark}'
        pieces = " AND ".join(f'"{piece}"{mark}' for piece in term.pieces)
        return f"({whole} OR ({pieces}))" if pieces else whole

    def words(self, expression: str) -> tuple[str, list[Value]]:
        """The entries that FTS5 finds."""
        return "catalog_search WHERE catalog_search MATCH %s", [expression]

    def knows(self, word: str) -> bool:
        """By the index of words, in the order of their characters."""
        return SearchWord.objects.filter(word__gte=word, word__lt=word + LAST).exists()

    def near(self, word: str) -> list[str]:
        """From the whole vocabulary, which is held for an edition."""
        return self._known().near(word)

    def further(self, word: str) -> list[str]:
        """From the same."""
        return self._known().further(word)

    def forget(self) -> None:
        """Drop the vocabulary."""
        self._vocabulary = Vocabulary((), edition=-1)

    def _known(self) -> Vocabulary:
        edition = current_edition()
        if self._vocabulary.edition != edition:
            self._vocabulary = Vocabulary(SearchWord.objects.values_list("word", flat=True).iterator(), edition=edition)
        return self._vocabulary
