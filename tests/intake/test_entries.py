"""Errors that stand in no table: an entry each, with labels."""

from __future__ import annotations

import pytest

from catalog.intake import IntakeError
from tests.intake.reading_rows import read, row, rows

EXPECTED = [
    row("TEA-00001", "", "kettle empty", tells="There is no water in the kettle.", fix="Fill it."),
    row("TEA-00017", "", "cup broken", tells="The cup fell.", fix="Take another."),
]


def test_a_line_of_code_and_message_begins_an_entry() -> None:
    text = (
        "TEA-00001: kettle empty\nCause: There is no water\nin the kettle.\nAction: Fill it.\n\n"
        "TEA-00017: cup broken\nCause: The cup fell.\nAction: Take another.\n"
    )
    assert rows(read(text)) == EXPECTED


def test_a_heading_begins_an_entry() -> None:
    page = (
        "# Tea\n\n### TEA-00001 - kettle empty\n\nThere is no water in the kettle.\n\n**Solution:** Fill it.\n\n"
        "### TEA-00017 - cup broken\n\nThe cup fell.\n\n**Solution:** Take another.\n"
    )
    assert rows(read(page)) == [(*each[:5], "Tea") for each in EXPECTED]


def test_labels_may_stand_before_two_spaces_and_repeat_the_code() -> None:
    text = (
        "%TEA-3-HOT\nError Message  %TEA-3-HOT: Tea is %d degrees\nExplanation  It is hot.\n"
        "Recommended Action  Wait.\n\n"
        "%TEA-4-COLD\nError Message  %TEA-4-COLD: Tea is cold\nExplanation  It stood.\nRecommended Action  Warm it.\n"
    )
    assert rows(read(text)) == [
        row("%TEA-3-HOT", "", "%TEA-3-HOT: Tea is %d degrees", tells="It is hot.", fix="Wait."),
        row("%TEA-4-COLD", "", "%TEA-4-COLD: Tea is cold", tells="It stood.", fix="Warm it."),
    ]


def test_a_list_of_definitions_is_entries() -> None:
    page = (
        "<html><h1>Common errors</h1><dl><dt><b>CupMissing</b></dt><dd><p>No cup.</p><p>HTTP Status Code: 400</p></dd>"
        "<dt><b>TeaFailure</b></dt><dd><p>No tea.</p><p>HTTP Status Code: 500</p></dd></dl>"
    )
    assert rows(read(page)) == [
        row("CupMissing", "400", tells="No cup.", section="Common errors"),
        row("TeaFailure", "500", tells="No tea.", section="Common errors"),
    ]
    plain = "Errors\n======\n\n``TEA-1``\n    The first.\n\n``TEA-2``\n    The second.\n"
    assert [each[0] for each in rows(read(plain, format="rst"))] == ["TEA-1", "TEA-2"]


def test_parameters_are_no_entries() -> None:
    page = "<html><h1>Parameters</h1><dl><dt>user_id</dt><dd>The user.</dd><dt>max_items</dt><dd>At most.</dd></dl>"
    with pytest.raises(IntakeError):
        read(page)


def test_names_in_one_column_and_texts_in_the_next_are_entries() -> None:
    text = (
        "# Error reference\n\nMY_ERR_NO_DATA        No data\n\n    Sent where nothing is left.\n\n"
        "MY_ERR_BAD_DATA       Bad data\n    ONE:  - Not signed.\n"
    )
    found = {each[0]: each[2:4] for each in rows(read(text, name="errorref.txt"))}
    assert found["MY_ERR_NO_DATA"] == ("No data", "Sent where nothing is left.")
    assert found["MY_ERR_BAD_DATA"][0] == "Bad data"


def test_settings_in_columns_are_no_entries() -> None:
    with pytest.raises(IntakeError):
        read(
            "HTTP_PROXY_HOST   Where the proxy is\nHTTP_PROXY_PORT   Its port\nHTTP_PROXY_USER   Its user\n",
            name="env.txt",
        )


@pytest.mark.parametrize("code", [">= 100", "100 – 199", "1000 to 1999", "5000..5999"])
def test_range_of_codes_is_rejected_with_its_line(code: str) -> None:
    reading = read(f"| Error code | Description |\n|---|---|\n| {code} | Many |\n| 300 | One |\n| 4001 | Two |\n")
    assert [each[0] for each in rows(reading)] == ["300", "4001"]
    assert [(each.line, "range of codes" in each.reason) for each in reading.rejected] == [(3, True)]
