"""The portal's own sentences, kept apart from their values so that pages can translate them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Self


class Sentence(str):
    """A sentence of the portal's own: a text in English, which knows what it is made of.

    ``template`` is a literal with ``{names}``, by which translators find it; ``values`` are what stands in their place.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        """The sentence of ``template`` with ``values``."""
        made = super().__new__(cls, template.format(**values))
        made.template, made.values = template, values
        return made

    def translated(self, translate: Callable[[str], str]) -> str:
        """The sentence with its template, and those of the sentences in it, translated."""
        values = {
            name: value.translated(translate) if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        return translate(self.template).format(**values)

    def changed(self, change: Callable[[str], str]) -> Sentence:
        """The sentence with ``change`` made to the texts of its values."""
        return Sentence(
            self.template,
            **{
                name: value.changed(change)
                if isinstance(value, Sentence)
                else change(value)
                if isinstance(value, str)
                else value
                for name, value in self.values.items()
            },
        )
