"""Entries over REST, for the team: what they lack, edits, drafts, notes, history, deleted codes and the audit."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.entry_shapes import (
    AuditQuery,
    AuditSerializer,
    BulkEditSerializer,
    CaseEditSerializer,
    ChangedSerializer,
    DeletedCodeSerializer,
    DraftActionSerializer,
    DraftRequestSerializer,
    DraftSerializer,
    EditSerializer,
    ProofRequestSerializer,
    ProofSerializer,
    RestoreSerializer,
    RevertSerializer,
    TeamNoteRequestSerializer,
    TeamNoteSerializer,
    WorklistCaseSerializer,
    WorklistQuery,
)
from catalog.api.exceptions import PortalException
from catalog.api.queries import read_query
from catalog.api.team_views import RowListView, TeamView, curation
from catalog.audit import audit
from catalog.curation.edits import edits_of, revert
from catalog.curation.notes import note_of, write_note
from catalog.curation.restoring import deleted_codes, restore
from catalog.curation.review import comment, drafts, entries, move_to
from catalog.curation.worklist import edit_case, edit_many, worklist
from catalog.learning.proof import prove
from catalog.learning.queue import CannotBeMade, answer_with, code_named, make_entry
from catalog.printing import portal_errors
from catalog.store.keys import Scope

_READS = Scope.ENTRIES_READ.value
_WRITES = Scope.ENTRIES_WRITE.value
_CHANGE_CASE = "catalog.change_case"
_CHANGE_CODE = "catalog.change_code"


class CodeView(TeamView):
    """View of one code, which its address names."""

    def code(self, service: str, code: str) -> Any:
        """Return the code, a draft as well.

        Raises:
            Http404: when there is none.
        """
        try:
            return code_named(service, code)
        except CannotBeMade:
            raise Http404 from None


class WorklistView(RowListView):
    """Cases by what they lack."""

    scopes: ClassVar = {"GET": _READS, "POST": _WRITES}
    serializer_class = WorklistCaseSerializer
    query_class = WorklistQuery

    def get_queryset(self) -> Any:
        query = self.query()
        gap = query.get("gap") or ""
        return worklist(
            q=query.get("q", ""),
            service=query.get("service") or "",
            gap=gap,
            unhelpful=gap == "unhelpful",
            sort=query.get("sort") or "asked",
        )

    @curation("list_cases", "Cases by what they lack, the most asked first")
    def get(self, request: Request) -> Response:
        """List cases, drafts among them, with the number and the version by which they are edited."""
        return self.list(request)

    @curation("edit_cases", "Edit many cases at once", BulkEditSerializer, ChangedSerializer)
    def post(self, request: Request) -> Response:
        """Set the same values for up to 500 cases, and for their codes. All are changed, or none."""
        account = self.account(_CHANGE_CASE)
        values = self.read_body(BulkEditSerializer)
        with self.refusing("cases"):
            return Response({"changed": edit_many(values.pop("cases"), values, account=account)})


class CaseView(TeamView):
    """One case."""

    scopes: ClassVar = {"GET": _READS, "POST": _WRITES}
    serializer_class = WorklistCaseSerializer

    @curation("get_case", "One case")
    def get(self, request: Request, number: int) -> Response:
        """Look up one case, of a draft as well."""
        return Response(self.get_serializer(get_object_or_404(worklist(), pk=number)).data)

    @curation("edit_case", "Edit a case", CaseEditSerializer, WorklistCaseSerializer)
    def post(self, request: Request, number: int) -> Response:
        """Set the fields that are sent. `version` is that of the case as it was read, so that no edit is lost."""
        account = self.account(_CHANGE_CASE)
        get_object_or_404(worklist(), pk=number)
        values = self.read_body(CaseEditSerializer)
        with self.refusing("version"):
            edit_case(number, values, seen=values.pop("version"), account=account)
        return Response(self.get_serializer(get_object_or_404(worklist(), pk=number)).data)


class DraftListView(RowListView):
    """Entries that are not published."""

    scopes: ClassVar = {"GET": _READS, "POST": _WRITES}
    serializer_class = DraftSerializer
    queryset = drafts()

    @curation("list_drafts", "Drafts and entries in review")
    def get(self, request: Request) -> Response:
        """List the entries that are not published, with their comments."""
        return self.list(request)

    @curation("create_draft", "Write a new entry", DraftRequestSerializer, {201: DraftSerializer})
    def post(self, request: Request) -> Response:
        """Make a draft, or another case of a code that is there; a draft answers nothing before it is published."""
        account = self.account("catalog.add_code")
        values = self.read_body(DraftRequestSerializer)
        with self.refusing("code"):
            code = make_entry(None, **values, draft=True, account=account)
        return Response(self.get_serializer(entries().get(pk=code.pk)).data, status=201)


class DraftView(TeamView):
    """One entry in review."""

    scopes: ClassVar = {"GET": _READS, "POST": _WRITES}
    serializer_class = DraftSerializer

    @curation("get_draft", "An entry with its comments")
    def get(self, request: Request, number: int) -> Response:
        """Look up an entry by its number, whatever its state."""
        return Response(self.get_serializer(get_object_or_404(entries(), pk=number)).data)

    @curation(
        "act_on_draft", "Comment on an entry, publish it, or take it back", DraftActionSerializer, DraftSerializer
    )
    def post(self, request: Request, number: int) -> Response:
        """Do `comment` with a `text`, or move the entry to `draft`, `review` or `published`."""
        account = self.account(_CHANGE_CODE)
        code = get_object_or_404(entries(), pk=number)
        fields = self.read_body(DraftActionSerializer)
        with self.refusing("action"):
            if fields["action"] == "comment":
                comment(code, account, fields.get("text", ""))
            else:
                move_to(code, fields["action"], account=account)
                if fields["action"] == "published":
                    answer_with(code)
        return Response(self.get_serializer(get_object_or_404(entries(), pk=number)).data)


class ProofView(TeamView):
    """Trial of an entry before it is made."""

    scopes: ClassVar = {"POST": _READS}
    serializer_class = ProofSerializer

    @curation("prove", "Try an entry before it is made", ProofRequestSerializer, ProofSerializer)
    def post(self, request: Request) -> Response:
        """Say how many kept messages an entry would answer, and from which entries it would take texts."""
        fields = self.read_body(ProofRequestSerializer)
        return Response(self.get_serializer(prove(**{"http_status": None, **fields})).data)


class DeletedListView(TeamView):
    """Deleted codes."""

    scopes: ClassVar = {"GET": _READS, "POST": _WRITES}
    serializer_class = DeletedCodeSerializer

    @curation("list_deleted", "Codes that were deleted", responses=DeletedCodeSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List the codes that were deleted and are not there again, the latest first."""
        return Response(self.get_serializer(deleted_codes(), many=True).data)

    @curation("restore_code", "Restore a deleted code", RestoreSerializer, {201: DraftSerializer})
    def post(self, request: Request) -> Response:
        """Bring a code back with its cases, its team note and its comments."""
        account = self.account("catalog.add_code")
        number = self.read_body(RestoreSerializer)["number"]
        with self.refusing("number"):
            code = restore(number, account=account)
        context = self.get_serializer_context()
        return Response(DraftSerializer(entries().get(pk=code.pk), context=context).data, status=201)


