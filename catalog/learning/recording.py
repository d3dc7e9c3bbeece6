"""Recording what is asked, aside: events are added up in memory and written in batches by a thread of their own.

``PORTAL_LEARN`` says what is kept:

- ``off``: nothing.
- ``counts``: per day, which code of which service was looked up or diagnosed, the outcomes, and unknown codes that
  look like codes. No text.
- ``shapes``: also the shape of unknown messages, once three different askers have sent it on one day. Until then only
  a digest of the shape and of the asker is stored, made with a salt that is deleted when the day is over.

What a process has not written yet is lost when it is killed; on SIGTERM it is written first.
"""

from __future__ import annotations

import atexit
import hashlib
import hmac
import logging
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from multiprocessing.util import Finalize
from typing import Any

from django.conf import settings
from django.db import DatabaseError, IntegrityError, close_old_connections, connection, transaction
from django.db.models import Count, F, Model, Sum
from django.utils import timezone

from catalog.diagnosis import redact
from catalog.diagnosis.guidance import Finding, Guidance
from catalog.learning.models import AskerCount, DailyCount, DailySalt, Feedback, Report, Unknown, UnknownDay
from catalog.learning.unknown_shapes import LONGEST_CODE, LONGEST_MESSAGE, looks_like_code, shape_of
from catalog.tally import DIAGNOSED, LOOKED_UP, UNKNOWN_SEEN, listen, tell

OFF, COUNTS, SHAPES = "off", "counts", "shapes"

FEWEST_ASKERS = 3
"""Different askers who must have sent a shape on one day before it is kept."""

WRITE_SECONDS = 0.5
"""How often a process writes what it has added up; an entry made from the queue is worth little later than that."""

MOST_PENDING = 10_000
"""Distinct things that a process adds up between two writes; more are not counted, and a log line says how many."""

MOST_FINDINGS = 50
"""Findings of one diagnosis that are counted; a log of hundreds of errors is one question."""

MOST_NEW_ON_A_DAY = 2_000
"""Unknown errors that come into the queue on one day; limits the disk that made-up codes can fill."""

MOST_STATUSES = 8
"""HTTP statuses and services noted of one unknown error."""

_BATCH = 500

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Count:
    """Key of a daily count, with the fields of ``DailyCount``."""

    day: date
    kind: str
    outcome: str
    service: str
    code: str


@dataclass(frozen=True, slots=True)
class _Question:
    """An unknown finding as it waits for the next write: of the text, the beginning of its message at most."""

    asker: str
    code: str
    message: str
    http_status: int | None
    services: tuple[str, ...]


@dataclass(slots=True)
class _Seen:
    """An unknown error as it was seen since the last write."""

    kind: str
    text: str
    code: str = ""
    statuses: set[int] = field(default_factory=set)
    services: dict[str, None] = field(default_factory=dict)
    askers: Counter[str] = field(default_factory=Counter)


