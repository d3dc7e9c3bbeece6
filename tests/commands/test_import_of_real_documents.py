"""``import_docs`` at work: a page that changed, a vendor's page beside it, folders, addresses, dry runs."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.core.management.color import no_style
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog import models
from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog, Source
from catalog.message_template import parse_template
from catalog.store.publish import publish
from catalog.troubleshoot import troubleshoot
from tests.catalog_rows import TODAY
from tests.intake.test_fetching import running
from tests.intake.test_layouts import DOCUMENTS, REAL

pytestmark = pytest.mark.django_db

PAGE = (Path(__file__).parent.parent / "samples" / "imetal-error-codes.txt").read_text()


def run(command: str, *args: str) -> str:
    out = io.StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def test_a_later_copy_of_the_page_shows_one_new_and_one_changed_row_and_both_messages_match(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE)
    run("import_docs", str(page), "--service", "imetal")
    old, new = "Physical servers ID not found", "These physical servers do not exist"
    assert PAGE.count(old) == 1
    row = "\n\n500\n\niMetal.0099\n\nInternal server error\n\nThe server failed.\n\nContact customer service.\n\n404\n"
    before, status, after = PAGE.replace(old, new).partition("\n404\n")
    page.write_text(before + row + after if status else before)

    dry = run("import_docs", str(page), "--service", "imetal", "--dry-run", "--no-color")
    assert "new iMetal.0099 500 Internal server error" in dry
    assert f"- message: {old}: [{{id}}, ...]" in dry
    assert f"+ message: {new}: [{{id}}, ...]" in dry
    assert "1 new, 1 changed, 0 withdrawn, 22 unchanged, 0 rejected: dry run, nothing stored" in dry
    assert models.Case.objects.count() == 23

    data = json.loads(run("import_docs", str(page), "--service", "imetal", "--json"))
    assert (data["new"], data["changed"], data["withdrawn"]) == (1, 1, 0)
    for message in (old, new):
        match = troubleshoot(f"{message}: [srv-1, srv-2]").findings[0].matches[0]
        assert (match.code, match.parameters[0].values) == ("iMetal.0100", ("srv-1", "srv-2"))


def test_the_auto_scaling_page_makes_the_sample_body_known_with_a_drifted_message() -> None:
    path = REAL / "auto-scaling--api-ref_source_appendix_error_codes.rst"
    if not path.exists():
        pytest.skip("the vendor's page is not beside the project")
    run("import_docs", str(path), "--service", "auto-scaling")
    body = PAGE[PAGE.index("{") : PAGE.index("}") + 1]
    finding = troubleshoot(body).findings[0]
    assert (finding.outcome, finding.matches[0].code) == ("known", "AS.0001")
    assert [note.kind for note in finding.notes] == ["drifted"]


def test_a_folder_of_service_models_is_read_whole_of_each_service_the_latest(tmp_path: Path) -> None:
    model = json.loads((DOCUMENTS / "service-2.json").read_text())
    for day in ("2020-01-01", "2024-01-01"):
        for slug in ("ink", "pen"):
            path = tmp_path / slug / day / "service-2.json"
            path.parent.mkdir(parents=True)
            model["metadata"]["serviceFullName"] = f"{slug} of {day}"
            path.write_text(json.dumps(model))
    data = json.loads(run("import_docs", str(tmp_path), "--json"))
    assert (data["services"], data["new"], data["service"]) == (2, 6, None)
    assert list(models.Service.objects.values_list("slug", "name")) == [
        ("ink", "ink of 2024-01-01"),
        ("pen", "pen of 2024-01-01"),
    ]
    assert json.loads(run("import_docs", str(tmp_path), "--json"))["unchanged"] == 6


def test_a_folder_without_documents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no documents"):
        run("import_docs", str(tmp_path))


def test_a_page_on_the_web_is_named_as_the_source_and_one_inside_needs_leave() -> None:
    with running() as site:
        with pytest.raises(CommandError, match="--allow-private"):
            run("import_docs", f"{site}/page", "--service", "a")
        run("import_docs", f"{site}/page", "--service", "a", "--allow-private")
        assert models.Case.objects.get().source_url == f"{site}/page"
    assert len(models.Case.objects.get().source_digest) == 64


def test_columns_that_were_not_read_are_named(tmp_path: Path) -> None:
    page = tmp_path / "page.csv"
    page.write_text("Error Code,Message,Owner\nA.1,Full,Ann\n")
    assert "not read line 1, a table: columns Owner" in run("import_docs", str(page), "--service", "a", "--dry-run")
    data = json.loads(run("import_docs", str(page), "--service", "a", "--json"))
    assert data["unread_columns"] == [{"line": 1, "title": "", "columns": ["Owner"]}]


def test_a_document_that_fails_leaves_those_before_it_untaken(tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("nothing")
    with pytest.raises(CommandError, match="no error codes found"):
        run("import_docs", str(DOCUMENTS / "bars.txt"), str(bad), "--service", "a")
    assert not models.Service.objects.exists()


def test_a_report_is_coloured_on_a_terminal_only() -> None:
    plain = run("import_docs", str(DOCUMENTS / "bars.txt"), "--service", "a", "--dry-run")
    out = io.StringIO()
    call_command(
        "import_docs", str(DOCUMENTS / "bars.txt"), "--service", "a", "--dry-run", stdout=out, force_color=True
    )
    assert "\x1b[" not in plain
    assert "\x1b[" in out.getvalue()
    assert no_style().SUCCESS("x") == "x"


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30)
CASE = st.builds(
    ErrorCase,
    message=TEXT,
    http_status=st.none() | st.integers(100, 599),
    description=TEXT,
    solution=TEXT,
    section=TEXT.map(lambda text: " ".join(text.split())),
    former=st.lists(TEXT.filter(bool), max_size=2, unique=True).map(tuple),
    vendor_solution=st.none() | TEXT,
    category=st.none() | st.sampled_from(["quota", "internal"]),
    replaced_by=st.none() | st.just("B.1"),
    sample=TEXT,
    source=st.builds(
        Source,
        st.none() | st.just("https://docs.example.com/errors?a=1#b"),
        st.none() | st.dates(),
        st.none() | st.dates(),
        st.none() | st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    ),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    codes=st.dictionaries(
        st.from_regex(r"[A-Z]{1,3}\.[0-9]{1,4}", fullmatch=True), st.lists(CASE, min_size=1, max_size=3), max_size=4
    )
)
def test_export_import_export_is_identical(codes: dict[str, list[ErrorCase]], tmp_path: Path) -> None:
    models.Service.objects.all().delete()
    errors = tuple(KnownError("made", code, tuple(cases)) for code, cases in codes.items())
    publish([ServiceCatalog(Service("made", name="Made up"), errors)], today=TODAY, as_it_is=True)
    first = run("export_catalog")
    path = tmp_path / "export.json"
    path.write_text(first)
    models.Service.objects.all().delete()
    run("import_docs", str(path))
    assert run("export_catalog") == first
    assert json.loads(run("import_docs", str(path), "--json"))["changed"] == 0
    assert all(parse_template(case.message) for cases in codes.values() for case in cases)
