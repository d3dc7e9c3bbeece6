"""From a vendor's document to catalog rows, in plain Python: documents, tables, columns, rows."""

from catalog.intake.archives import LARGEST_ARCHIVE, archived, in_folder, is_archive
from catalog.intake.documents import FORMATS, LARGEST_DOCUMENT, IntakeError, is_slug
from catalog.intake.doubts import Doubtful
from catalog.intake.fetching import NotModified, fetch, is_url
from catalog.intake.folders import Folder, read_folder
from catalog.intake.hints import CODE_SOURCES, NO_HINTS, Hints, columns_in
from catalog.intake.losses import Untaken
from catalog.intake.packs import PREFIX as PACK_PREFIX
from catalog.intake.packs import Pack, models_of_pack, packs, read_pack
from catalog.intake.pictures import joined_catalogs
from catalog.intake.progress import reading_steps
from catalog.intake.reading import Reading, read_document
from catalog.intake.rows import LeftAlone, Rejected, Unread

__all__ = [
    "CODE_SOURCES",
    "FORMATS",
    "LARGEST_ARCHIVE",
    "LARGEST_DOCUMENT",
    "NO_HINTS",
    "PACK_PREFIX",
    "Doubtful",
    "Folder",
    "Hints",
    "IntakeError",
    "LeftAlone",
    "NotModified",
    "Pack",
    "Reading",
    "Rejected",
    "Unread",
    "Untaken",
    "archived",
    "columns_in",
    "fetch",
    "in_folder",
    "is_archive",
    "is_slug",
    "is_url",
    "joined_catalogs",
    "models_of_pack",
    "packs",
    "read_document",
    "read_folder",
    "read_pack",
    "reading_steps",
]
