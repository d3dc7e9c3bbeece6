"""Serializers print what the schema documents; the fast path for guidance prints the same as they do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from catalog.diagnosis.advice import Reading
from catalog.diagnosis.guidance import Finding, Guidance, Note, Suggestion, Variant
from catalog.diagnosis.match_results import Match
from catalog.known_error import ErrorCase, Service, Source
from catalog.message_template import Parameter
from catalog.printing.json_answer import guidance_object
from catalog.printing.links import Links
from catalog.printing.serializers import GuidanceSerializer
from catalog.troubleshoot import troubleshoot
from tests.catalog_rows import service_catalog, store
from tests.payloads import PAYLOADS

LINKS = Links("http://here")

TEXTS = (
    '{"error_msg": "Servers not found: [srv-1, srv-2]", "error_code": "metal.0100", "request_id": "5f0c11aa22bb"}',
    "Metal.0100\nMetal.0201 429 Retry-After: 7\n\nSomething else is wrong\nGate.0204: Image not found",
    "Metal.9999",
    "Both.1",
    "nothing known",
)

CASE = ErrorCase(
    "Not found: {id}",
    404,
    "Meaning",
    "Remedy",
    "Section",
    Source("https://docs.example.com", date(2026, 1, 2)),
    retryable="after_change",
    retry_after=3,
    fault="caller",
    category="not_found",
    severity="warning",
)
MATCH = Match(
    service="metal",
    code="Metal.0100/a b",
    case=CASE,
    parameters=(Parameter("id", ("a", "b")), Parameter(None, ("",))),
    description="Meaning",
    solution="Remedy",
    confidence=0.97,
    reasons=("code", "message"),
)
FINDING = Finding(
    outcome="ambiguous",
    occurrences=3,
    read=Reading("json", "Metal.0100", "Not found: a", 404, "5f0c"),
    matches=(MATCH, MATCH._replace(vendor_description="Theirs"), MATCH._replace(vendor_solution="Theirs")),
    suggestions=(Suggestion("metal", "Metal.0101", "Not here", "one letter differs"),),
    advice="Compare them.",
    reference=Service("metal", documentation="https://docs.example.com"),
    notes=(Note("drifted", "The message differs."),),
    wait=12,
    lines=(3, 9),
    variants=(Variant((Parameter("id", ("a",)),), 2, 3), Variant((), 1, 9)),
    services=(Service("metal", "Metal"), Service("gate")),
    services_count=442,
    request_ids=("5f0c", "8c11"),
    rank=(1, 2),
)


def printed_by_serializer(guidance: Guidance) -> object:
    return GuidanceSerializer(guidance, context={"links": LINKS}).data


def test_fast_path_equals_the_serializer_where_every_field_is_filled() -> None:
    guidance = Guidance("ambiguous", (FINDING, replace(FINDING, reference=None, lines=None, wait=None, matches=())))

    assert guidance_object(guidance, LINKS) == printed_by_serializer(guidance)


def test_the_filled_finding_leaves_no_field_out() -> None:
    empty = [name for name in Finding.__dataclass_fields__ if not getattr(FINDING, name)]

    assert empty == []


@pytest.mark.django_db
@pytest.mark.slow
def test_fast_path_equals_the_serializer_for_what_is_diagnosed() -> None:
    store(service_catalog("metal"), service_catalog("gate"))

    for text in (*TEXTS, *PAYLOADS):
        guidance = troubleshoot(text)
        assert guidance_object(guidance, LINKS) == printed_by_serializer(guidance), text
