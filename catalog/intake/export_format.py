"""The portal's own export format (JSON) as services and cases. Its sentences stand in ``catalog/export.py``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from catalog.intake.documents import IntakeError, is_slug
from catalog.intake.rows import Rejected
from catalog.known_error import (
    LONGEST_RETRY_AFTER,
    MARK_KINDS,
    BodyFormat,
    ErrorCase,
    KnownError,
    Marks,
    Referral,
    Service,
    ServiceCatalog,
    Source,
)
from catalog.product_versions import LONGEST_VERSION

FORMAT_NAME = "error-catalog"
VERSION = 1

_TEXTS = ("section", "message", "description", "solution", "sample")
_VENDORS = ("vendor_description", "vendor_solution")
_LONGEST_DIGEST = 64
_VERSIONS = ("since", "until")
_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f]{1,1990}", re.IGNORECASE)
_DECISIONS = ("replaced_by", "retryable", "fault", "category", "severity")
_CHOICES = {
    "retryable": {"yes", "no", "after_change"},
    "fault": {"caller", "account", "service"},
    "category": {
        "validation", "authentication", "permission", "not_found", "conflict",
        "quota", "rate_limit", "capacity", "internal",
    },
    "severity": {"info", "warning", "error", "critical"},
}  # fmt: skip


@dataclass(slots=True)
class Export:
    """The catalogs of an export and the entries that could not be taken."""

    catalogs: list[ServiceCatalog] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


def is_export(value: Any) -> bool:
    """Return whether a JSON value is an export."""
    return isinstance(value, dict) and value.get("format") == FORMAT_NAME


def read_export(value: dict[str, Any]) -> Export:
    """The services of an export.

    Raises:
        IntakeError: when its version is another one, or its frame is not as it should be.
    """
    if value.get("version") != VERSION:
        raise IntakeError(f"the export has version {value.get('version')!r}; this release reads version {VERSION}")
    services = value.get("services")
    if not isinstance(services, list):
        raise IntakeError("the export has no list of services")
    export = Export()
    for number, entry in enumerate(services, 1):
        if not isinstance(entry, dict) or not isinstance(entry.get("service"), str) or not entry["service"]:
            raise IntakeError(f"service {number} of the export has no name")
        if not is_slug(entry["service"]):
            raise IntakeError(f"service {number} of the export, {entry['service'][:60]!r}, has no name for addresses")
        export.catalogs.append(_catalog(entry, export.rejected))
    return export


def _catalog(entry: dict[str, Any], rejected: list[Rejected]) -> ServiceCatalog:
    slug = entry["service"]
    body = entry.get("body") or {}
    try:
        service = Service(
            slug=slug,
            name=str(entry.get("name") or ""),
            vendor=str(entry.get("vendor") or ""),
            prefixes=tuple(str(each) for each in entry.get("prefixes") or ()),
            documentation=_address(entry.get("documentation")),
            updated=_day(entry.get("updated")),
            support_url=_address(entry.get("support_url")),
            body=BodyFormat(str(body.get("code_field", "")), str(body.get("message_field", ""))) if body else None,
            referrals=tuple(
                Referral(str(each["prefix"]), str(each.get("title", ""))) for each in entry.get("referrals") or ()
            ),
            internal=entry.get("internal") is True,
            marks=Marks(**{kind: _texts(entry.get("marks") or {}, kind) for kind in MARK_KINDS}),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise IntakeError(f"service {slug!r} of the export is not as it should be: {problem}") from None
    errors: list[KnownError] = []
    seen: set[str] = set()
    for each in entry.get("errors") or ():
        code = each.get("code") if isinstance(each, dict) else None
        if not isinstance(code, str) or not code.strip() or code in seen:
            rejected.append(Rejected(0, "code", f"{slug}: {code!r} is no code, or stands there twice"))
            continue
        seen.add(code)
        try:
            aliases = _texts(each, "aliases", longest=200)
        except ValueError as problem:
            rejected.append(Rejected(0, "aliases", f"{slug} {code}: {problem}", (code,)))
            aliases = ()
        cases = []
        for case in each.get("cases") or ():
            try:
                cases.append(_case(case))
            except (ValueError, TypeError, AttributeError) as problem:
                rejected.append(Rejected(0, "case", f"{slug} {code}: {problem}", (code,)))
        if cases:
            errors.append(KnownError(slug, code, tuple(cases), aliases, each.get("internal") is True))
    return ServiceCatalog(service, tuple(errors))


def _case(entry: dict[str, Any]) -> ErrorCase:
    status = entry.get("http_status")
    if status is not None and not (isinstance(status, int) and 100 <= status <= 599):
        raise ValueError(f"{status!r} is not an HTTP status from 100 to 599")
    texts: dict[str, Any] = {name: entry.get(name) or "" for name in _TEXTS}
    for name, text in texts.items():
        if not isinstance(text, str) or "\x00" in text:
            raise ValueError(f"{name} is no text")
    vendors: dict[str, Any] = {name: entry.get(name) for name in _VENDORS}
    for name, text in vendors.items():
        if text is not None and (not isinstance(text, str) or "\x00" in text):
            raise ValueError(f"{name} is no text")
    decisions: dict[str, Any] = {name: entry.get(name) for name in _DECISIONS}
    for name, allowed in _CHOICES.items():
        if decisions[name] is not None and decisions[name] not in allowed:
            raise ValueError(f"{name} cannot be {decisions[name]!r}")
    wait = entry.get("retry_after")
    if wait is not None and (
        isinstance(wait, bool) or not isinstance(wait, int) or not 1 <= wait <= LONGEST_RETRY_AFTER
    ):
        raise ValueError(f"retry_after cannot be {wait!r}: it is a number of seconds from 1 to {LONGEST_RETRY_AFTER}")
    source = entry.get("source") or {}
    digest = str(source.get("digest") or "")
    if len(digest) > _LONGEST_DIGEST:
        raise ValueError(f"{digest[:20]!r}… is no digest")
    former = entry.get("former") or []
    if not isinstance(former, list) or not all(isinstance(each, str) and "\x00" not in each for each in former):
        raise ValueError("former is no list of texts")
    content = entry.get("vendor_decisions") or {}
    if not isinstance(content, dict) or not all(value in _CHOICES.get(name, ()) for name, value in content.items()):
        raise ValueError("vendor_decisions are no decisions")
    versions: dict[str, Any] = {name: entry.get(name) or None for name in _VERSIONS}
    for name, version in versions.items():
        if version and not (isinstance(version, str) and len(version) <= LONGEST_VERSION and version.isprintable()):
            raise ValueError(f"{name} is no text of one line and {LONGEST_VERSION} characters at most")
    return ErrorCase(
        vendor_decisions=tuple(sorted(content.items())),
        http_status=status,
        source=Source(
            _address(source.get("url")), _day(source.get("updated")), _day(source.get("imported")), digest or None
        ),
        former=tuple(former),
        withdrawn=_day(entry.get("withdrawn")),
        retry_after=wait,
        **texts,
        **vendors,
        **decisions,
        **versions,
    )


def _texts(entry: dict[str, Any], name: str, *, longest: int = 300) -> tuple[str, ...]:
    """The strings of a list of an entry.

    Raises:
        ValueError: when it is no list of strings of at most ``longest`` characters in one line.
    """
    texts = entry.get(name) or []
    if not isinstance(texts, list) or not all(
        isinstance(each, str) and each.strip() and len(each) <= longest and each.isprintable() for each in texts
    ):
        raise ValueError(f"{name} is no list of texts, each of one line and {longest} characters at most")
    return tuple(texts)


def _address(text: Any) -> str | None:
    """An address of the web; any other, a script's among them, becomes no link of the portal's."""
    if not text:
        return None
    if not isinstance(text, str) or not _ADDRESS.fullmatch(text):
        raise ValueError(f"{str(text)[:60]!r} is not an http or https address")
    return text


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
