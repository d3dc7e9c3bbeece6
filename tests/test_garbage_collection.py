"""Pauses of garbage collection: they end, and a diagnosis leaves nothing to be collected."""

from __future__ import annotations

import gc
import json

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.garbage_collection import without_garbage_collection
from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog


@pytest.mark.parametrize("was_on", [True, False])
def test_garbage_collection_is_as_before_after_a_pause(*, was_on: bool) -> None:
    try:
        if not was_on:
            gc.disable()
        with without_garbage_collection():
            assert not gc.isenabled()
        assert gc.isenabled() is was_on
    finally:
        gc.enable()


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(
            f"2026-03-02 10:15:30 ERROR w-{number} Box.0001: Box {number} was not found" for number in range(400)
        ),
        json.dumps({"error_code": "Box.0001", "cause": json.dumps({"message": "Box [1, 2] was not found"})}),
        "code=Box.9999&message=password%3Dhunter22, {[",
    ],
)
def test_a_diagnosis_leaves_no_cycles(text: str) -> None:
    error = KnownError("box", "Box.0001", (ErrorCase("Box {id} was not found", 404),))
    index = CatalogIndex([ServiceCatalog(Service("box", name="Box"), (error,))])
    diagnose(text, index)
    with without_garbage_collection():
        gc.collect()
        diagnose(text, index)
        assert gc.collect() == 0
