"""PostgreSQL's limits of time: on every statement, but not on what takes in a whole catalog."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection, transaction

from catalog.store.publish import publish
from catalog.store.timeouts import disable_timeouts, restore_timeouts, without_statement_timeout
from tests.catalog_rows import TODAY, service_catalog

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no limits of time to set"),
]


def limits() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
        statement, lock = cursor.fetchone()
    return statement, lock


def test_it_works() -> None:
    assert limits() == ("20s", "5s")
    with transaction.atomic():
        without_statement_timeout()
        assert limits() == ("0", "0")
    assert limits() == ("20s", "5s")


def test_a_migration_takes_its_time_and_puts_the_limits_back() -> None:
    disable_timeouts()
    assert limits() == ("0", "0")
    restore_timeouts()
    assert limits() == ("20s", "5s")


def test_a_statement_over_the_limit_is_given_up_and_the_connection_goes_on() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '50ms'")
        with pytest.raises(OperationalError, match="statement timeout"), transaction.atomic():
            cursor.execute("SELECT pg_sleep(5)")
    assert limits() == ("20s", "5s")


def test_an_import_is_not_given_up() -> None:
    during: set[tuple[str, str]] = set()
    publish([service_catalog()], today=TODAY, step=lambda _: during.add(limits()))
    assert during == {("0", "0")}
    assert limits() == ("20s", "5s")
