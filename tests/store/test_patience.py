"""PostgreSQL's limits of time: on every statement, but not on what takes in a whole catalog."""

from __future__ import annotations

from threading import Event, Thread
from time import monotonic, sleep

import pytest
from django.db import OperationalError, connection, transaction

from catalog.known_error import KnownError
from catalog.models import Case, Service
from catalog.store.patience import keep_limits, lift_limits, take_your_time
from catalog.store.publish import publish
from tests.catalog_rows import TODAY, case, service_catalog

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
        take_your_time()
        assert limits() == ("0", "0")
    assert limits() == ("20s", "5s")


def test_a_migration_takes_its_time_and_puts_the_limits_back() -> None:
    lift_limits()
    assert limits() == ("0", "0")
    keep_limits()
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


def test_an_edit_waits_for_an_import_and_is_not_lost_in_it() -> None:
    publish([service_catalog()], today=TODAY)
    told: list[str] = []

    def edit() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '50ms'")
                row = Case.objects.get(message="Image not found")
                row.severity = "critical"
                row.save()
            told.append("saved")
        except OperationalError as error:
            told.append("lock timeout" if "lock timeout" in str(error) else str(error))
        finally:
            connection.close()

    def meanwhile(_: int) -> None:
        if not told:
            assert Case.objects.exists()
            thread = Thread(target=edit)
            thread.start()
            thread.join()

    changed = KnownError("metal", "Metal.0204", (case("Image not found", solution="Look elsewhere."),))
    publish([service_catalog("metal", changed)], today=TODAY, step=meanwhile)
    edit()
    assert told == ["lock timeout", "saved"]
    row = Case.objects.get(message="Image not found")
    assert (row.solution, row.severity) == ("Look elsewhere.", "critical")


def test_an_import_waits_for_a_form_that_holds_its_service_and_neither_is_given_up() -> None:
    publish([service_catalog()], today=TODAY)
    held, told = Event(), []

    def save() -> None:
        try:
            with transaction.atomic():
                # As the forms of the admin do it: the service is held, then the row is written.
                Service.objects.select_for_update(no_key=True).get(slug="metal")
                held.set()
                end = monotonic() + 20
                while not waiting() and monotonic() < end:
                    sleep(0.02)
                row = Case.objects.get(message="Image not found")
                row.severity = "critical"
                row.save()
            told.append("saved")
        except OperationalError as error:
            told.append(str(error))
        finally:
            connection.close()

    def waiting() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_stat_clear_snapshot(), count(*) FROM pg_stat_activity"
                " WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            return bool(cursor.fetchone()[1])

    form = Thread(target=save)
    form.start()
    assert held.wait(10)
    changed = KnownError("metal", "Metal.0204", (case("Image not found", solution="Look elsewhere."),))
    publish([service_catalog("metal", changed)], today=TODAY)
    form.join()
    assert told == ["saved"]
    row = Case.objects.get(message="Image not found")
    assert (row.solution, row.severity) == ("Look elsewhere.", "critical")
