"""Every rule reads the texts that it must read and leaves alone those that it must leave alone."""

from __future__ import annotations

import ast
import re

import pytest

from catalog.diagnosis import (
    CatalogIndex,
    cleaning,
    code_contexts,
    diagnose,
    lines,
    mark_rules,
    names,
    prefilter,
    programs,
)
from catalog.diagnosis.cleaning import clean
from catalog.diagnosis.code_contexts import CODE
from catalog.diagnosis.codes import HUMP, evidence_of_codes
from catalog.diagnosis.evidence import Certainty, CleaningRule, HeadRule, Kind, LineRule, Rule, verbose
from catalog.diagnosis.lines import Line, head_of
from catalog.diagnosis.marks import find_marks, weigh
from catalog.diagnosis.names import FieldNames
from catalog.diagnosis.pairs import find_pairs
from catalog.diagnosis.payloads import find_payloads
from catalog.diagnosis.records import code_of
from catalog.diagnosis.rules import LINE_RULES, RULES, numbers_page, page
from catalog.diagnosis.spelling import other_spellings
from catalog.diagnosis.statuses import find_statuses
from catalog.diagnosis.text_evidence import gather_evidence, retry_after
from catalog.folding import TextSpan, fold
from catalog.known_error import Marks, Service, ServiceCatalog
from tests.diagnosis.conftest import errors
from tests.running_portal import ROOT

READS = [
    pytest.param(rule, text, rule.reads[text], id=f"{rule.id}-{n}")
    for rule in RULES
    for n, text in enumerate(rule.reads)
]
LEAVES = [pytest.param(rule, text, id=f"{rule.id}-{n}") for rule in RULES for n, text in enumerate(rule.leaves)]


def values(rule: Rule, text: str) -> list[str]:
    return [each.value for each in rule.find(text, fold(text))]


@pytest.mark.parametrize(("rule", "text", "value"), READS)
def test_rule_reads_its_sample(rule: Rule, text: str, value: str) -> None:
    assert values(rule, text) == [value]


@pytest.mark.parametrize(("rule", "text", "value"), READS)
def test_rule_is_one_of_those_by_which_texts_are_read(rule: Rule, text: str, value: str) -> None:
    if rule.kind is Kind.CODE:
        read = {(each.rule, each.value) for each in evidence_of_codes(text, fold(text))}
        shaped = {("code-shape", place.value) for place in gather_evidence(find_payloads(text)).codes}
        assert (rule.id, value) in read | shaped
    elif rule.kind is Kind.SERVICE:
        evidence = (each for one in mark_rules.RULES for each in one.find(text, fold(text)))
        assert (rule.id, value) in {(each.rule, each.value) for each in evidence}
    elif rule.kind is Kind.STATUS:
        assert int(value) in {status for _, status, is_number in find_statuses(text) if is_number}
    elif rule.kind is Kind.MESSAGE:
        assert value in {place.value for place in gather_evidence(find_payloads(text)).messages}
    elif rule.kind is Kind.REQUEST:
        assert value in {place.value for place in gather_evidence(find_payloads(text)).request_ids}
    elif rule.kind is Kind.WAIT:
        assert retry_after(text) == int(value)


@pytest.mark.parametrize(("rule", "text"), LEAVES)
def test_rule_leaves_its_counter_example_alone(rule: Rule, text: str) -> None:
    assert values(rule, text) == []


