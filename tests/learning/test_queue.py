"""What a curator makes of a row of the queue, and what the catalog then answers."""

from __future__ import annotations

import pytest
from django.utils import timezone

from catalog.learning import queue
from catalog.learning.models import Unknown
from catalog.learning.proof import prove
from catalog.models import Case, Code, Service
from catalog.troubleshoot import troubleshoot
from tests.catalog_rows import store

pytestmark = pytest.mark.django_db

SHAPE = "could not attach volume <*> to server <*>: the volume is in use"
TEXT = "Could not attach volume vol-7 to server web-3: the volume is in use"


@pytest.fixture(autouse=True)
def _catalog() -> None:
    store()


def unknown(text: str = SHAPE, kind: str = "shape", **facts: object) -> Unknown:
    now = timezone.now()
    values = {"count": 5, "first_seen": now, "last_seen": now, "services": ["metal"], **facts}
    return Unknown.objects.create(kind=kind, text=text, digest=text, **values)


def test_draft_has_template_code_status_and_service() -> None:
    draft = queue.draft_for(unknown(code="Metal.0900", statuses=[409, 400]))
    assert draft.message == "could not attach volume {value} to server {value2}: the volume is in use"
    assert (draft.service, draft.code, draft.http_status) == ("metal", "Metal.0900", 409)


def test_entry_answers_the_next_text() -> None:
    row = unknown()
    assert troubleshoot(TEXT).outcome == "unknown"
    draft = queue.draft_for(row)
    made = queue.make_entry(
        row, service="metal", code="Metal.0900", message=draft.message, http_status=409, solution="Detach it first."
    )
    row.refresh_from_db()
    assert (row.state, row.answered_by) == ("answered", made)
    match = troubleshoot(TEXT).findings[0].matches[0]
    assert (match.code, match.solution) == ("Metal.0900", "Detach it first.")
    assert [each.values for each in match.parameters] == [("vol-7",), ("web-3",)]


def test_entry_of_a_known_code_is_another_case() -> None:
    queue.make_entry(unknown(), service="metal", code="metal.0204", message="Picture {name} was never made")
    assert Code.objects.get(code="Metal.0204").cases.count() == 2


def test_another_message_of_a_case_answers_too() -> None:
    row = unknown("picture <*> is not there anymore")
    case = Case.objects.get(code__code="Metal.0204")
    queue.add_message(row, case, "picture {value} is not there anymore")
    assert troubleshoot("Picture p-9 is not there anymore").findings[0].matches[0].code == "Metal.0204"
    with pytest.raises(queue.CannotBeMade, match="already"):
        queue.add_message(row, case, "picture {value} is not there anymore")


def test_alias_is_found() -> None:
    row = unknown("E-0204", "code")
    queue.add_alias(row, Code.objects.get(code="Metal.0204"), "E-0204")
    assert troubleshoot('{"error_code": "E-0204"}').findings[0].matches[0].code == "Metal.0204"
    with pytest.raises(queue.CannotBeMade):
        queue.add_alias(row, Code.objects.get(code="Metal.0204"), "e-0204")
    with pytest.raises(queue.CannotBeMade):
        queue.add_alias(row, Code.objects.get(code="Metal.0204"), "Metal.0100")


def test_referral_leads_to_the_other_reference() -> None:
    row = unknown("GW.0001", "code")
    queue.add_referral(row, "metal", "GW.", "Gateway errors")
    assert Service.objects.get(slug="metal").referrals == [{"prefix": "GW.", "title": "Gateway errors"}]
    row.refresh_from_db()
    assert (row.state, row.answered_by) == ("answered", None)
    with pytest.raises(queue.CannotBeMade):
        queue.add_referral(unknown("XY.1", "code"), "metal", "GW.", "")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"service": "nobody", "code": "X.1"}, "no service"),
        ({"service": "metal", "code": "  "}, "a code"),
        ({"service": "metal", "code": "X.1", "message": "{a} {b}"}, "words of its own"),
    ],
)
def test_entry_that_cannot_be_made_changes_nothing(values: dict[str, str], why: str) -> None:
    row = unknown()
    with pytest.raises(queue.CannotBeMade, match=why):
        queue.make_entry(row, **values)  # type: ignore[arg-type]
    row.refresh_from_db()
    assert row.state == "open"
    assert not Code.objects.filter(code="X.1").exists()


def test_queue_is_narrowed_and_sorted() -> None:
    often, seldom = unknown("A.1", "code", count=9), unknown("B.1", "code", count=2)
    hidden = unknown("C.1", "code", count=99)
    queue.ignore(hidden)
    seldom.days.create(day=timezone.now().date(), count=2)
    assert list(queue.queue()) == [often, seldom]
    assert list(queue.queue(sort="trend")) == [seldom, often]
    assert list(queue.queue(q="b.")) == [seldom]
    assert list(queue.queue(state="ignored")) == [hidden]
    queue.reopen(hidden)
    assert queue.queue().first() == hidden


def test_proof_says_what_a_draft_answers_and_takes() -> None:
    row = unknown(count=230)
    unknown("something else was asked for <*>", count=70)
    proof = prove(service="metal", code="Metal.0900", message=queue.template_of(SHAPE), http_status=409, unknown=row)
    assert (proof.itself, proof.of_row, proof.answered, proof.total) == (True, (230, 230), 230, 300)
    assert proof.taken == ()
    elsewhere = prove(service="metal", code="Metal.0901", message="Picture {value} found", http_status=None)
    assert elsewhere.taken == ()
    taking = prove(service="metal", code="Metal.0901", message="Servers not found: {value}", http_status=None)
    assert taking.taken == (("metal", "Metal.0100", "Servers not found: [{id}, ...]"),)
