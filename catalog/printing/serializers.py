"""Serializers of the JSON interfaces, from which the schema is generated.

Serializers that print an address want ``links`` in their context.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.known_error import KnownError

RETRYABLE = ("yes", "no", "after_change")
CATEGORIES = (
    "validation",
    "authentication",
    "permission",
    "not_found",
    "conflict",
    "quota",
    "rate_limit",
    "capacity",
    "internal",
)
_OUTCOMES = ("known", "ambiguous", "unknown")


class _ErrorURLField(serializers.CharField):
    """The page of the code that an object with ``service`` and ``code`` is about."""

    def __init__(self, **options: Any) -> None:
        super().__init__(source="*", **options)

    def to_representation(self, value: Any) -> str:
        return str(self.context["links"].error(value.service, value.code))


class _ServiceURLField(serializers.CharField):
    """The page of a service."""

    def to_representation(self, value: Any) -> str:
        return str(self.context["links"].service(value))


class _TextField(serializers.CharField):
    """A text that is empty where there is none."""

    def get_attribute(self, instance: Any) -> str:
        return super().get_attribute(instance) or ""


class VendorTextSerializer(serializers.Serializer[Any]):
    """The vendor's own description and solution, where the portal's curators have replaced them."""

    description = _TextField(source="vendor_description", allow_blank=True)
    solution = _TextField(source="vendor_solution", allow_blank=True)

    def get_attribute(self, instance: Any) -> Any:
        """Return the case itself; leave the object out where nothing was replaced.

        Raises:
            SkipField: when the case has the vendor's own text.
        """
        if not (instance.vendor_description or instance.vendor_solution):
            raise serializers.SkipField
        return instance


class MachineFieldsSerializer(serializers.Serializer[Any]):
    """Machine-readable fields; each is null until somebody has decided."""

    retryable = serializers.ChoiceField(
        RETRYABLE, allow_null=True, help_text="Whether the same request may succeed when it is sent again."
    )
    retry_after = serializers.IntegerField(
        allow_null=True,
        min_value=1,
        help_text="Seconds to wait before that; what the failed response itself says takes precedence.",
    )
    fault = serializers.ChoiceField(
        ["caller", "account", "service"],
        allow_null=True,
        help_text="Who can fix it: the caller, the account, the service.",
    )
    category = serializers.ChoiceField(CATEGORIES, allow_null=True)
    severity = serializers.ChoiceField(["info", "warning", "error", "critical"], allow_null=True)


class SourceSerializer(serializers.Serializer[Any]):
    """The document that a case was read from."""

    url = serializers.CharField(allow_null=True)
    updated = serializers.DateField(allow_null=True)
    imported = serializers.DateField(allow_null=True)


class VersionsSerializer(serializers.Serializer[Any]):
    """Versions of the product; each is null until somebody has said."""

    since = serializers.CharField(allow_null=True, help_text="The first version of the product that has it.")
    until = serializers.CharField(allow_null=True, help_text="The last version of the product that has it.")


MOST_CASES_LISTED = 100
"""Cases of a code among others; its own address has all of them."""


class _FirstCases(serializers.ListSerializer[Any]):
    """Cases of a code: all, or as many as ``most_cases`` of the context says."""

    def to_representation(self, data: Any) -> list[Any]:
        return super().to_representation(data[: self.context.get("most_cases")])


class ErrorCaseSerializer(MachineFieldsSerializer, VersionsSerializer):
    """One case of an error code: a status and a message with what they mean and what to do."""

    section = serializers.CharField(allow_blank=True)
    http_status = serializers.IntegerField(allow_null=True)
    message = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    solution = serializers.CharField(allow_blank=True)
    source = SourceSerializer()  # type: ignore[assignment]
    withdrawn = serializers.DateField(allow_null=True)
    replaced_by = serializers.CharField(allow_null=True)
    vendor = VendorTextSerializer(required=False)

    class Meta:
        list_serializer_class = _FirstCases


class ErrorCodeSerializer(serializers.Serializer[Any]):
    """An error code with its cases."""

    service = serializers.CharField()
    code = serializers.CharField()
    url = _ErrorURLField(help_text="The code's page.")
    aliases = serializers.ListField(child=serializers.CharField(), help_text="Other names of the same code.")
    cases_count = serializers.SerializerMethodField(
        help_text="How many cases the code has. In a list, `cases` has the first 100; the code's own address has all."
    )
    cases = ErrorCaseSerializer(many=True)

    def get_cases_count(self, error: KnownError) -> int:
        """Return how many cases a code has."""
        return len(error.cases)


class ServiceSerializer(serializers.Serializer[Any]):
    """A service of the catalog, with the number of its codes."""

    service = serializers.CharField(source="service.slug")
    name = serializers.CharField(source="service.name", allow_blank=True)
    vendor = serializers.CharField(source="service.vendor", allow_blank=True)
    codes = serializers.IntegerField()
    url = _ServiceURLField(source="service.slug", help_text="The service's page.")
    documentation = serializers.CharField(source="service.documentation", allow_null=True)
    updated = serializers.DateField(source="service.updated", allow_null=True)


class ParameterSerializer(serializers.Serializer[Any]):
    """The values of one placeholder."""

    name = serializers.CharField(allow_null=True, help_text="Null where the placeholder has none, as `%s`.")
    values = serializers.ListField(child=serializers.CharField(allow_blank=True))


class MatchSerializer(MachineFieldsSerializer, VersionsSerializer):
    """A case that matches."""

    service = serializers.CharField()
    code = serializers.CharField()
    http_status = serializers.IntegerField(source="case.http_status", allow_null=True)
    section = serializers.CharField(source="case.section", allow_blank=True)
    message = serializers.CharField(source="case.message", allow_blank=True)
    parameters = ParameterSerializer(many=True, help_text="What stands in the message's placeholders, in their order.")
    description = serializers.CharField(allow_blank=True)
    solution = serializers.CharField(allow_blank=True)
    vendor = VendorTextSerializer(required=False)
    confidence = serializers.FloatField(
        min_value=0, max_value=1, help_text="Of the answers at 0.9 and above, at least 99 in 100 are right."
    )
    reasons = serializers.ListField(
        child=serializers.ChoiceField(["code", "message", "http_status", "service"]), help_text="What agreed."
    )
    url = _ErrorURLField(help_text="The code's page.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Read the machine-readable fields and the versions from the match's case."""
        fields = super().get_fields()
        for name in (*MachineFieldsSerializer().get_fields(), *VersionsSerializer().get_fields()):
            fields[name].source = f"case.{name}"
        return fields


