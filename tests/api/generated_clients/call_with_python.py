"""Calls of a portal by the client that openapi-python-client generates, checked by mypy as they stand: no cast."""

from __future__ import annotations

import io
import sys

from portal_client import Client
from portal_client.api.diagnose import create_diagnosis, diagnose, diagnose_batch
from portal_client.api.follow_changes import list_changes
from portal_client.api.look_up import get_error, list_errors, list_services
from portal_client.models import (
    ApiError,
    DiagnoseJsonBody,
    DiagnosisRequest,
    ErrorCode,
    Guidance,
    OutcomeEnum,
    PaginatedChangeList,
    PaginatedErrorCodeList,
    PaginatedServiceList,
)
from portal_client.models.diagnosis_request_headers_type_0 import DiagnosisRequestHeadersType0
from portal_client.types import File

client = Client(base_url=sys.argv[1], raise_on_unexpected_status=True)

headers = DiagnosisRequestHeadersType0.from_dict({"Retry-After": "12", "X-Request-Id": "5f0c11aa22bb33cc"})
request = DiagnosisRequest(text="APIGW.0308: too many requests", http_status=429, headers=headers)
guidance = create_diagnosis.sync(client=client, body=request)
assert isinstance(guidance, Guidance), guidance
assert guidance.outcome is OutcomeEnum.KNOWN
finding = guidance.findings[0]
assert (finding.wait, finding.read.request_id) == (12, "5f0c11aa22bb33cc")
assert finding.matches[0].code == "APIGW.0308"

body = DiagnoseJsonBody.from_dict({"error_code": "iMetal.0100", "error_msg": "Physical servers ID not found: [srv-1]"})
guidance = diagnose.sync(client=client, body=body)
assert isinstance(guidance, Guidance), guidance
assert guidance.findings[0].matches[0].parameters[0].values == ["srv-1"]

guidance = diagnose.sync(client=client, body=File(io.BytesIO(b"ERROR iMetal.0233")), service="imetal")
assert isinstance(guidance, Guidance), guidance
assert guidance.findings[0].matches[0].code == "iMetal.0233"

answers = diagnose_batch.sync(client=client, body=["iMetal.0100", "", "nothing known"])
assert isinstance(answers, list), answers
assert [each.index for each in answers] == [0, 1, 2]
assert answers[0].outcome is OutcomeEnum.KNOWN
assert answers[1].error_code == "Portal.0400"

error = get_error.sync("imetal", "imetal.0100", client=client)
assert isinstance(error, ErrorCode), error
assert (error.code, error.cases[0].http_status) == ("iMetal.0100", 404)

missing = get_error.sync("imetal", "iMetal.9999", client=client)
assert isinstance(missing, ApiError), missing
assert missing.error_code == "Portal.0404"

page = list_errors.sync(client=client, q="subnet", page_size=2)
assert isinstance(page, PaginatedErrorCodeList), page
assert page.count > 2
assert len(page.results) == 2
assert page.previous is None

services = list_services.sync(client=client)
assert isinstance(services, PaginatedServiceList), services
assert "imetal" in [each.service for each in services.results]

log = list_changes.sync(client=client, since=0)
assert isinstance(log, PaginatedChangeList), log
assert log.edition > 0
assert log.changes[0].changed.tzinfo is not None
