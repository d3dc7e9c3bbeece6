"""``manage.py makemessages``: Django's, extended by the diagnosis' own sentences."""

from __future__ import annotations

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Collects the texts to translate."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=Sentence"]  # noqa: RUF012 - as Django has it
