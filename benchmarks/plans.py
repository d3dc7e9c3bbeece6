"""Benchmark that checks PostgreSQL's use of the indexes at 100,000 cases.

It needs a database server: ``DATABASE_URL`` of PostgreSQL, in which it makes a database of its own and drops it.
"""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.ratios import Measured

SIZE = 100_000
_LARGE = ("catalog_code", "catalog_case", "catalog_catalogchange")
_EXPLAINED = re.compile(r"\s*(?:SELECT|WITH)\b", re.IGNORECASE)


def run() -> Iterator[Measured]:
    """Of each kind of question: how many of its statements read a large table from end to end."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith(("postgres://", "postgresql://")):
        yield Measured("plans of PostgreSQL", math.nan, "", note="DATABASE_URL is no PostgreSQL")
        return
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")},
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "SECRET_KEY": "for a measurement only",
    }
    program = [sys.executable, "-c", "from benchmarks.plans import measure; measure()"]
    process = subprocess.run(  # noqa: S603
        program, cwd=Path(__file__).parent.parent, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    for question, (scans, note) in json.loads(process.stdout.splitlines()[-1]).items():
        yield Measured(
            f"{question}: large tables read whole", len(scans), "", at_most=0, note="; ".join([note, *scans])
        )


def measure() -> None:
    """Fill a database of its own, ask, explain every statement that was sent, print what was found."""
    import django

    django.setup()

    from django.db import connection

    from catalog.store.snapshot import refresh

    own = f"portal_plans_{os.getpid()}"
    home = connection.settings_dict["NAME"]
    _outside(f"CREATE DATABASE {own}")
    connection.close()
    connection.settings_dict["NAME"] = own
    try:
        _fill()
        # As in a process that serves: the index is there before anybody asks.
        refresh()
        print(json.dumps({name: _plan_of(ask) for name, ask in _questions().items()}))  # noqa: T201 - to who asked
    finally:
        connection.close()
        connection.settings_dict["NAME"] = home
        _outside(f"DROP DATABASE {own}")


def _outside(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


def _fill() -> None:
    from django.db import connection
    from django.utils import timezone

    from benchmarks.searching import fill
    from catalog import models

    fill(SIZE)
    codes = models.Code.objects.values_list("service__slug", "code").iterator()
    rows = (
        models.CatalogChange(revision=number, service=slug, code=code, kind="changed", changed_at=timezone.now())
        for number, (slug, code) in enumerate(codes)
    )
    models.CatalogChange.objects.bulk_create(rows, batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _questions() -> dict[str, Callable[[], object]]:
    from catalog.api.pagination import LARGEST_PIECE
    from catalog.store.changes import changes_since, latest_changes
    from catalog.store.revision import revision_mark

    return {
        "changes": lambda: changes_since(SIZE - 5000, most=LARGEST_PIECE),
        "changes further on": lambda: changes_since(0, after=SIZE // 2, most=LARGEST_PIECE),
        "the latest changes": latest_changes,
        "the revision": revision_mark,
    }


def _plan_of(ask: Callable[[], object]) -> tuple[list[str], str]:
    """Return the full scans of large tables, the number of statements, and the best of three times."""
    from django.db import connection

    sent: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        ask()
    best = math.inf
    for _ in range(3):
        begin = time.perf_counter()
        ask()
        best = min(best, time.perf_counter() - begin)
    return _scans(sent), f"{len(sent)} statements, {best * 1000:.1f} ms"


def _scans(sent: list[tuple[str, Any]]) -> list[str]:
    from django.db import connection

    scans: list[str] = []
    for sql, params in sent:
        if not _EXPLAINED.match(sql):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            plan = cursor.fetchone()[0]
        nodes = list(_nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
        for node in nodes:
            if node["Node Type"] == "Seq Scan" and node["Relation Name"] in _LARGE:
                scans.append(f"{node['Relation Name']} in {' '.join(sql.split())[:160]}")
    return scans


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)
