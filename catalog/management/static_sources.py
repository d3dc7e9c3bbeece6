"""``collectstatic`` only where it has something new to collect."""

from __future__ import annotations

import hashlib
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

_IGNORED = ["CVS", ".*", "*~"]
"""Patterns of files that ``collectstatic`` leaves out, too."""


def collect_static() -> None:
    """Run ``collectstatic`` unless these very files are collected already: hashing and compressing takes a second."""
    digest, collected = _digest_of_sources(), Path(settings.STATIC_ROOT, ".collected")
    if not collected.exists() or collected.read_text() != digest:
        call_command("collectstatic", interactive=False, verbosity=0)
        collected.write_text(digest)


def _digest_of_sources() -> str:
    """The names, sizes and times of all static files, as one short text."""
    sources = [
        (name, Path(storage.path(name)).stat()) for finder in get_finders() for name, storage in finder.list(_IGNORED)
    ]
    facts = sorted((name, stat.st_size, stat.st_mtime_ns) for name, stat in sources)
    return hashlib.sha256(repr((django.VERSION, settings.STATIC_URL, facts)).encode()).hexdigest()
