"""Layers: the layer of every module, and the layers from which it may import, read from the source."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.running_portal import ROOT, plain_environment


@dataclass(frozen=True)
class Layer:
    """Modules that belong together; each name stands for the module and all below it."""

    modules: tuple[str, ...]
    may_import: tuple[str, ...] = ()
    django: bool = True


DOMAIN = (
    "catalog.folding",
    "catalog.template_values",
    "catalog.message_template",
    "catalog.known_error",
    "catalog.product_versions",
    "catalog.synonym_groups",
    "catalog.garbage_collection",
)
# Told by any layer, imports none.
TALLY = ("catalog.tally",)
LEARNING = ("catalog.learning",)
CURATION = ("catalog.curation",)
USE_CASES = ("catalog.troubleshoot", "catalog.ingest", "catalog.export", "catalog.audit")
PRINTING = ("catalog.printing",)
# Packages that interfaces may import: use cases, the two readers of the store, and what the answers are made of.
BELOW_INTERFACES = (
    *DOMAIN,
    *USE_CASES,
    *PRINTING,
    *TALLY,
    "catalog.limits",
    "catalog.heavy",
    "catalog.response_cache",
    "catalog.store.search",
    "catalog.store.lookup",
    "catalog.store.audience",
    "catalog.store.in_memory",
    "catalog.store.overview",
    "catalog.store.changes",
    "catalog.diagnosis.guidance",
)

LAYERS = {
    "domain": Layer(DOMAIN, django=False),
    "diagnosis": Layer(("catalog.diagnosis",), DOMAIN, django=False),
    "intake": Layer(("catalog.intake",), DOMAIN, django=False),
    "memory": Layer(
        ("catalog.models", "catalog.store", "catalog.migrations"),
        (
            *DOMAIN,
            *TALLY,
            "catalog.rates",
            "catalog.diagnosis.index",
            "catalog.diagnosis.changed_tables",
            "catalog.diagnosis.index_tables",
            "catalog.diagnosis.stored_errors",
        ),
    ),
    "troubleshoot": Layer(("catalog.troubleshoot",), (*DOMAIN, "catalog.diagnosis", "catalog.store")),
    "ingest": Layer(("catalog.ingest",), (*DOMAIN, "catalog.intake", "catalog.store")),
    "export": Layer(("catalog.export",), (*DOMAIN, "catalog.store")),
    "audit": Layer(
        ("catalog.audit",), (*DOMAIN, "catalog.troubleshoot", "catalog.diagnosis.guidance", "catalog.store")
    ),
    "printing": Layer(
        PRINTING,
        (*DOMAIN, "catalog.diagnosis.guidance", "catalog.diagnosis.match_results", "catalog.diagnosis.occurrences"),
    ),
    "tally": Layer(TALLY, django=False),
    "rates": Layer(("catalog.rates",), django=False),
    "limits": Layer(("catalog.limits", "catalog.heavy"), ("catalog.rates", "catalog.store.keys")),
    "kept": Layer(("catalog.response_cache",), (*TALLY, "catalog.store.audience", "catalog.store.snapshot")),
    "pages": Layer(
        ("catalog.pages", "catalog.templatetags"),
        (
            *BELOW_INTERFACES,
            *LEARNING,
            "catalog.diagnosis.match_results",
            "catalog.diagnosis.sentences",
            "catalog.diagnosis.sizes",
        ),
    ),
    "api": Layer(
        ("catalog.api",),
        (
            *BELOW_INTERFACES,
            *LEARNING,
            *CURATION,
            "catalog.intake",
            "catalog.webhooks",
            "catalog.store.keys",
            "catalog.store.ownership",
        ),
    ),
    "commands": Layer(
        ("catalog.management",),
        # Errors of reading a document, changes of an import, and the state that serving processes load.
        (
            *BELOW_INTERFACES,
            *LEARNING,
            *CURATION,
            "catalog.webhooks",
            "catalog.intake",
            "catalog.store.publish",
            "catalog.store.snapshot",
        ),
    ),
    "learning": Layer(
        LEARNING,
        (
            *DOMAIN,
            *TALLY,
            "catalog.models",
            "catalog.store.in_memory",
            "catalog.store.ownership",
            "catalog.diagnosis",
        ),
    ),
    "curation": Layer(
        CURATION,
        (
            *DOMAIN,
            *TALLY,
            *LEARNING,
            "catalog.ingest",
            "catalog.intake",
            "catalog.models",
            "catalog.store.publish",
            "catalog.store.ownership",
            "catalog.store.revision",
        ),
    ),
    "webhooks": Layer(
        ("catalog.webhooks",),
        (*TALLY, *LEARNING, *CURATION, "catalog.printing.links", "catalog.models", "catalog.store.changes"),
    ),
    "workbench": Layer(
        ("catalog.workbench",),
        (*BELOW_INTERFACES, *LEARNING, *CURATION, "catalog.intake", "catalog.models", "catalog.store.ownership"),
    ),
    "admin": Layer(
        ("catalog.admin",),
        (*BELOW_INTERFACES, *LEARNING, *CURATION, "catalog.webhooks", "catalog.models", "catalog.store"),
    ),
    "wiring": Layer(
        ("catalog.apps", "catalog.urls", "portal"),
        # The interfaces it opens; of the store, what a start sets going; how a rate is written, and who a client is.
        (
            *TALLY,
            "catalog.rates",
            "catalog.limits",
            "catalog.printing.portal_errors",
            "catalog.pages",
            "catalog.api",
            "catalog.admin",
            "catalog.workbench",
            "catalog.learning",
            "catalog.store.audience",
            "catalog.store.revision",
            "catalog.store.roles",
            "catalog.store.snapshot",
            "catalog.store.search",
            "catalog.store.timeouts",
        ),
    ),
}

STAGES = {
    "catalog.diagnosis": (
        "words",
        "numbers",
        "evidence",
        "database_rules",
        "tool_rules",
        "code_rules",
        "programs",
        "lines",
        "mark_rules",
        "marks",
        "sentences",
        "names",
        "decoding",
        "cleaning",
        "payloads",
        "statuses",
        "pairs",
        "records",
        "text_evidence",
        "wordings",
        "spelling",
        "key_table",
        "stored_errors",
        "index_tables",
        "changed_tables",
        "index",
        "prefilter",
        "budget",
        "pieces",
        "attribution",
        "text_spans",
        "cut_messages",
        "alignment",
        "code_contexts",
        "second_codes",
        "code_owners",
        "codes",
        "shapes",
        "error_candidate",
        "contradictions",
        "competing_candidates",
        "text_candidates",
        "payload_candidates",
        "candidates",
        "rules",
        "question",
        "match_results",
        "matching",
        "matched_candidates",
        "secrets",
        "occurrences",
        "redaction",
        "advice",
        "guidance",
        "tracing",
        "sizes",
        "repeats",
        "merging",
    ),
    "catalog.intake": (
        "encodings",
        "progress",
        "documents",
        "archives",
        "hints",
        "data",
        "fetching",
        "columns",
        "code_patterns",
        "status_cells",
        "grid",
        "column_values",
        "row_starts",
        "paragraph_cells",
        "heads",
        "entries",
        "sample_bodies",
        "spreadsheet_paste",
        "trailing_content",
        "line_rows",
        "copied_text",
        "delimited",
        "mediawiki",
        "web_pages",
        "magic_blocks",
        "markdown_extensions",
        "markdown",
        "asciidoc",
        "wiki_markup",
        "manual_pages",
        "properties",
        "restructured",
        "workbooks",
        "object_literals",
        "declarations",
        "counted_numbers",
        "constants",
        "gettext_catalogs",
        "xml_records",
        "sql_inserts",
        "tables",
        "doubts",
        "merged_cells",
        "rows",
        "losses",
        "objects",
        "error_bodies",
        "openapi",
        "saved_responses",
        "service_models",
        "export_format",
        "reading",
        "folders",
        "packs",
        "pictures",
    ),
}
"""The stages of each pipeline, from left to right: a stage imports only stages to its left."""

NO_NAMES = ("utils", "util", "helpers", "helper", "common", "base", "core", "services", "misc", "lib")


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_name(path): path for layer in ("catalog", "portal") for path in sorted((ROOT / layer).rglob("*.py"))}


def is_in(module: str, places: tuple[str, ...]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


def layer_of(module: str) -> str | None:
    return next((name for name, layer in LAYERS.items() if is_in(module, layer.modules)), None)


def imports_of(source: str) -> set[str]:
    """The modules that a source imports, wherever in it; ``from a import b`` is a.b where that is a module of ours."""
    items = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            items |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            within = {f"{node.module}.{alias.name}" for alias in node.names}
            items |= (within & FILES.keys()) or {node.module or ""}
    return items


def is_ours(module: str) -> bool:
    return is_in(module, ("catalog", "portal"))


def breaches(module: str, source: str) -> list[str]:
    """Return a module's imports that break the table."""
    name = layer_of(module)
    if name is None:
        return [f"{module} is in no layer"]
    layer = LAYERS[name]
    result = []
    for imported in sorted(imports_of(source)):
        if is_ours(imported):
            if not is_in(imported, (*layer.modules, *layer.may_import)):
                result.append(f"{module} ({name}) imports {imported}")
            result += out_of_stage(module, imported)
        elif not layer.django and is_in(imported, ("django", "rest_framework")):
            result.append(f"{module} ({name}) imports {imported}")
    return result