class HistoryView(CodeView):
    """Edit history of a code."""

    scopes: ClassVar = {"GET": _READS, "POST": _WRITES}
    serializer_class = EditSerializer

    @curation("list_edits", "Who changed what of a code", responses=EditSerializer(many=True))
    def get(self, request: Request, service: str, code: str) -> Response:
        """List the latest 200 changes of a code, its cases and its team note, word by word."""
        return Response(self.get_serializer(edits_of(self.code(service, code)), many=True).data)

    @curation("revert", "Bring an earlier version back", RevertSerializer, EditSerializer(many=True))
    def post(self, request: Request, service: str, code: str) -> Response:
        """Bring back a version of the code, of a case or of the note, by its `kind` and `number` in the list."""
        account = self.account(_CHANGE_CODE)
        row = self.code(service, code)
        fields = self.read_body(RevertSerializer)
        with self.refusing("number"):
            revert(row, fields["kind"], fields["number"], account=account)
        row.refresh_from_db()
        return Response(self.get_serializer(edits_of(row), many=True).data)


class NoteView(CodeView):
    """The team's note on a code."""

    scopes: ClassVar = {"GET": _READS, "POST": _WRITES}
    serializer_class = TeamNoteSerializer

    @curation("get_note", "The team's note on a code")
    def get(self, request: Request, service: str, code: str) -> Response:
        """Read the note or runbook; empty where there is none."""
        return Response(self.get_serializer(note_of(self.code(service, code))).data)

    @curation("write_note", "Write the team's note on a code", TeamNoteRequestSerializer, TeamNoteSerializer)
    def post(self, request: Request, service: str, code: str) -> Response:
        """Replace the note by `text`, in Markdown; an empty one deletes it."""
        account = self.account("curation.change_note")
        row = self.code(service, code)
        text = self.read_body(TeamNoteRequestSerializer)["text"]
        with self.refusing("text"):
            write_note(row, text, account=account)
        return Response(self.get_serializer(note_of(row)).data)


class AuditView(TeamView):
    """Defects of the catalog."""

    scopes: ClassVar = {"GET": _READS}
    serializer_class = AuditSerializer
    query_class = AuditQuery

    @curation("audit", "Check the entries of a service")
    def get(self, request: Request) -> Response:
        """Ask for each case with its own sample, 200 codes at a time, and list what is wrong."""
        query = read_query(request, AuditQuery)
        if not query.get("service"):
            raise PortalException(portal_errors.BAD_PARAMETER, "service", "name the service to check")
        result = audit([query["service"]], first=query["first"], most=query["most"])
        return Response(self.get_serializer(result).data)
