"""Several documents about one service as the one picture that they give of it together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog

_Texts = tuple[int | None, str, str, str]


def joined_catalogs(catalogs: Sequence[ServiceCatalog]) -> ServiceCatalog:
    """The catalogs of one service as one, in their order.

    A case that two documents tell alike is there once, as the first of them has it.
    """
    if len(catalogs) == 1:
        return catalogs[0]
    cases: dict[str, dict[_Texts, ErrorCase]] = {}
    aliases: dict[str, dict[str, None]] = {}
    for catalog in catalogs:
        for error in catalog.errors:
            # Within a document each row counts, as it does where the document comes alone.
            by_texts = cases.setdefault(error.code, {})
            aliases.setdefault(error.code, {}).update(dict.fromkeys(error.aliases))
            new = [case for case in error.cases if _texts_of(case) not in by_texts]
            for number, case in enumerate(new):
                texts = _texts_of(case)
                by_texts[texts if texts not in by_texts else (*texts[:3], f"{texts[3]}\x00{number}")] = case
    service = catalogs[0].service
    for catalog in catalogs[1:]:
        service = _with_facts_of(service, catalog.service)
    errors = tuple(
        KnownError(service.slug, code, tuple(by_texts.values()), tuple(aliases[code]))
        for code, by_texts in cases.items()
    )
    return ServiceCatalog(service, errors)


def _texts_of(case: ErrorCase) -> _Texts:
    return case.http_status, case.message, case.description, case.solution


def _with_facts_of(service: Service, other: Service) -> Service:
    return replace(
        service,
        name=service.name or other.name,
        vendor=service.vendor or other.vendor,
        prefixes=tuple(dict.fromkeys((*service.prefixes, *other.prefixes))),
        documentation=service.documentation or other.documentation,
        updated=max(filter(None, (service.updated, other.updated)), default=None),
        support_url=service.support_url or other.support_url,
        body=service.body or other.body,
        referrals=tuple(dict.fromkeys((*service.referrals, *other.referrals))),
        marks=service.marks.united_with(other.marks),
    )