def out_of_stage(module: str, imported: str) -> list[str]:
    for pipeline, stages in STAGES.items():
        if module == pipeline or not is_in(module, (pipeline,)):
            continue
        here = module.removeprefix(f"{pipeline}.").split(".")[0]
        if here not in stages:
            return [f"{module} is no stage of {pipeline}"]
        left = tuple(f"{pipeline}.{stage}" for stage in stages[: stages.index(here)])
        if is_in(imported, (pipeline,)) and not is_in(imported, (*left, f"{pipeline}.{here}")):
            return [f"{module} imports {imported}, which is not to its left"]
    return []


def test_modules_import_only_what_their_layer_allows() -> None:
    items = [
        breach for module, path in FILES.items() if module != "catalog" for breach in breaches(module, path.read_text())
    ]

    assert items == []


@pytest.mark.parametrize(
    ("module", "source", "breach"),
    [
        ("catalog.known_error", "import django.db", "imports django.db"),
        ("catalog.known_error", "from catalog.store.lookup import services", "imports catalog.store.lookup"),
        ("catalog.diagnosis.text_evidence", "from catalog.intake import rows", "imports catalog.intake"),
        ("catalog.diagnosis.text_evidence", "from catalog.diagnosis.matching import match", "not to its left"),
        ("catalog.diagnosis.text_evidence", "from catalog.diagnosis import matching", "not to its left"),
        ("catalog.diagnosis.text_evidence", "from catalog.diagnosis import diagnose", "not to its left"),
        ("catalog.diagnosis.cleaning", "from catalog.diagnosis.clues import gather_clues", "not to its left"),
        ("catalog.diagnosis.guessing", "from catalog.diagnosis.clues import gather_clues", "no stage"),
        ("catalog.store.lookup", "from catalog.diagnosis.matching import match", "imports catalog.diagnosis.matching"),
        ("catalog.troubleshoot", "from catalog.ingest import ingest", "imports catalog.ingest"),
        ("catalog.api.views", "from catalog.pages import home", "imports catalog.pages"),
        ("catalog.api.views", "def f():\n    from catalog.models import Code", "imports catalog.models"),
        ("catalog.pages.home", "from catalog import models", "imports catalog.models"),
        ("catalog.management.commands.up", "from portal.environment import Rate", "imports portal.environment"),
        ("catalog.somewhere", "", "in no layer"),
    ],
)
def test_it_rejects_an_import_against_the_table(module: str, source: str, breach: str) -> None:
    assert any(breach in result for result in breaches(module, source))


def test_the_package_itself_is_empty() -> None:
    assert FILES["catalog"].read_text().strip() == ""


def test_every_room_has_its_modules() -> None:
    named = {module for layer in LAYERS.values() for module in layer.modules}

    assert named <= FILES.keys()
    assert {f"{pipeline}.{stage}" for pipeline, stages in STAGES.items() for stage in stages} <= FILES.keys()


def test_no_file_has_a_name_that_says_nothing() -> None:
    # Django asks for a database's backend by this name.
    named = set(FILES) - {"portal.postgres.base"}
    assert [module for module in named if module.split(".")[-1] in NO_NAMES] == []


def test_the_pipelines_load_no_django() -> None:
    program = "import sys, catalog.diagnosis, catalog.intake; print([name for name in sys.modules if 'django' in name])"
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=plain_environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert (ended.stdout, ended.stderr) == ("[]\n", "")
