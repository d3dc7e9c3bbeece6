"""What requests and answers look like, as the schema documents them; the query's fields are checked with these."""

from __future__ import annotations

import re
from typing import Any

from django.core.validators import ProhibitNullCharactersValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

LARGEST_PAGE = 100
"""Codes on one page of a list."""


class WholeNumber(serializers.IntegerField):
    """A number in the digits of ASCII, which is all that a program writes; Python itself would take those of any."""

    def __init__(self, *, min_value: int, max_value: int, **settings: Any) -> None:
        problem = f"it should be a whole number from {min_value} to {max_value}"
        told: dict[str, Any] = dict.fromkeys(("invalid", "min_value", "max_value", "max_string_length"), problem)
        super().__init__(min_value=min_value, max_value=max_value, error_messages=told, **settings)

    def to_internal_value(self, data: Any) -> int:
        """The number."""
        if not re.fullmatch(r"\s*[-+]?[0-9]+(\.0*)?\s*", str(data), re.ASCII):
            self.fail("invalid")
        return int(super().to_internal_value(data))


@extend_schema_field(
    {"oneOf": [{"type": "integer", "minimum": 100, "maximum": 599}, {"type": "string", "maxLength": 0}]}
)
class StatusField(WholeNumber):
    """An HTTP status; one that is left empty was not given."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(min_value=100, max_value=599, **settings)


class DiagnoseQuery(serializers.Serializer[Any]):
    """Optional hints of whoever pastes an error."""

    service = serializers.SlugField(
        required=False, allow_blank=True, help_text="Prefer this service where several fit."
    )
    http_status = StatusField(required=False, help_text="The HTTP status that the client saw.")


class ErrorListQuery(serializers.Serializer[Any]):
    """What a list of errors is narrowed to."""

    q = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=1000,
        trim_whitespace=True,
        help_text="A code, the beginning of one, or words of code, message, description and solution.",
        validators=[ProhibitNullCharactersValidator()],
    )
    service = serializers.SlugField(required=False, allow_blank=True, help_text="Only codes of this service.")
    http_status = StatusField(required=False, help_text="Only codes that have a case with this status.")
    page = WholeNumber(required=False, default=1, min_value=1, max_value=1_000_000)
    page_size = WholeNumber(
        required=False,
        default=20,
        min_value=1,
        max_value=1_000_000,
        help_text=f"How many codes a page has; more than {LARGEST_PAGE} count as {LARGEST_PAGE}.",
    )


class ChangesQuery(serializers.Serializer[Any]):
    """From where on the log is asked for."""

    since = WholeNumber(required=False, default=0, min_value=0, max_value=2**53, help_text="The edition that you know.")
    after = WholeNumber(
        required=False, default=0, min_value=0, max_value=2**53, help_text="A place in the log, as `next` has it."
    )


class ApiError(serializers.Serializer[Any]):
    """An error of the API, in the shape of the vendor's page."""

    error_code = serializers.CharField(help_text="A code of service portal.")
    error_msg = serializers.CharField()


class SourceShape(serializers.Serializer[Any]):
    """Where a case was read."""

    url = serializers.CharField(allow_null=True)
    updated = serializers.DateField(allow_null=True)
    imported = serializers.DateField(allow_null=True)


class VendorShape(serializers.Serializer[Any]):
    """The vendor's own words, where people of the portal have written others in their place."""

    description = serializers.CharField(allow_blank=True)
    solution = serializers.CharField(allow_blank=True)


class MachineFields(serializers.Serializer[Any]):
    """What a program acts on without reading prose; each null until somebody has decided."""

    retryable = serializers.ChoiceField(
        ["yes", "no", "after_change"],
        allow_null=True,
        help_text="Whether the same request may succeed when sent again: as it is, never, or after a change.",
    )
    retry_after = serializers.IntegerField(
        allow_null=True,
        min_value=1,
        help_text="How many seconds to wait before that; what the answer itself says goes first.",
    )
    fault = serializers.ChoiceField(
        ["caller", "account", "service"], allow_null=True, help_text="On whose side the remedy is."
    )
    category = serializers.ChoiceField(
        [
            "validation",
            "authentication",
            "permission",
            "not_found",
            "conflict",
            "quota",
            "rate_limit",
            "capacity",
            "internal",
        ],
        allow_null=True,
    )
    severity = serializers.ChoiceField(["info", "warning", "error", "critical"], allow_null=True)


class CaseShape(MachineFields):
    """A case of an error code."""

    section = serializers.CharField(allow_blank=True)
    http_status = serializers.IntegerField(allow_null=True)
    message = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    solution = serializers.CharField(allow_blank=True)
    vendor = VendorShape(required=False)
    source = SourceShape()  # type: ignore[assignment]
    withdrawn = serializers.DateField(allow_null=True)
    replaced_by = serializers.CharField(allow_null=True)


class ErrorShape(serializers.Serializer[Any]):
    """An error code with its cases."""

    service = serializers.CharField()
    code = serializers.CharField()
    url = serializers.CharField()
    aliases = serializers.ListField(child=serializers.CharField(), help_text="Other names of the same code.")
    cases = CaseShape(many=True)


