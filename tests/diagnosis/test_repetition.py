"""Texts that say the same again and again: each place counts, none is worked out twice, nothing rare is left out."""

from __future__ import annotations

import json

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.diagnosis.guidance import Finding
from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog

pytestmark = pytest.mark.slow

MESSAGES = {f"Box.{number:04d}": f"The box number {number} was not found here" for number in range(60)}


@pytest.fixture(scope="module")
def index() -> CatalogIndex:
    errors = tuple(KnownError("box", code, (ErrorCase(message, 404),)) for code, message in MESSAGES.items())
    several = KnownError("box", "Box.Several", (ErrorCase("It was full", 409), ErrorCase("It was empty", 410)))
    return CatalogIndex([ServiceCatalog(Service("box", name="Box"), (*errors, several))])


def findings_of(text: str, index: CatalogIndex) -> dict[str, Finding]:
    return {each.matches[0].code: each for each in diagnose(text, index).findings if each.matches}


def kinds(findings: dict[str, Finding]) -> list[str]:
    return [note.kind for each in findings.values() for note in each.notes]


@pytest.mark.parametrize("between", [" ", "\n", " failed with status 404\n"])
def test_every_place_of_one_code_is_counted(between: str, index: CatalogIndex) -> None:
    result = findings_of(f"Box.0001{between}" * 20_000, index)
    assert [(code, each.occurrences) for code, each in result.items()] == [("Box.0001", 20_000)]
    assert "budget" not in kinds(result)


def test_places_that_are_only_counted_have_their_lines(index: CatalogIndex) -> None:
    assert findings_of("Box.0001\n" * 20_000, index)["Box.0001"].lines == (1, 20_000)


def test_a_rare_code_behind_very_many_others_is_read(index: CatalogIndex) -> None:
    rare = f"Box.0002: {MESSAGES['Box.0002']}"
    result = findings_of("Box.0001\n" * 20_000 + rare, index)
    assert result["Box.0001"].occurrences == 20_000
    assert result["Box.0002"].occurrences == 1
    assert "message" in result["Box.0002"].matches[0].reasons
    assert result["Box.0002"].lines == (20_001, 20_001)


def test_places_of_a_code_of_several_cases_are_counted_with_a_note(index: CatalogIndex) -> None:
    result = findings_of("Box.Several 1\n" * 20_000, index)
    assert result["Box.Several"].occurrences == 20_000
    assert "budget" in kinds(result)


def test_one_message_in_many_lines_is_counted_in_each(index: CatalogIndex) -> None:
    items = [MESSAGES[f"Box.{number % 3:04d}"] for number in range(3_000)]
    result = findings_of("\n".join(items), index)
    assert {code: (each.occurrences, each.lines) for code, each in result.items()} == {
        "Box.0000": (1_000, (1, 2_998)),
        "Box.0001": (1_000, (2, 2_999)),
        "Box.0002": (1_000, (3, 3_000)),
    }


def test_one_object_in_many_lines_is_counted_in_each(index: CatalogIndex) -> None:
    body = json.dumps({"error_code": "Box.0004", "error_msg": MESSAGES["Box.0004"]})
    result = findings_of((body + "\n") * 6_000 + body.replace("0004", "0005"), index)
    assert result["Box.0004"].occurrences == 6_000
    assert result["Box.0004"].lines == (1, 6_000)
    assert result["Box.0005"].lines == (6_001, 6_001)


def test_more_distinct_objects_than_are_read_are_told(index: CatalogIndex) -> None:
    bodies = (json.dumps({"error_code": f"Own.{number}"}) for number in range(9_000))
    assert "budget" in [note.kind for note in diagnose("\n".join(bodies), index).findings[0].notes]


def test_more_pairs_than_are_read_are_told(index: CatalogIndex) -> None:
    assert "budget" in [note.kind for note in diagnose("error: a " * 15_000, index).findings[0].notes]


