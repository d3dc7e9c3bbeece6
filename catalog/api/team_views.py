"""The team's loop over REST: the queue of unknown errors, feedback, reports, sources and insights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.fields import empty
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.exceptions import PortalException
from catalog.api.pagination import RowPagination
from catalog.api.parsers import JSONObjectParser
from catalog.api.permissions import HasScope
from catalog.api.queries import read_query
from catalog.api.renderers import CSVRenderer
from catalog.api.team_shapes import (
    FeedbackQuery,
    FeedbackRequestSerializer,
    FeedbackSerializer,
    InsightsQuery,
    InsightsSerializer,
    QueueActionSerializer,
    QueueQuery,
    ReceiptSerializer,
    RefreshedSerializer,
    ReportRequestSerializer,
    ReportSerializer,
    SourceRequestSerializer,
    SourceRowSerializer,
    UnknownSerializer,
    VotesSerializer,
)
from catalog.api.throttling import RateLimitHeadersMixin, key_of
from catalog.curation.models import Source
from catalog.curation.refreshing import refresh, save_source
from catalog.learning import queue
from catalog.learning.feedback import BadReport, NoSuchEntry, give_feedback, send_report, votes_for
from catalog.learning.insights import insights, insights_csv
from catalog.learning.models import Feedback, Report, Unknown
from catalog.printing import portal_errors
from catalog.printing.links import links_for
from catalog.store.keys import Scope, account_of
from catalog.store.ownership import NotOwned

Method = TypeVar("Method", bound=Callable[..., Any])

TEAM_TAG = "The team's loop"
"""Tag of the operations that only keys with a scope may call; the reference has a page of its own for them."""

CURATION_TAG = "Curation"
"""Tag of the operations by which the team edits the catalog; they have a page of the reference, too."""


@dataclass(frozen=True, slots=True)
class Documenting:
    """Documents operations under a tag: the name, the summary, the body and the answers of each."""

    tag: str

    def __call__(
        self, name: str, summary: str, request: Any = empty, responses: Any = empty
    ) -> Callable[[Method], Method]:
        """Return a decorator of a view's method."""
        return extend_schema(operation_id=name, tags=[self.tag], summary=summary, request=request, responses=responses)


on_team, curation, telling = Documenting(TEAM_TAG), Documenting(CURATION_TAG), Documenting("Tell the team")


