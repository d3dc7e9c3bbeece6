"""Passwords made of the portal's own words: its name, its hosts, and what the organisation adds."""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PRODUCT = ("error portal", "error", "portal")
SHORTEST_WORD = 4
"""Letters from which a host's label is a word; shorter ones, such as ``www`` or ``api``, stand in any other."""

LEAST_BESIDE = 8
"""Letters and digits that a password needs beside such words."""

_SPELLED = str.maketrans("013457@$!", "oleastasi")


class OwnWordsValidator:
    """Refuse a password that is little more than words by which anybody knows this portal."""

    def validate(self, password: str, user: Any = None) -> None:
        """Compare a new password with the words, whatever case, marks or look-alike digits it spells them with.

        Raises:
            ValidationError: when too little is left of it without them.
        """
        # A year and a mark behind a word make no other word of it.
        spelled = left = _plain(password.strip(string.digits + string.punctuation + " "))
        for word in own_words():
            left = left.replace(word, "")
        if left != spelled and len(left) < LEAST_BESIDE:
            raise ValidationError(self.get_help_text(), code="password_of_own_words")

    def get_help_text(self) -> str:
        """Say what the form asks for."""
        return _("Your password can’t be made of this portal’s or the organisation’s name.")


def own_words() -> Sequence[str]:
    """The words, spelled plainly, the longest first."""
    hosts = (label for host in _hosts() for label in host.lower().split("."))
    labels = (label for label in hosts if len(label) >= SHORTEST_WORD)
    words = {_plain(word) for word in (*PRODUCT, *labels, *settings.PORTAL_OWN_WORDS)}
    return sorted(filter(None, words), key=lambda word: (-len(word), word))


def _hosts() -> Iterable[str]:
    return (host for host in settings.ALLOWED_HOSTS if not host.replace(".", "").isdigit() and ":" not in host)


def _plain(text: str) -> str:
    """Letters and digits in lower case, digits and signs as the letters they stand for."""
    return "".join(letter for letter in text.lower().translate(_SPELLED) if letter.isalnum())
