"""Catalogs that come with the portal and are loaded on request: facts of public sources with texts of our own.

A pack is a CSV file with a row for each case, and a table of ``packs.toml`` that says whose errors they are, where the
codes were read, and under which licence. Where a row does not say, category, fault and retryability follow by
``rules.toml``.
"""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from catalog.intake.documents import IntakeError
from catalog.intake.reading import Reading
from catalog.known_error import MARK_KINDS, ErrorCase, KnownError, Marks, Service, ServiceCatalog, Source

PREFIX = "pack:"
"""Prefix of a source that is a pack."""

_FOLDER = Path(__file__).parents[1] / "packs"


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack by its name: what it is about, where its codes were read, and the licence of these.

    ``has_models`` says that ``import_docs`` also reads the errors of single services, from an installed package.
    """

    name: str
    title: str
    read_from: str
    licence: str
    service: str
    has_models: bool = False


@cache
def _rules() -> Sequence[Mapping[str, Any]]:
    rules: Sequence[Mapping[str, Any]] = tomllib.loads((_FOLDER / "rules.toml").read_text(encoding="utf-8"))["rule"]
    return rules


@cache
def _manifest() -> Mapping[str, Any]:
    return tomllib.loads((_FOLDER / "packs.toml").read_text(encoding="utf-8"))


def packs() -> tuple[Pack, ...]:
    """The packs, by their names."""
    return tuple(
        Pack(name, each["title"], each["read_from"], each["licence"], each["service"], "models" in each)
        for name, each in sorted(_manifest().items())
    )


def read_pack(name: str, *, today: date) -> Reading:
    """Read a pack.

    Raises:
        IntakeError: when there is none of that name.
    """
    facts = _manifest().get(name)
    if facts is None:
        raise IntakeError(f"no pack {name[:60]!r}; there are {', '.join(each.name for each in packs())}")
    data = (_FOLDER / f"{name}.csv").read_bytes()
    url = facts.get("documentation")
    source = Source(url, None, today, hashlib.sha256(data).hexdigest())
    cases: dict[str, list[ErrorCase]] = {}
    aliases: dict[str, tuple[str, ...]] = {}
    for row in csv.DictReader(io.StringIO(data.decode("utf-8"))):
        code = row["code"]
        cases.setdefault(code, []).append(_case(row, source))
        aliases[code] = tuple(filter(None, row["aliases"].split("|")))
    service = Service(
        slug=facts["service"],
        name=facts["title"],
        vendor=facts.get("vendor", ""),
        documentation=url,
        marks=Marks(**{kind: tuple(facts.get("marks", {}).get(kind, ())) for kind in MARK_KINDS}),
    )
    errors = tuple(
        KnownError(service.slug, code, tuple(code_cases), aliases[code]) for code, code_cases in cases.items()
    )
    return Reading("pack", (ServiceCatalog(service, errors),), url=url)


def models_of_pack(name: str) -> Path | None:
    """The folder of service models that belongs to a pack; None where it has none, or they are not installed.

    Raises:
        IntakeError: when the package that holds them is not installed.
    """
    package = _manifest()[name].get("models")
    if package is None:
        return None
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise IntakeError(f"the pack {name} reads the package {package}, which is not installed: pip install {package}")
    return Path(next(iter(spec.submodule_search_locations))) / "data"


def _case(row: Mapping[str, str], source: Source) -> ErrorCase:
    category, fault, retryable = _by_rule(f"{row['code']} {row['aliases']} {row['message']}")
    status = row["http_status"]
    return ErrorCase(
        message=row["message"],
        http_status=int(status) if status else None,
        description=row["description"],
        solution=row["solution"],
        section=row["section"],
        source=source,
        category=row["category"] or category,
        fault=row["fault"] or fault,
        retryable=row["retryable"] or retryable,
    )


def _by_rule(text: str) -> tuple[str | None, str | None, str | None]:
    """Category, fault and retryability of an error by the words of its names; None where no word tells."""
    words = _words(text)
    for rule in _rules():
        if any(word in words for word in rule["words"]):
            return rule["category"], rule["fault"], rule["retryable"]
    return None, None, None


def _words(text: str) -> str:
    """Names and a message in small letters, the words of joined names also apart: ``AccessDenied``, access_denied."""
    spaced = "".join(f"_{letter}" if letter.isupper() else letter for letter in text)
    return f"{text.lower().replace(' ', '_')} {spaced.lower().replace(' ', '_')}"
