"""Texts as people paste them, of thirty vendors' programs, each with the right answer; misses are listed by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog
from tests.running_portal import ROOT

SAMPLES = ROOT / "tests" / "samples" / "pastes"

KNOWN_MISSES: set[str] = set()
"""Texts that are answered wrongly; what is mended is taken out, and nothing is added without a reason."""


@dataclass(frozen=True)
class Paste:
    """A text with its error: ``none`` is no service's. ``values`` are those of the message, one a placeholder."""

    name: str
    service: str
    code: str
    values: tuple[str, ...]
    text: str


def catalogs() -> list[ServiceCatalog]:
    services: dict[str, dict[str, tuple[tuple[str, ...], list[ErrorCase]]]] = {}
    for line in (SAMPLES / "catalog.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            service, code, aliases, status, message = (cell.strip() for cell in line.split("|", 4))
            entry = services.setdefault(service, {}).setdefault(code, (tuple(aliases.split()), []))
            entry[1].append(ErrorCase(message, int(status) if status else None))
    return [
        ServiceCatalog(
            Service(slug),
            tuple(KnownError(slug, code, tuple(cases), aliases) for code, (aliases, cases) in errors.items()),
        )
        for slug, errors in services.items()
    ]


def pastes() -> Iterator[Paste]:
    blocks = re.split(r"^=== ", (SAMPLES / "pastes.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    for number, block in enumerate(blocks):
        head, _, text = block.partition("\n")
        service, _, code = re.sub(r'"[^"]*"', "", head).strip().partition(" ")
        values = tuple(re.findall(r'"([^"]*)"', head))
        yield Paste(f"{number}-{service}-{code.strip() or 'nothing'}", service, code.strip(), values, text.rstrip("\n"))


INDEX = CatalogIndex(catalogs())
PASTES = list(pastes())


def is_right(paste: Paste) -> bool:
    findings = diagnose(paste.text, INDEX).findings
    if paste.service == "none":
        return findings[0].outcome == "unknown"
    items = {(match.service, match.code) for finding in findings for match in finding.matches[:1]}
    if findings[0].outcome != "known" or items != {(paste.service, paste.code)}:
        return False
    return (
        not paste.values or tuple(" ".join(each.values) for each in findings[0].matches[0].parameters) == paste.values
    )


def test_there_are_enough() -> None:
    assert len(PASTES) >= 100


@pytest.mark.parametrize("paste", PASTES, ids=lambda paste: paste.name)
def test_paste_has_the_right_answer(paste: Paste) -> None:
    assert is_right(paste) is (paste.name not in KNOWN_MISSES)
