"""Shapes of messages: what they keep, and that no value is in them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.learning.unknown_shapes import LONGEST_SHAPE, PLACEHOLDER, common_words, looks_like_code, shape_of


@pytest.mark.parametrize(
    ("message", "shape"),
    [
        (
            "Could not attach volume vol-0a1 to server 'web 3': the volume is in use by alice@example.com",
            "could not attach volume <*> to server <*>: the volume is in use by <*>",
        ),
        ("connection to host db7.internal:5432 refused after 30s", "connection to host <*> refused after <*>"),
        ("password is hunter2 for the user", "password is <*> for the user"),
        ("the record is too large; John Smith owns it", "the record is too large; <*> owns it"),
        ("can't open file C:\\Users\\Eve\\x for reading", "can't open file <*> for reading"),
    ],
)
def test_values_are_replaced(message: str, shape: str) -> None:
    assert shape_of(message) == shape


@pytest.mark.parametrize(
    "message", ["", "doesn't exist: [a1, b2]", "alice bob carol", "x" * 5000 + " not found", "1 2 3 4"]
)
def test_message_without_enough_words_has_no_shape(message: str) -> None:
    assert shape_of(message) is None


@given(st.text(max_size=300))
def test_shape_has_common_words_and_placeholders_only(message: str) -> None:
    shape = shape_of(f"the request was not valid {message}")
    assert shape is not None
    assert len(shape) <= LONGEST_SHAPE
    for word in shape.replace(PLACEHOLDER, " ").replace("’", "'").split():
        stem = word.strip(".,;:!?()[]{}=-").partition("'")[0]
        assert not stem or stem in common_words()


@pytest.mark.parametrize("piece", ['"', "'a", "a@", "a.", "a=", "“", "word ", "- "])
def test_time_is_bounded_whatever_the_length(piece: str) -> None:
    def seconds(text: str) -> float:
        begin = time.process_time()
        for _ in range(5):
            shape_of(text)
        return time.process_time() - begin

    # Only the beginning is read, so that a text a hundred times as long takes no longer.
    short, long = piece * 2_000, piece * 200_000
    assert seconds(long) < 20 * seconds(short) + 0.05


@pytest.mark.parametrize(
    "code",
    ["SkuNotAvailable", "iMetal.0999", "E1234", "ORA-01017", "0x80070005", "2812", "Thing.AlreadyThere", "ERR_TLS"],
)
def test_code_that_a_program_made_is_one(code: str) -> None:
    assert looks_like_code(code)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "hello",
        "john",
        "4111111111111111",
        "a1b2c3d4e5f6",
        "user@example.com",
        "5f0c2a",
        "two words",
        "A" * 81,
        "x/../y z",
    ],
)
def test_what_may_identify_somebody_is_no_code(text: str) -> None:
    assert not looks_like_code(text)