class Recorder:
    """Adds up events of one process and writes them in batches. Safe for threads."""

    def __init__(self, level: str) -> None:
        """Record what ``level`` (``counts`` or ``shapes``) allows."""
        self._level = level
        self._lock = threading.Lock()
        self._counts: Counter[_Count] = Counter()
        self._questions: list[_Question] = []
        self._unknown: dict[tuple[str, str], _Seen] = {}
        self._dropped = 0
        self._writing = threading.Lock()

    def __call__(self, event: str, facts: Mapping[str, object]) -> None:
        """Take an event of ``catalog.tally``; others than diagnoses and look-ups are passed over."""
        if event == LOOKED_UP:
            day = timezone.now().date()
            count = _Count(day, DailyCount.Kind.LOOKED_UP, "", str(facts["service"]), str(facts["code"]))
            with self._lock:
                self._add(count)
        elif event == DIAGNOSED and isinstance(guidance := facts.get("guidance"), Guidance):
            self._take(guidance, str(facts.get("client") or ""))

    def _take(self, guidance: Guidance, asker: str) -> None:
        """Note what a diagnosis says. It is called while somebody waits: what takes time is done when it is written."""
        day = timezone.now().date()
        counts: dict[_Count, None] = {}
        recorded: list[_Question] = []
        for finding in guidance.findings[:MOST_FINDINGS]:
            best = finding.matches[0] if finding.outcome == "known" else None
            service, code = (best.service, best.code) if best else ("", "")
            counts[_Count(day, DailyCount.Kind.DIAGNOSED, finding.outcome, service, code)] = None
            if finding.outcome == "unknown":
                recorded.append(self._question_of(finding, asker))
        with self._lock:
            for count in counts:
                self._add(count)
            room = max(0, MOST_PENDING - len(self._questions))
            self._questions += recorded[:room]
            self._dropped += len(recorded[room:])

    def _question_of(self, finding: Finding, asker: str) -> _Question:
        read = finding.read
        services = tuple(each.service for each in finding.suggestions)
        if finding.reference is not None:
            services = (finding.reference.slug, *services)
        message = (read.message or "")[:LONGEST_MESSAGE] if self._level == SHAPES else ""
        return _Question(asker, (read.code or "")[: LONGEST_CODE + 1], message, read.http_status, services)

    def _seen_in(self, recorded: Iterable[_Question]) -> None:
        """Add up what may be kept of unknown findings: their codes, and the shapes of their messages."""
        for each in recorded:
            code = each.code if looks_like_code(each.code) and redact(each.code) == each.code else ""
            shape = shape_of(each.message) if each.message else None
            for kind, text in ((Unknown.Kind.CODE, code), (Unknown.Kind.SHAPE, shape)):
                if text:
                    statuses = {each.http_status} if each.http_status else set()
                    self._see(_Seen(kind, text, code, statuses, dict.fromkeys(each.services)), each.asker)

    def _add(self, count: _Count) -> None:
        if count in self._counts or len(self._counts) < MOST_PENDING:
            self._counts[count] += 1
        else:
            self._dropped += 1

    def _see(self, seen: _Seen, asker: str) -> None:
        key = (seen.kind, seen.text)
        held = self._unknown.get(key)
        if held is None:
            if len(self._unknown) >= MOST_PENDING:
                self._dropped += 1
                return
            held = self._unknown[key] = seen
        else:
            held.statuses |= seen.statuses
            held.services |= seen.services
            held.code = held.code or seen.code
        held.askers[asker] += 1

    def write(self) -> None:
        """Write what was added up.

        Raises:
            DatabaseError: when the database refuses. What was to be written is kept for the next time.
        """
        with self._writing:
            self._write()

    def _write(self) -> None:
        with self._lock:
            recorded, self._questions = self._questions, []
        self._seen_in(recorded)
        with self._lock:
            counts, unknown, dropped = self._counts, self._unknown, self._dropped
            self._counts, self._unknown, self._dropped = Counter(), {}, 0
        if dropped:
            logger.warning("%d questions were not counted: too many different ones within %s s", dropped, WRITE_SECONDS)
        if not counts and not unknown:
            return
        try:
            with transaction.atomic():
                # First of all: of two processes that see the third asker at once, one waits here for the other, and
                # what each has sent is counted once.
                salt = _salt() if any(kind == Unknown.Kind.SHAPE for kind, _ in unknown) else b""
                _write_counts(counts)
                rows = _write_unknown(unknown, salt)
        except DatabaseError:
            self._put_back(counts, unknown)
            raise
        if rows:
            tell(UNKNOWN_SEEN, rows=rows)

    def _put_back(self, counts: Counter[_Count], unknown: dict[tuple[str, str], _Seen]) -> None:
        with self._lock:
            for count, number in counts.items():
                if count in self._counts or len(self._counts) < MOST_PENDING:
                    self._counts[count] += number
            for key, seen in unknown.items():
                held = self._unknown.setdefault(key, seen)
                if held is not seen:
                    held.askers += seen.askers


def _write_counts(counts: Mapping[_Count, int]) -> None:
    _add_up(DailyCount, ("day", "kind", "outcome", "service", "code"), {_key(each): counts[each] for each in counts})


def _key(count: _Count) -> tuple[Any, ...]:
    return count.day, count.kind, count.outcome, count.service[:100], count.code[:200]


