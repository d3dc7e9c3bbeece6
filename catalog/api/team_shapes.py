"""Serializers of the team's REST endpoints."""

from __future__ import annotations

from typing import Any

from django.core.validators import ProhibitNullCharactersValidator
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.api.queries import (
    JSONBooleanField,
    JSONStatusField,
    JSONTextField,
    ServiceField,
    choice,
    text_filter,
    whole_number,
)
from catalog.curation.models import Source
from catalog.intake import FORMATS
from catalog.learning.feedback import LONGEST_REMARK, LONGEST_REPORT
from catalog.learning.insights import WEEKS
from catalog.learning.models import Unknown
from catalog.learning.queue import SORTS

_NO_NUL = ProhibitNullCharactersValidator()
_ACTIONS = ("entry", "draft", "message", "alias", "referral", "ignore", "reopen", "assign", "unassign", "note")


def text_field(most: int, help_text: str = "", *, required: bool = False, may_be_empty: bool = False) -> JSONTextField:
    """Return a field with a text of at most ``most`` characters; a required one may not be empty, unless it says so."""
    blank = may_be_empty or not required
    return JSONTextField(
        required=required, allow_blank=blank, max_length=most, validators=[_NO_NUL], help_text=help_text
    )


class QueueQuery(serializers.Serializer[Any]):
    """Filters of the queue."""

    state = choice([*Unknown.State.values, "all"], "Open ones, unless it says otherwise.")
    kind = choice(Unknown.Kind.values, "Only rows of this kind.")
    q = text_filter("A part of the text or code.", max_length=200)
    sort = choice(SORTS, "The order: most asked, last seen, newest, or rising.")
    mine = serializers.BooleanField(required=False, help_text="Only rows that are assigned to the key's account.")


class FeedbackQuery(serializers.Serializer[Any]):
    """Filters of the feedback."""

    service = ServiceField(help_text="Only of this service.")
    code = text_filter("Only of this code.", max_length=200)
    helpful = serializers.BooleanField(required=False, help_text="Only those that say yes, or no.")


class InsightsQuery(serializers.Serializer[Any]):
    """Number of weeks that insights cover."""

    service = ServiceField(help_text="Only this service; the daily counts have all.")
    weeks = whole_number(WEEKS, 1, 104)


class FeedbackRequestSerializer(serializers.Serializer[Any]):
    """Vote on whether an entry helped."""

    service = text_field(100, "The service's slug.", required=True)
    code = text_field(200, "The code.", required=True)
    helpful = JSONBooleanField()
    http_status = JSONStatusField(required=False, allow_null=True, help_text="The status of the case, of several.")
    message = text_field(10_000, "The message template of the case, of several.")
    remark = text_field(LONGEST_REMARK, "What was missing or wrong. Secrets in it are masked.")


class VotesSerializer(serializers.Serializer[Any]):
    """How many found an entry helpful, and how many did not."""

    helpful = serializers.IntegerField()
    unhelpful = serializers.IntegerField()


class FeedbackSerializer(serializers.Serializer[Any]):
    """Feedback of a reader on an entry."""

    service = serializers.CharField()
    code = serializers.CharField()
    http_status = serializers.IntegerField(allow_null=True)
    message = serializers.CharField(allow_blank=True)
    helpful = serializers.BooleanField()
    remark = serializers.CharField(allow_blank=True)
    created = serializers.DateTimeField()


class ReportRequestSerializer(serializers.Serializer[Any]):
    """An error that is sent to the team."""

    text = JSONTextField(
        max_length=LONGEST_REPORT, trim_whitespace=False, help_text="The error. Secrets in it are masked."
    )
    remark = text_field(LONGEST_REMARK, "What one was doing.")
    contact = serializers.EmailField(required=False, allow_blank=True, help_text="A mail address for an answer.")


class ReceiptSerializer(serializers.Serializer[Any]):
    """How long the team keeps what was sent."""

    keep_days = serializers.IntegerField()


class ReportSerializer(serializers.Serializer[Any]):
    """An error that somebody sent to the team."""

    unknown = serializers.IntegerField(source="unknown_id", help_text="Its row in the queue.")
    text = serializers.CharField()
    remark = serializers.CharField(allow_blank=True)
    contact = serializers.CharField(allow_blank=True)
    created = serializers.DateTimeField()
    answered = serializers.DateTimeField(allow_null=True)


class EntryLinkSerializer(serializers.Serializer[Any]):
    """The entry that answers a row."""

    service = serializers.CharField(source="service.slug")
    code = serializers.CharField()
    state = serializers.CharField()
    url = serializers.SerializerMethodField()

    def get_url(self, code: Any) -> str:
        """Return the code's page."""
        return str(self.context["links"].error(code.service.slug, code.code))


