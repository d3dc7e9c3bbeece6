"""Benchmark of counting questions: cost for a diagnosis, and rows left in the database by 100,000 diagnoses."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.ratios import Measured

DIAGNOSES = 100_000
AT_ONCE = 250
"""Diagnoses between two writes; a busy server has as many in the half second between its own."""

LEVELS = ("counts", "shapes")
_ROOT = Path(__file__).resolve().parent.parent
_TABLES = ("DailyCount", "Unknown", "UnknownDay", "AskerCount", "DailySalt")
_ASKERS = 2_000


def run(diagnoses: int = DIAGNOSES) -> Iterator[Measured]:
    """For each level of PORTAL_LEARN: the time of a diagnosis to one that nobody counts, and the size of the tables."""
    for level in LEVELS:
        result = _measure_apart(level, diagnoses)
        note = f"{diagnoses} diagnoses, of {result['alone']:.0f} µs of processor time each where nobody counts"
        yield Measured(f"{level}: until the answer", result["waiting"], at_most=1.05, note=note)
        yield Measured(f"{level}: with writing aside", result["all"], at_most=1.3, note=f"{result['writes']} writes")
        rows = ", ".join(f"{count} {name}" for name, count in result["rows"].items() if count)
        yield Measured(f"{level}: the database grows by", result["kilobytes"], "kB", at_most=5_000, note=rows)


def _measure_apart(level: str, diagnoses: int) -> dict[str, Any]:
    """Measure in a process of its own, with a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "PORTAL_LEARN": level}
        command = [sys.executable, "-c", f"from benchmarks.learning import measure; measure({level!r}, {diagnoses})"]
        done = subprocess.run(command, cwd=_ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    data: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return data


def measure(level: str, diagnoses: int) -> None:
    """Print the figures of one level as JSON: the processor time of answers, of counting them, and of writing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from catalog.diagnosis.guidance import Guidance
    from catalog.ingest import load_bundled
    from catalog.learning import models
    from catalog.learning.recording import Recorder
    from catalog.printing.json_answer import guidance_object
    from catalog.printing.links import Links
    from catalog.store.snapshot import start_polling
    from catalog.tally import DIAGNOSED
    from catalog.troubleshoot import troubleshoot

    def answer(text: str) -> Guidance:
        guidance = troubleshoot(text)
        json.dumps(guidance_object(guidance, Links("")))
        return guidance

    call_command("migrate", verbosity=0)
    load_bundled()
    # As in a server, no diagnosis asks the database which revision the catalog has.
    start_polling()
    made = texts(random.Random(7))  # noqa: S311 - the same texts each time
    recorder = Recorder(level)
    for text in made[:AT_ONCE]:
        answer(text)
    before = _size(connection)
    alone = waiting = writing = 0.0
    for start in range(0, diagnoses, AT_ONCE):
        batch = [made[(start + number) % len(made)] for number in range(min(AT_ONCE, diagnoses - start))]
        begin = time.process_time()
        answers = [answer(text) for text in batch]
        answered = time.process_time()
        for number, guidance in enumerate(answers):
            recorder(DIAGNOSED, {"guidance": guidance, "client": f"192.0.2.{(start + number) * 7919 % _ASKERS}"})
        counted = time.process_time()
        recorder.write()
        alone, waiting = alone + answered - begin, waiting + counted - answered
        writing += time.process_time() - counted
    result = {
        "alone": alone / diagnoses * 1e6,
        "waiting": (alone + waiting) / alone,
        "all": (alone + waiting + writing) / alone,
        "writes": -(-diagnoses // AT_ONCE),
        "kilobytes": (_size(connection) - before) / 1024,
        "rows": {name: getattr(models, name).objects.count() for name in _TABLES},
    }
    sys.stdout.write(json.dumps(result) + "\n")


def texts(source: random.Random, count: int = 20_000) -> list[str]:
    """Texts as they come: most are known, some are of a few hundred unknown shapes with values of their own."""
    from catalog.message_template import parse_template
    from catalog.store.lookup import whole_catalog

    items = [
        json.dumps({"error_code": error.code, "error_msg": parse_template(case.message).sample()})
        for catalog in whole_catalog()
        for error in catalog.errors
        for case in error.cases
    ]
    actions = ("attach", "create", "delete", "start", "stop", "resize", "read", "write", "connect", "update")
    things = ("volume", "server", "image", "network", "user", "bucket", "key", "queue", "record", "cluster")
    reasons = ("it is in use", "it is not found", "access is denied", "the request timed out")

    def unknown() -> str:
        number = source.randrange(10**6)
        message = (
            f"could not {source.choice(actions)} {source.choice(things)} x-{number} because {source.choice(reasons)}"
        )
        return json.dumps({"code": f"Cloud.{source.randrange(300):04}", "message": message})

    return [source.choice(items) if source.random() < 0.8 else unknown() for _ in range(count)]


def _size(connection: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(cursor.fetchone()[0])
