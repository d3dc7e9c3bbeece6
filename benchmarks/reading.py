"""How the time of a diagnosis grows: with the catalog, with the text, with texts made to be slow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from benchmarks.made_up import bodies, log, made_up_catalog
from benchmarks.ratios import Measured, best_of, medians
from catalog.diagnosis import CatalogIndex, diagnose
from catalog.known_error import ServiceCatalog

SIZES = (23, 10_000, 100_000)
MEGABYTE = 1_000_000


def run() -> Iterator[Measured]:
    """Growth with the catalog; a megabyte of log; the worst texts; twice the text."""
    catalogs = {size: made_up_catalog(size) for size in SIZES}
    indexes = {size: CatalogIndex(each) for size, each in catalogs.items()}
    for size in SIZES:
        # The first sight of anything warms what is remembered.
        for _, text in bodies(catalogs[size], 20, with_code=True):
            diagnose(text, indexes[size])
    for with_code in (True, False):
        texts = {size: [text for _, text in bodies(catalogs[size], 400, with_code=with_code)] for size in SIZES}
        times = medians(*([partial(diagnose, text, indexes[size]) for text in texts[size]] for size in SIZES))
        kind = "with its code" if with_code else "without its code"
        note = f"{times[0] * 1e6:.0f} µs with 23 templates"
        yield Measured(f"a body {kind}, 10,000 templates to 23", times[1] / times[0], note=note)
        yield Measured(f"a body {kind}, 100,000 templates to 23", times[2] / times[0], at_most=1.5, note=note)
    yield from _megabyte(catalogs[10_000], indexes[10_000])


def _megabyte(catalogs: list[ServiceCatalog], index: CatalogIndex) -> Iterator[Measured]:
    text = log(catalogs, MEGABYTE)
    as_json = json.dumps(text)
    ordinary, parsed, half = best_of(
        partial(diagnose, text, index), partial(json.loads, as_json), partial(diagnose, text[: MEGABYTE // 2], index)
    )
    note = f"{ordinary:.2f} s"
    yield Measured("a log of 1 MB to json.loads of it as one string", ordinary / parsed, at_most=400, note=note)
    yield Measured("twice the text", ordinary / half, at_most=2.2)
    for name, hostile in worst_texts(catalogs).items():
        times = best_of(partial(diagnose, hostile, index), partial(diagnose, text, index), rounds=3)
        yield Measured(f"1 MB of {name} to the ordinary log", times[0] / times[1], at_most=3)


def worst_texts(catalogs: list[ServiceCatalog]) -> dict[str, str]:
    """Texts of a megabyte made to be slow."""
    messages = "\n".join(error.cases[0].message for each in catalogs for error in each.errors)
    pieces = {
        "one letter": "a",
        "near misses of a code": " Svc1.00O1 svc1-0001",
        "openings {": "{",
        "openings [": "[",
        "openings of objects": '{"a":',
        "every message": messages + "\n",
        "openings of values": 'code="',
        "openings of elements": "<code>",
        "the beginning of a list": "attached server does not exist (rule 1 of volume): [ ",
        "backslashes": "\\",
        "entities": "&quot;",
        "colour marks": "\x1b[",
        "line ends": "\n",
        "form fields": "a=b&",
    }
    return {name: (piece * (MEGABYTE // len(piece) + 1))[:MEGABYTE] for name, piece in pieces.items()}
