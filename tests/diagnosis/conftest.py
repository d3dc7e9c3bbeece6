"""A small catalog of two services, made for the tests of the engine; no database."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.diagnosis.guidance import Finding, Guidance
from catalog.known_error import BodyFormat, ErrorCase, KnownError, Referral, Service, ServiceCatalog


def errors(service: str, *rows: tuple[str, int | None, str]) -> tuple[KnownError, ...]:
    """Errors from rows of code, status and message; rows of one code are its cases."""
    cases: dict[str, list[ErrorCase]] = {}
    for code, status, message in rows:
        case = ErrorCase(message, status, f"About {code} {status}.", f"Do what helps {code} {status}.")
        cases.setdefault(code, []).append(case)
    return tuple(KnownError(service, code, tuple(each)) for code, each in cases.items())


METAL = ServiceCatalog(
    Service(
        "metal",
        name="Metal",
        prefixes=("Metal.",),
        body=BodyFormat("error_code", "error_msg"),
        referrals=(Referral("GATE", "Error Codes"),),
    ),
    errors(
        "metal",
        ("Metal.0001", 400, "A request parameter contains invalid or unsupported value: %s"),
        ("Metal.0003", 401, "Unauthorized"),
        ("Metal.0005", 429, "Too many requests"),
        ("Metal.0100", 404, "Physical servers ID not found: [{id}, ...]"),
        ("Metal.0110", 400, "Inspect Physical servers error: [{id}, ...], {error details}"),
        ("Metal.0202", 409, "Action conflicts with instance's current state"),
        ("Metal.0204", 400, "Image not found"),
        ("Metal.0230", 404, "Subnet not found: [{id}, ...]"),
    ),
)
GATE = ServiceCatalog(
    Service("gate", name="Gate", prefixes=("GATE",), documentation="https://docs.example.com/gate/errors"),
    errors(
        "gate",
        ("GATE.0101", 404, "The API does not exist or has not been published in the environment."),
        ("GATE.0101", 404, "The API does not exist."),
        ("GATE.0201", 400, "API request error."),
        ("GATE.0201", 413, "Request entity too large."),
        ("GATE.0201", 502, "Backend unavailable."),
        ("GATE.0201", 504, "Backend timeout."),
        ("GATE.0607", 400, "The following protocol is supported: {xxx}"),
    ),
)

INDEX = CatalogIndex([METAL, GATE])

Ask = Callable[..., Guidance]
AskOne = Callable[..., Finding]


@pytest.fixture
def ask() -> Ask:
    """Ask the small catalog about a text."""

    def diagnosed(text: str, **hints: object) -> Guidance:
        return diagnose(text, INDEX, **hints)  # type: ignore[arg-type]

    return diagnosed


@pytest.fixture
def ask_one(ask: Ask) -> AskOne:
    """Ask about a text that shows exactly one error."""

    def diagnosed(text: str, **hints: object) -> Finding:
        guidance = ask(text, **hints)
        assert len(guidance.findings) == 1, guidance.findings
        return guidance.findings[0]

    return diagnosed
