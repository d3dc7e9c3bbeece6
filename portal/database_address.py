"""Pass the portal's database address to backup programs: ``python -m portal.database_address [PROGRAM …]``.

Without a program it prints ``postgresql``, or ``sqlite`` and the path of the file. With one, it runs that on the
PostgreSQL database. DATABASE_URL is read just as the portal reads it, which takes more spellings than the programs of
PostgreSQL do; and the password is in no list of processes.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from portal.environment import in_memory, is_sqlite, read_environment

_ROOT = Path(__file__).resolve().parent.parent


def main(program: list[str]) -> str | None:
    """Print the database's location or run the given program; return the error message if neither is possible."""
    # Nothing else of the environment matters here, and none of it should stop a copy.
    variables = {"DATABASE_URL": os.environ.get("DATABASE_URL", ""), "SECRET_KEY": "not used"}
    try:
        database = read_environment(variables, folder=_ROOT).database
    except ImproperlyConfigured as problem:
        return str(problem)
    if in_memory(database):
        return "DATABASE_URL is a database in memory, of which nobody else can make a copy"
    if is_sqlite(database):
        print("sqlite", Path(database["NAME"]).absolute())  # noqa: T201
        return "this is SQLite, which has no such programs" if program else None
    if not program:
        print("postgresql")  # noqa: T201
        return None
    # PostgreSQL is an extra.
    from psycopg.conninfo import make_conninfo
    from psycopg.pq import Conninfo

    named = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
    facts = {name: database[ours] for name, ours in named.items() if database.get(ours)}
    # Of the options those of the connection; others are Django's.
    libpq = {each.keyword.decode() for each in Conninfo.get_defaults()}
    facts |= {name: value for name, value in database.get("OPTIONS", {}).items() if name in libpq}
    secret = facts.pop("password", None) or database.get("PASSWORD")
    environment = os.environ | ({"PGPASSWORD": str(secret)} if secret else {})
    try:
        os.execvpe(program[0], [*program, f"--dbname={make_conninfo(**facts)}"], environment)  # noqa: S606
    except FileNotFoundError:
        return f"{program[0]} is not installed"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