class ReadingSerializer(serializers.Serializer[Any]):
    """Fields read from the text itself; null if not found in it."""

    format = serializers.CharField()
    code = serializers.CharField(allow_null=True)
    message = serializers.CharField(allow_null=True)
    http_status = serializers.IntegerField(allow_null=True)
    request_id = serializers.CharField(allow_null=True)


class SuggestionSerializer(serializers.Serializer[Any]):
    """A near miss."""

    service = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField(allow_blank=True)
    url = _ErrorURLField(help_text="The code's page.")
    why = serializers.CharField()


class NoteSerializer(serializers.Serializer[Any]):
    """Additional note for the reader."""

    kind = serializers.CharField()
    text = serializers.CharField()


class VariantSerializer(serializers.Serializer[Any]):
    """One set of values with which the text has an error."""

    parameters = ParameterSerializer(many=True)
    occurrences = serializers.IntegerField(min_value=1)
    line = serializers.IntegerField(min_value=1, help_text="The first line of the text that has these values.")


class ServiceLinkSerializer(serializers.Serializer[Any]):
    """A service that an error may belong to."""

    service = serializers.CharField(source="slug")
    name = serializers.CharField(allow_blank=True)
    url = _ServiceURLField(source="slug", help_text="The service's page.")


class _ReferenceField(serializers.CharField):
    def to_representation(self, value: Any) -> str:
        return str(self.context["links"].reference(value))


