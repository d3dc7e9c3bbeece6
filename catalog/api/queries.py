"""Query parameters of each address, and the body of ``/diagnoses/``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.core.validators import ProhibitNullCharactersValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from catalog.api.exceptions import PortalException, first_problem
from catalog.printing import portal_errors
from catalog.printing.serializers import CATEGORIES, RETRYABLE
from catalog.product_versions import LONGEST_VERSION
from catalog.store.in_memory import all_services, canonical_slug
from catalog.store.search import LONGEST_QUERY, SORTS

Query = type[serializers.Serializer[Any]]

LARGEST_PAGE = 100
"""Codes on one page of a list."""

_MAY_BE_EMPTY = (
    *("q", "service", "http_status", "vendor", "section", "category", "retryable", "has_solution", "sort", "version"),
)
"""Parameters that a form sends empty where nothing was chosen."""

_IGNORED_PREFIX = "_"
"""Prefix of parameters that are ignored: clients add them to bypass caches."""

_MOST_NAMED = 10
_MOST_HEADERS = 200
_LONGEST_HEADERS = 64 * 1024
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class WholeNumberField(serializers.IntegerField):
    """A number in ASCII digits; Python itself would take those of any script."""

    def __init__(self, *, min_value: int, max_value: int, **options: Any) -> None:
        problem = f"it should be a whole number from {min_value} to {max_value}"
        messages: dict[str, Any] = dict.fromkeys(("invalid", "min_value", "max_value", "max_string_length"), problem)
        super().__init__(min_value=min_value, max_value=max_value, error_messages=messages, **options)

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not re.fullmatch(r"\s*[-+]?[0-9]+(\.0*)?\s*", str(data), re.ASCII):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class StatusField(WholeNumberField):
    """An HTTP status."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=100, max_value=599, **options)


class JSONStatusField(StatusField):
    """An HTTP status in a JSON body, where a number is no string."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int | float):
            self.fail("invalid")
        return super().to_internal_value(data)


class JSONTextField(serializers.CharField):
    """A text in a JSON body, where a string is no number."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return data


class VersionField(serializers.CharField):
    """A version of the product that failed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=LONGEST_VERSION,
            validators=[ProhibitNullCharactersValidator()],
            help_text="The version of the product that the client uses: of cases that fit alike, that one's counts.",
            **options,
        )


class JSONVersionField(VersionField, JSONTextField):
    """A version of the product in a JSON body."""


class JSONBooleanField(serializers.BooleanField):
    """A boolean in a JSON body, where neither a number nor a word is one."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


@extend_schema_field(
    {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "array", "items": {"type": "string"}}]}
)
class HeaderField(serializers.Field[str, Any, Any, Any]):
    """The value of a header: a string, a number, or several strings."""

    def to_internal_value(self, data: Any) -> str:
        """Return the value in one line.

        Raises:
            ValidationError: when it is something else.
        """
        values = data if isinstance(data, list) else [data]
        if not all(isinstance(each, str) or type(each) is int for each in values):
            raise serializers.ValidationError("a header is a string, a number, or a list of strings")
        return " ".join(", ".join(map(str, values)).split())


