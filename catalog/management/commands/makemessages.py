"""``manage.py makemessages``: Django's, which also finds what the diagnosis says in its own words."""

from __future__ import annotations

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Collects the texts that translators translate."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=Sentence"]  # noqa: RUF012 - as Django has it
