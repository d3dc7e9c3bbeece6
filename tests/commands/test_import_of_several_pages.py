"""``import_docs`` where a service has several pages, or a page is not whole: what is withdrawn, and what is not."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from catalog import models
from catalog.ingest import read
from catalog.store.revision import current_revision

pytestmark = pytest.mark.django_db

HEADER = "code,http_status,message,description,solution,section\n"
V1, V2 = "https://docs.example.com/v1", "https://docs.example.com/v2"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def page(name: str, *rows: str) -> str:
    Path(name).write_text(HEADER + "".join(f"{row}{',' * (5 - row.count(','))}\n" for row in rows))
    return name


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("import_docs", *args, "--service", "ex", stdout=out)
    return out.getvalue()


def import_report(*args: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(run(*args, "--json"))
    return data


def counts(result: dict[str, Any]) -> tuple[int, ...]:
    return tuple(result[kind] for kind in ("new", "changed", "unchanged", "withdrawn"))


def live() -> list[str]:
    cases = models.Case.objects.filter(withdrawn=None).order_by("code__position", "position")
    return [f"{case.code.code} {case.message}" for case in cases.select_related("code")]


def test_the_documents_of_one_call_are_one_picture() -> None:
    one, two = page("v1.csv", "A-1,400,One", "A-2,400,Two"), page("full.csv", "B-1,404,Three", "A-2,400,Two")
    result = import_report(one, two)
    assert counts(result) == (3, 0, 0, 0)
    assert (result["codes"], result["cases"]) == (3, 3)
    assert live() == ["A-1 One", "A-2 Two", "B-1 Three"]
    revision = current_revision()
    assert counts(import_report(one, two)) == (0, 0, 3, 0)
    assert current_revision() == revision
    assert counts(import_report(page("v1.csv", "A-2,400,Two"), two)) == (0, 0, 2, 1)


def test_each_document_of_a_picture_tells_of_its_own_rows() -> None:
    printed = run(page("v1.csv", "A-1,400,One", ",400,None"), page("full.csv", "B-1,404,Three"))
    assert [line.split(":")[0].strip() for line in printed.splitlines()] == [
        "v1.csv (csv)", "rejected line 3, code", "full.csv (csv)", "new A-1 400 One", "new B-1 404 Three",
        "2 new, 0 changed, 0 withdrawn, 0 unchanged, 1 rejected",
    ]  # fmt: skip


def test_a_page_with_an_address_withdraws_what_was_known_from_there_alone() -> None:
    one, two = page("v1.csv", "A-1,400,One", "A-2,400,Two"), page("v2.csv", "B-1,404,Three", "A-2,409,Twice")
    assert counts(import_report(one, "--url", V1)) == (2, 0, 0, 0)
    assert counts(import_report(two, "--url", V2)) == (2, 0, 0, 0)
    assert sorted(live()) == ["A-1 One", "A-2 Twice", "A-2 Two", "B-1 Three"]
    revision = current_revision()
    for name, url in ((one, V1), (two, V2), (one, V1)):
        assert counts(import_report(name, "--url", url)) == (0, 0, 2, 0)
    assert current_revision() == revision
    assert models.Service.objects.get().documentation == V1
    assert counts(import_report(page("v1.csv", "A-1,400,Reworded"), "--url", V1)) == (0, 1, 0, 1)
    assert sorted(live()) == ["A-1 Reworded", "A-2 Twice", "B-1 Three"]


def test_what_two_pages_list_alike_is_one_case_that_the_first_keeps() -> None:
    import_report(page("v1.csv", "A-1,400,One,,,First", "A-2,400,Two"), "--url", V1)
    assert counts(import_report(page("v2.csv", "A-1,400,One,,,Second", "B-1,400,B"), "--url", V2)) == (1, 0, 1, 0)
    case = models.Case.objects.get(message="One")
    assert (case.section, case.source_url) == ("First", V1)


def test_a_document_without_an_address_means_the_whole_service() -> None:
    import_report(page("v1.csv", "A-1,400,One"), "--url", V1)
    assert counts(import_report(page("all.csv", "B-1,404,Three"))) == (1, 0, 0, 1)


def test_what_was_known_from_nowhere_is_known_from_the_first_address_that_lists_it() -> None:
    import_report(page("v1.csv", "A-1,400,One", "A-2,400,Two"))
    assert counts(import_report(page("v1.csv", "A-1,400,One", "A-2,400,Two"), "--url", V1)) == (0, 0, 2, 0)
    assert counts(import_report(page("v1.csv", "A-1,400,One"), "--url", V1)) == (0, 0, 1, 1)


def test_a_page_that_moved_is_the_whole_service_where_that_is_said() -> None:
    import_report(page("v1.csv", "A-1,400,One", "A-2,400,Two"), "--url", V1)
    assert counts(import_report(page("v1.csv", "A-1,400,One"), "--url", V2, "--whole")) == (0, 0, 1, 1)
    assert counts(import_report(page("v1.csv", "B-1,400,Else"), "--url", V2)) == (1, 0, 0, 1)


def test_a_part_withdraws_nothing() -> None:
    import_report(page("v1.csv", "A-1,400,One", "A-2,400,Two"))
    assert counts(import_report(page("more.csv", "B-1,404,Three", "A-1,409,Other"), "--part")) == (2, 0, 0, 0)
    assert live() == ["B-1 Three", "A-1 One", "A-1 Other", "A-2 Two"]
    with pytest.raises(CommandError, match="not allowed with"):
        run("more.csv", "--part", "--whole")


def test_a_code_that_a_rejected_row_names_is_not_withdrawn() -> None:
    import_report(page("v1.csv", "R-1,400,One", "R-2,400,Two", "R-3,400,Three"))
    page("v1.csv", "R-1,4000,One", "R-2,400,Two")
    printed = run("v1.csv")
    assert "rejected line 2, http_status" in printed
    assert "kept R-1: not withdrawn, since a rejected row names it" in printed
    assert "withdrawn R-3 400 Three" in printed
    assert import_report("v1.csv")["kept"] == [{"service": "ex", "code": "R-1"}]
    assert live() == ["R-2 Two", "R-1 One"]


def test_an_import_that_would_withdraw_most_of_many_is_refused_as_a_whole() -> None:
    rows = [f"A-{number},400,Message {number}" for number in range(90)]
    import_report(page("v1.csv", *rows))
    page("v1.csv", *rows[:34], "B-1,400,New")
    with pytest.raises(CommandError, match=r"56 of the 90 cases of ex .* --dry-run; .* --part; .* --allow-withdrawals"):
        run("v1.csv")
    assert len(live()) == 90
    assert "without --dry-run this is refused unless you add --allow-withdrawals: 56 of the 90" in run(
        "v1.csv", "--dry-run"
    )
    assert counts(import_report("v1.csv", "--allow-withdrawals")) == (1, 0, 34, 56)


def test_most_of_few_are_withdrawn_and_it_is_said() -> None:
    rows = [f"A-{number},400,Message {number}" for number in range(30)]
    import_report(page("v1.csv", *rows))
    assert "16 of the 30 cases of ex" in run(page("v1.csv", *rows[:14]))
    assert len(live()) == 14
    assert "of the" not in run(page("v1.csv", *rows))
    assert len(live()) == 30


def test_a_few_and_those_that_are_called_otherwise_now_may_go_unasked() -> None:
    rows = [f"A-{number},400,Message {number}" for number in range(30)]
    import_report(page("v1.csv", *rows))
    assert counts(import_report(page("v1.csv", *rows[:15]))) == (0, 0, 15, 15)
    renamed = [row.replace("A-", "B-") for row in rows[:15]]
    result = import_report(page("v1.csv", *renamed))
    assert counts(result) == (15, 0, 0, 15)
    assert result["renamed"][0] == {"service": "ex", "code": "A-0", "to": "B-0"}


def test_a_rename_is_told_as_one() -> None:
    import_report(page("v1.csv", "R-3,400,Three", "R-4,400,Four"))
    assert "withdrawn R-3 (now R-30) 400 Three" in run(page("v1.csv", "R-30,400,Three", "R-4,400,Four"))


@pytest.mark.django_db(transaction=True)
def test_documents_are_read_before_anybody_has_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    in_transaction: list[bool] = []

    def reading(*args: Any, **options: Any) -> Any:
        in_transaction.append(connection.in_atomic_block)
        return read(*args, **options)

    monkeypatch.setattr("catalog.management.commands.import_docs.read", reading)
    import_report(page("v1.csv", "R-1,400,One"), page("v2.csv", "R-2,400,Two"))
    assert in_transaction == [False, False]
