"""Tokens that are known by their own look: each issuer's as it documents them, as ``issued.toml`` has them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from catalog.diagnosis.secrets.rule import Rule, shaped


def _rules() -> Iterator[Rule]:
    issuers = tomllib.loads(Path(__file__).with_name("issued.toml").read_text(encoding="utf-8"))
    for name, issuer in issuers.items():
        before = issuer.get("before", 0)
        yield Rule(
            f"issued-{name}",
            issuer["kind"],
            tuple(issuer["begins"]),
            shaped(issuer["looks"], before=before),
            "Its issuer documents that it looks so.",
            tuple(each if "«" in each else f"the call with «{each}» failed" for each in issuer["like"]),
            before=before,
        )


ISSUED = tuple(_rules())
"""A rule for each issuer."""
