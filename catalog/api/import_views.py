"""Imports with a preview, and their sources, over REST."""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.queries import JSONBooleanField, JSONStatusField, JSONTextField, choice
from catalog.api.team_shapes import SourceActionSerializer, SourceRowSerializer, text_field
from catalog.api.team_views import RowListView, TeamView, curation
from catalog.curation.importing import (
    Preview,
    apply_import,
    pending_imports,
    preview,
    propose,
    propose_pack,
    read_again,
)
from catalog.curation.models import Source
from catalog.curation.refreshing import delete_source, save_source
from catalog.ingest import refuse_another_name
from catalog.intake import CODE_SOURCES, FORMATS, NO_HINTS, Hints, IntakeError, columns_in, fetch, is_slug
from catalog.store.keys import Scope

_READS = Scope.IMPORTS_READ.value
_WRITES = Scope.IMPORTS_WRITE.value
_ADD = "curation.add_pendingimport"


class HintsSerializer(serializers.Serializer[Any]):
    """How to read a document, where its words and values do not tell."""

    columns = text_field(1000, "Which column holds what: `code=ID, message=Error text`.")
    no_header = JSONBooleanField(required=False, help_text="The first row of a CSV is no header.")
    skipped_tables = serializers.ListField(child=JSONTextField(max_length=300), required=False, max_length=50)
    only_sections = serializers.ListField(child=JSONTextField(max_length=300), required=False, max_length=50)
    http_status = JSONStatusField(required=False, allow_null=True, help_text="Of cases that state none.")
    code_from = choice(CODE_SOURCES, "Where each document of an archive names its code.")

    def validate_columns(self, text: str) -> dict[str, str]:
        """Read the pairs.

        Raises:
            ValidationError: when one is none.
        """
        try:
            return columns_in(text) if text.strip() else {}
        except IntakeError as problem:
            raise serializers.ValidationError(str(problem)) from None


