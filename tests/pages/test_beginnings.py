"""What codes begin with, to browse thousands of them by."""

from __future__ import annotations

import pytest

from catalog.pages.beginnings import beginnings


def numbers(pattern: str, count: int) -> list[str]:
    return [pattern.format(number) for number in range(count)]


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        ([*numbers("Invalid{}Exception", 20), *numbers("Maximum{}", 15)], [("Invalid", 20), ("Maximum", 15)]),
        ([*numbers("ERROR_{}", 20), *numbers("STATUS_{}", 30)], [("STATUS", 30), ("ERROR", 20)]),
        ([*numbers("E.01{:02}", 20), *numbers("E.02{:02}", 10)], [("E.01", 20), ("E.02", 10)]),
        # Letter case does not matter to what is kept, so it does not to what is counted.
        (
            [*numbers("Net{}", 20), *numbers("net.x{}", 3), *numbers("Disk{}", 9)],
            [("Net", 23), ("net", 23), ("Disk", 9)],
        ),
    ],
    ids=["words of CamelCase", "words with underscores", "numbers", "letter case"],
)
def test_codes_are_told_apart_by_what_they_begin_with(codes: list[str], found: list[tuple[str, int]]) -> None:
    assert beginnings(codes) == found


@pytest.mark.parametrize(
    "codes",
    [[], numbers("E{}", 25), [f"{chr(0x4E00 + number)}" for number in range(40)], ["…"] * 30, ["A", *["AB"] * 30]],
    ids=["no code", "a page of codes", "each its own", "no word", "one inside the other"],
)
def test_there_are_none_where_they_tell_nothing_apart(codes: list[str]) -> None:
    assert beginnings(codes) == []


def test_those_within_one_go_on_behind_it() -> None:
    codes = [*numbers("InvalidName{}", 20), *numbers("InvalidType{}", 15), *numbers("Other{}", 40)]
    assert beginnings(codes, "Invalid") == [("InvalidName", 20), ("InvalidType", 15)]
