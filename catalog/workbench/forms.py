"""The forms of the workbench."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from catalog.learning.queue import CannotBeMade, code_named


class EntryForm(forms.Form):
    """A new entry, or another case of one, out of a row of the queue."""

    service = forms.CharField(label=_("Service"), max_length=100, help_text=_("Begin to type its name or slug."))
    code = forms.CharField(label=_("Code"), max_length=200)
    http_status = forms.IntegerField(
        label=_("HTTP status"), required=False, validators=[MinValueValidator(100), MaxValueValidator(599)]
    )
    message = forms.CharField(
        label=_("Message template"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Write {name} where a value stands. Texts that fit it are answered with this entry."),
    )
    description = forms.CharField(
        label=_("Meaning"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    solution = forms.CharField(
        label=_("What to do"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )


class CodeChoiceForm(forms.Form):
    """A code of the catalog, named by its service and itself."""

    service = forms.CharField(label=_("Service"), max_length=100)
    code = forms.CharField(label=_("Code"), max_length=200)

    def clean(self) -> dict[str, Any]:
        """Find the code that was named.

        Raises:
            ValidationError: when the catalog has no such code.
        """
        cleaned: dict[str, Any] = super().clean() or {}
        if "service" in cleaned and "code" in cleaned:
            try:
                cleaned["found"] = code_named(cleaned["service"], cleaned["code"])
            except CannotBeMade as problem:
                raise forms.ValidationError(str(problem)) from None
        return cleaned


class MessageForm(CodeChoiceForm):
    """Another message of an existing case."""

    message = forms.CharField(label=_("Message template"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 2}))


class AliasForm(CodeChoiceForm):
    """Another name of an existing code."""

    alias = forms.CharField(label=_("Also known as"), max_length=200)


class ReferralForm(forms.Form):
    """Codes with a prefix are explained in another service's reference."""

    service = forms.CharField(label=_("Service"), max_length=100)
    begins = forms.CharField(label=_("Codes that begin with"), max_length=100)
    title = forms.CharField(label=_("Title of the other reference"), max_length=200, required=False)


class NoteForm(forms.Form):
    """The team's internal note on a row."""

    note = forms.CharField(label=_("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
