"""How well a corpus of bodies is read: counted, kind by kind. The test and ``manage.py bench accuracy`` share it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

import catalog
from catalog.diagnosis import CatalogIndex, diagnose
from catalog.diagnosis.statuses import is_reason_phrase
from catalog.intake import read_document
from catalog.known_error import ServiceCatalog
from tests.diagnosis.bodies import Body, filled, layouts, negatives

BUNDLED = Path(catalog.__file__).parent / "bundled"


def bundled_catalogs() -> list[ServiceCatalog]:
    """The catalog that comes with the portal."""
    readings = (
        read_document(path.read_bytes(), name=path.name, today=date(2026, 1, 2))
        for path in sorted(BUNDLED.glob("*.json"))
    )
    return [each for reading in readings for each in reading.catalogs]


@dataclass
class Score:
    """Counts of what was total and what came back right; and the bodies that were not."""

    total: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[Body, str]] = field(default_factory=list)

    def count(self, what: str, holds: bool, body: Body) -> None:
        """Note one answer."""
        self.total[what] += 1
        self.right[what] += holds
        if not holds:
            self.wrong.append((body, what))

    def share(self, what: str) -> float:
        """The share of right answers, 1 where nothing was total."""
        return self.right[what] / self.total[what] if self.total[what] else 1.0


def measure(catalogs: list[ServiceCatalog], *, seed: int = 7, names: Iterable[str] = (), step: int = 1) -> Score:
    """Read every layout with every case in it, or with one case of ``step``.

    Each layout begins at another case than the one before it: so each case is in one layout of ``step``, and all cases
    are in any ``step`` layouts that follow each other. What a body says is the same whichever are read.
    """
    index = CatalogIndex(catalogs)
    unique = Counter(case.message for each in catalogs for error in each.errors for case in error.cases)
    score = Score()
    for place, layout in enumerate(layouts(*names), 1):
        for body in islice(filled(layout, catalogs, random.Random(seed)), place % step, None, step):
            _score(score, body, index, unique)
    return score


def _score(score: Score, body: Body, index: CatalogIndex, unique: Counter[str]) -> None:
    if not body.has_code and (unique[body.case.message] > 1 or is_reason_phrase(body.case.message)):
        return
    guidance = diagnose(body.text, index)
    finding = guidance.findings[0]
    match = finding.matches[0] if finding.matches else None
    right = (
        guidance.outcome == "known" and match is not None and (match.service, match.code) == (body.service, body.code)
    )
    if body.has_message and match is not None:
        right = right and match.case.key == body.case.key
    score.count("with code" if body.has_code else "message alone", right, body)
    if match is not None and match.confidence >= 0.9:
        score.count("confident", right, body)
    if body.values and match is not None:
        score.count("values", tuple(each.values for each in match.parameters) == body.values, body)
    if body.http_status is not None:
        score.count("status", finding.read.http_status == body.http_status, body)
    if body.request_id is not None:
        score.count("request id", finding.read.request_id == body.request_id, body)


def false_alarms(catalogs: list[ServiceCatalog]) -> list[str]:
    """The negatives that are answered as if they were errors of the catalog."""
    index = CatalogIndex(catalogs)
    return [text for text in negatives() if diagnose(text, index).outcome != "unknown"]
