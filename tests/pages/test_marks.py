"""A pasted text with what was recognised marked in place."""

from __future__ import annotations

import pytest

from catalog.known_error import KnownError
from catalog.printing.highlighting import LONGEST_SHOWN, kinds_in, marked_text
from catalog.troubleshoot import redacted, troubleshoot
from tests.catalog_rows import case, service_catalog, store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalog() -> None:
    store(service_catalog("metal"))


def marked(text: str) -> list[tuple[str, str]]:
    masked = redacted(text)
    pieces = marked_text(masked, troubleshoot(text))
    if len(masked) <= LONGEST_SHOWN:
        assert "".join(piece.text for piece in pieces) == masked
    return [(piece.kind, piece.text) for piece in pieces if piece.kind]


def test_recognised_parts_are_marked() -> None:
    body = '{"error_code": "METAL.0100", "error_msg": "Servers not found: [srv-1, srv-2]", "request_id": "5f0c-1"}'
    assert marked(f"HTTP/1.1 404 Not Found\n\n{body}") == [
        ("http_status", "404"),
        ("code", "METAL.0100"),
        ("message", "Servers not found: ["),
        ("value", "srv-1"),
        ("message", ", "),
        ("value", "srv-2"),
        ("message", "]"),
        ("request_id", "5f0c-1"),
    ]


def test_secrets_stay_masked() -> None:
    result = marked("Authorization: Bearer abc123def456ghi\nMetal.0204: Image not found")
    assert ("masked", "[masked authorization]") in result
    assert ("code", "Metal.0204") in result


def test_a_message_that_is_escaped_in_json_is_marked() -> None:
    result = marked(r'{"error_code": "Metal.0100", "error_msg": "Servers not found: [\"a\\b\"]"}')
    assert ("code", "Metal.0100") in result


@pytest.mark.parametrize("value", ["1", "e", "404", "a b", "]", "İ"])
def test_a_short_value_is_marked_in_its_message_only(value: str) -> None:
    result = marked(f'{{"id": 1, "e": "e", "code": "Metal.0100", "message": "Servers not found: [{value}]"}}')
    assert [text for kind, text in result if kind == "value"] in ([value], [])
    assert ("code", "Metal.0100") in result


@pytest.mark.parametrize("place", ["20:51:13", "10.0.0.13", "13:51:20", "1.13.2"])
def test_a_number_is_no_code_in_a_time_or_an_address(place: str) -> None:
    store(service_catalog("calls", KnownError("calls", "13", (case("Permission denied"),))))
    text = f"{place} open() failed (13: Permission denied)"
    codes = [piece.start for piece in marked_text(text, troubleshoot(text)) if piece.kind == "code"]
    assert codes == [text.index("(13") + 1]


def test_each_set_of_values_is_marked() -> None:
    result = marked("Metal.0100: Servers not found: [a-1]\nall is well\nMetal.0100: Servers not found: [b-2, b-3]")
    assert [text for kind, text in result if kind == "value"] == ["a-1", "b-2", "b-3"]


def test_of_a_long_text_the_lines_with_marks_are_shown() -> None:
    text = "all is well here\n" * 5000 + "ERROR Metal.0204: Image not found\n" + "all is well here\n" * 5000
    pieces = marked_text(text, troubleshoot(text))
    assert sum(len(piece.text) for piece in pieces) < 500
    assert [piece.kind for piece in pieces if piece.kind] == ["gap", "code", "message", "gap"]
    assert kinds_in(pieces) == ("message", "code")


@pytest.mark.parametrize(
    "text",
    ["", "\x00", "\ud800", "x" * 100_000, "Metal.0100 " * 9_000, "[" * 20_000, "Image not found\n" * 6_000],
    ids=["nothing", "nul", "surrogate", "word", "codes", "brackets", "messages"],
)
def test_it_rejects_no_text_and_shows_no_more_than_it_may(text: str) -> None:
    pieces = marked_text(text, troubleshoot(text or " "))
    assert sum(len(piece.text) for piece in pieces) <= LONGEST_SHOWN + 10
