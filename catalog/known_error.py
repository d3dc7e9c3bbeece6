"""Domain model: services, their error codes, and the cases of each code. Facts only, no behaviour."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

LONGEST_RETRY_AFTER = 30 * 24 * 3600
"""Seconds in a month; a longer wait is of no use to a program."""


@dataclass(frozen=True, slots=True)
class Referral:
    """A vendor's rule that codes with ``prefix`` are explained elsewhere, under the ``title`` it names."""

    prefix: str
    title: str


@dataclass(frozen=True, slots=True)
class BodyFormat:
    """The names of the fields in which a service's error bodies carry their code and message."""

    code_field: str
    message_field: str


MARK_KINDS = ("hosts", "resources", "names", "operations", "fields", "packages")
"""The kinds of marks, each an attribute of ``Marks`` and a list of the export format."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Strings by which a text names a service, by kind.

    ``hosts`` are host names and URL patterns (``lambda.*.amazonaws.com``), ``resources`` the service's segment of ARNs
    and URNs (``lambda``), ``names`` what SDKs, command lines and clients call it (``AWSLambda``), ``operations`` the
    operations of its API (``GetFunction``), ``fields`` body fields that only its errors have, ``packages`` the
    packages and modules of its SDKs. False where there is none.
    """

    hosts: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, kind) for kind in MARK_KINDS)

    def united_with(self, other: Marks) -> Marks:
        """Return the marks of both, this one's first, each once."""
        return Marks(**{kind: tuple(dict.fromkeys(getattr(self, kind) + getattr(other, kind))) for kind in MARK_KINDS})


@dataclass(frozen=True, slots=True)
class Service:
    """A product whose errors are catalogued.

    ``slug`` is its name in URLs; ``prefixes`` are how its codes begin (``iMetal.``); ``documentation`` is the URL of
    the vendor's page and ``updated`` the date that page gives itself; ``support_url`` is where its customer service
    is reached; ``marks`` are the strings by which a text names it. Of an ``internal`` service only the team learns.
    """

    slug: str
    name: str = ""
    vendor: str = ""
    prefixes: tuple[str, ...] = ()
    documentation: str | None = None
    updated: date | None = None
    support_url: str | None = None
    body: BodyFormat | None = None
    referrals: tuple[Referral, ...] = ()
    marks: Marks = Marks()
    internal: bool = False

    @property
    def speaks_for_vendor(self) -> bool:
        """True if it documents what all services of its vendor say: its marks have a host of any name."""
        return bool(self.vendor) and any(host.startswith("*.") for host in self.marks.hosts)


@dataclass(frozen=True, slots=True)
class Source:
    """Source of a case: the document's URL, the date it states, the day of import.

    ``digest`` is the SHA-256 of the document's content, in hexadecimal. A case without a day of import was written by
    people, in the portal.
    """

    url: str | None = None
    updated: date | None = None
    imported: date | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorCase:
    """One row of a vendor's table: a status and a message template with what they mean and what to do.

    ``http_status`` is None where the vendor names none. ``former`` are previous variants of the message, the latest
    first: they still match. ``vendor_description`` and ``vendor_solution`` are the vendor's own words where people of
    the portal have written others in their place, None where they have not. ``sample`` is a body in which such an
    error comes; empty where none is given. ``since`` and ``until`` are the first and the last version of the product
    that has it, None where nobody said. The seven from ``withdrawn`` on are None until somebody has decided:
    ``retryable`` is ``yes``, ``no`` or ``after_change``; ``retry_after`` is how many seconds to wait before that, at
    least 1; ``fault`` is ``caller``, ``account`` or ``service``. ``vendor_decisions`` are those that the last import
    named, kept to tell what people have decided since.
    """

    message: str
    http_status: int | None = None
    description: str = ""
    solution: str = ""
    section: str = ""
    source: Source = field(default_factory=Source)
    withdrawn: date | None = None
    replaced_by: str | None = None
    retryable: str | None = None
    retry_after: int | None = None
    fault: str | None = None
    category: str | None = None
    severity: str | None = None
    former: tuple[str, ...] = ()
    vendor_description: str | None = None
    vendor_solution: str | None = None
    sample: str = ""
    since: str | None = None
    until: str | None = None
    vendor_decisions: tuple[tuple[str, str], ...] = ()

    @property
    def message_variants(self) -> tuple[str, ...]:
        """The message templates that show this case, the present one first."""
        return self.message, *self.former

    @property
    def key(self) -> tuple[int | None, str]:
        """Status and message template, which tell a case from the other cases of its code."""
        return self.http_status, self.message


@dataclass(frozen=True, slots=True)
class KnownError:
    """An error code of one service, with its cases in the vendor's order (one or more).

    ``aliases`` are other names of the same code, such as the number of a named constant. Of an ``internal`` error only
    the team learns.
    """

    service: str
    code: str
    cases: tuple[ErrorCase, ...]
    aliases: tuple[str, ...] = ()
    internal: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The code and its aliases."""
        return self.code, *self.aliases


@dataclass(frozen=True, slots=True)
class ServiceCatalog:
    """A service with all its known errors in the vendor's order."""

    service: Service
    errors: Sequence[KnownError]

    @property
    def case_count(self) -> int:
        """How many cases the errors have together."""
        return sum(len(error.cases) for error in self.errors)

    @property
    def sections(self) -> tuple[str, ...]:
        """The titles of the sections, in the order of their first case."""
        return tuple(dict.fromkeys(case.section for error in self.errors for case in error.cases if case.section))


class CommonSolution(NamedTuple):
    """Solution for a code in any service of a vendor, by the service that documents the errors of them all."""

    service: Service
    error: KnownError
    text: str


def common_solution(
    service: Service, code: str, alike: Iterable[KnownError], service_of: Callable[[str], Service | None]
) -> CommonSolution | None:
    """Return what the service that speaks for the vendor of another says to do about a code of it; None if nothing.

    ``alike`` are the errors of any service that have the ``code``, ``service_of`` finds a service by its slug.
    """
    if not service.vendor or service.speaks_for_vendor:
        return None
    for error in alike:
        # Another name of a vendor's code may be one service's for something of its own.
        if not error.code.startswith(code.removesuffix("Exception")):
            continue
        text = next((case.solution for case in error.cases if case.solution), "")
        other = service_of(error.service) if text else None
        if other is not None and other.speaks_for_vendor and other.vendor == service.vendor:
            return CommonSolution(other, error, text)
    return None


@dataclass(frozen=True, slots=True)
class CodeChange:
    """Change of a code in one revision of the catalog. ``kind`` is new, changed, withdrawn or deleted."""

    revision: int
    service: str
    code: str
    kind: str
    changed: datetime
