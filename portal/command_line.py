"""Entry point of ``error-portal``: ``manage.py`` under its commands' short names."""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

from portal import __version__

COMMANDS = {"import": "import_docs", "export": "export_catalog", "audit": "audit_catalog"}
"""Commands by their short names; ``up``, ``diagnose``, ``createsuperuser`` and all others are Django's own."""

_USAGE = """\
usage: error-portal COMMAND [OPTION…]

  up [ADDR:PORT]     set up what is missing and serve the portal
  diagnose [FILE…]   explain an error: a file's or standard input's
  import SOURCE…     read a vendor's document into the catalog
  export             write the catalog, or one service's errors
  audit              check the catalog
  createsuperuser    make an administrator
  help [COMMAND]     list all commands, or the options of one

  --version          print the version
"""


def main() -> None:
    """Run the command that the arguments name.

    Raises:
        SystemExit: with one line for standard error when the environment is wrong or the database does not answer.
    """
    program, *arguments = sys.argv
    name = os.path.basename(program)
    if arguments[:1] == ["--version"]:
        sys.stdout.write(f"error-portal {__version__}\n")
        return
    if name != "manage.py" and (not arguments or arguments[0] in ("-h", "--help")):
        sys.stdout.write(_USAGE)
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import ManagementUtility
    from django.db import DatabaseError, OperationalError, ProgrammingError

    class Utility(ManagementUtility):
        def fetch_command(self, subcommand: str) -> Any:
            command = super().fetch_command(subcommand)
            gc.freeze()
            gc.enable()
            return command

    # All that is loaded until the command begins stays: to search it for garbage takes a tenth of the start.
    gc.disable()
    if arguments:
        arguments[0] = COMMANDS.get(arguments[0], arguments[0])
        if arguments[0] == "help":
            arguments[1:2] = [COMMANDS.get(each, each) for each in arguments[1:2]]
    try:
        Utility([program, *arguments]).execute()
    except ImproperlyConfigured as error:
        sys.exit(f"{name}: {error}")
    except DatabaseError as error:
        from portal.database_faults import in_words, is_damaged

        words = in_words(error)
        if " " in words:
            sys.exit(f"{name}: {words}")
        if not isinstance(error, OperationalError | ProgrammingError) and not is_damaged(error):
            raise
        reason = " ".join(str(error).split())[:300]
        sys.exit(f"{name}: the database does not answer ({reason}); is it running, and set up with {name} migrate?")
