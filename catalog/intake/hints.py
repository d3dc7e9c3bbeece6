"""Hints given by a person where a document's words and values are not enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.intake.documents import IntakeError

MEANINGS = (
    *("code", "http_status", "message", "description", "solution", "section"),
    *("alias", "retryable", "severity", "since", "until"),
)
"""The fields that a column can be said to hold."""

CODE_SOURCES = ("name", "title", "front-matter")
"""Places where a document about a single code may name it."""


@dataclass(frozen=True, slots=True)
class Hints:
    """How to read a document.

    ``columns`` say by their headings what columns hold, over what their words and values tell. ``no_header`` says that
    the first row of a table of data is a row. Tables whose titles contain one of ``skipped_tables`` are skipped, as are
    sections that contain none of ``only_sections``. ``http_status`` is that of every case that states none.
    ``code_from`` is where each document of a folder names its code.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    no_header: bool = False
    skipped_tables: tuple[str, ...] = ()
    only_sections: tuple[str, ...] = ()
    http_status: int | None = None
    code_from: str | None = None

    def skips_table(self, title: str) -> bool:
        """Return whether the table of this title is skipped."""
        return any(each.casefold() in title.casefold() for each in self.skipped_tables)

    def skips_section(self, section: str) -> bool:
        """Return whether rows of this section are skipped."""
        return bool(self.only_sections) and not any(
            each.casefold() in section.casefold() for each in self.only_sections
        )

    def meaning_of(self, heading: str) -> str | None:
        """Return the hinted meaning of a heading's column; None without a hint."""
        return self.columns.get(" ".join(heading.split()).casefold())

    def as_data(self) -> dict[str, Any]:
        """Return the hints as a JSON value; empty if there are none."""
        text = {
            "columns": dict(self.columns),
            "no_header": self.no_header,
            "skipped_tables": list(self.skipped_tables),
            "only_sections": list(self.only_sections),
            "http_status": self.http_status,
            "code_from": self.code_from,
        }
        return {name: value for name, value in text.items() if value}

    @classmethod
    def of_data(cls, text: Mapping[str, Any]) -> Hints:
        """The hints that ``as_data`` gave."""
        return cls(
            columns=dict(text.get("columns", {})),
            no_header=bool(text.get("no_header")),
            skipped_tables=tuple(text.get("skipped_tables", ())),
            only_sections=tuple(text.get("only_sections", ())),
            http_status=text.get("http_status"),
            code_from=text.get("code_from"),
        )


NO_HINTS = Hints()


def columns_in(text: str) -> dict[str, str]:
    """Parse ``code=ID,message=Error`` into fields by column heading.

    Raises:
        IntakeError: when a part is no such pair, or the field is none.
    """
    columns: dict[str, str] = {}
    for part in text.split(","):
        meaning, mark, heading = (each.strip() for each in part.partition("="))
        if not mark or not heading or meaning not in MEANINGS:
            fields = ", ".join(MEANINGS)
            raise IntakeError(f"{part.strip()[:60]!r} is not FIELD=HEADING; the fields are {fields}")
        columns[" ".join(heading.split()).casefold()] = meaning
    return columns
