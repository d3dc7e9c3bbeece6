#!/usr/bin/env python3
"""Every command of the portal: ``python manage.py help``."""

import sys

from portal.command_line import main

if __name__ == "__main__":
    try:
        main()
    except ImportError as error:
        sys.exit(
            f"manage.py: {error}; install what it needs: python3 -m pip install --require-hashes -r requirements.lock"
        )