def certainties(rule: Rule, text: str, value: str) -> set[Certainty]:
    """Return how sure a rule may be, by what a catalog that has its code, with other words, makes of ``text``."""
    written = "_".join(HUMP.findall(value)).upper() if rule.id == "code-in-humps" else "".join(value.split())
    code = next(other_spellings(fold(value)), written)
    program = rule.called.removesuffix("error").strip() or "one"
    catalog = ServiceCatalog(Service(program), errors(program, (code, None, "Nothing of this is said there")))
    index = CatalogIndex([catalog])

    def codes(text: str, index: CatalogIndex) -> set[str | None]:
        findings = diagnose(text, index).findings
        return {code for each in findings for code in (each.read.code, *(match.code for match in each.matches))}

    if any(map(str.isalpha, value)) and value in codes(text, CatalogIndex()):
        return {Certainty.NAMED}
    if any(index.codes_in(TextSpan(text, whole=False))) or not values(rule, text):
        # The code is one wherever it stands.
        return {Certainty.SHAPE, Certainty.HINT}
    if not {value, code} & codes(text, index):
        return {Certainty.SHAPE}
    in_program = [each for each in (f"x == 'y' {text}", f"{text} == 'y'") if values(rule, each) == [value]]
    if not in_program:
        return {Certainty.HINT, Certainty.NAMED}
    return {Certainty.NAMED if any({value, code} & codes(each, index) for each in in_program) else Certainty.HINT}


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.kind is Kind.CODE], ids=lambda rule: rule.id)
def test_code_counts_as_its_rule_is_certain(rule: Rule) -> None:
    possible = [certainties(rule, text, value) for text, value in rule.reads.items()]
    assert set.intersection(*possible) == {rule.certainty}


REFERENCES = {
    "service-command": "$ aws kettle boil ",
    "service-field": "service=kettle ",
}
"""Texts in which two rules of the certainty NAMED name a service called kettle."""


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.kind is Kind.SERVICE], ids=lambda rule: rule.id)
def test_service_counts_as_its_rule_is_certain(rule: Rule) -> None:
    text, value = next(iter(rule.reads.items()))
    own = Marks(names=(value,), operations=(value,), hosts=(value,), resources=(value,))
    services = [Service("own", marks=own), Service("kettle")]
    index = CatalogIndex(ServiceCatalog(each, errors(each.slug, ("BOTH-1", None, ""))) for each in services)
    other = "service-field" if rule.id == "service-command" else "service-command"
    all_marks = find_marks(f"{REFERENCES[other]}\n{text}", index.marks)
    own_marks = [each for each in all_marks if each.rule in (rule.id, other)]
    weights = weigh(["own", "kettle"], own_marks, own_marks, "", index.marks)
    sure = (weights["own"] > weights["kettle"]) - (weights["own"] < weights["kettle"])
    assert sure == rule.certainty - Certainty.NAMED


@pytest.mark.parametrize("rule", cleaning.RULES, ids=lambda rule: rule.id)
def test_cleaning_changes_its_samples_and_leaves_others(rule: CleaningRule) -> None:
    assert {text: rule.change(text) for text in rule.reads} == rule.reads
    assert [rule.change(text) for text in rule.leaves] == list(rule.leaves)


@pytest.mark.parametrize("rule", cleaning.RULES, ids=lambda rule: rule.id)
def test_text_is_cleaned_by_every_rule(rule: CleaningRule) -> None:
    assert all(clean(text).text != text for text in rule.reads)


@pytest.mark.parametrize("rule", lines.RULES, ids=lambda rule: rule.id)
def test_head_ends_before_the_message(rule: HeadRule) -> None:
    assert {line: line[head_of(line).ends[-1] :] for line in rule.reads} == rule.reads
    pattern = re.compile(rule.pattern, re.VERBOSE | re.IGNORECASE)
    assert all(pattern.search(line) for line in rule.reads)
    assert not any(pattern.match(line) for line in rule.leaves)
    if rule.id.startswith("head-time"):
        assert all(head_of(line).timed for line in rule.reads)


@pytest.mark.parametrize("rule", lines.BEGINNINGS, ids=lambda rule: rule.id)
def test_message_begins_behind_its_mark(rule: HeadRule) -> None:
    def messages(line: str) -> set[str]:
        return {line[begin:] for begin in Line(line, 0).begins}

    assert all(message in messages(line) for line, message in rule.reads.items())
    assert not any("it broke" in messages(line) for line in rule.leaves)


@pytest.mark.parametrize("rule", programs.RULES, ids=lambda rule: rule.id)
def test_line_of_a_program_is_told(rule: LineRule) -> None:
    assert all(map(programs.is_program, rule.reads))
    assert not any(map(programs.is_program, rule.leaves))


@pytest.mark.parametrize("rule", prefilter.RULES, ids=lambda rule: rule.id)
def test_line_of_a_log_is_told(rule: LineRule) -> None:
    def is_told(line: str) -> bool:
        if rule.id.startswith("trouble-"):
            return bool(list(prefilter.trouble_in(fold(line))))
        if rule.id.startswith("record-"):
            return prefilter.begins_record(line)
        return prefilter.is_continued(line, is_log=False)

    assert all(map(is_told, rule.reads))
    assert not any(map(is_told, rule.leaves))