@pytest.mark.parametrize("lines", [300, 900])
def test_a_log_of_distinct_errors_is_read_whole(lines: int, index: CatalogIndex) -> None:
    text = "".join(
        f"2026-03-02 10:15:{number % 60:02d} ERROR [main-{number}] c.e.Worker - Box.{number % 60:04d}: "
        f"{MESSAGES[f'Box.{number % 60:04d}']} request_id=req-{number:08d}\n"
        for number in range(lines)
    )
    result = findings_of(text, index)
    assert {each.occurrences for each in result.values()} == {lines // 60}
    assert {len(each.request_ids) for each in result.values()} == {lines // 60}
    assert "budget" not in kinds(result)


@pytest.mark.parametrize(("lines", "notes"), [(200, []), (900, ["budget"])])
def test_values_in_places_that_are_only_counted_are_missed_with_a_note(lines: int, notes: list[str]) -> None:
    errors = (KnownError("box", "Box.0001", (ErrorCase("The box {id} was not found", 404),)),)
    text = "".join(f"saw Box.0001: The box b-{number % 3} was not found, no {number}\n" for number in range(lines))
    answer = diagnose(text, CatalogIndex([ServiceCatalog(Service("box", name="Box"), errors)]))
    assert [each.occurrences for each in answer.findings] == [lines]
    assert [note.kind for note in answer.findings[0].notes if note.kind == "budget"] == notes


@pytest.mark.parametrize(
    "head", ["ERROR {n}", "[10.30 16:49:06] app -", "a.log.1.2026-01-02 10:11:12", "1346 node-2 x"]
)
def test_every_line_of_a_long_log_is_counted_with_its_values(head: str) -> None:
    errors = (KnownError("box", "Box.0001", (ErrorCase("The box {id} was not found in {place}", 404),)),)
    catalog = CatalogIndex([ServiceCatalog(Service("box", name="Box"), errors)])
    lines = [f"{head.format(n=n)} The box b-{n % 3} was not found in hall {n % 2}" for n in range(3000)]
    lines[1500] = f"{head.format(n=1)} Something else went wrong"
    [finding] = diagnose("\n".join(lines), catalog).findings
    assert finding.occurrences == 2999
    assert finding.lines == (1, 3000)
    assert [variant.occurrences for variant in finding.variants] == [500, 500, 500, 500, 500, 499]
    assert finding.notes == ()


def test_one_message_with_other_values_each_time_is_looked_up_once() -> None:
    errors = (KnownError("box", "GONE-1", (ErrorCase("the box {id} was not found", solution="Look for {id}."),)),)
    catalog = CatalogIndex([ServiceCatalog(Service("box"), errors)])
    [finding] = diagnose("".join(f"oops: the box b-{n} was not found\n" for n in range(600)), catalog).findings
    assert (finding.occurrences, finding.notes) == (600, ())
    assert [(each.parameters[0].values, each.line) for each in finding.variants[:2]] == [(("b-0",), 1), (("b-1",), 2)]
    assert finding.advice == "Look for b-0."


def test_values_of_one_kind_are_those_that_each_line_has_alone() -> None:
    errors = (
        KnownError("box", "GONE-1", (ErrorCase("the box {id} was not found in {place}", solution="{id}, {place}"),)),
    )
    catalog = CatalogIndex([ServiceCatalog(Service("box"), errors)])
    lines = ["the box b-1 was not found in hall 7", "error: the box b-2 was not found in hall 8: it is gone", "oh"]
    alone = [diagnose(line, catalog).findings[0].matches[0] for line in lines[:2]]
    together = diagnose("\n".join(lines), catalog).findings[0]
    assert [each.parameters for each in together.variants] == [each.parameters for each in alone]
    assert together.matches[0].solution == "b-1, hall 7"


def test_lines_of_objects_are_counted_with_values_that_are_escaped() -> None:
    case = ErrorCase('the box "{id}" was not found', solution="Look for {id}.")
    catalog = CatalogIndex([ServiceCatalog(Service("box"), (KnownError("box", "GONE-1", (case,)),))])
    records = [
        {"time": n, "error": f'the box "b\\{n % 3}" was not found', "request_id": f"rq-{n}"} for n in range(2000)
    ]
    records[1000]["error"] = "[" * 500
    [finding] = diagnose("\n".join(map(json.dumps, records)), catalog).findings
    assert (finding.occurrences, finding.lines, finding.notes) == (1999, (1, 2000), ())
    assert [(each.parameters[0].values, each.occurrences) for each in finding.variants] == [
        (("b\\0",), 667),
        (("b\\1",), 666),
        (("b\\2",), 666),
    ]
    assert len(set(finding.request_ids)) == 20


def test_the_only_line_of_a_log_that_differs_is_told_as_unknown() -> None:
    catalog = CatalogIndex([ServiceCatalog(Service("box"), (KnownError("box", "B-1", (ErrorCase("it is gone"),)),))])
    lines = [f"10:11:12 ERROR [w-{n}] app: B-1: it is gone" for n in range(1000)]
    lines[600] = "10:11:12 ERROR [w-7] app: something nobody knows happened"
    findings = [(each.outcome, each.occurrences, each.lines) for each in diagnose("\n".join(lines), catalog).findings]
    assert findings == [("known", 999, (1, 1000)), ("unknown", 1, (601, 601))]


def test_distinct_errors_beyond_an_answer_are_counted_once_in_its_note() -> None:
    words = [f"{first}{last}" for first in "bdfgklmnprst" for last in ("ark", "ell", "ick", "ome", "ush")]
    messages = [f"the {first} of the {last} was lost" for first in words for last in words[:5]]
    errors = tuple(KnownError("box", f"B-{n}", (ErrorCase(message),)) for n, message in enumerate(messages))
    catalog = CatalogIndex([ServiceCatalog(Service("box", name="Box"), errors)])
    once, often = messages[:230], messages[230:]
    lines = [f"ERROR {n}: {message}" for n, message in enumerate([*once, *often, *often, *often * 6])]
    answer = diagnose("\n".join(lines), catalog)
    assert [str(note.text) for note in answer.findings[0].notes] == [
        "300 distinct errors were found; the first 200 are shown."
    ]
    assert len(answer.findings) == 200


def test_a_code_of_many_services_with_other_words_each_time_is_counted() -> None:
    catalogs = [
        ServiceCatalog(
            Service(f"s{number}", name=f"Service {number}"),
            (KnownError(f"s{number}", "ThingIsGoneException", (ErrorCase("The thing is gone", 404),)),),
        )
        for number in range(300)
    ]
    text = "".join(f"ERROR ThingIsGoneException: thing {number} went wrong\n" for number in range(600))
    answer = diagnose(text, CatalogIndex(catalogs))
    assert [(each.outcome, each.occurrences) for each in answer.findings] == [("ambiguous", 600)]
    assert "budget" in [note.kind for note in answer.findings[0].notes]


def test_objects_of_a_list_that_say_the_same_each_count(index: CatalogIndex) -> None:
    body = {"error_code": "Box.0007", "error_msg": MESSAGES["Box.0007"]}
    findings = findings_of(json.dumps({"errors": [body] * 5 + [{**body, "error_msg": "Another message"}]}), index)
    assert findings["Box.0007"].occurrences == 6