class FindingSerializer(serializers.Serializer[Any]):
    """One distinct error of the text: a case of the catalog, or one unknown shape of message."""

    outcome = serializers.ChoiceField(_OUTCOMES)
    occurrences = serializers.IntegerField(min_value=1, help_text="How often the text has this error.")
    lines = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        allow_null=True,
        min_length=2,
        max_length=2,
        help_text="The first and the last line of the text that show it, from 1.",
    )
    variants = VariantSerializer(
        many=True, help_text="Up to 20 sets of values with which the text has it, the most frequent first."
    )
    read = ReadingSerializer()
    matches = MatchSerializer(many=True, help_text="The cases that match, best first; none where the error is unknown.")
    services = ServiceLinkSerializer(
        many=True,
        help_text="The first 100 services that have the code, where nothing in the text tells which one is meant.",
    )
    services_count = serializers.IntegerField(min_value=0, help_text="How many services those are altogether.")
    suggestions = SuggestionSerializer(many=True, help_text="Near misses, of an unknown error only.")
    advice = serializers.CharField(help_text="What to do next, in a sentence or two.")
    wait = serializers.IntegerField(
        allow_null=True,
        min_value=1,
        help_text="Seconds to wait, as the failed response itself says; null where it does not.",
    )
    reference = _ReferenceField(allow_null=True, help_text="Where codes of this kind are explained.")
    notes = NoteSerializer(many=True)


class GuidanceSerializer(serializers.Serializer[Any]):
    """The whole answer."""

    outcome = serializers.ChoiceField(_OUTCOMES)
    findings = FindingSerializer(
        many=True, help_text="Each distinct error of the text, the clearest first; `outcome` is that of the first."
    )


class BatchAnswerSerializer(serializers.Serializer[Any]):
    """The answer to one item of a batch: its guidance, or an error."""

    index = serializers.IntegerField(min_value=0, help_text="The item's place in the request, from 0.")
    outcome = serializers.ChoiceField(_OUTCOMES, required=False)
    findings = FindingSerializer(many=True, required=False)
    error_code = serializers.CharField(required=False, help_text="A code of the service `portal`.")
    error_msg = serializers.CharField(required=False)


class _ChangeURLField(_ErrorURLField):
    def to_representation(self, value: Any) -> Any:
        return None if value.kind == "deleted" else super().to_representation(value)


class ChangeSerializer(serializers.Serializer[Any]):
    """Change of a code in one revision of the catalog."""

    edition = serializers.IntegerField(source="revision", help_text="The revision's number.")
    service = serializers.CharField()
    code = serializers.CharField()
    kind = serializers.ChoiceField(["new", "changed", "withdrawn", "deleted"])
    changed = serializers.DateTimeField(format="%Y-%m-%dT%H:%M:%S+00:00")
    url = _ChangeURLField(allow_null=True, help_text="The code's page; null where the code is gone.")


class ApiErrorSerializer(serializers.Serializer[Any]):
    """An error of the API, in the shape of the vendor's error bodies."""

    error_code = serializers.CharField(help_text="A code of the service `portal`.")
    error_msg = serializers.CharField()
    request_id = serializers.CharField(required=False, help_text="The id of this request in the portal's log.")


class ProblemSerializer(ApiErrorSerializer):
    """An error of the API as problem details (RFC 9457), the fields of its plain shape among them."""

    type = serializers.CharField(help_text="The page of the error's code.")
    title = serializers.CharField()
    status = serializers.IntegerField(min_value=400, max_value=599)
    detail = serializers.CharField()


class ExportSerializer(serializers.Serializer[Any]):
    """The catalog in the export format."""

    format = serializers.CharField()
    version = serializers.IntegerField()
    services = serializers.ListField(child=serializers.DictField())
