"""The corpus: every layout with every case of the bundled catalog; and the texts that show none of them."""

from __future__ import annotations

import pytest

from tests.diagnosis.bodies import layouts, negatives
from tests.diagnosis.measuring import bundled_catalogs, false_alarms, measure

pytestmark = pytest.mark.slow

CATALOGS = bundled_catalogs()


def test_corpus_meets_the_promises() -> None:
    score = measure(CATALOGS)
    wrong = [f"{what}: {body.kind}: {body.text[:200]!r}" for body, what in score.wrong[:5]]
    assert score.share("with code") >= 0.995, wrong
    assert score.share("message alone") >= 0.97, wrong
    assert score.share("values") >= 0.98, wrong
    assert score.share("status") >= 0.97, wrong
    assert score.share("request id") >= 0.97, wrong
    assert score.share("confident") >= 0.99, wrong


def test_no_negative_is_taken_for_an_error() -> None:
    assert false_alarms(CATALOGS) == []


def test_the_corpus_is_as_large_as_it_should_be() -> None:
    assert len(list(layouts())) >= 80
    assert len(negatives()) >= 150
