#!/bin/sh
# backup.sh FOLDER: a copy of the portal's whole database (catalog, history, accounts, keys) into FOLDER, while the
# portal serves. It is looked through before it gets its name, and the newest fourteen are kept.
#
# It reads DATABASE_URL as the portal does. PostgreSQL needs pg_dump, of the server's version or newer.
set -eu
umask 077

[ $# = 1 ] && [ -d "$1" ] || { echo "usage: backup.sh FOLDER" >&2; exit 2; }
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
name=portal-$(date -u +%Y%m%dT%H%M%SZ)
new=$folder/.$name.$$
trap 'rm -f "$new"' EXIT

database=$("$python" -m portal.database_address)
case $database in
postgresql)
    name=$name.dump
    "$python" -m portal.database_address pg_dump --format=custom --no-owner --file="$new"
    pg_restore --list "$new" >/dev/null
    ;;
"sqlite "*)
    name=$name.sqlite3
    "$python" - "${database#sqlite }" "$new" <<'END'
import pathlib, sqlite3, sys

database, copy = sys.argv[1:]
# Read only, so that a name that is wrong makes no new database.
source = sqlite3.connect(pathlib.Path(database).as_uri() + "?mode=ro", uri=True, timeout=60)
source.execute("VACUUM INTO ?", [copy])
told = sqlite3.connect(copy).execute("PRAGMA integrity_check").fetchone()[0]
sys.exit(None if told == "ok" else f"the copy is broken: {told}")
END
    ;;
esac

mv "$new" "$folder/$name"
# The names sort by time.
ls "$folder" | grep -E '^portal-[0-9TZ]+\.(dump|sqlite3)$' | sort -r | tail -n +15 |
    while IFS= read -r old; do rm -f "$folder/$old"; done
echo "$folder/$name"