def alternatives(pattern: str) -> list[str]:
    """Return the parts of a pattern between the bars that stand in no brackets."""
    parts, depth = [""], 0
    for piece in re.findall(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", pattern, re.DOTALL):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


@pytest.mark.parametrize("rule", [*code_contexts.RULES, *programs.RULES], ids=lambda rule: rule.id)
def test_each_alternative_of_a_line_has_a_sample(rule: LineRule) -> None:
    parts = alternatives(rule.pattern)
    needless = []
    for number, part in enumerate(parts):
        rest = "|".join(parts[:number] + parts[number + 1 :])
        if rest and all(verbose(rest, ignore_case=True).search(text) for text in rule.reads):
            needless.append(part.strip())
    assert needless == []


@pytest.mark.parametrize("rule", code_contexts.RULES, ids=lambda rule: rule.id)
def test_code_is_mentioned_where_a_rule_says_so(rule: LineRule) -> None:
    pattern = verbose(rule.pattern, ignore_case=True)
    assert [text for text in rule.reads if not pattern.search(text)] == []
    assert [text for text in rule.leaves if pattern.search(text)] == []
    assert [text for text in rule.reads if code_contexts.is_report(text)] == []
    # No other rule says so of each of them.
    others = [verbose(each.pattern, ignore_case=True) for each in code_contexts.RULES if each is not rule]
    assert any(not any(other.search(text) for other in others) for text in rule.reads)


CODES = ServiceCatalog(
    Service("codes"), errors("codes", ("KeyIsGoneFault", 404, "The key {key} is gone."), ("AB0012", 400, ""))
)


@pytest.mark.parametrize("rule", code_contexts.RULES, ids=lambda rule: rule.id)
def test_code_that_is_mentioned_is_no_finding(rule: LineRule) -> None:
    for text in rule.reads:
        findings = diagnose(text.replace(CODE, "KeyIsGoneFault"), CatalogIndex([CODES])).findings
        assert [each for each in findings if each.matches] == [], text


REPORTS = """
the upload returns ǂ
putObject throws ǂ
the upload to my bucket returns ǂ, what to do?
it returns ǂ all the time
my function raises ǂ when I start it
can't deploy, ǂ
Why does it throw ǂ?
the call always fails with ǂ
always ǂ since the update
sometimes it returns ǂ
must be ǂ again
Can you explain ǂ
never saw ǂ before
I only see ǂ
every upload ends in ǂ
Customer reports ǂ on the live system
the deploy step shows ǂ
still ǂ
ǂ - any idea?
Any idea what ǂ is about
upload.sh prints ǂ
The SDK gave me ǂ back
API call results in ǂ
we are blocked by ǂ
How to resolve ǂ
intermittent ǂ
ǂ occurs when I list
ǂ from putObject
Getting the ǂ exception
the pod is in ǂ
upload=ǂ
web-1  0/1     ǂ   0          3m
调用时报错 ǂ
""".strip().splitlines()


@pytest.mark.parametrize("text", REPORTS)
def test_code_is_reported_in_people_s_own_words(text: str) -> None:
    (finding,) = diagnose(text.replace(CODE, "KeyIsGoneFault"), CatalogIndex([CODES])).findings
    assert [each.code for each in finding.matches] == ["KeyIsGoneFault"]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("- Fixed KeyIsGoneFault: The key k-1 is gone.", "known"),
        ("- Fixed AB0012 on empty keys", "unknown"),
        ("Our docs page for KeyIsGoneFault", "unknown"),
        ("Our docs page for AB0012", "known"),
        ("2026-01-12 10:00:00 INFO handled AB0012", "known"),
        ("handled code=KeyIsGoneFault", "known"),
    ],
    ids=["with its message", "a digit", "words", "a digit in a sentence", "a digit in a log", "named by a field"],
)
def test_mention_counts_with_its_message_or_a_digit(text: str, outcome: str) -> None:
    assert diagnose(text, CatalogIndex([CODES])).outcome == outcome


