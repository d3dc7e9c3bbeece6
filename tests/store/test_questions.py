"""Questions in people's own words: a right entry is among the first three."""

from __future__ import annotations

import pytest

from benchmarks.questions import (
    HELD_BACK,
    LAST,
    LATER,
    LEARNT_FROM,
    TUNING,
    bundled,
    index_of,
    is_answered,
    postgresql,
    questions,
)
from catalog.store.search.search_index import SearchIndex


@pytest.fixture(scope="module")
def portal() -> SearchIndex:
    return index_of([*bundled(), postgresql()])


def test_the_sets_are_as_large_and_no_question_is_twice() -> None:
    everything = questions()
    sizes = [sum(each.half == half for each in everything) for half in (TUNING, HELD_BACK, LATER, LEARNT_FROM, LAST)]
    assert sizes == [75, 75, 60, 114, 59]
    assert len({each.text for each in everything}) == sum(sizes)


def test_every_answer_is_in_the_catalog_it_is_asked_of(portal: SearchIndex) -> None:
    items = {f"{error.service}/{error.code}" for error in portal.errors}
    assert [each for each in questions() if each.catalog in ("portal", "PostgreSQL") and not each.answers & items] == []


@pytest.mark.parametrize("half", [TUNING, HELD_BACK, LAST])
def test_most_questions_are_answered(half: str) -> None:
    indexes = {"portal": index_of(bundled()), "PostgreSQL": index_of([*bundled(), postgresql()])}
    items = [each for each in questions() if each.half == half and each.catalog in indexes]
    right = sum(is_answered(indexes[each.catalog], each) for each in items)
    assert right / len(items) >= 0.85
