"""How right the answers are: the labelled corpus of the tests, and the texts that show no error of the catalog."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.ratios import Measured

PROMISED = {
    "with code": 0.995,
    "message alone": 0.97,
    "values": 0.98,
    "status": 0.97,
    "request id": 0.97,
    "confident": 0.99,
}


def run() -> Iterator[Measured]:
    """Shares of right answers; of those that are sure, those that are right; false alarms."""
    from tests.diagnosis.bodies import negatives
    from tests.diagnosis.measuring import bundled_catalogs, false_alarms, measure

    catalogs = bundled_catalogs()
    score = measure(catalogs)
    for what, promise in PROMISED.items():
        name = "right at a confidence of 0.9 and above" if what == "confident" else f"right: {what}"
        yield Measured(name, score.share(what), "", at_least=promise, note=f"of {score.total[what]}")
    yield Measured("false alarms", len(false_alarms(catalogs)), "", at_most=0, note=f"of {len(negatives())}")
