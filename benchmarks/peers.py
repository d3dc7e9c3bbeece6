"""The same messages found by others: Drain3's ``match`` and ``rapidfuzz.process.extractOne``, at 100,000 templates."""

from __future__ import annotations

import importlib
import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from rapidfuzz import process

from benchmarks.made_up import filled, made_up_catalog
from benchmarks.ratios import Measured, medians
from catalog.diagnosis import CatalogIndex, diagnose
from catalog.known_error import ServiceCatalog
from catalog.message_template import Placeholder, parse_template

SIZE = 100_000
ASKED = 300


def run() -> Iterator[Measured]:
    """Speed and top-1 of a message alone, ours and theirs."""
    catalogs = made_up_catalog(SIZE)
    index = CatalogIndex(catalogs)
    chance = random.Random(5)  # noqa: S311 - made-up words
    errors = [chance.choice(chance.choice(catalogs).errors) for _ in range(ASKED)]
    texts = [(error.code, filled(chance, error.cases[0])) for error in errors]
    by_message = {error.cases[0].message: error.code for each in catalogs for error in each.errors}
    ours = [partial(diagnose, text, index) for _, text in texts]
    diagnose(texts[0][1], index)
    matches_of = [diagnose(text, index).findings[0].matches for _, text in texts]
    right = sum(bool(matches) and matches[0].code == code for (code, _), matches in zip(texts, matches_of, strict=True))
    yield Measured("top-1 of a message alone", right / ASKED, "", at_least=0.99)

    some = texts[:20]
    choices = list(by_message)
    fuzzy = [partial(process.extractOne, text, choices) for _, text in some]
    times = medians(ours[:20], fuzzy)
    nearest = [process.extractOne(text, choices) for _, text in some]
    hits = sum(bool(near) and by_message[near[0]] == code for near, (code, _) in zip(nearest, some, strict=True))
    yield Measured("rapidfuzz.process.extractOne to diagnose()", times[1] / times[0], at_least=50)
    yield Measured("top-1 of rapidfuzz.process.extractOne", hits / len(some), "")
    yield from _drain(catalogs, texts, ours)


def _drain(
    catalogs: list[ServiceCatalog], texts: list[tuple[str, str]], ours: Sequence[Callable[[], object]]
) -> Iterator[Measured]:
    try:
        drain = importlib.import_module("drain3.drain")
    except ImportError:
        yield Measured("Drain3's match to diagnose()", float("nan"), note="not installed: pip install drain3")
        return
    for similarity, promise in ((0.4, None), (0.9, 3.0)):
        # At its default of 0.4 it melts the templates into a few clusters; at 0.9 it keeps more of them apart.
        miner = drain.Drain(sim_th=similarity)
        codes = _taught(miner, catalogs)
        match: Callable[[str], object] = miner.match
        times = medians(ours, [partial(match, text) for _, text in texts])
        hits = 0
        for code, text in texts:
            cluster = miner.match(text)
            hits += cluster is not None and codes.get(cluster.cluster_id) == code
        name = f"Drain3's match (similarity {similarity}) to diagnose()"
        yield Measured(name, times[1] / times[0], at_least=promise)
        yield Measured(f"top-1 of Drain3's match (similarity {similarity})", hits / len(texts), "")


def _taught(miner: Any, catalogs: list[ServiceCatalog]) -> dict[int, str]:
    codes: dict[int, str] = {}
    for each in catalogs:
        for error in each.errors:
            parts = parse_template(error.cases[0].message).parts
            words = "".join("<*>" if isinstance(part, Placeholder) else part for part in parts)
            cluster, _ = miner.add_log_message(words)
            codes.setdefault(cluster.cluster_id, error.code)
    return codes
