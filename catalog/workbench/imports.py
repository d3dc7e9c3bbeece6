"""Imports with a preview, and the sources that are read again."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from catalog.curation.importing import apply_import, preview, propose
from catalog.curation.models import PendingImport, Source
from catalog.curation.refreshing import refresh
from catalog.ingest import TooMuchWithdrawn
from catalog.intake import FORMATS, LARGEST_DOCUMENT, IntakeError, fetch, is_slug
from catalog.store.ownership import NotOwned
from catalog.workbench.access import account_of, curators_only

_SEE = "curation.view_pendingimport"
_ADD = "curation.add_pendingimport"

_FORMATS = [("auto", gettext_lazy("recognise it")), *((each, each) for each in FORMATS)]


class ImportForm(forms.Form):
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

    def document(self) -> tuple[bytes, str, str]:
        """Return the document's bytes, its name, and the address it was found at.

        Raises:
            IntakeError: when there is none, or it cannot be fetched.
        """
        file, url, text = (self.cleaned_data[name] for name in ("file", "url", "text"))
        if file:
            return file.read(LARGEST_DOCUMENT + 1), file.name, ""
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
        "may_add": request.user.has_perm(_ADD),
    }
    return render(request, "workbench/imports.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@curators_only(_SEE)
def import_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a document would change, row by row, and apply or discard it."""
    pending = get_object_or_404(PendingImport, pk=number)
    problem = ""
    try:
        if request.method == "POST":
            if not request.user.has_perm(_ADD):
                raise Http404
            if request.POST.get("action") == "discard":
                pending.delete()
                messages.success(request, _("Discarded. The catalog is as it was."))
                return redirect("workbench_imports")
            done = apply_import(
                pending,
                may_withdraw_much=bool(request.POST.get("allow_withdrawals")),
                account=account_of(request),
            )
            counts = ", ".join(f"{count} {kind}" for kind, count in done.counts.items() if count)
            messages.success(request, _("Applied: %(counts)s.") % {"counts": counts})
            return redirect("workbench_imports")
        shown_preview = preview(pending)
    except (TooMuchWithdrawn, NotOwned) as refused:
        problem, shown_preview = str(refused), preview(pending)
    except (IntakeError, DatabaseError) as wrong:
        messages.error(request, str(wrong))
        return redirect("workbench_imports")
    context = {
        "tab": "imports",
        "pending": pending,
        "preview": shown_preview,
        "problem": problem,
        "may_add": request.user.has_perm(_ADD),
    }
    return render(request, "workbench/import.html", context, status=400 if problem else 200)


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
