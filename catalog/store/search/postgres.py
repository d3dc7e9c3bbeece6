"""Finding words in PostgreSQL: a ``tsvector`` of each entry; for mistyped words their ends, or their trigrams."""

from __future__ import annotations

from django.db import connection

from catalog.models import SearchWord
from catalog.store.replica import reading_connection
from catalog.store.search.finding import WEIGHTS, Finder, Value
from catalog.store.search.spelling import EDGE, FURTHEST
from catalog.store.search.words import Term

# PostgreSQL has four labels for five columns: the place has the solution's.
_LABELS = dict(zip((column for column, _ in WEIGHTS), "ABCDD", strict=True))
_DOCUMENT = " || ".join(f"setweight(to_tsvector('simple', {column}), '{label}')" for column, label in _LABELS.items())
_TOP = WEIGHTS[0][1]
_WEIGHTS = "{{{}}}".format(", ".join(f"{weight / _TOP:.2f}" for _, weight in reversed(WEIGHTS[:4])))
_MOST_FURTHER = 60
_NEAR = " OR ".join(
    f"({side}(word, {EDGE}) = {side}(%s, {EDGE}) AND length(word) BETWEEN %s AND %s)" for side in ("left", "right")
)

_STATEMENTS = (
    "ALTER TABLE catalog_searchentry"
    f" ADD COLUMN IF NOT EXISTS document tsvector GENERATED ALWAYS AS ({_DOCUMENT}) STORED",
    "CREATE INDEX IF NOT EXISTS catalog_searchentry_document ON catalog_searchentry USING gin (document)",
    'CREATE INDEX IF NOT EXISTS catalog_searchentry_squashed_c ON catalog_searchentry (squashed COLLATE "C", code_id)',
    *(
        f"CREATE INDEX IF NOT EXISTS catalog_searchword_{side}"
        f" ON catalog_searchword ({side}(word, {EDGE}), length(word), word)"
        for side in ("left", "right")
    ),
    "CREATE INDEX IF NOT EXISTS catalog_searchword_trigrams ON catalog_searchword USING gist (word gist_trgm_ops)",
    "CREATE INDEX IF NOT EXISTS catalog_case_status_code ON catalog_case (http_status, code_id)",
)


class PostgresFinder(Finder):
    """``tsvector`` with ``ts_rank``."""

    both, either = " & ", " | "
    key = "e.code_id"
    score = f"-ts_rank('{_WEIGHTS}', e.document, asked)"
    collation = ' COLLATE "C"'

    def prepare(self) -> None:
        """Make the column of words and the indexes."""
        with connection.cursor() as cursor:
            for statement in _STATEMENTS:
                cursor.execute(statement)

    def term(self, term: Term, *, goes_on: bool) -> str:
        """A term in the language of ``tsquery``."""
        mark = ":*" if goes_on else ""
        whole = " <-> ".join(f"'{word}'" for word in term.sequence) + mark
        pieces = " & ".join(f"'{piece}'{mark}" for piece in term.pieces)
        return f"({whole} | ({pieces}))" if pieces else f"({whole})"

    def words(self, expression: str) -> tuple[str, list[Value]]:
        """The entries whose document matches."""
        tables = "catalog_searchentry e CROSS JOIN to_tsquery('simple', %s) asked WHERE e.document @@ asked"
        return tables, [expression]

    def knows(self, word: str) -> bool:
        """By the index for beginnings that Django makes."""
        return SearchWord.objects.filter(word__startswith=word).exists()

    def near(self, word: str) -> list[str]:
        """Those that share its beginning or its end, and have about its length, as in ``spelling.Vocabulary``."""
        least, most = len(word) - FURTHEST, len(word) + FURTHEST
        with reading_connection().cursor() as cursor:
            cursor.execute(f"SELECT word FROM catalog_searchword WHERE {_NEAR}", [word, least, most] * 2)
            return [row[0] for row in cursor.fetchall()]

    def further(self, word: str) -> list[str]:
        """Those that share the most trigrams with it (``pg_trgm``)."""
        with reading_connection().cursor() as cursor:
            cursor.execute(f"SELECT word FROM catalog_searchword ORDER BY word <-> %s LIMIT {_MOST_FURTHER}", [word])
            return [row[0] for row in cursor.fetchall()]