def _add_up(model: type[Model], names: tuple[str, ...], counts: Mapping[tuple[Any, ...], int]) -> None:
    """Add to the counts of the rows that have these values, and make those that are missing."""
    table, unique = connection.ops.quote_name(model._meta.db_table), ", ".join(names)
    # In one order, so that two processes that write at once wait for each other and never in a circle.
    rows = [(*key, counts[key]) for key in sorted(counts)]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {table} ({unique}, count) VALUES ({', '.join(['%s'] * len(rows[0]))}) "  # noqa: S608 - names
                f"ON CONFLICT ({unique}) DO UPDATE SET count = {table}.count + excluded.count",
                rows,
            )


def _write_unknown(unknown: Mapping[tuple[str, str], _Seen], salt: bytes) -> list[tuple[int, int, int]]:
    """Write unknown errors; return the number of each, with its count before and after."""
    if not unknown:
        return []
    now = timezone.now()
    seen = {digest_of(kind, text): each for (kind, text), each in unknown.items()}
    rows = _held_rows(seen)
    counts = {digest: each.askers.total() for digest, each in seen.items() if digest in rows}
    missing = {digest: each for digest, each in seen.items() if digest not in rows}
    if missing:
        counts |= _counts_of_new(missing, salt, now)
        rows = _held_rows(counts)
    growth = [
        (row.pk, row.count, row.count + counts[digest])
        for digest, row in rows.items()
        if row.state == Unknown.State.OPEN
    ]
    by_count: dict[int, list[int]] = {}
    for digest, row in rows.items():
        by_count.setdefault(counts[digest], []).append(row.pk)
    for count, numbers in by_count.items():
        Unknown.objects.filter(pk__in=numbers).update(count=F("count") + count, last_seen=now)
    # Most rows are seen again with what is known of them; an update of their facts would cost the most.
    learned = [row for digest, row in rows.items() if _note_facts(row, seen[digest])]
    Unknown.objects.bulk_update(learned, ["statuses", "services", "code"], batch_size=_BATCH)
    days = {(row.pk, now.date()): counts[digest] for digest, row in rows.items()}
    _add_up(UnknownDay, ("unknown_id", "day"), days)
    return growth


def _held_rows(digests: Iterable[str]) -> dict[str, Unknown]:
    """Return the rows of unknown errors by their digests, held until the transaction ends."""
    wanted = sorted(digests)
    held: dict[str, Unknown] = {}
    for start in range(0, len(wanted), _BATCH):
        rows = Unknown.objects.select_for_update().filter(digest__in=wanted[start : start + _BATCH])
        held |= {row.digest: row for row in rows.order_by("digest")}
    return held


def _counts_of_new(missing: Mapping[str, _Seen], salt: bytes, now: datetime) -> dict[str, int]:
    """Make rows for unknown errors that may be kept now; return how often each was seen, by its digest."""
    shapes = {digest: each for digest, each in missing.items() if each.kind == Unknown.Kind.SHAPE}
    counts = {digest: each.askers.total() for digest, each in missing.items() if digest not in shapes}
    counts |= _count_today(shapes, salt) if shapes else {}
    room = max(0, MOST_NEW_ON_A_DAY - Unknown.objects.filter(first_seen__date=now.date()).count())
    kept = dict(sorted(counts.items())[:room])
    facts = {"first_seen": now, "last_seen": now}
    rows = [Unknown(digest=each, kind=missing[each].kind, text=missing[each].text, **facts) for each in kept]
    for row in rows:
        _note_facts(row, missing[row.digest])
    # Another process may make the same at the same time: it is one row.
    Unknown.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_BATCH)
    return kept


def _note_facts(row: Unknown, seen: _Seen) -> bool:
    """Add the statuses, services and code seen to a row; return whether any was new."""
    before = (row.statuses, row.services, row.code)
    row.statuses = list(dict.fromkeys([*row.statuses, *sorted(seen.statuses)]))[:MOST_STATUSES]
    row.services = list(dict.fromkeys([*row.services, *seen.services]))[:MOST_STATUSES]
    row.code = row.code or seen.code[:200]
    return before != (row.statuses, row.services, row.code)