class ErrorListShape(serializers.Serializer[Any]):
    """One page of a list of errors."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ErrorShape(many=True)


class ServiceShape(serializers.Serializer[Any]):
    """A service of the catalog."""

    service = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    vendor = serializers.CharField(allow_blank=True)
    codes = serializers.IntegerField()
    url = serializers.CharField()
    documentation = serializers.CharField(allow_null=True)
    updated = serializers.DateField(allow_null=True)


class ServiceListShape(serializers.Serializer[Any]):
    """The services of the catalog."""

    results = ServiceShape(many=True)


class ParameterShape(serializers.Serializer[Any]):
    """The values of one placeholder."""

    name = serializers.CharField(allow_null=True, help_text="Null where the placeholder has none, as `%s`.")
    values = serializers.ListField(child=serializers.CharField(allow_blank=True))


class MatchShape(MachineFields):
    """A case that fits."""

    service = serializers.CharField()
    code = serializers.CharField()
    http_status = serializers.IntegerField(allow_null=True)
    section = serializers.CharField(allow_blank=True)
    message = serializers.CharField(allow_blank=True)
    parameters = ParameterShape(many=True, help_text="What stands in the placeholders of the message, in their order.")
    description = serializers.CharField(allow_blank=True)
    solution = serializers.CharField(allow_blank=True)
    vendor = VendorShape(required=False)
    confidence = serializers.FloatField(
        min_value=0, max_value=1, help_text="Of the answers at 0.9 and above, at least 99 in 100 are right."
    )
    reasons = serializers.ListField(
        child=serializers.ChoiceField(["code", "message", "http_status", "service"]), help_text="What agreed."
    )
    url = serializers.CharField(help_text="The code's page.")


class ReadShape(serializers.Serializer[Any]):
    """What was understood from the text itself."""

    format = serializers.CharField()
    code = serializers.CharField(allow_null=True)
    message = serializers.CharField(allow_null=True)
    http_status = serializers.IntegerField(allow_null=True)
    request_id = serializers.CharField(allow_null=True)


class SuggestionShape(serializers.Serializer[Any]):
    """A near miss."""

    service = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField(allow_blank=True)
    url = serializers.CharField()
    why = serializers.CharField()


class NoteShape(serializers.Serializer[Any]):
    """What else a reader should know."""

    kind = serializers.CharField()
    text = serializers.CharField()


class VariantShape(serializers.Serializer[Any]):
    """One set of values with which the text has an error."""

    parameters = ParameterShape(many=True)
    occurrences = serializers.IntegerField(min_value=1)
    line = serializers.IntegerField(min_value=1, help_text="The first line of the text that has these values.")


class ServiceLinkShape(serializers.Serializer[Any]):
    """A service that an error may belong to."""

    service = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    url = serializers.CharField()


class FindingShape(serializers.Serializer[Any]):
    """One distinct error of the text: a case of the catalog, or one unknown shape of message."""

    outcome = serializers.ChoiceField(["known", "ambiguous", "unknown"])
    occurrences = serializers.IntegerField(min_value=1, help_text="How often the text has this error.")
    lines = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        allow_null=True,
        min_length=2,
        max_length=2,
        help_text="The first and the last line of the text that show it, from 1.",
    )
    variants = VariantShape(
        many=True, help_text="Up to 20 sets of values with which the text has it, the most frequent first."
    )
    read = ReadShape()
    matches = MatchShape(many=True, help_text="The cases that fit, best first; none where the error is unknown.")
    services = ServiceLinkShape(
        many=True,
        help_text="The first 100 services that have the code, where nothing in the text tells which one is meant.",
    )
    services_count = serializers.IntegerField(min_value=0, help_text="How many services those are altogether.")
    suggestions = SuggestionShape(many=True, help_text="Near misses, of an unknown error only.")
    advice = serializers.CharField(help_text="What to do next, in a sentence or two.")
    wait = serializers.IntegerField(
        allow_null=True, min_value=1, help_text="How many seconds the text itself says to wait; null where it does not."
    )
    reference = serializers.CharField(allow_null=True, help_text="Where codes of this kind are explained.")
    notes = NoteShape(many=True)


class GuidanceShape(serializers.Serializer[Any]):
    """The whole answer."""

    outcome = serializers.ChoiceField(["known", "ambiguous", "unknown"])
    findings = FindingShape(
        many=True, help_text="Each distinct error of the text, the clearest first; `outcome` is that of the first."
    )


class BatchAnswerShape(serializers.Serializer[Any]):
    """The answer to one item of a batch: a guidance, or an error."""

    index = serializers.IntegerField(min_value=0, help_text="The item's place in the request, from 0.")
    outcome = serializers.ChoiceField(["known", "ambiguous", "unknown"], required=False)
    findings = FindingShape(many=True, required=False)
    error_code = serializers.CharField(required=False, help_text="A code of service portal.")
    error_msg = serializers.CharField(required=False)


class ChangeShape(serializers.Serializer[Any]):
    """What became of a code in one edition of the catalog."""

    edition = serializers.IntegerField()
    service = serializers.CharField()
    code = serializers.CharField()
    kind = serializers.ChoiceField(["new", "changed", "withdrawn", "deleted"])
    changed = serializers.DateTimeField()
    url = serializers.CharField(allow_null=True, help_text="The code's page; null where the code is gone.")


class ChangesShape(serializers.Serializer[Any]):
    """A piece of the log, oldest first."""

    edition = serializers.IntegerField(help_text="The catalog's edition: ask with it next time.")
    since = serializers.IntegerField()
    complete = serializers.BooleanField(help_text="Whether the log reaches back to `since`.")
    next = serializers.CharField(allow_null=True, help_text="Where the log goes on.")
    changes = ChangeShape(many=True)


class ExportShape(serializers.Serializer[Any]):
    """The catalog in the export format."""

    format = serializers.CharField()
    version = serializers.IntegerField()
    services = serializers.ListField(child=serializers.JSONField())
