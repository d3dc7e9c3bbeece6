"""Optimistic locking for admin forms.

Each form carries a digest of every field as it was shown. Where the row says something else by the time the form comes
back, nothing is saved: the form is shown again, fields in which nothing had been typed follow the row, what was typed
stays, and what stands in the row is told beside it. The next save is then one that has seen it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import model_to_dict
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

VERSION = "version"
"""The field that carries the digests."""

_NOTHING: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class Difference:
    """Field that was changed since the form was opened, and whether the user edited it too."""

    name: str
    label: str
    now: str
    typed: bool


class VersionedForm(forms.ModelForm):  # type: ignore[type-arg]
    """Form with optimistic locking."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = _stored(self.instance)
        # Taken before validation, which writes what was typed into the row.
        self._now = model_to_dict(row, fields=list(self.fields)) if row else None
        self.initial[VERSION] = _written(self._now)
        self.differences: list[Difference] = []

    def clean(self) -> dict[str, Any]:
        """Return the cleaned fields, if the row has not changed since the form was opened.

        Raises:
            ValidationError: when the row is there no more.
        """
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.add_prefix(VERSION) not in self.data:
            # No page that was opened, but a program that writes these fields.
            return cleaned
        seen = _read(cleaned.get(VERSION))
        if self._now is None:
            if seen:
                raise ValidationError(_("Somebody has deleted it since you opened this page; it cannot be saved."))
            return cleaned
        self.differences = [
            Difference(name, str(self.fields[name].label), self._display_value(name, now), typed)
            for name, now in self._now.items()
            if (typed := self._typed(name, seen.get(name), _digest(now))) is not None
        ]
        if self.differences:
            self._show_again(self._now, has_version=bool(seen))
        return cleaned

    def _typed(self, name: str, seen: str | None, now: str) -> bool | None:
        """Return whether the user edited a field that has changed since; None if nothing can be lost."""
        sent = _digest(self.cleaned_data[name]) if name in self.cleaned_data else None
        return None if now in (seen, sent) else sent != seen

    def _show_again(self, now: Mapping[str, Any], *, has_version: bool) -> None:
        data: Any = copy(self.data)
        data[self.add_prefix(VERSION)] = _written(now)
        for each in self.differences:
            if not each.typed:
                _put(data, self.add_prefix(each.name), self.fields[each.name], now[each.name])
        self.data = data
        context = {"differences": self.differences, "has_version": has_version, "last": _last_change(self.instance)}
        self.add_error(None, render_to_string("admin/changed_meanwhile.html", context))
        for each in self.differences:
            if each.typed:
                self.add_error(each.name, _("Somebody else has changed it, too: see above."))

    def _display_value(self, name: str, value: Any) -> str:
        """Return a value of the row as people read it."""
        field = self.fields[name]
        if value in _NOTHING:
            return ""
        if isinstance(field, forms.ModelChoiceField):
            return str(field.queryset.filter(pk=value).first() or value) if field.queryset is not None else str(value)
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
        if isinstance(field, forms.BooleanField):
            return str(_("yes") if value else _("no"))
        return str(field.prepare_value(value))


def _stored(row: models.Model) -> models.Model | None:
    """Return the row as stored, also for a form of an old version."""
    if row.pk is None:
        return None
    return type(row)._base_manager.filter(pk=row.pk).first() if hasattr(row, "_history") else row


def _last_change(row: models.Model) -> Any:
    """Return the latest entry of a row's history, with its author."""
    return type(row).history.filter(id=row.pk).select_related("history_user").first()  # type: ignore[attr-defined]


def _digest(value: Any) -> str:
    """Return a digest that is equal for a form's value and the stored one."""
    if isinstance(value, models.Model):
        value = value.pk
    if isinstance(value, str):
        value = "\n".join(value.splitlines()).strip()
    text = "" if value in _NOTHING else json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _written(values: Mapping[str, Any] | None) -> str:
    return json.dumps({name: _digest(value) for name, value in values.items()}) if values is not None else ""


def _read(text: Any) -> dict[str, str]:
    """Parse the digests that a form sent; none if they are malformed."""
    try:
        version = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return {}
    return version if isinstance(version, dict) else {}


def _put(data: Any, name: str, field: forms.Field, value: Any) -> None:
    """Write a value into form data as the form itself would have sent it."""
    prepared = field.prepare_value(value)
    if isinstance(field, forms.BooleanField):
        data.pop(name, None)
        if value:
            data[name] = "on"
    elif isinstance(field, forms.ChoiceField):
        data[name] = "" if prepared is None else str(prepared)
    else:
        data[name] = field.widget.format_value(prepared) or ""