class UnknownSerializer(serializers.Serializer[Any]):
    """A row of the queue. Values in messages are replaced."""

    number = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(Unknown.Kind.values)
    state = serializers.ChoiceField(Unknown.State.values)
    text = serializers.CharField(help_text="The code, or the message with `<*>` for each value.")
    code = serializers.CharField(allow_blank=True, help_text="The code beside a message.")
    http_statuses = serializers.ListField(child=serializers.IntegerField(), source="statuses")
    services = serializers.ListField(child=serializers.CharField(), help_text="Services that it may belong to.")
    count = serializers.IntegerField()
    lately = serializers.IntegerField(help_text="Of these, in the last seven days.")
    before = serializers.IntegerField(help_text="And in the seven days before.")
    first_seen = serializers.DateTimeField()
    last_seen = serializers.DateTimeField()
    assigned_to = serializers.CharField(source="assigned_to.username", allow_null=True, default=None)
    note = serializers.CharField(allow_blank=True)
    entry = EntryLinkSerializer(source="answered_by", allow_null=True)
    url = serializers.SerializerMethodField(help_text="Its page in the workbench.")

    def get_url(self, row: Any) -> str:
        """Return the row's page."""
        return str(self.context["links"].base) + reverse("workbench_unknown", args=[row.pk])


class QueueActionSerializer(serializers.Serializer[Any]):
    """Action on a row of the queue."""

    action = serializers.ChoiceField(_ACTIONS)
    service = text_field(100)
    code = text_field(200)
    message = text_field(10_000, "A message template: `{name}` where a value stands.")
    http_status = JSONStatusField(required=False, allow_null=True)
    description = text_field(20_000)
    solution = text_field(20_000)
    alias = text_field(200)
    prefix = text_field(100, "How the codes begin that another reference explains.")
    title = text_field(200, "The title of that reference.")
    note = text_field(5_000)


class SourceRowSerializer(serializers.Serializer[Any]):
    """Documentation source of a service."""

    number = serializers.IntegerField(source="pk")
    service = serializers.CharField()
    location = serializers.CharField()
    format = serializers.CharField()
    part = serializers.BooleanField()
    trusted = serializers.BooleanField()
    active = serializers.BooleanField()
    state = serializers.ChoiceField(Source.State.values)
    problem = serializers.CharField(allow_blank=True)
    read = serializers.DateTimeField(allow_null=True)


class SourceRequestSerializer(serializers.Serializer[Any]):
    """A source as it is to be."""

    service = text_field(100, "The service's slug.", required=True)
    name = text_field(200, "The name of the service.")
    location = text_field(2000, "A web address, or a file below one of PORTAL_SOURCE_FOLDERS.", required=True)
    format = choice(["auto", *FORMATS], "Its format, where the content does not tell.")
    part = JSONBooleanField(required=False, help_text="A part of the service: withdraw nothing.")
    trusted = JSONBooleanField(required=False, help_text="Apply its changes without a review.")
    active = JSONBooleanField(required=False, help_text="Read it again with the others.")


class SourceActionSerializer(SourceRequestSerializer):
    """Edit or deletion of a source; an edit sets the fields that are sent."""

    action = serializers.ChoiceField(["edit", "delete"])
    service = text_field(100, "The service's slug.")
    location = text_field(2000, "A web address, or a file below one of PORTAL_SOURCE_FOLDERS.")


class RefreshedSerializer(serializers.Serializer[Any]):
    """Result of reading a source again."""

    outcome = serializers.ChoiceField(["unchanged", "applied", "waiting", "failed"])
    text = serializers.CharField()
    source = SourceRowSerializer()  # type: ignore[assignment]


class WeekSerializer(serializers.Serializer[Any]):
    """One week, from Monday on."""

    begins = serializers.DateField()
    diagnosed = serializers.IntegerField()
    known = serializers.IntegerField()
    ambiguous = serializers.IntegerField()
    unknown = serializers.IntegerField()
    looked_up = serializers.IntegerField()


class AskedCodeSerializer(serializers.Serializer[Any]):
    """A code and how often it was asked for."""

    service = serializers.CharField()
    code = serializers.CharField()
    count = serializers.IntegerField()
    solved = serializers.BooleanField(help_text="Whether its entry has a solution.")


class AskedServiceSerializer(serializers.Serializer[Any]):
    """A service and how often its codes were asked for."""

    service = serializers.CharField()
    count = serializers.IntegerField()


class InsightsSerializer(serializers.Serializer[Any]):
    """Usage of the portal, and the entries that are missing."""

    weeks = WeekSerializer(many=True)
    services = serializers.SerializerMethodField()
    codes = AskedCodeSerializer(many=True)
    without_solution = AskedCodeSerializer(many=True)
    helpful = serializers.IntegerField()
    unhelpful = serializers.IntegerField()

    @extend_schema_field(AskedServiceSerializer(many=True))
    def get_services(self, numbers: Any) -> list[dict[str, Any]]:
        """Return the services, the most asked first."""
        return [{"service": slug, "count": count} for slug, count in numbers.services]
