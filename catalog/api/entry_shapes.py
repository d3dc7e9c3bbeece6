"""Serializers of entries over REST, for the team."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.api.queries import JSONBooleanField, JSONStatusField, ServiceField, choice, whole_number
from catalog.api.team_shapes import text_field
from catalog.curation.review import LONGEST_COMMENT
from catalog.curation.worklist import GAPS, MOST_AT_ONCE
from catalog.curation.worklist import SORTS as WORKLIST_SORTS
from catalog.printing.serializers import CATEGORIES, RETRYABLE, MachineFieldsSerializer, VersionsSerializer

_STATES = ("draft", "review", "published")
_FAULTS = ("caller", "account", "service")
_SEVERITIES = ("info", "warning", "error", "critical")
_LARGEST = 2**53


class _Number(serializers.IntegerField):
    """A number in a JSON body, where a string or a boolean is none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": _LARGEST, **options})

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return int(super().to_internal_value(data))


def _decision(choices: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices, required=False)


class WorklistQuery(serializers.Serializer[Any]):
    """Filters of the worklist."""

    service = ServiceField(help_text="Only of this service.")
    gap = choice([*GAPS, "unhelpful"], "Only cases that lack this, or that readers found unhelpful.")
    q = text_field(200, "A part of the code or of a text.")
    sort = choice(WORKLIST_SORTS, "The order: the most asked, or by service and code.")


class WorklistCaseSerializer(MachineFieldsSerializer, VersionsSerializer):
    """A case as the team edits it."""

    number = serializers.IntegerField(source="pk")
    version = serializers.IntegerField(read_only=True, help_text="Send it back with an edit.")
    service = serializers.CharField(source="code.service.slug")
    code = serializers.CharField(source="code.code")
    state = serializers.ChoiceField(_STATES, source="code.state")
    internal = serializers.BooleanField(source="code.internal")
    section = serializers.CharField(allow_blank=True)
    http_status = serializers.IntegerField(allow_null=True)
    message = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    solution = serializers.CharField(allow_blank=True)
    popularity = serializers.IntegerField(source="asked", help_text="How often its code was asked for lately.")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        fields = super().to_representation(instance)
        names = ("retryable", "fault", "category", "severity", "since", "until")
        return {name: None if name in names and value == "" else value for name, value in fields.items()}


class CaseEditSerializer(serializers.Serializer[Any]):
    """Edit of a case: the fields that are sent are set."""

    version = _Number(help_text="The version of the case that was read.")
    message = text_field(10_000)
    description = text_field(20_000)
    solution = text_field(20_000)
    section = text_field(300)
    sample = text_field(10_000)
    since = text_field(50)
    until = text_field(50)
    replaced_by = text_field(200)
    http_status = JSONStatusField(required=False, allow_null=True)
    retry_after = _Number(required=False, allow_null=True, max_value=10**9)
    retryable = _decision(["", *RETRYABLE])
    fault = _decision(["", *_FAULTS])
    category = _decision(["", *CATEGORIES])
    severity = _decision(["", *_SEVERITIES])


class BulkEditSerializer(serializers.Serializer[Any]):
    """The same values for many cases."""

    cases = serializers.ListField(child=_Number(), min_length=1, max_length=MOST_AT_ONCE)
    section = text_field(300)
    retryable = _decision(RETRYABLE)
    fault = _decision(_FAULTS)
    category = _decision(CATEGORIES)
    severity = _decision(_SEVERITIES)
    state = _decision(_STATES)
    internal = JSONBooleanField(required=False)


class ChangedSerializer(serializers.Serializer[Any]):
    """How many cases were changed."""

    changed = serializers.IntegerField()


class CommentSerializer(serializers.Serializer[Any]):
    """A comment in a review."""

    author = serializers.CharField(source="author.username", allow_null=True, default=None)
    text = serializers.CharField()
    created = serializers.DateTimeField()


class DraftCaseSerializer(serializers.Serializer[Any]):
    """A case of an entry in review."""

    number = serializers.IntegerField(source="pk")
    http_status = serializers.IntegerField(allow_null=True)
    message = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    solution = serializers.CharField(allow_blank=True)


class DraftSerializer(serializers.Serializer[Any]):
    """An entry with its state and comments."""

    number = serializers.IntegerField(source="pk")
    service = serializers.CharField(source="service.slug")
    code = serializers.CharField()
    state = serializers.ChoiceField(_STATES)
    cases = DraftCaseSerializer(many=True)
    comments = CommentSerializer(many=True)


