"""Decisions of the numbers by which secrets are found and rules are tried, each on both sides."""

from __future__ import annotations

import pytest

from catalog.diagnosis.cleaning import clean
from catalog.diagnosis.evidence import Certainty, Kind, Rule, verbose
from catalog.diagnosis.occurrences import Needles
from catalog.diagnosis.redaction import find_secrets, redact
from catalog.diagnosis.secrets.values import strings


def secrets_in(text: str) -> list[str]:
    return [each.value for each in find_secrets(text)]


@pytest.mark.parametrize(("length", "is_searched"), [(190, True), (210, False)])
def test_rule_is_tried_everywhere_where_its_words_are_dense(length: int, is_searched: bool) -> None:
    rule = Rule("x", "", Kind.CODE, Certainty.HINT, ("w",), verbose(r"(?P<value>here)"))
    text = "w" + "\n" * 5 + "." * (length - 10) + "here"
    assert bool(list(rule.find(text, text))) is is_searched


@pytest.mark.parametrize(("width", "is_joined"), [(29, False), (30, True)])
def test_lines_are_joined_that_a_terminal_broke(width: int, is_joined: bool) -> None:
    whole = '{"code": "A-1", "message": "it broke and so on"}'
    assert (clean(f"{whole[:width]}\n{whole[width:]}").rejoined == whole) is is_joined


@pytest.mark.parametrize(("length", "read"), [(15_999, 15_999), (17_000, 16_000)])
def test_secret_is_read_up_to_its_longest(length: int, read: int) -> None:
    assert [len(each) for each in secrets_in(f'password="{"x" * length}"')] == [read]


@pytest.mark.parametrize(("depth", "count"), [(10, 1), (11, 0)])
def test_secret_is_looked_for_in_brackets(depth: int, count: int) -> None:
    assert len(strings("[" * depth + '"abcdefgh"' + "]" * depth, 0).spans) == count


@pytest.mark.parametrize(("gap", "secrets"), [(1_900, ["c2VjcmV0"]), (2_100, [])])
def test_data_of_a_secret_stands_near_its_kind(gap: int, secrets: list[str]) -> None:
    assert secrets_in(f"kind: Secret\n{'#' * gap}\ndata:\n  user: c2VjcmV0\n") == secrets


def test_two_hundred_values_of_a_secret_are_masked() -> None:
    entries = "".join(f"  k{number}: value{number:04}\n" for number in range(300))
    assert len(secrets_in(f"kind: Secret\ndata:\n{entries}")) == 200


@pytest.mark.parametrize(("columns", "secrets"), [(59, ["s3cr3tvalue"]), (70, [])])
def test_secret_stands_in_one_of_sixty_columns(columns: int, secrets: list[str]) -> None:
    header, row = ["a"] * columns, ["1"] * columns
    assert secrets_in(f"{','.join([*header, 'password'])}\n{','.join([*row, 's3cr3tvalue'])}\n") == secrets


@pytest.mark.parametrize(("columns", "secrets"), [(29, ["s3cr3tvalue"]), (31, [])])
def test_header_of_a_column_of_secrets_has_a_longest(columns: int, secrets: list[str]) -> None:
    header = ",".join([*["x" * 19] * columns, "password"])
    row = ",".join(["1"] * columns + ["s3cr3tvalue"])
    assert secrets_in(f"q\n{header}\n{row}\n") == secrets


def test_two_thousand_secrets_of_a_text_are_masked() -> None:
    text = "\n".join(f"password=s3cret{number:05}x" for number in range(2_500))
    assert len(find_secrets(text)) == 2_000


@pytest.mark.parametrize(("value", "before"), [("abc", True), ("abcd", False)])
def test_short_secret_is_known_by_what_stands_before_it(value: str, before: bool) -> None:
    (secret,) = find_secrets(f'password="{value}"')
    assert bool(secret.before) is before


def test_context_of_a_short_secret_is_bounded() -> None:
    (secret,) = find_secrets(f'password{" " * 40}={" " * 40}"abc"')
    assert len(secret.before) == 48


@pytest.mark.parametrize(("rounds", "is_masked"), [(4, True), (5, False)])
def test_secret_is_masked_in_whatever_it_is_quoted_by(rounds: int, is_masked: bool) -> None:
    plain = 'say"so"twice'
    value = plain
    for _ in range(rounds):
        value = value.replace("\\", "\\\\").replace('"', '\\"')
    assert (plain in secrets_in(f'password="{value}"')) is is_masked


@pytest.mark.parametrize(("length", "count"), [(63, 0), (64, 1)])
def test_beginning_of_a_long_text_is_an_occurrence_of_it(length: int, count: int) -> None:
    text = "".join(chr(97 + number % 26) for number in range(200))
    assert len(list(Needles([text]).found_in(f"{text[:length]}|"))) == count


def test_secrets_stand_anywhere_in_a_long_text() -> None:
    text = "x" * 65_530 + ' password="s3cr3tvalue" '
    assert "s3cr3tvalue" not in redact(text)
