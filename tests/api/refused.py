"""The one assertion that every error of the API is held to."""

from __future__ import annotations

from typing import Any

from catalog.troubleshoot import troubleshoot


def assert_portal_error(response: Any, status: int) -> None:
    """The answer is an error in the vendor page's shape, with its status's code, that the portal itself knows."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"].split(";")[0] == "application/json"
    body = response.json()
    assert set(body) == {"error_code", "error_msg", "request_id"}
    assert body["request_id"] == response.headers["X-Request-Id"]
    assert body["error_code"] == f"Portal.{status:04d}"
    assert "error portal" in body["error_msg"]
    if status == 401:
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
    if status == 405:
        assert response.headers["Allow"]
    if status in (429, 503):
        assert int(response.headers["Retry-After"]) > 0
    guidance = troubleshoot(response.content.decode())
    assert (guidance.outcome, guidance.findings[0].matches[0].code) == ("known", body["error_code"])
    assert "message" in guidance.findings[0].matches[0].reasons
