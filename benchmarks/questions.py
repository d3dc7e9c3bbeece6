"""How often the search has a right entry among its first three: 383 questions in people's own words.

They stand in ``tests/samples/questions.tsv`` with the entries that answer them, in five sets. One was used to choose
synonyms and weights. One was kept back, but its score was seen between choices. One was written later, by somebody who
knew the search; its score was seen before and while choices were made, its misses were not looked at. Two were written
before their writer had read how hits are ranked: of one the misses were then learnt from. The last was written after
that and asked once; a single one of its misses led to a change, which answered one more.

Each question of the first two is asked of its own catalog (what comes with the portal; that with the services of
botocore; that with the error codes of PostgreSQL), and all are asked of the three together, where a question that names
no service competes with some 440 others.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.ratios import Measured

if TYPE_CHECKING:
    from catalog.known_error import ServiceCatalog
    from catalog.store.search.search_index import SearchIndex

SAMPLES = Path(__file__).parent.parent / "tests" / "samples"
TUNING, HELD_BACK, LATER, LEARNT_FROM, LAST = "tuning", "held back", "later", "learnt from", "last"
OWN, TOGETHER = "of its own catalog", "of all together"

_DAY = date(2026, 1, 2)
_FIRST = 3
_PROMISED = 0.85


@dataclass(frozen=True, slots=True)
class Question:
    """A question, which set it is of, the catalog it is asked of, and the entries that answer it: service/code."""

    half: str
    catalog: str
    text: str
    answers: frozenset[str]


def run() -> Iterator[Measured]:
    """Yield the share of questions with a right entry among the first three, for each set, and of which catalog."""
    indexes = _indexes()
    for half in (HELD_BACK, LAST, LATER, LEARNT_FROM, TUNING):
        chosen = [each for each in questions() if each.half == half]
        catalogs = Counter(each.catalog for each in chosen)
        for whom in (TOGETHER, OWN):
            if whom == OWN and half not in (TUNING, HELD_BACK):
                continue
            right = Counter(
                each.catalog for each in chosen if is_answered(indexes[each.catalog if whom == OWN else "all"], each)
            )
            note = ", ".join(f"{name} {right[name]} of {count}" for name, count in catalogs.items())
            promised = _PROMISED if half in (HELD_BACK, LAST) else None
            share = right.total() / len(chosen)
            yield Measured(f"right among the first three, {half}, {whom}", share, "", at_least=promised, note=note)


def _indexes() -> dict[str, SearchIndex]:
    portal, cloud, database = bundled(), botocore(), postgresql()
    of_catalogs = {
        "portal": portal,
        "botocore": [*portal, *cloud],
        "PostgreSQL": [*portal, database],
        "all": [*portal, *cloud, database],
    }
    return {name: index_of(catalogs) for name, catalogs in of_catalogs.items()}


def questions() -> list[Question]:
    """Return all questions."""
    with (SAMPLES / "questions.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [Question(row["half"], row["catalog"], row["question"], frozenset(row["answers"].split())) for row in rows]


def bundled() -> list[ServiceCatalog]:
    """Return the catalog that comes with the portal."""
    folder = SAMPLES.parent.parent / "catalog" / "bundled"
    return [each for path in sorted(folder.glob("*.json")) for each in _read(path.read_bytes(), path.name)]


def botocore(slugs: Sequence[str] | None = None) -> list[ServiceCatalog]:
    """Return the services of botocore, or those of ``slugs``: the newest version of each."""
    import botocore

    folders = sorted(each for each in (Path(botocore.__file__).parent / "data").iterdir() if each.is_dir())
    catalogs = []
    for folder in folders:
        models = sorted(folder.glob("*/service-2.json*"))
        if models and (slugs is None or folder.name in slugs):
            data = models[-1].read_bytes()
            name = f"{folder.name}/{models[-1].parent.name}/service-2.json"
            catalogs += _read(gzip.decompress(data) if models[-1].suffix == ".gz" else data, name)
    return [each for each in catalogs if each.errors]


def postgresql() -> ServiceCatalog:
    """Return a catalog of PostgreSQL's error codes."""
    data = (SAMPLES / "postgresql-errors.csv").read_bytes()
    return _read(data, "postgresql-errors.csv", service="postgresql", service_name="PostgreSQL")[0]


def index_of(catalogs: Sequence[ServiceCatalog]) -> SearchIndex:
    """Return a search index of catalogs, in memory, with the synonyms that come with the portal."""
    from catalog.store.search.search_building import build_index
    from catalog.store.search.synonyms import bundled_groups

    return build_index(catalogs, bundled_groups())


def is_answered(index: SearchIndex, question: Question) -> bool:
    """Return whether a right entry is among the first three."""
    return not question.answers.isdisjoint(first_hits(index, question.text))


def first_hits(index: SearchIndex, text: str, count: int = _FIRST) -> list[str]:
    """Return the first hits of a query, each as service/code."""
    from catalog.store.search.engine import find, ordinals, plans_for
    from catalog.store.search.results import Filters

    results = find(index, plans_for(index, text, [], in_service=False), Filters())
    places = ordinals(index, results, 0, count, "relevance") if results else []
    return [f"{index.errors[place].service}/{index.errors[place].code}" for place in places]


def _read(data: bytes, name: str, **facts: Any) -> list[ServiceCatalog]:
    from catalog.intake import read_document

    return list(read_document(data, name=name, today=_DAY, **facts).catalogs)