class ImportRequestSerializer(serializers.Serializer[Any]):
    """A document to read: one of `text`, `data`, `url` and `pack`."""

    text = JSONTextField(required=False, trim_whitespace=False, max_length=5_000_000, help_text="Its text.")
    data = JSONTextField(  # type: ignore[assignment]
        required=False, max_length=100_000_000, help_text="Its bytes in base64, as of a workbook."
    )
    url = serializers.URLField(required=False, max_length=2000, help_text="Where to fetch it from.")
    pack = text_field(100, "The name of a pack that comes with the portal.")
    name = text_field(300, "Its file name.")
    service = text_field(100, "The service's slug; without it the document names its services.")
    service_name = text_field(200, "The name of a new service.")
    format = choice(["auto", *FORMATS], "Its format, where the content does not tell.")
    part = JSONBooleanField(required=False, help_text="A part of the service: withdraw nothing.")
    hints = HintsSerializer(required=False)

    def validate_service(self, slug: str) -> str:
        """Check the slug.

        Raises:
            ValidationError: when it is none.
        """
        if slug and not is_slug(slug):
            raise serializers.ValidationError("use up to 100 letters, digits, - and _")
        return slug

    def validate_data(self, text: str) -> bytes:
        """Decode the bytes.

        Raises:
            ValidationError: when they are not in base64.
        """
        try:
            return b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise serializers.ValidationError("it is not in base64") from None

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse several documents, and none.

        Raises:
            ValidationError: when it is not one.
        """
        if sum(bool(attrs.get(name)) for name in ("text", "data", "url", "pack")) != 1:
            raise serializers.ValidationError("send one of text, data, url and pack")
        return attrs


class ImportActionSerializer(serializers.Serializer[Any]):
    """Action on a pending import."""

    action = serializers.ChoiceField(["apply", "discard", "read"])
    allow_withdrawals = JSONBooleanField(required=False, help_text="Apply it although most of the known cases go.")
    hints = HintsSerializer(required=False, help_text="How to read it, with `read`.")


class PendingImportSerializer(serializers.Serializer[Any]):
    """A document that waits for review."""

    number = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    format = serializers.CharField()
    service = serializers.CharField(allow_blank=True)
    part = serializers.BooleanField()
    author = serializers.CharField(source="author.username", allow_null=True, default=None)
    created = serializers.DateTimeField()


class FieldChangeSerializer(serializers.Serializer[Any]):
    """A field of a row, before and after."""

    name = serializers.CharField()
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class RowChangeSerializer(serializers.Serializer[Any]):
    """A row that an import would change."""

    kind = serializers.ChoiceField(["new", "changed", "withdrawn"])
    service = serializers.CharField()
    code = serializers.CharField()
    http_status = serializers.IntegerField(allow_null=True)
    message = serializers.CharField(allow_blank=True)
    changes = FieldChangeSerializer(many=True, source="fields")


class LineSerializer(serializers.Serializer[Any]):
    """A line of the document and what is said of it."""

    line = serializers.IntegerField()
    reason = serializers.CharField()


class CountsSerializer(serializers.Serializer[Any]):
    """Rows by what would become of them."""

    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    withdrawn = serializers.IntegerField()
    rejected = serializers.IntegerField()


class PreviewSerializer(serializers.Serializer[Any]):
    """Preview of an import; the first 500 rows in full."""

    number = serializers.IntegerField(allow_null=True, help_text="Of the pending import; null once it is gone.")
    format = serializers.CharField()
    services = serializers.ListField(child=serializers.CharField())
    counts = CountsSerializer()
    changes = RowChangeSerializer(many=True)
    rejected = LineSerializer(many=True)
    aside = LineSerializer(many=True, help_text="Tables and columns that were not read, and rows that are doubtful.")
    untaken = serializers.IntegerField(help_text="Lines that look like codes and are in no row.")
    warning = serializers.CharField(allow_blank=True, help_text="Why it is applied with `allow_withdrawals` only.")


def _hints(fields: dict[str, Any]) -> Hints:
    given = fields.get("hints")
    return Hints.of_data(given) if given else NO_HINTS


def _previewed(number: int | None, result: Preview) -> dict[str, Any]:
    names = ("format", "services", "counts", "changes", "untaken", "warning")
    lines = {
        name: [{"line": line, "reason": reason} for line, reason in getattr(result, name)]
        for name in ("rejected", "aside")
    }
    return {"number": number, **{name: getattr(result, name) for name in names}, **lines}


class ImportListView(RowListView):
    """Documents that wait for review."""

    scopes: ClassVar = {"GET": _READS, "POST": _WRITES}
    serializer_class = PendingImportSerializer
    queryset = pending_imports()

    @curation("list_imports", "Documents that wait for review")
    def get(self, request: Request) -> Response:
        """List the documents that were read and not applied yet."""
        return self.list(request)

    @curation(
        "propose_import",
        "Read a document and see what it would change",
        ImportRequestSerializer,
        {201: PreviewSerializer},
    )
    def post(self, request: Request) -> Response:
        """Read a document, by its text, bytes or address, and keep it for review. The catalog stays as it is."""
        account = self.account(_ADD)
        fields = self.read_body(ImportRequestSerializer)
        with self.refusing("document"):
            if fields.get("pack"):
                pending = propose_pack(fields["pack"], author=account)
            else:
                refuse_another_name(fields.get("service") or None, fields.get("service_name") or None)
                data, name, url = _document(fields)
                options = {key: fields[key] for key in ("service", "service_name", "part") if key in fields}
                pending = propose(
                    data,
                    name=fields.get("name") or name,
                    url=url,
                    format=fields.get("format") or "auto",
                    hints=_hints(fields),
                    author=account,
                    **options,
                )
            content = _previewed(pending.pk, preview(pending))
        return Response(PreviewSerializer(content).data, status=201)


def _document(fields: dict[str, Any]) -> tuple[bytes, str, str]:
    if url := fields.get("url"):
        fetched = fetch(url)
        return fetched.data, fetched.url.rsplit("/", 1)[-1] or fetched.url, fetched.url
    return fields.get("data") or fields["text"].encode(), "pasted.txt", ""


class ImportView(TeamView):
    """One document that waits for review."""

    scopes: ClassVar = {"GET": _READS, "POST": _WRITES}
    serializer_class = PreviewSerializer

    @curation("preview_import", "What a document would change")
    def get(self, request: Request, number: int) -> Response:
        """Work out what the document would change in the catalog as it is now."""
        pending = get_object_or_404(pending_imports(), pk=number)
        with self.refusing("document"):
            return Response(self.get_serializer(_previewed(number, preview(pending))).data)

    @curation(
        "act_on_import", "Apply a document, read it otherwise, or discard it", ImportActionSerializer, PreviewSerializer
    )
    def post(self, request: Request, number: int) -> Response:
        """`apply` takes it into the catalog, `read` reads it again with `hints`, `discard` forgets it."""
        account = self.account(_ADD)
        pending = get_object_or_404(pending_imports(), pk=number)
        fields = self.read_body(ImportActionSerializer)
        with self.refusing("action"):
            if fields["action"] == "apply":
                many = bool(fields.get("allow_withdrawals"))
                content = _previewed(None, apply_import(pending, may_withdraw_much=many, account=account))
            elif fields["action"] == "read":
                read_again(pending, _hints(fields))
                content = _previewed(number, preview(pending))
            else:
                content = _previewed(None, preview(pending))
                pending.delete()
        return Response(self.get_serializer(content).data)


class SourceView(TeamView):
    """One source."""

    scopes: ClassVar = {"GET": Scope.SOURCES_READ.value, "POST": Scope.SOURCES_WRITE.value}
    serializer_class = SourceRowSerializer

    @curation("get_source", "A source")
    def get(self, request: Request, number: int) -> Response:
        """Look up a source, with what came of it the last time."""
        return Response(self.get_serializer(get_object_or_404(Source, pk=number)).data)

    @curation("act_on_source", "Edit or delete a source", SourceActionSerializer, SourceRowSerializer)
    def post(self, request: Request, number: int) -> Response:
        """`edit` sets the fields that are sent; `delete` forgets the source and what waits of it."""
        account = self.account("curation.change_source")
        source = get_object_or_404(Source, pk=number)
        fields = self.read_body(SourceActionSerializer)
        with self.refusing("action"):
            if fields.pop("action") == "delete":
                content = self.get_serializer(source).data
                delete_source(source, account=self.account("curation.delete_source"))
                return Response(content)
            save_source(source, fields, account=account)
        return Response(self.get_serializer(source).data)
