"""botocore's service models (``service-2.json``): the exceptions and the marks of a service."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.known_error import ErrorCase, Marks, Source

_BREAK = re.compile(r"</(?:p|li|note|important|dt|dd|div)>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_LONGEST = 4_000
_MOST_OPERATIONS = 2_000


@dataclass(frozen=True, slots=True)
class ServiceModel:
    """A service by its names and marks, and its exceptions as (code, case, aliases).

    An exception whose class in the SDKs is called otherwise than its code has that as an alias.
    """

    slug: str
    name: str
    errors: list[tuple[str, ErrorCase, tuple[str, ...]]]
    marks: Marks


def is_service_model(value: Any) -> bool:
    """Return whether a value is a service model."""
    return isinstance(value, Mapping) and isinstance(value.get("metadata"), Mapping) and "shapes" in value


def read_service_model(value: Mapping[str, Any], *, source: Source) -> ServiceModel:
    """The exceptions of a service model. Their messages are made at run time, so that none is documented."""
    metadata: Mapping[str, Any] = value["metadata"]
    name = str(metadata.get("serviceFullName") or metadata.get("serviceId") or metadata.get("endpointPrefix") or "")
    slug = re.sub(r"[^a-z0-9]+", "-", str(metadata.get("serviceId") or name).lower()).strip("-")
    shapes = value["shapes"] if isinstance(value["shapes"], Mapping) else {}
    cases: dict[str, ErrorCase] = {}
    aliases: dict[str, list[str]] = {}
    for shape_name, shape in shapes.items():
        if not isinstance(shape, Mapping) or not (shape.get("exception") or shape.get("fault") or "error" in shape):
            continue
        error = shape.get("error")
        error = error if isinstance(error, Mapping) else {}
        code = str(error.get("code") or shape_name)[:200]
        status = error.get("httpStatusCode")
        if str(shape_name) != code:
            aliases.setdefault(code, []).append(str(shape_name)[:200])
        cases.setdefault(
            code,
            ErrorCase(
                message="",
                http_status=status if isinstance(status, int) and 100 <= status <= 599 else None,
                description=_plain(str(shape.get("documentation") or "")),
                source=source,
                **_decisions(shape, error),
            ),
        )
    # A name that is a code itself means that one.
    others = {code: tuple(each for each in names if each not in cases) for code, names in aliases.items()}
    errors = [(code, case, others.get(code, ())) for code, case in cases.items()]
    return ServiceModel(slug[:100], name[:200], errors, _marks(metadata, value.get("operations")))


def _marks(metadata: Mapping[str, Any], operations: Any) -> Marks:
    """The endpoint's host, the segment of ARNs, the names in SDKs and the operations of a service."""
    texts = {name: str(text)[:200] for name, text in metadata.items() if isinstance(text, str) and text.strip()}
    endpoint, identifier = texts.get("endpointPrefix", ""), texts.get("serviceId", "")
    joined = re.sub(r"[^A-Za-z0-9]+", "", identifier)
    hyphened = re.sub(r"[^a-z0-9]+", "-", identifier.lower()).strip("-")
    lower = joined.lower()
    names = [identifier, *(texts.get(each, "") for each in ("serviceFullName", "serviceAbbreviation", "targetPrefix"))]
    packages = (
        f"@aws-sdk/client-{hyphened}",
        f"software.amazon.awssdk.services.{lower}",
        f"com.amazonaws.services.{lower}",
        f"aws-sdk-go-v2/service/{lower}",
    )
    return Marks(
        hosts=_given(f"{endpoint}.*.amazonaws.com" if endpoint else "", texts.get("globalEndpoint", "")),
        resources=_given(texts.get("signingName", ""), endpoint),
        names=_given(*names, f"{joined}Client" if joined else ""),
        operations=tuple(map(str, operations))[:_MOST_OPERATIONS] if isinstance(operations, Mapping) else (),
        packages=packages if joined else (),
    )


def _given(*texts: str) -> tuple[str, ...]:
    """The texts that are not empty, each once."""
    return tuple(dict.fromkeys(filter(None, texts)))


def _decisions(shape: Mapping[str, Any], error: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fault and retry fields that a model states."""
    fields: dict[str, Any] = {}
    if error.get("senderFault") or error.get("fault") == "client":
        fields["fault"] = "caller"
    elif shape.get("fault"):
        fields["fault"] = "service"
    retryable = shape.get("retryable")
    if isinstance(retryable, Mapping):
        fields["retryable"] = "yes"
        if retryable.get("throttling"):
            fields["category"] = "rate_limit"
    return fields


def _plain(documentation: str) -> str:
    text = _TAG.sub("", _BREAK.sub("\n", documentation[:100_000]))
    lines = (" ".join(line.split()) for line in html.unescape(text).split("\n"))
    joined = "\n".join(line for line in lines if line)
    return joined if len(joined) <= _LONGEST else joined[: _LONGEST - 1] + "…"
