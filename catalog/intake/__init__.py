"""From a vendor's document to catalog rows, in plain Python: documents, tables, columns, rows."""

from catalog.intake.documents import FORMATS, LARGEST_DOCUMENT, IntakeError, is_slug
from catalog.intake.fetching import NotModified, fetch, is_url
from catalog.intake.pictures import joined_catalogs
from catalog.intake.reading import Reading, read_document
from catalog.intake.rows import LeftAlone, Rejected, Unread

__all__ = [
    "FORMATS",
    "LARGEST_DOCUMENT",
    "IntakeError",
    "LeftAlone",
    "NotModified",
    "Reading",
    "Rejected",
    "Unread",
    "fetch",
    "is_slug",
    "is_url",
    "joined_catalogs",
    "read_document",
]