class TeamView(GenericAPIView[Any]):
    """View whose methods require a key with a scope."""

    permission_classes = (HasScope,)
    parser_classes = (JSONObjectParser,)
    scopes: ClassVar[Mapping[str, str]] = {}

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "links": links_for(self.request._request)}

    def read_body(self, serializer_class: Any) -> dict[str, Any]:
        """Return the fields of the body.

        Raises:
            PortalException: when it is empty.
            ValidationError: when a field is wrong.
        """
        if self.request.stream is None:
            raise PortalException(portal_errors.EMPTY_BODY)
        serializer = serializer_class(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        fields: dict[str, Any] = serializer.validated_data
        return fields

    @contextmanager
    def refusing(self, field: str) -> Iterator[None]:
        """Answer what a use case refuses: 403 for a service of another team, else 400 that names ``field``.

        Raises:
            PortalException: in place of the use case's own error.
        """
        try:
            yield
        except NotOwned as problem:
            raise PortalException(portal_errors.FORBIDDEN, f"{self.request.path}: {problem}") from None
        except ValidationError as problem:
            raise PortalException(portal_errors.BAD_FIELD, field, " ".join(problem.messages)) from None
        except ValueError as problem:
            raise PortalException(portal_errors.BAD_FIELD, field, problem) from None

    def account(self, permission: str) -> AbstractBaseUser:
        """Return the account in whose name the key writes, which the history will name.

        Raises:
            PortalException: when there is none, or it lacks the permission.
        """
        key = key_of(self.request)
        account = account_of(key) if key else None
        if account is None or not account.has_perm(permission):  # type: ignore[attr-defined]
            problem = f"{self.request.path}: its key has no account that may do this"
            raise PortalException(portal_errors.FORBIDDEN, problem)
        self.request._request.user = account  # type: ignore[assignment]
        return account


class RowListView(ListModelMixin, TeamView):
    """View whose GET lists rows of the database, a page at a time."""

    pagination_class = RowPagination
    query_class: Any = RowPagination.query_class

    def query(self) -> dict[str, Any]:
        """Return the parameters of the query.

        Raises:
            PortalException: when one is wrong.
        """
        return read_query(self.request, self.query_class, RowPagination.query_class)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer with the page that was asked for."""
        self.query()
        return super().list(request, *args, **kwargs)


class FeedbackView(RateLimitHeadersMixin, RowListView):
    """Feedback on entries."""

    scopes: ClassVar = {"GET": Scope.FEEDBACK_READ.value}
    refusals: ClassVar = {"POST": {404}}
    serializer_class = FeedbackSerializer
    query_class = FeedbackQuery

    def get_queryset(self) -> Any:
        query = self.query()
        names = ("service", "code", "helpful")
        return Feedback.objects.filter(**{name: query[name] for name in names if query.get(name) not in (None, "")})

    @on_team("list_feedback", "What readers said of entries")
    def get(self, request: Request) -> Response:
        """List feedback, the latest first."""
        return self.list(request)

    @telling("give_feedback", "Say whether an entry helped", FeedbackRequestSerializer, {201: VotesSerializer})
    def post(self, request: Request) -> Response:
        """Keep whether an entry helped, and a remark, in which secrets are masked. It is shown to curators only."""
        try:
            given = give_feedback(**self.read_body(FeedbackRequestSerializer))
        except NoSuchEntry:
            fields = request.data
            raise PortalException(portal_errors.NO_ERROR, fields["code"], fields["service"]) from None
        except BadReport as problem:
            raise PortalException(portal_errors.BAD_FIELD, "remark", problem) from None
        return Response(VotesSerializer(votes_for(given.service, given.code)).data, status=201)


class ReportView(RateLimitHeadersMixin, RowListView):
    """Reports that people send to the team."""

    scopes: ClassVar = {"GET": Scope.REPORTS_READ.value}
    serializer_class = ReportSerializer
    queryset = Report.objects.select_related("unknown")

    @on_team("list_reports", "What people sent to the team")
    def get(self, request: Request) -> Response:
        """List reports, the latest first, with what people wrote and where they can be reached."""
        return self.list(request)

    @telling("send_report", "Send an error to the team", ReportRequestSerializer, {201: ReceiptSerializer})
    def post(self, request: Request) -> Response:
        """Keep a text for the team, with secrets masked, a remark and an address for an answer."""
        try:
            send_report(**self.read_body(ReportRequestSerializer))
        except BadReport as problem:
            raise PortalException(portal_errors.BAD_FIELD, "text", problem) from None
        return Response({"keep_days": settings.PORTAL_KEEP_DAYS}, status=201)


class QueueView(RowListView):
    """Queue of errors that the catalog does not know."""

    scopes: ClassVar = {"GET": Scope.QUEUE_READ.value}
    serializer_class = UnknownSerializer
    query_class = QueueQuery

    def get_queryset(self) -> Any:
        query = self.query()
        state = query.get("state") or Unknown.State.OPEN
        return queue.queue(
            state="" if state == "all" else state,
            kind=query.get("kind", ""),
            q=query.get("q", ""),
            mine=self.account("learning.view_unknown") if query.get("mine") else None,
            sort=query.get("sort") or "count",
        )

    @on_team("list_queue", "What people asked for and the catalog lacks")
    def get(self, request: Request) -> Response:
        """List the queue: codes, shapes of messages, reports, and entries that were found unhelpful."""
        return self.list(request)


class UnknownView(TeamView):
    """One row of the queue."""

    scopes: ClassVar = {"GET": Scope.QUEUE_READ.value, "POST": Scope.QUEUE_WRITE.value}
    serializer_class = UnknownSerializer

    @on_team("get_unknown", "One row of the queue")
    def get(self, request: Request, number: int) -> Response:
        """Look up one row."""
        return Response(self.get_serializer(get_object_or_404(queue.queue(state=""), pk=number)).data)

    @on_team("act_on_unknown", "Make something of a row", QueueActionSerializer, UnknownSerializer)
    def post(self, request: Request, number: int) -> Response:
        """Make an entry, a draft, a message, an alias or a referral of it, or ignore, assign, note or open it again.

        `entry` and `draft` take `service`, `code`, `message`, `http_status`, `description` and `solution`; `message`
        takes `service`, `code` and `message`; `alias` takes `service`, `code` and `alias`; `referral` takes `service`,
        `prefix` and `title`; `note` takes `note`. It is done in the name of the key's account.
        """
        account = self.account("learning.change_unknown")
        row = get_object_or_404(queue.queue(state=""), pk=number)
        fields = self.read_body(QueueActionSerializer)
        with self.refusing("action"):
            _ACTIONS[fields.pop("action")](row, fields, account)
        return Response(self.get_serializer(get_object_or_404(queue.queue(state=""), pk=number)).data)


Action = Callable[[Unknown, dict[str, Any], AbstractBaseUser], object]


def _make(row: Unknown, fields: dict[str, Any], account: AbstractBaseUser, *, draft: bool = False) -> None:
    names = ("service", "code", "message", "http_status", "description", "solution")
    given = {name: fields[name] for name in names if name in fields}
    queue.make_entry(row, **({"service": "", "code": ""} | given), draft=draft, account=account)


def _message(row: Unknown, fields: dict[str, Any], account: AbstractBaseUser) -> None:
    case = queue.case_named(fields.get("service", ""), fields.get("code", ""))
    queue.add_message(row, case, fields.get("message", ""), account=account)


def _alias(row: Unknown, fields: dict[str, Any], account: AbstractBaseUser) -> None:
    code = queue.code_named(fields.get("service", ""), fields.get("code", ""))
    queue.add_alias(row, code, fields.get("alias", ""), account=account)


def _referral(row: Unknown, fields: dict[str, Any], account: AbstractBaseUser) -> None:
    given = (fields.get(name, "") for name in ("service", "prefix", "title"))
    queue.add_referral(row, *given, account=account)


_ACTIONS: Mapping[str, Action] = {
    "entry": _make,
    "draft": lambda row, fields, account: _make(row, fields, account, draft=True),
    "message": _message,
    "alias": _alias,
    "referral": _referral,
    "ignore": lambda row, fields, account: queue.ignore(row),
    "reopen": lambda row, fields, account: queue.reopen(row),
    "assign": lambda row, fields, account: queue.assign(row, account),
    "unassign": lambda row, fields, account: queue.assign(row, None),
    "note": lambda row, fields, account: queue.write_note(row, fields.get("note", "")),
}


class SourceListView(RowListView):
    """Documentation sources of services."""

    scopes: ClassVar = {"GET": Scope.SOURCES_READ.value, "POST": Scope.SOURCES_WRITE.value}
    serializer_class = SourceRowSerializer
    queryset = Source.objects.all()

    @on_team("list_sources", "Where services are documented")
    def get(self, request: Request) -> Response:
        """List the sources, with what came of each the last time it was read."""
        return self.list(request)

    @curation("create_source", "Add a source", SourceRequestSerializer, {201: SourceRowSerializer})
    def post(self, request: Request) -> Response:
        """Keep an address or file that is read again; nothing is read yet."""
        account = self.account("curation.add_source")
        source = Source()
        with self.refusing("location"):
            save_source(source, self.read_body(SourceRequestSerializer), account=account)
        return Response(self.get_serializer(source).data, status=201)


class RefreshView(TeamView):
    """Reading a source again."""

    scopes: ClassVar = {"POST": Scope.SOURCES_WRITE.value}
    serializer_class = RefreshedSerializer

    @on_team("refresh_source", "Read a source again", None, RefreshedSerializer)
    def post(self, request: Request, number: int) -> Response:
        """Read it; what differs is applied where the source is trusted, and waits for review otherwise."""
        account = self.account("curation.change_source")
        source = get_object_or_404(Source, pk=number)
        with self.refusing("source"):
            done = refresh(source, account=account)
        return Response(self.get_serializer(done).data)


class InsightsView(TeamView):
    """Usage of the portal, and the entries that are missing."""

    scopes: ClassVar = {"GET": Scope.INSIGHTS_READ.value}
    serializer_class = InsightsSerializer
    renderer_classes = (JSONRenderer, CSVRenderer)
    query_class = InsightsQuery

    @on_team(
        "insights",
        "What was asked and what is missing",
        responses={(200, "application/json"): InsightsSerializer, (200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> Response:
        """Sum up the last weeks, this one included; as `text/csv` it is the daily counts."""
        query = read_query(request, InsightsQuery)
        if request.accepted_renderer.media_type == CSVRenderer.media_type:
            return Response(insights_csv(weeks=query["weeks"]))
        return Response(self.get_serializer(insights(weeks=query["weeks"], service=query.get("service") or "")).data)
