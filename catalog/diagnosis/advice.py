"""Advice on an error: its documented solution, or what holds for its category, its status or an unknown code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.diagnosis.match_results import Match, Matched
from catalog.diagnosis.sentences import Sentence
from catalog.known_error import CommonSolution, Service

_STATUS_ADVICE = {
    401: Sentence("The credentials were missing, wrong or expired: authenticate again, then retry."),
    403: Sentence("The credentials were understood but do not allow this: check the account's permissions."),
    404: Sentence("The address or the thing it names does not exist: check the URL, the region and the ids in it."),
    429: Sentence("Too many requests were sent: wait, as long as a Retry-After header says, then retry more slowly."),
    503: Sentence(
        "The service is overloaded or down for a while: wait, as long as a Retry-After header says, then retry."
    ),
}
"""Advice to the caller for single statuses (RFC 9110, section 15; RFC 6585 for 429)."""

_REFUSED = Sentence("The service refused the request as it was sent: check its parameters before sending it again.")

_CATEGORY_ADVICE = {
    "validation": _REFUSED,
    "authentication": _STATUS_ADVICE[401],
    "permission": _STATUS_ADVICE[403],
    "not_found": _STATUS_ADVICE[404],
    "conflict": Sentence(
        "The request does not fit the present state: look at what is there already, then repeat what is still wanted."
    ),
    "quota": Sentence("A quota is used up: remove what is not needed any more, or ask for a higher quota."),
    "rate_limit": _STATUS_ADVICE[429],
    "capacity": _STATUS_ADVICE[503],
    "internal": Sentence("The fault is on the service's side: retry a little later."),
}
"""Advice for a category of errors, where nobody has written a solution yet."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Fields read from the text itself; None if not found in the text."""

    format: str
    code: str | None = None
    message: str | None = None
    http_status: int | None = None
    request_id: str | None = None


def advice_for(
    matched: Matched,
    read: Reading,
    owner: Service | None,
    suggested: str | None,
    common: CommonSolution | None = None,
) -> str:
    """Return the documented solution, or what helps where there is none.

    ``suggested`` is a code like the text's, ``common`` the solution of the vendor's for all of its services.
    """
    if matched.outcome == "known":
        best = matched.matches[0]
        alike = [match for match in matched.matches if match.confidence == best.confidence]
        if len(alike) > 1:
            return Sentence(
                "{code} has {cases} documented cases and the text does not say which of {alike} it is: compare their "
                "HTTP status and message with what you saw.",
                code=best.code,
                cases=len(matched.matches),
                alike=len(alike),
            )
        return best.vendor_solution or best.solution or _without_solution(best, read, common)
    general = _general_advice(matched.matches)
    if matched.outcome == "ambiguous" and len(matched.services) > 1 and general is not None:
        return Sentence(
            "{code} exists in {count} services: which of them was called is not said in the text. Choose yours. "
            "In all of them: {general}",
            code=matched.matches[0].code,
            count=len(matched.services),
            general=general,
        )
    if matched.outcome == "ambiguous" and len(matched.services) > 1:
        return Sentence(
            "{code} exists in {count} services: which of them was called is not said in the text. Choose yours.",
            code=matched.matches[0].code,
            count=len(matched.services),
        )
    if matched.outcome == "ambiguous":
        return Sentence(
            "Several errors fit equally well: compare the service, status and message of each with what you saw."
        )
    if owner is not None and owner.documentation is None:
        return _check_spelling(read, owner, suggested)
    if owner is not None:
        return Sentence(
            "{code} begins like a code of {service} but is not in its catalog: look it up in that service's own "
            "reference. If it is not there either, {ask}",
            code=read.code,
            service=owner.name or owner.slug,
            ask=_ask_service(read),
        )
    if read.code is not None and matched.respelling is not None:
        return Sentence(
            "The catalog has no code {code}: check its spelling, it may be {likely}. "
            "If it is spelled as the service sent it, {ask}",
            code=read.code,
            likely=matched.respelling,
            ask=_ask_service(read),
        )
    if read.code is None and read.http_status is not None:
        return status_advice(read.http_status, read)
    if read.code is None and read.message is None:
        return Sentence(
            "No error was recognised in this text. Paste the whole answer of the service, or its error code. "
            "If you have neither, {ask}",
            ask=_ask_service(read),
        )
    return Sentence("This error is not in the catalog: {ask}", ask=_ask_service(read))


def _without_solution(match: Match, read: Reading, common: CommonSolution | None) -> Sentence:
    """Return what holds for all services of the vendor, or for errors of this category, and the last resort."""
    if common is not None:
        return Sentence(
            "The catalog has no solution for {code} of this service yet. {common} advises: {solution} "
            "If that does not help, {ask}",
            code=match.code,
            common=common.service.name or common.service.slug,
            solution=common.text,
            ask=_ask_service(read),
        )
    general = _general_advice((match,))
    if general is None:
        return Sentence("The catalog has no solution for {code} yet: {ask}", code=match.code, ask=_ask_service(read))
    return Sentence(
        "The catalog has no solution for {code} yet. In general: {general} If that does not help, {ask}",
        code=match.code,
        general=general,
        ask=_ask_service(read),
    )


def _general_advice(matches: Sequence[Match]) -> Sentence | None:
    """Return the advice for the one category that all of these have."""
    categories = {match.case.category for match in matches}
    return _CATEGORY_ADVICE.get(categories.pop() or "") if len(categories) == 1 else None


def _check_spelling(read: Reading, owner: Service, suggested: str | None) -> Sentence:
    """For a service that has no reference but the pages here, which the reader has just searched."""
    service = owner.name or owner.slug
    if suggested:
        return Sentence(
            "{code} begins like a code of {service}, but the catalog here has no such code: check its spelling, "
            "it may be {likely}. If it is spelled as the service sent it, {ask}",
            code=read.code,
            service=service,
            likely=suggested,
            ask=_ask_service(read),
        )
    return Sentence(
        "{code} begins like a code of {service}, but the catalog here has no such code: check its spelling. "
        "If it is spelled as the service sent it, {ask}",
        code=read.code,
        service=service,
        ask=_ask_service(read),
    )


def status_advice(http_status: int, read: Reading) -> Sentence:
    """Return the advice for a status alone."""
    meaning = _STATUS_ADVICE.get(http_status)
    if meaning is None and http_status // 100 == 4:
        meaning = _REFUSED
    if meaning is None and http_status // 100 == 5:
        meaning = Sentence(
            "The fault is on the service's side: retry a little later; if it stays, {ask}", ask=_ask_service(read)
        )
    if meaning is None:
        text = "HTTP status {status} is no error. Paste the whole answer of the service."
        return Sentence(text, status=http_status)
    return Sentence("Only the HTTP status {status} is known. {meaning}", status=http_status, meaning=meaning)


def _ask_service(read: Reading) -> Sentence:
    """The vendor page's last resort, with what the customer service will ask for."""
    if read.code and read.request_id:
        text = "contact customer service and give them the error code {code} and the request id {request_id}."
        return Sentence(text, code=read.code, request_id=read.request_id)
    if read.code:
        return Sentence("contact customer service and give them the error code {code}.", code=read.code)
    if read.request_id:
        text = "contact customer service and give them the request id {request_id}."
        return Sentence(text, request_id=read.request_id)
    return Sentence("contact customer service and give them the complete error message and the time it occurred.")