@pytest.mark.parametrize("rule", names.RULES, ids=lambda rule: f"{rule.meaning}-{rule.rank}")
def test_name_of_a_field_means_what_its_rule_says(rule: FieldNames) -> None:
    exact = {name for each in names.RULES for name in each.names}
    named = [name.replace("*", "x-acme-") for name in rule.names]
    named += [name[1:] for name in rule.names if name.startswith("*") and name[1:] not in exact]
    assert all(names.meanings_of(name)[rule.meaning] == rule.rank for name in named)
    assert all(names.meanings_of(name).get(rule.meaning) != rule.rank for name in rule.leaves)
    assert rule.names
    assert rule.leaves


@pytest.mark.parametrize("rule", names.RULES, ids=lambda rule: f"{rule.meaning}-{rule.rank}")
def test_name_of_a_field_is_read_in_running_text(rule: FieldNames) -> None:
    value = {names.STATUS: "404", names.CODE: "E4711"}.get(rule.meaning, "4b7e21c0-77")
    plain = [name.replace("*", "x-acme-") for name in rule.names]
    meanings = {name: {each.meaning for each in find_pairs(f"{name}: {value}")} for name in plain}
    assert [name for name in plain if rule.meaning not in meanings[name]] == []


@pytest.mark.parametrize("name", ["request id", "Req ID", "request-uuid", "Trace ID", "HTTP Status", "error message"])
def test_name_of_several_words_is_one(name: str) -> None:
    assert names.last_name(f"our {name}") == name


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("https://acme.example/errors/out-of-credit?lang=en", "out-of-credit"),
        ("com.acme.coral#Throttling", "Throttling"),
        ("Throttling:http://internal.acme.example/coral/", "Throttling"),
        ("https://acme.example/rfc#section-15.5.5", None),
        ("about:blank", None),
        ("x" * 201, None),
    ],
    ids=["address", "namespace", "namespace behind", "section of a standard", "no type", "long"],
)
def test_code_of_a_field_is_without_its_namespace(value: str, code: str | None) -> None:
    assert code_of(value) == code


def test_every_rule_has_an_id_a_reason_and_samples_of_both_sorts() -> None:
    rules: list[Rule | CleaningRule | HeadRule | LineRule] = [
        *RULES,
        *cleaning.RULES,
        *lines.RULES,
        *lines.BEGINNINGS,
        *LINE_RULES,
        *code_contexts.RULES,
    ]
    assert len({rule.id for rule in rules}) == len(rules)
    for rule in rules:
        assert rule.reason.endswith((".", "…", "`")), rule.id
        assert rule.reads, rule.id
        assert rule.leaves, rule.id


@pytest.mark.parametrize(
    ("name", "text", "command"),
    [("rules", page(), ""), ("numbers", numbers_page(), " numbers")],
    ids=["rules", "numbers"],
)
def test_page_of_the_documentation_is_current(name: str, text: str, command: str) -> None:
    path = f"docs/reference/{name}.md"
    assert (ROOT / path).read_text(encoding="utf-8") == text, f"python -m catalog.diagnosis.rules{command} > {path}"


_POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{[\d,]+\})\+")
"""A group with a possessive quantifier, which Python before 3.11.5 reads wrongly or for ever, unlike ``(?>…)``."""


def possessive_groups(source: str) -> list[str]:
    """The strings of a source that are patterns with such a group."""
    strings = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    return [each for each in strings if isinstance(each, str) and _POSSESSIVE_GROUP.search(each)]


def test_no_pattern_has_a_possessive_group() -> None:
    wrong = {
        str(path.relative_to(ROOT)): groups
        for folder in ("catalog", "client", "portal")
        for path in (ROOT / folder).rglob("*.py")
        if (groups := possessive_groups(path.read_text("utf-8")))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("source", "is_found"),
    [('x = r"(?:a|b)*+"', True), ('x = rf"(?:a|{y}){{1,9}}+"', True), ('x = r"(?>(?:a|b)*)[ab]*+"', False)],
)
def test_possessive_groups_are_found_and_possessive_letters_left(source: str, is_found: bool) -> None:
    assert bool(possessive_groups(source)) is is_found