@extend_schema_field({"type": "string"})
class ServiceField(serializers.SlugField):
    """The slug of a service of the catalog, in any letter case; empty for none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, allow_blank=True, **options)

    def to_internal_value(self, data: Any) -> str:
        given = super().to_internal_value(data)
        slug = canonical_slug(given)
        if slug is None:
            names = ", ".join(each.service.slug for each in all_services()[:_MOST_NAMED])
            problem = f"the catalog has no service of this name: {given[:100]}; it has {names or 'none'}"
            raise serializers.ValidationError(problem)
        return slug


class DiagnosisQuery(serializers.Serializer[Any]):
    """Hints of the client about its error."""

    service = ServiceField(help_text="Prefer this service where several match.")
    http_status = StatusField(required=False, help_text="The HTTP status that the client saw.")
    version = VersionField(required=False, allow_blank=True)


def whole_number(default: int, least: int, most: int, help_text: str = "") -> WholeNumberField:
    """Return an optional parameter with a number."""
    return WholeNumberField(required=False, default=default, min_value=least, max_value=most, help_text=help_text)


def text_filter(help_text: str, **limits: Any) -> serializers.CharField:
    """Return an optional parameter with a text."""
    no_nul = ProhibitNullCharactersValidator()
    return serializers.CharField(required=False, allow_blank=True, validators=[no_nul], help_text=help_text, **limits)


def choice(choices: Iterable[str], help_text: str) -> serializers.ChoiceField:
    """Return an optional field with one of some names."""
    names = list(choices)
    problem = f"it should be one of {', '.join(names)}"
    return serializers.ChoiceField(
        names, required=False, error_messages={"invalid_choice": problem}, help_text=help_text
    )


class ErrorQuery(serializers.Serializer[Any]):
    """Filters of the list of error codes."""

    q = text_filter(
        "A code, the beginning of one, or words of code, message, description and solution.", max_length=LONGEST_QUERY
    )
    service = ServiceField(help_text="Only codes of this service.")
    vendor = text_filter("Only codes of services of this vendor.")
    http_status = StatusField(required=False, help_text="Only codes that have a case with this status.")
    section = text_filter("Only codes that have a case in this section of the vendor's document.")
    category = choice(CATEGORIES, "Only codes that have a case of this category.")
    retryable = choice(RETRYABLE, "Only codes that have a case that may be retried so.")
    has_solution = serializers.BooleanField(
        required=False,
        help_text="Only codes that have a case which says what to do, or only those without one: `true` or "
        "`yes`, `false` or `no`.",
    )
    sort = choice(SORTS, "The order: best match first, by code, by service and section, or by status.")


class PageQuery(serializers.Serializer[Any]):
    """Page number and size of a list."""

    page = whole_number(1, 1, 1_000_000)
    page_size = whole_number(
        20, 1, 1_000_000, f"How many codes a page has; more than {LARGEST_PAGE} count as {LARGEST_PAGE}."
    )


class ChangeQuery(serializers.Serializer[Any]):
    """Start of a slice of the change log."""

    since = whole_number(0, 0, 2**53, "The revision that you know.")
    after = whole_number(0, 0, 2**53, "A place in the log, as `next` has it.")


class DiagnosisRequestSerializer(serializers.Serializer[Any]):
    """An error with what else the client knows of the failed call."""

    text = JSONTextField(
        trim_whitespace=False, help_text="The raw error: a body, a log, whatever the client has of it."
    )
    service = ServiceField(allow_null=True, help_text="Prefer this service where several match.")
    http_status = JSONStatusField(required=False, allow_null=True, help_text="The HTTP status that the client saw.")
    version = JSONVersionField(required=False, allow_null=True, allow_blank=True)
    headers = serializers.DictField(
        child=HeaderField(),
        required=False,
        allow_null=True,
        help_text="Headers of the failed response: `Retry-After`, request ids and codes among them are read.",
    )

    def validate_service(self, service: str | None) -> str | None:
        """Return None for an empty name."""
        return service or None

    def validate_text(self, text: str) -> str:
        """Refuse a text of white space alone."""
        if not text.strip():
            raise serializers.ValidationError("it is empty; send the raw error")
        return text

    def validate_headers(self, headers: dict[str, str] | None) -> dict[str, str]:
        """Return the headers.

        Raises:
            ValidationError: when a name is none, or when there are too many.
        """
        if not headers:
            return {}
        for name in headers:
            if not _HEADER_NAME.fullmatch(name):
                raise serializers.ValidationError(f"{name[:60]!r} is not the name of a header")
        if len(headers) > _MOST_HEADERS or sum(len(n) + len(v) for n, v in headers.items()) > _LONGEST_HEADERS:
            problem = f"at most {_MOST_HEADERS} headers of {_LONGEST_HEADERS} characters altogether are read"
            raise serializers.ValidationError(problem)
        return headers


def read_query(request: Request, *queries: Query, strict: bool = True) -> dict[str, Any]:
    """Return the validated parameters of a request.

    What is left empty, as in a form, counts as not given. An unknown parameter is refused where ``strict``: a filter
    that is misspelled must not be answered with the whole list.

    Raises:
        PortalException: naming the first parameter that is wrong or unknown.
    """
    given = {name: value for name, value in request.query_params.items() if value or name not in _MAY_BE_EMPTY}
    values: dict[str, Any] = {}
    names: list[str] = []
    for query in queries:
        serializer = query(data=given)
        names += serializer.fields
        if not serializer.is_valid():
            raise PortalException(portal_errors.BAD_PARAMETER, *first_problem(serializer.errors))
        values |= serializer.validated_data
    unknown = next((each for each in given if each not in names and not each.startswith(_IGNORED_PREFIX)), None)
    if strict and unknown is not None:
        problem = f"this address has {', '.join(names) or 'none'}"
        raise PortalException(portal_errors.BAD_PARAMETER, unknown, problem)
    return values
