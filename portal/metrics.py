"""Prometheus metrics. Several processes share one folder, which ``manage.py up`` creates."""

from __future__ import annotations

import os

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from catalog.tally import DATABASE_AWAY, DIAGNOSED, INDEX_BUILT, KEPT

FOLDER = "PROMETHEUS_MULTIPROC_DIR"

_REFUSED = (413, 429)
_UP_TO = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_requests = Histogram(
    "portal_request_seconds", "Time to answer, by address and class of status", ["route", "status"], buckets=_UP_TO
)
_refused = Counter("portal_refused_requests", "Requests refused: too large (413), too many (429)", ["status"])
_diagnoses = Counter("portal_diagnoses", "Pasted errors diagnosed", ["outcome"])
_kept = Counter("portal_kept_answers", "Answers of the catalog that were there already, or had to be made", ["result"])
_database_errors = Counter("portal_database_errors", "Times the database did not answer", ["who"])
_index = {
    fact: Gauge(f"portal_index_{name}", description, multiprocess_mode="mostrecent")
    for fact, name, description in (
        ("revision", "edition", "The revision of the catalog that answers are made of"),
        ("codes", "codes", "Codes in the index"),
        ("cases", "cases", "Cases in the index"),
        ("seconds", "build_seconds", "Time to read the catalog and build the index"),
    )
}


def timed(route: str, status: int, seconds: float) -> None:
    """Record the duration and status of a request."""
    _requests.labels(route, f"{status // 100}xx").observe(seconds)
    if status in _REFUSED:
        _refused.labels(str(status)).inc()


def count(what: str, facts: dict[str, object]) -> None:
    """Update the counters for a domain event."""
    if what == KEPT:
        _kept.labels("hit" if facts["hit"] else "miss").inc()
    elif what == DIAGNOSED:
        _diagnoses.labels(str(facts["outcome"])).inc()
    elif what == DATABASE_AWAY:
        _database_errors.labels(str(facts["who"])).inc()
    elif what == INDEX_BUILT:
        for fact, gauge in _index.items():
            gauge.set(float(str(facts[fact])))


def written() -> bytes:
    """Return the metrics of all processes in Prometheus' text format."""
    if FOLDER not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
