#!/usr/bin/env python3
"""Every command of the portal: ``python manage.py help``."""

import os
import sys


def main() -> None:
    """Run the command that the arguments name.

    Raises:
        SystemExit: with one line for standard error, when the environment is wrong or something is not installed.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import DatabaseError, OperationalError, ProgrammingError
    except ImportError as error:
        sys.exit(
            f"manage.py: {error}; install what it needs: python3 -m pip install --require-hashes -r requirements.lock"
        )
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"manage.py: {error}")
    except DatabaseError as error:
        from portal.database_faults import in_words, is_damaged

        words = in_words(error)
        if " " in words:
            sys.exit(f"manage.py: {words}")
        if not isinstance(error, OperationalError | ProgrammingError) and not is_damaged(error):
            raise
        reason = " ".join(str(error).split())[:300]
        sys.exit(
            f"manage.py: the database does not answer ({reason}); is it running, and set up with manage.py migrate?"
        )


if __name__ == "__main__":
    main()
