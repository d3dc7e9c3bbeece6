#!/bin/sh
# restore.sh FILE: put a copy that backup.sh made in the place of the portal's database. All that is in it now is lost,
# so stop the portal first. A copy of an older version is brought up to date by the next `manage.py up`.
#
# It reads DATABASE_URL as the portal does, and is best run as the portal's own account. PostgreSQL needs pg_restore
# and psql; the account has to own the database. Either all of it is restored or nothing is changed.
set -eu
umask 077

[ $# = 1 ] && [ -r "$1" ] || { echo "usage: restore.sh FILE" >&2; exit 2; }
file=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}

database=$("$python" -m portal.database_address)
case $file:$database in
*.dump:postgresql)
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    {
        # What goes is what was asked for: no notice of each table.
        echo 'SET client_min_messages = warning;'
        # Newer versions may have tables that the copy does not know of.
        echo 'DROP SCHEMA public CASCADE; CREATE SCHEMA public;'
        pg_restore --no-owner --no-privileges --no-comments --file=- "$file"
    } >"$work/all.sql"
    "$python" -m portal.database_address psql --quiet --no-psqlrc --single-transaction --set=ON_ERROR_STOP=1 \
        --output=/dev/null --file="$work/all.sql"
    ;;
*.sqlite3:"sqlite "*)
    database=${database#sqlite }
    trap 'rm -f "$database.new"' EXIT
    cp "$file" "$database.new"
    "$python" - "$database.new" <<'END'
import sqlite3, sys

told = sqlite3.connect(sys.argv[1]).execute("PRAGMA integrity_check").fetchone()[0]
sys.exit(None if told == "ok" else f"the copy is broken: {told}")
END
    # What was not yet taken over into the old file belongs to it alone.
    rm -f "$database-wal" "$database-shm"
    mv "$database.new" "$database"
    ;;
*) echo "restore.sh: this copy is not of the kind of database that DATABASE_URL names" >&2; exit 1 ;;
esac