class DraftRequestSerializer(serializers.Serializer[Any]):
    """A new entry."""

    service = text_field(100, required=True)
    code = text_field(200, required=True)
    message = text_field(10_000, "A message template: `{name}` where a value stands.")
    http_status = JSONStatusField(required=False, allow_null=True)
    description = text_field(20_000)
    solution = text_field(20_000)


class DraftActionSerializer(serializers.Serializer[Any]):
    """Action on an entry in review."""

    action = serializers.ChoiceField(["comment", *_STATES])
    text = text_field(LONGEST_COMMENT, "The comment.")


class ProofRequestSerializer(serializers.Serializer[Any]):
    """An entry to try."""

    service = text_field(100, required=True)
    code = text_field(200, required=True)
    message = text_field(10_000, required=True)
    http_status = JSONStatusField(required=False, allow_null=True)


class TakenSerializer(serializers.Serializer[Any]):
    """An entry whose own sample another would answer."""

    service = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class ProofSerializer(serializers.Serializer[Any]):
    """Result of trying an entry."""

    itself = serializers.BooleanField(help_text="Whether its own sample comes back as it.")
    answered = serializers.IntegerField(help_text="How many kept messages it answers.")
    total = serializers.IntegerField(help_text="Of how many.")
    taken = serializers.SerializerMethodField(help_text="Entries of others whose own samples it would answer as well.")

    @extend_schema_field(TakenSerializer(many=True))
    def get_taken(self, proof: Any) -> list[dict[str, str]]:
        """Return the entries."""
        return [{"service": service, "code": code, "message": message} for service, code, message in proof.taken]


class DeletedCodeSerializer(serializers.Serializer[Any]):
    """A deleted code."""

    number = serializers.IntegerField()
    service = serializers.CharField()
    code = serializers.CharField()
    deleted = serializers.DateTimeField()
    by = serializers.CharField(allow_blank=True)
    cases = serializers.IntegerField()


class RestoreSerializer(serializers.Serializer[Any]):
    """Which deleted code to restore."""

    number = _Number()


class PieceSerializer(serializers.Serializer[Any]):
    """A piece of a text that was changed."""

    kind = serializers.ChoiceField(["same", "deleted", "inserted"])
    text = serializers.CharField(allow_blank=True)


class FieldEditSerializer(serializers.Serializer[Any]):
    """Difference of a field."""

    name = serializers.CharField(source="label")
    pieces = serializers.SerializerMethodField()

    @extend_schema_field(PieceSerializer(many=True))
    def get_pieces(self, edit: Any) -> list[dict[str, str]]:
        """Return the pieces in their order."""
        return [{"kind": kind, "text": text} for kind, text in edit.pieces]


class EditSerializer(serializers.Serializer[Any]):
    """A change of a code, of one of its cases, or of its team note."""

    kind = serializers.ChoiceField(["code", "case", "note"])
    number = serializers.IntegerField(help_text="That of the version which the change made.")
    action = serializers.ChoiceField(["added", "changed", "deleted"])
    title = serializers.CharField(allow_blank=True)
    when = serializers.DateTimeField()
    by = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    changes = FieldEditSerializer(many=True, source="fields")
    is_present = serializers.BooleanField()


class RevertSerializer(serializers.Serializer[Any]):
    """Which version to bring back."""

    kind = serializers.ChoiceField(["code", "case", "note"])
    number = _Number()


class TeamNoteSerializer(serializers.Serializer[Any]):
    """The team's note on a code."""

    text = serializers.CharField(allow_blank=True)
    changed = serializers.DateTimeField(allow_null=True)


class TeamNoteRequestSerializer(serializers.Serializer[Any]):
    """A note to keep."""

    text = text_field(50_000, "Markdown; empty to delete the note.", required=True, may_be_empty=True)


class AuditQuery(serializers.Serializer[Any]):
    """Which codes to check."""

    service = ServiceField(help_text="The service.")
    first = whole_number(0, 0, 10**6, "Codes to skip.")
    most = whole_number(200, 1, 200, "Codes to check.")


class AuditFindingSerializer(serializers.Serializer[Any]):
    """A defect of an entry."""

    rule = serializers.CharField(source="rule.name")
    level = serializers.CharField(source="rule.level")
    service = serializers.CharField()
    code = serializers.CharField()
    http_status = serializers.IntegerField(allow_null=True)
    message = serializers.CharField(allow_blank=True)
    text = serializers.CharField()


class AuditSerializer(serializers.Serializer[Any]):
    """Result of an audit."""

    cases = serializers.IntegerField(help_text="How many cases were checked.")
    findings = AuditFindingSerializer(many=True)
