"""The examples of the schema: what is asked, and how its answers are recorded.

``python -m tests.api.recorded`` asks for all of them, of a portal with the bundled catalog. It writes the answers into
``catalog/api/examples.json`` and the schema into ``docs/reference/openapi.yaml``. Tests compare both with the portal's.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "catalog" / "api" / "examples.json"
SCHEMA = ROOT / "docs" / "reference" / "openapi.yaml"

_BODY = {"error_msg": "Physical servers ID not found: [srv-1, srv-2]", "error_code": "iMetal.0100"}

_CALL = {
    "text": "APIGW.0308: The throttling threshold has been reached",
    "http_status": 429,
    "headers": {"Retry-After": "12", "X-Request-Id": "5f0c11aa22bb33cc"},
}
_PROBLEM = "application/json, application/problem+json"

_CODE = "/api/v1/errors/imetal/iMetal.0100"

# Operation, name, and what differs from a GET, or a POST to the operation's own address, by a plain client.
ASKED: list[tuple[str, str, dict[str, Any]]] = [
    ("diagnose", "a known error", {"body": _BODY}),
    ("diagnose", "a line of a log", {"body": "ERROR APIGW.0308 429 request_id=5f0c"}),
    ("diagnose", "an unknown error", {"body": {"error_code": "iMetal.9999", "request_id": "5f0c"}}),
    ("diagnose", "an empty body", {"body": ""}),
    ("diagnose", "no status", {"path": "/api/v1/diagnose?http_status=1000", "body": _BODY}),
    ("diagnose", "another media type", {"body": _BODY, "accept": "image/png"}),
    ("diagnose", "a compressed body", {"body": _BODY, "headers": {"Content-Encoding": "gzip"}}),
    ("diagnose", "a long body", {"body": "x" * 101, "settings": {"PORTAL_MAX_BODY_BYTES": 100}}),
    ("diagnose", "too often", {"body": _BODY, "trouble": "too often"}),
    ("create_diagnosis", "with headers", {"body": _CALL}),
    ("create_diagnosis", "without a text", {"body": {"service": "imetal"}}),
    ("create_diagnosis", "a form", {"body": "text=iMetal.0233", "content_type": "application/x-www-form-urlencoded"}),
    ("diagnose_batch", "a list", {"body": [_BODY, "", "nothing known"]}),
    ("diagnose_batch", "an empty body", {"body": ""}),
    ("diagnose_batch", "too many items", {"body": ["x"] * 1001}),
    ("give_feedback", "it helped", {"body": {"service": "imetal", "code": "iMetal.0100", "helpful": True}}),
    ("send_report", "an undocumented error", {"body": {"text": "ERROR iMetal.9999 while a disk was attached"}}),
    ("list_errors", "words", {"path": "/api/v1/errors?q=subnet+ip&page_size=2"}),
    ("list_errors", "a page behind the last", {"path": "/api/v1/errors?page=99"}),
    ("list_errors", "no page", {"path": "/api/v1/errors?page=0"}),
    ("get_error", "a code", {"path": "/api/v1/errors/imetal/iMetal.0005"}),
    ("get_error", "no such code", {"path": "/api/v1/errors/imetal/iMetal.9999"}),
    ("get_error", "no such service", {"path": "/api/v1/errors/nobody/iMetal.0100"}),
    ("get_error", "a wrong key", {"path": _CODE, "headers": {"Authorization": "Bearer wrong"}}),
    ("get_error", "another media type", {"path": _CODE, "accept": "image/png"}),
    ("get_error", "problem details", {"path": "/api/v1/errors/imetal/iMetal.9999", "accept": _PROBLEM}),
    ("get_error", "a failure", {"path": _CODE, "trouble": "a failure"}),
    ("get_error", "no database", {"path": _CODE, "trouble": "no database"}),
    ("list_services", "all of them", {"path": "/api/v1/services"}),
    ("list_changes", "a change", {"path": "/api/v1/changes?since=6"}),
    ("list_changes", "no revision", {"path": "/api/v1/changes?since=x"}),
    ("service_enum", "a Python module", {"path": "/api/v1/enums/portal.py"}),
    ("service_enum", "a TypeScript module", {"path": "/api/v1/enums/portal.ts"}),
    ("service_enum", "no such service", {"path": "/api/v1/enums/nobody.ts"}),
]

_POSTS = {
    "diagnose": "/api/v1/diagnose",
    "create_diagnosis": "/api/v1/diagnoses",
    "diagnose_batch": "/api/v1/diagnose/batch",
    "give_feedback": "/api/v1/feedback",
    "send_report": "/api/v1/reports",
}


def answered(operation: str, name: str, result: dict[str, Any]) -> dict[str, Any]:
    """The example with its answer, of a portal that ``prepare`` made ready."""
    from django.test import Client, override_settings

    client = Client(raise_request_exception=False, headers={"host": "localhost"})
    path = result.get("path") or _POSTS[operation]
    headers = {"accept": result.get("accept", "*/*"), **result.get("headers", {})}
    request: dict[str, Any] = {}
    with override_settings(PORTAL_DIAGNOSE_RATE=None, **result.get("settings", {})), _trouble(result.get("trouble")):
        if operation in _POSTS:
            body = result["body"]
            kind = result.get("content_type") or ("text/plain" if isinstance(body, str) else "application/json")
            raw = body if isinstance(body, str) else json.dumps(body)
            response = client.generic("POST", path, raw, content_type=kind, headers=headers)
            request = {"content_type": kind, "body": body} if response.status_code in (200, 201) else {}
        else:
            response = client.get(path, headers=headers)
        text = response.getvalue().decode()
    media_type = response.headers["Content-Type"].split(";")[0]
    # When it was changed, and which request it was, differs from one run to the next.
    text = re.sub(r'("request_id": ?")[0-9a-f]{32}"', r'\g<1>5f0c11aa22bb33cc44dd55ee66ff7788"', text)
    text = re.sub(r'("changed": ?")[^"]*"', r'\g<1>2026-03-02T10:15:30+00:00"', text)
    return {
        "operation": operation,
        "name": name,
        "request": f"{'POST' if operation in _POSTS else 'GET'} {path}",
        **request,
        "status": response.status_code,
        "media_type": media_type,
        "answer": json.loads(text) if media_type in ("application/json", _PROBLEM.split(", ")[1]) else text,
    }


def _trouble(kind: str | None) -> AbstractContextManager[object]:
    """Provoke a failure, for the responses that no request alone brings about."""
    from django.db import DatabaseError

    from catalog.limits import Quota

    if kind == "too often":
        return patch("catalog.api.throttling.count_request", return_value=Quota(600, 60, 0, 42, True))
    if kind == "a failure":
        return patch("catalog.response_cache.loaded_revision", side_effect=RuntimeError("a defect"))
    if kind == "no database":
        return patch("catalog.response_cache.loaded_revision", side_effect=DatabaseError("gone"))
    return nullcontext()


def prepare() -> None:
    """The catalog that the examples are asked of."""
    from catalog.ingest import load_bundled
    from catalog.models import Case

    load_bundled()
    Case.objects.get(message="Image not found", code__code="iMetal.0204").save()


def main() -> None:
    """Record everything anew."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ["DATABASE_URL"] = "sqlite://:memory:"
    # Views read the recorded examples on import, so an older form of them must go first.
    EXAMPLES.write_text("[]\n", encoding="utf-8")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    prepare()
    examples = [answered(*request) for request in ASKED]
    EXAMPLES.write_text(json.dumps(examples, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    # In a process of its own: this one has read the examples that were there before.
    command = [sys.executable, "manage.py", "spectacular", "--file", str(SCHEMA), "--validate", "--fail-on-warn"]
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
