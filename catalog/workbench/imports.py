"""Imports with a preview, and the sources that are read again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from catalog.curation.importing import apply_import, offered_packs, preview, propose, propose_pack, read_again
from catalog.curation.models import PendingImport, Source
from catalog.curation.refreshing import refresh
from catalog.ingest import NameDiffers, TooMuchWithdrawn, refuse_another_name
from catalog.intake import (
    CODE_SOURCES,
    FORMATS,
    LARGEST_ARCHIVE,
    LARGEST_DOCUMENT,
    Hints,
    IntakeError,
    columns_in,
    fetch,
    is_archive,
    is_slug,
)
from catalog.store.ownership import NotOwned
from catalog.workbench.access import account_of, curators_only

_SEE = "curation.view_pendingimport"
_ADD = "curation.add_pendingimport"

_FORMATS = [("auto", gettext_lazy("recognise it")), *((each, each) for each in FORMATS)]


class HintsForm(forms.Form):
    """How to read a document, where its words and values do not tell."""

    columns = forms.CharField(
        label=gettext_lazy("Columns"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Which column holds what, by its heading or its number: code=ID, message=Error text"),
    )
    no_header = forms.BooleanField(label=gettext_lazy("The first row of a CSV is no header"), required=False)
    skipped_tables = forms.CharField(
        label=gettext_lazy("Skip these tables"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Their titles or parts of them, one a line."),
    )
    only_sections = forms.CharField(
        label=gettext_lazy("Only these sections"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Their titles or parts of them, one a line."),
    )
    http_status = forms.IntegerField(
        label=gettext_lazy("HTTP status of cases that state none"), required=False, min_value=100, max_value=599
    )
    code_from = forms.ChoiceField(
        label=gettext_lazy("Of an archive with a document for each code: where its code stands"),
        choices=[("", gettext_lazy("recognise it")), *((each, each) for each in CODE_SOURCES)],
        required=False,
    )

    def clean_columns(self) -> dict[str, str]:
        """Read the pairs.

        Raises:
            ValidationError: when one is none.
        """
        text: str = self.cleaned_data["columns"]
        try:
            return columns_in(text) if text.strip() else {}
        except IntakeError as problem:
            raise forms.ValidationError(str(problem)) from problem

    def hints(self) -> Hints:
        """Return what was said."""
        cleaned = self.cleaned_data
        return Hints(
            columns=cleaned["columns"],
            no_header=cleaned["no_header"],
            skipped_tables=_lines(cleaned["skipped_tables"]),
            only_sections=_lines(cleaned["only_sections"]),
            http_status=cleaned["http_status"],
            code_from=cleaned["code_from"] or None,
        )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _as_written(hints: Hints) -> dict[str, object]:
    """Hints as the fields of the form have them."""
    return {
        "columns": ", ".join(f"{meaning}={heading}" for heading, meaning in hints.columns.items()),
        "no_header": hints.no_header,
        "skipped_tables": "\n".join(hints.skipped_tables),
        "only_sections": "\n".join(hints.only_sections),
        "http_status": hints.http_status,
        "code_from": hints.code_from or "",
    }


class ImportForm(HintsForm):
    """A document by upload, by address or pasted, and what it is about."""

    file = forms.FileField(label=gettext_lazy("File"), required=False)
    url = forms.URLField(label=gettext_lazy("Or a web address"), required=False, max_length=2000, assume_scheme="https")
    text = forms.CharField(
        label=gettext_lazy("Or the text of a page"),
        required=False,
        max_length=5_000_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    service = forms.CharField(
        label=gettext_lazy("Service"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Its name in addresses, such as imetal. Empty if the document names its services."),
    )
    service_name = forms.CharField(label=gettext_lazy("Name of the service"), required=False, max_length=200)
    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=_FORMATS, required=False)
    rename = forms.BooleanField(label=gettext_lazy("Give a known service this name"), required=False)
    part = forms.BooleanField(label=gettext_lazy("A part of the service: withdraw nothing"), required=False)

    def clean_service(self) -> str:
        """Check the slug.

        Raises:
            ValidationError: when it is none.
        """
        slug: str = self.cleaned_data["service"].strip()
        if slug and not is_slug(slug):
            raise forms.ValidationError(_("Use up to 100 letters, digits, - and _."))
        return slug

    def clean(self) -> dict[str, Any]:
        """Refuse another name for a known service, unless that is meant.

        Raises:
            ValidationError: when it has one that differs.
        """
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("rename"):
            try:
                refuse_another_name(cleaned.get("service"), cleaned.get("service_name"))
            except NameDiffers as problem:
                raise forms.ValidationError(
                    _("%(problem)s. Tick “Give a known service this name” to rename it.")
                    % {"problem": str(problem)[:1].upper() + str(problem)[1:]}
                ) from problem
        return cleaned

    def document(self) -> tuple[bytes, str, str]:
        """Return the document's bytes, its name, and the address it was found at.

        Raises:
            IntakeError: when there is none, or it cannot be fetched.
        """
        file, url, text = (self.cleaned_data[name] for name in ("file", "url", "text"))
        if file:
            data = file.read(LARGEST_ARCHIVE + 1)
            return data if is_archive(data) else data[: LARGEST_DOCUMENT + 1], file.name, ""
        if url:
            fetched = fetch(url)
            return fetched.data, fetched.url.rsplit("/", 1)[-1] or fetched.url, fetched.url
        if text.strip():
            return text.encode(), "pasted.txt", ""
        raise IntakeError("choose a file, or give an address or a text")


@require_http_methods(["GET", "HEAD", "POST"])
@curators_only(_SEE)
def import_list(request: HttpRequest) -> HttpResponse:
    """Show what waits and the form for a new document, or read a document for review."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not request.user.has_perm(_ADD):
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            data, name, url = form.document()
            options = {key: form.cleaned_data[key] for key in ("service", "service_name", "part")}
            pending = propose(
                data,
                name=name,
                url=url,
                format=form.cleaned_data["format"] or "auto",
                hints=form.hints(),
                author=account_of(request),
                **options,
            )
            return redirect("workbench_import", pending.pk)
        except IntakeError as problem:
            form.add_error(None, str(problem))
    context = {
        "tab": "imports",
        "form": form,
        "pending": PendingImport.objects.select_related("author", "source").defer("data"),
        "sources": Source.objects.all(),
        "by_hand": form,
        "packs": offered_packs(),
        "may_add": request.user.has_perm(_ADD),
    }
    return render(request, "workbench/imports.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@curators_only(_SEE)
def import_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a document would change, row by row, and apply or discard it."""
    pending = get_object_or_404(PendingImport, pk=number)
    by_hand = HintsForm(
        request.POST if request.POST.get("action") == "read" else _as_written(Hints.of_data(pending.hints))
    )
    try:
        if request.method == "POST":
            if not request.user.has_perm(_ADD):
                raise Http404
            if request.POST.get("action") == "discard":
                pending.delete()
                messages.success(request, _("Discarded. The catalog is as it was."))
                return redirect("workbench_imports")
            if request.POST.get("action") == "read":
                if by_hand.is_valid():
                    read_again(pending, by_hand.hints())
                    return redirect("workbench_import", pending.pk)
                problem = " ".join(str(text) for texts in by_hand.errors.values() for text in texts)
                return _import_page(request, pending, by_hand, problem)
            done = apply_import(
                pending, may_withdraw_much=bool(request.POST.get("allow_withdrawals")), account=account_of(request)
            )
            counts = ", ".join(f"{count} {kind}" for kind, count in done.counts.items() if count)
            messages.success(request, _("Applied: %(counts)s.") % {"counts": counts})
            return redirect("workbench_imports")
        return _import_page(request, pending, by_hand)
    except (TooMuchWithdrawn, NotOwned) as refused:
        return _import_page(request, pending, by_hand, str(refused))
    except (IntakeError, DatabaseError) as wrong:
        messages.error(request, str(wrong))
        return redirect("workbench_imports")


def _import_page(request: HttpRequest, pending: PendingImport, by_hand: HintsForm, problem: str = "") -> HttpResponse:
    context = {
        "tab": "imports",
        "pending": pending,
        "preview": preview(pending),
        "by_hand": by_hand,
        "problem": problem,
        "may_add": request.user.has_perm(_ADD),
    }
    return render(request, "workbench/import.html", context, status=400 if problem else 200)


@require_http_methods(["POST"])
@curators_only(_ADD)
def propose_pack_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show what a pack would change."""
    try:
        pending = propose_pack(name, author=account_of(request))
    except IntakeError as problem:
        raise Http404 from problem
    return redirect("workbench_import", pending.pk)


@require_http_methods(["POST"])
@curators_only("curation.change_source")
def refresh_source(request: HttpRequest, number: int) -> HttpResponse:
    """Read a source again."""
    try:
        done = refresh(get_object_or_404(Source, pk=number), account=account_of(request))
    except NotOwned as refused:
        messages.error(request, str(refused))
        return redirect("workbench_imports")
    tell = messages.error if done.outcome == "failed" else messages.success
    tell(request, f"{done.source.service}: {done.outcome}. {done.text}")
    return redirect("workbench_imports")
