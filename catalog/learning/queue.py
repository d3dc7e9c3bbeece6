"""The queue of what the catalog does not know, and what a curator can make of each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog import models as catalog
from catalog.learning.models import Report, Unknown
from catalog.learning.unknown_shapes import PLACEHOLDER
from catalog.message_template import parse_template
from catalog.store.ownership import refuse_others
from catalog.tally import ANSWERED, tell

TREND_DAYS = 7
"""Days of a trend: these are compared with as many before."""

SORTS: Mapping[str, tuple[str, ...]] = {
    "count": ("-count", "-last_seen"),
    "recent": ("-last_seen",),
    "new": ("-first_seen",),
    "trend": ("-lately", "-count"),
}
"""How the queue can be sorted, by the name in the address."""

_LEAST_LITERAL = 8


class CannotBeMade(ValueError):
    """Raised when an entry cannot be created; the message says why and what to change."""


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """Initial values of a new entry, shown to the curator before saving."""

    service: str
    code: str
    message: str
    http_status: int | None


def queue(
    *,
    state: str = Unknown.State.OPEN,
    kind: str = "",
    q: str = "",
    mine: AbstractBaseUser | None = None,
    sort: str = "count",
) -> QuerySet[Unknown]:
    """Return the rows of the queue with ``lately`` and ``before``, the counts of this week and of the week before.

    ``kind`` and ``q`` narrow by kind and by a part of the text; ``mine`` keeps the rows assigned to that account.
    """
    today = timezone.now().date()
    recent, older = today - timedelta(days=TREND_DAYS), today - timedelta(days=2 * TREND_DAYS)
    rows = Unknown.objects.select_related("assigned_to", "answered_by__service").annotate(
        lately=Coalesce(Sum("days__count", filter=Q(days__day__gt=recent)), 0),
        before=Coalesce(Sum("days__count", filter=Q(days__day__gt=older, days__day__lte=recent)), 0),
    )
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(Q(text__icontains=q) | Q(code__icontains=q)) if q else rows
    rows = rows.filter(assigned_to=mine.pk) if mine else rows
    return rows.order_by(*SORTS.get(sort, SORTS["count"]), "pk")


def draft_for(unknown: Unknown) -> EntryDraft:
    """Return what an entry for a row starts from: its code, its shape as a template, the first status seen."""
    message = "" if unknown.kind == Unknown.Kind.CODE else template_of(unknown.text)
    service = unknown.services[0] if unknown.services else ""
    code = unknown.text if unknown.kind == Unknown.Kind.CODE else unknown.code
    return EntryDraft(service, code, message, unknown.statuses[0] if unknown.statuses else None)


def template_of(shape: str) -> str:
    """Return a shape as a message template: ``{value}``, ``{value2}`` … where it has placeholders."""
    parts = shape.split(PLACEHOLDER)
    template = parts[0]
    for number, part in enumerate(parts[1:], 1):
        template += f"{{value{number if number > 1 else ''}}}{part}"
    return template


@transaction.atomic
def make_entry(
    unknown: Unknown | None,
    *,
    service: str,
    code: str,
    message: str = "",
    http_status: int | None = None,
    description: str = "",
    solution: str = "",
    draft: bool = False,
    account: AbstractBaseUser | None = None,
) -> catalog.Code:
    """Make an entry that answers a row, if there is one, or another case of a code that is there.

    A ``draft`` answers nothing before it is published; the row stays open until then. ``account`` is who makes it,
    here and below; None for the operator.

    Raises:
        CannotBeMade: when there is no such service, no code, or nothing by which a text would show it.
        NotOwned: when the service belongs to another team.
    """
    owner = _service(service)
    refuse_others(account, [owner.slug])
    code = code.strip()
    if not code:
        raise CannotBeMade("Give the entry a code. Where the vendor has none, make one up that is easy to find.")
    if message:
        _check_template(message)
    row = catalog.Code.objects.filter(service=owner, folded=catalog.fold_code(code)).first()
    if row is None:
        state = catalog.Code.State.DRAFT if draft else catalog.Code.State.PUBLISHED
        row = catalog.Code(service=owner, code=code, position=owner.codes.count(), state=state)
        row.full_clean()
        row.save()
    case = catalog.Case(
        code=row,
        message=message,
        http_status=http_status,
        description=description,
        solution=solution,
        position=row.cases.count(),
    )
    case.full_clean()
    case.save()
    if unknown is None:
        return row
    if row.state == catalog.Code.State.PUBLISHED:
        _answered(unknown, row)
    else:
        Unknown.objects.filter(pk=unknown.pk).update(answered_by=row)
    return row


def answer_with(code: catalog.Code) -> None:
    """Close the rows that a draft was made from, once it is published."""
    for unknown in Unknown.objects.filter(answered_by=code, state=Unknown.State.OPEN).exclude(kind=Unknown.Kind.ENTRY):
        _answered(unknown, code)


@transaction.atomic
def add_message(
    unknown: Unknown, case: catalog.Case, message: str, *, account: AbstractBaseUser | None = None
) -> catalog.Code:
    """Make the row's message another one of an existing case.

    Raises:
        CannotBeMade: when the message says too little, or the case has it already.
        NotOwned: when the service belongs to another team.
    """
    _check_template(message)
    refuse_others(account, [case.code.service.slug])
    case = catalog.Case.objects.select_for_update().get(pk=case.pk)
    if message == case.message or message in case.former:
        raise CannotBeMade("That case has this message already.")
    case.former = [message, *case.former]
    case.full_clean()
    case.save()
    _answered(unknown, case.code)
    return case.code


@transaction.atomic
def add_alias(
    unknown: Unknown, code: catalog.Code, alias: str, *, account: AbstractBaseUser | None = None
) -> catalog.Code:
    """Make the row's code another name of an existing code.

    Raises:
        CannotBeMade: when the code is called that already, or another code of the service is.
        NotOwned: when the service belongs to another team.
    """
    refuse_others(account, [code.service.slug])
    alias = alias.strip()
    code = catalog.Code.objects.select_for_update().get(pk=code.pk)
    folded = catalog.fold_code(alias)
    if not alias or folded in {catalog.fold_code(each) for each in (code.code, *code.aliases)}:
        raise CannotBeMade(f"{code.code} is called that already.")
    if catalog.Code.objects.filter(service=code.service_id, folded=folded).exists():
        raise CannotBeMade(f"The service has a code {alias} of its own.")
    code.aliases = [*code.aliases, alias]
    code.full_clean()
    code.save()
    _answered(unknown, code)
    return code


@transaction.atomic
def add_referral(
    unknown: Unknown, service: str, prefix: str, title: str, *, account: AbstractBaseUser | None = None
) -> None:
    """Say that codes with ``prefix`` are explained in the reference of another service.

    Raises:
        CannotBeMade: when there is no such service, or the prefix is not one of the row's code.
        NotOwned: when the service belongs to another team.
    """
    owner = _service(service)
    refuse_others(account, [owner.slug])
    code = unknown.code or unknown.text
    if len(prefix) < 2 or not catalog.fold_code(code).startswith(catalog.fold_code(prefix)):
        raise CannotBeMade(f"The prefix should be the first two or more characters of {code}.")
    owner = catalog.Service.objects.select_for_update().get(pk=owner.pk)
    owner.referrals = [*owner.referrals, {"prefix": prefix, "title": title or prefix}]
    owner.full_clean()
    owner.save()
    _answered(unknown, None, referral=owner)


def code_named(service: str, code: str) -> catalog.Code:
    """Return a code of the catalog by its service and itself, in any letter case.

    Raises:
        CannotBeMade: when there is none.
    """
    named = {"service__slug__iexact": service.strip(), "folded": catalog.fold_code(code)}
    code_row = catalog.Code.objects.filter(**named).select_related("service").first()
    if code_row is None:
        raise CannotBeMade("The catalog has no such code. Check its service and its spelling.")
    return code_row


def case_named(service: str, code: str) -> catalog.Case:
    """Return the case of a code that a further message goes to: the only one, or the first that is not withdrawn.

    Raises:
        CannotBeMade: when there is no such code, or it has no case.
    """
    case = code_named(service, code).cases.order_by(F("withdrawn").asc(nulls_first=True), "position").first()
    if case is None:
        raise CannotBeMade(f"{code} has no case yet.")
    return case


def ignore(unknown: Unknown) -> None:
    """Take a row out of the queue. It goes on being counted, and comes back only when it is opened again."""
    Unknown.objects.filter(pk=unknown.pk).update(state=Unknown.State.IGNORED)


def reopen(unknown: Unknown) -> None:
    """Put a row back into the queue."""
    Unknown.objects.filter(pk=unknown.pk).update(state=Unknown.State.OPEN, answered_by=None)


def assign(unknown: Unknown, account: AbstractBaseUser | None) -> None:
    """Assign a row to an account, or to nobody."""
    Unknown.objects.filter(pk=unknown.pk).update(assigned_to=account.pk if account else None)


def write_note(unknown: Unknown, note: str) -> None:
    """Keep what the team says of a row among itself."""
    Unknown.objects.filter(pk=unknown.pk).update(note=note[:5000])


def _service(slug: str) -> catalog.Service:
    service = catalog.Service.objects.filter(slug__iexact=slug.strip()).first()
    if service is None:
        raise CannotBeMade(f"There is no service {slug!r}. Choose one from the list, or make it first.")
    return service


def _check_template(message: str) -> None:
    """Refuse a template that would show in almost any text.

    Raises:
        CannotBeMade: when its literal words are too few.
    """
    literal = sum(len(part.strip()) for part in parse_template(message).parts if isinstance(part, str))
    if literal < _LEAST_LITERAL:
        raise CannotBeMade("The message needs some words of its own beside its placeholders.")


def _answered(unknown: Unknown, code: catalog.Code | None, *, referral: catalog.Service | None = None) -> None:
    Unknown.objects.filter(pk=unknown.pk).update(state=Unknown.State.ANSWERED, answered_by=code)
    waiting = list(
        Report.objects.filter(unknown=unknown, answered=None).exclude(contact="").values_list("pk", flat=True)
    )
    facts = {"code": code.pk if code else None, "referral": referral.pk if referral else None, "reports": waiting}
    transaction.on_commit(lambda: tell(ANSWERED, unknown=unknown.pk, **facts))