def digest_of(kind: str, text: str) -> str:
    """Return the digest by which an unknown error is told from others; it cannot be made without the secret key."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{kind}\n{text.casefold()}".encode(), hashlib.sha256).hexdigest()


def _count_today(shapes: Mapping[str, _Seen], salt: bytes) -> dict[str, int]:
    """Count the askers of shapes that are not kept yet; how often each was sent that enough of them sent today."""
    day = timezone.now().date()
    counts: Counter[tuple[Any, ...]] = Counter()
    for shape, seen in shapes.items():
        for asker, number in seen.askers.items():
            counts[day, shape, hmac.new(salt, f"{shape}\n{asker}".encode(), hashlib.sha256).hexdigest()] += number
    _add_up(AskerCount, ("day", "shape", "asker"), counts)
    result: dict[str, int] = {}
    wanted = sorted(shapes)
    for start in range(0, len(wanted), _BATCH):
        rows = AskerCount.objects.filter(day=day, shape__in=wanted[start : start + _BATCH])
        enough = rows.values("shape").annotate(askers=Count("pk"), total=Sum("count")).filter(askers__gte=FEWEST_ASKERS)
        result |= dict(enough.values_list("shape", "total"))
        rows.filter(shape__in=list(result)).delete()
    return result


def _salt() -> bytes:
    """Return the salt of today, which is held until the transaction ends."""
    day = timezone.now().date()
    if not DailySalt.objects.filter(day=day).exists():
        # The salts of days that are over go, and with them what was made with them.
        DailySalt.objects.filter(day__lt=day).delete()
        AskerCount.objects.filter(day__lt=day).delete()
        DailySalt.objects.get_or_create(day=day, defaults={"salt": secrets.token_bytes(32)})
    return bytes(DailySalt.objects.select_for_update().get(day=day).salt)


def forget_old(*, days: int) -> int:
    """Delete counts, unknown errors, reports and feedback that are older than ``days``; return how many rows.

    Unknown errors that were answered or ignored go by the day they were last seen, like the open ones.
    """
    now = timezone.now()
    before = now - timedelta(days=days)
    deleted = 0
    for rows in (
        DailyCount.objects.filter(day__lt=before.date()),
        UnknownDay.objects.filter(day__lt=before.date()),
        Report.objects.filter(created__lt=before),
        Feedback.objects.filter(created__lt=before),
        Unknown.objects.filter(last_seen__lt=before),
        DailySalt.objects.filter(day__lt=now.date()),
        AskerCount.objects.filter(day__lt=now.date()),
    ):
        deleted += rows.delete()[0]
    return deleted


_recorder: Recorder | None = None


def recorder() -> Recorder | None:
    """Return the recorder of this process; None where nothing is recorded."""
    return _recorder


def start_recording() -> None:
    """Record from now on what ``PORTAL_LEARN`` allows, and write it aside. Called once by a server process."""
    global _recorder
    if settings.PORTAL_LEARN == OFF or _recorder is not None:
        return
    _recorder = Recorder(settings.PORTAL_LEARN)
    listen(_recorder)
    threading.Thread(target=_write_for_ever, args=(_recorder,), name="learning", daemon=True).start()
    # A process of the server's that ends by itself runs the one; a process of a command, the other.
    Finalize(None, _write_last, args=(_recorder,), exitpriority=10)
    atexit.register(_write_last, _recorder)


def _write_for_ever(recorder: Recorder) -> None:
    swept: date | None = None
    while True:
        time.sleep(WRITE_SECONDS)
        try:
            recorder.write()
            if swept != (today := timezone.now().date()):
                forget_old(days=settings.PORTAL_KEEP_DAYS)
                swept = today
        except (DatabaseError, IntegrityError) as problem:
            logger.warning("questions could not be counted; they are kept for the next try: %s", type(problem).__name__)
        finally:
            close_old_connections()


def _write_last(recorder: Recorder) -> None:
    try:
        recorder.write()
    except DatabaseError as problem:
        logger.warning("the last questions could not be counted: %s", type(problem).__name__)
