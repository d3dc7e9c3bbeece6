"""The queue of unknown errors: its list, and a page for each row with what can be made of it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.curation.importing import offered_packs
from catalog.known_error import KnownError
from catalog.learning import queue
from catalog.learning.models import Unknown
from catalog.learning.proof import prove
from catalog.learning.shapes import PLACEHOLDER
from catalog.store.in_memory import all_services
from catalog.store.ownership import NotOwned
from catalog.store.search import LONGEST_QUERY, search
from catalog.workbench.access import account_of, curators_only
from catalog.workbench.forms import AliasForm, EntryForm, MessageForm, NoteForm, ReferralForm

PAGE_SIZE = 50
"""Rows on one page of the queue."""

MOST_NEAREST = 5
"""Entries that are shown as the nearest to a row."""

_SEE = "learning.view_unknown"
_CHANGE = "learning.change_unknown"


@require_safe
@curators_only(_SEE)
def queue_list(request: HttpRequest) -> HttpResponse:
    """Show the queue, narrowed and sorted as the address says."""
    parameters = request.GET
    state = parameters.get("state", Unknown.State.OPEN)
    rows = queue.queue(
        state="" if state == "all" else state,
        kind=parameters.get("kind", ""),
        q=parameters.get("q", "")[:200].replace("\x00", ""),
        mine=account_of(request) if parameters.get("mine") else None,
        sort=parameters.get("sort", "count"),
    )
    page = Paginator(rows, PAGE_SIZE).get_page(parameters.get("page"))
    context = {
        "tab": "queue",
        "page": page,
        "packs": offered_packs() if request.user.has_perm("curation.add_pendingimport") else (),
        "asked": {name: parameters.get(name, "") for name in ("q", "kind", "mine")} | {"state": state},
        "sort": parameters.get("sort", "count"),
        "kinds": Unknown.Kind.choices,
        "states": [*Unknown.State.choices, ("all", _("all"))],
        "sorts": [("count", _("most asked")), ("trend", _("rising")), ("recent", _("last seen")), ("new", _("new"))],
    }
    return render(request, "workbench/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@curators_only(_SEE)
def unknown_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show a row of the queue, or do what a curator decided of it."""
    unknown = get_object_or_404(Unknown.objects.select_related("assigned_to", "answered_by__service"), pk=number)
    forms = _forms(unknown)
    proof = None
    if request.method == "POST":
        if not request.user.has_perm(_CHANGE):
            raise Http404
        action = request.POST.get("action", "")
        if action in _STEPS:
            _STEPS[action](request, unknown)
            return redirect("workbench_unknown", number)
        if action in _MAKERS or action == "prove":
            name = "entry" if action in ("prove", "draft") else action
            form = forms[name] = type(forms[name])(request.POST)
            if form.is_valid() and action == "prove":
                proof = prove(
                    service=form.cleaned_data["service"],
                    code=form.cleaned_data["code"],
                    message=form.cleaned_data["message"],
                    http_status=form.cleaned_data["http_status"],
                    unknown=unknown,
                )
            elif form.is_valid() and _made(request, unknown, action, form):
                return redirect("workbench_unknown", number)
    context = {
        "tab": "queue",
        "unknown": unknown,
        "forms": forms,
        "proof": proof,
        "services": all_services(),
        "nearest": _nearest(unknown),
        "days": list(unknown.days.order_by("-day")[:30]),
        "reports": list(unknown.reports.all()[:20]),
        "may_change": request.user.has_perm(_CHANGE),
    }
    return render(request, "workbench/unknown.html", context)


def _nearest(unknown: Unknown) -> list[KnownError]:
    """Entries with the words of a row, the most alike first; none of a row that is an entry itself."""
    if unknown.kind == Unknown.Kind.ENTRY:
        return []
    words = f"{unknown.code} {unknown.text}".replace(PLACEHOLDER, " ")[:LONGEST_QUERY]
    return [hit.error for hit in search(words, page_size=MOST_NEAREST).hits]


def _forms(unknown: Unknown) -> dict[str, Form]:
    draft = queue.draft_for(unknown)
    service = {"service": draft.service}
    return {
        "entry": EntryForm(
            initial=service | {"code": draft.code, "message": draft.message, "http_status": draft.http_status}
        ),
        "message": MessageForm(initial=service | {"message": draft.message}),
        "alias": AliasForm(initial=service | {"alias": draft.code}),
        "referral": ReferralForm(initial={"begins": draft.code[:4]}),
        "note": NoteForm(initial={"note": unknown.note}),
    }


def _made(request: HttpRequest, unknown: Unknown, action: str, form: Form) -> bool:
    """Do what a form asks; where that cannot be done, say why on the form."""
    try:
        _MAKERS[action](request, unknown, form)
    except (queue.CannotBeMade, NotOwned) as problem:
        form.add_error(None, str(problem))
        return False
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return False
    if action in ("note", "draft"):
        messages.success(request, _("Saved."))
    else:
        messages.success(request, _("Saved. The next such text is answered with it."))
    return True


def _note(request: HttpRequest, unknown: Unknown, form: Form) -> None:
    queue.write_note(unknown, form.cleaned_data["note"])


def _entry(request: HttpRequest, unknown: Unknown, form: Form) -> None:
    queue.make_entry(unknown, **form.cleaned_data, account=account_of(request))


def _draft(request: HttpRequest, unknown: Unknown, form: Form) -> None:
    queue.make_entry(unknown, **form.cleaned_data, draft=True, account=account_of(request))


def _message(request: HttpRequest, unknown: Unknown, form: Form) -> None:
    data = form.cleaned_data
    case = queue.case_named(data["service"], data["code"])
    queue.add_message(unknown, case, data["message"], account=account_of(request))


def _alias(request: HttpRequest, unknown: Unknown, form: Form) -> None:
    queue.add_alias(unknown, form.cleaned_data["found"], form.cleaned_data["alias"], account=account_of(request))


def _referral(request: HttpRequest, unknown: Unknown, form: Form) -> None:
    data = form.cleaned_data
    queue.add_referral(unknown, data["service"], data["begins"], data["title"], account=account_of(request))


_MAKERS: dict[str, Callable[[HttpRequest, Unknown, Form], None]] = {
    "entry": _entry,
    "draft": _draft,
    "message": _message,
    "alias": _alias,
    "referral": _referral,
    "note": _note,
}

_STEPS: dict[str, Callable[[HttpRequest, Unknown], None]] = {
    "ignore": lambda request, unknown: queue.ignore(unknown),
    "reopen": lambda request, unknown: queue.reopen(unknown),
    "mine": lambda request, unknown: queue.assign(unknown, account_of(request)),
    "nobody": lambda request, unknown: queue.assign(unknown, None),
}
