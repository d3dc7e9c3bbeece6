"""Web hooks and their deliveries over REST."""

from __future__ import annotations

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.queries import JSONBooleanField, choice
from catalog.api.team_shapes import text_field
from catalog.api.team_views import RowListView, TeamView, on_team
from catalog.store.keys import Scope
from catalog.webhooks.events import EVENTS
from catalog.webhooks.models import Delivery, WebHook

_READS = Scope.WEBHOOKS_READ.value
_WRITES = Scope.WEBHOOKS_WRITE.value
_CHANGE = "webhooks.change_webhook"


class WebHookSerializer(serializers.Serializer[Any]):
    """A web hook."""

    number = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    url = serializers.CharField()
    form = serializers.ChoiceField(WebHook.Form.values)
    events = serializers.ListField(child=serializers.CharField(), help_text="Empty for all.")
    threshold = serializers.IntegerField()
    active = serializers.BooleanField()
    created = serializers.DateTimeField()


class NewWebHookSerializer(WebHookSerializer):
    """A web hook that was just made, with the secret that signs its messages."""

    secret = serializers.CharField()


class WebHookEditSerializer(serializers.Serializer[Any]):
    """A web hook as it is to be; an edit sets the fields that are sent."""

    name = text_field(100)
    url = serializers.URLField(max_length=2000, required=False)
    form = choice(WebHook.Form.values, "How its messages are written.")
    events = serializers.ListField(child=serializers.ChoiceField(list(EVENTS)), required=False, max_length=len(EVENTS))
    threshold = serializers.IntegerField(required=False, min_value=1, max_value=10**6)
    active = JSONBooleanField(required=False)


class WebHookRequestSerializer(WebHookEditSerializer):
    """A new web hook."""

    name = text_field(100, required=True)
    url = serializers.URLField(max_length=2000)


class WebHookActionSerializer(WebHookEditSerializer):
    """Edit or deletion of a web hook."""

    action = serializers.ChoiceField(["edit", "delete"])


class DeliverySerializer(serializers.Serializer[Any]):
    """One message and what became of it."""

    webhook = serializers.IntegerField(source="hook_id")
    event = serializers.CharField()
    state = serializers.ChoiceField(Delivery.State.values)
    attempts = serializers.IntegerField()
    last_status = serializers.IntegerField(allow_null=True)
    last_error = serializers.CharField(allow_blank=True)
    created = serializers.DateTimeField()
    finished = serializers.DateTimeField(allow_null=True)


class WebHookListView(RowListView):
    """Web hooks."""

    scopes: ClassVar = {"GET": _READS, "POST": _WRITES}
    serializer_class = WebHookSerializer
    queryset = WebHook.objects.all()

    @on_team("list_webhooks", "Addresses that are told of events")
    def get(self, request: Request) -> Response:
        """List the web hooks, without their secrets."""
        return self.list(request)

    @on_team("create_webhook", "Add a web hook", WebHookRequestSerializer, {201: NewWebHookSerializer})
    def post(self, request: Request) -> Response:
        """Add an address. The answer alone has the secret by which its receiver checks the messages."""
        self.account("webhooks.add_webhook")
        hook = WebHook(**self.read_body(WebHookRequestSerializer))
        with self.refusing("url"):
            hook.full_clean()
            hook.save()
        return Response(NewWebHookSerializer(hook).data, status=201)


class WebHookView(TeamView):
    """One web hook."""

    scopes: ClassVar = {"GET": _READS, "POST": _WRITES}
    serializer_class = WebHookSerializer

    @on_team("get_webhook", "A web hook")
    def get(self, request: Request, number: int) -> Response:
        """Look up a web hook, without its secret."""
        return Response(self.get_serializer(get_object_or_404(WebHook, pk=number)).data)

    @on_team("act_on_webhook", "Edit or delete a web hook", WebHookActionSerializer, WebHookSerializer)
    def post(self, request: Request, number: int) -> Response:
        """`edit` sets the fields that are sent; `delete` deletes it with its deliveries."""
        self.account(_CHANGE)
        hook = get_object_or_404(WebHook, pk=number)
        fields = self.read_body(WebHookActionSerializer)
        if fields.pop("action") == "delete":
            self.account("webhooks.delete_webhook")
            content = self.get_serializer(hook).data
            hook.delete()
            return Response(content)
        for name, value in fields.items():
            setattr(hook, name, value)
        with self.refusing("url"):
            hook.full_clean()
            hook.save()
        return Response(self.get_serializer(hook).data)


class DeliveryListView(RowListView):
    """Messages of web hooks."""

    scopes: ClassVar = {"GET": _READS}
    serializer_class = DeliverySerializer
    queryset = Delivery.objects.all()

    @on_team("list_deliveries", "What became of the messages")
    def get(self, request: Request) -> Response:
        """List the messages of all web hooks, the latest first, without what they say."""
        return self.list(request)
