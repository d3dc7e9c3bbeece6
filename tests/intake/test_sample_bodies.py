"""Sections that are named in words, of which the sample bodies have the codes."""

from __future__ import annotations

import time

import pytest

from catalog.intake import IntakeError
from tests.intake.reading_rows import read, row, rows


def sample(code: str, message: str) -> str:
    inner = f'{{\n    "ok": false,\n    "resultCode": {code},\n    "resultMessage": "{message}"\n  }}'
    return f'``` \n{{\n  "head": {inner}\n}}\n```\n'


COLD = (
    "## Cold tea\n- Cause: The tea stood\n  - for an hour.\n- Response HTTP status: 503 Service Unavailable\n"
    f"- Error body\n{sample('5030001', 'The tea is cold')}\n> Drink it sooner.\n\n"
)
TLS = f"## TLS\n- Cause: No lid.\n- HTTP status: 401\n- Body\n{sample('4011001', 'No lid')}\n"
TABLE = (
    "| result code | resultMessage |\n|--|--|\n| 4011001 | Lid gone |\n| 4011002 | Lid open |\n| 5011001 | Hot |\n\n"
)
LISTED = "## Too large\nOf the log:\n- HTTP Status: 500\n- Error code: 500000001\n- Error message: The cup is full.\n\n"
TWO = (
    f"## Kettle\n- Cause: It is off.\n- HTTP status: 502\n{sample('5020001', 'Kettle off')}"
    f"- Cause: It is gone.\n- HTTP status: 504\n{sample('5040001', 'Kettle gone')}"
)


def test_code_of_a_sample_body_is_that_of_its_section() -> None:
    assert sorted(rows(read(f"# Error codes\n\n{COLD}{TLS}{TABLE}{LISTED}{TWO}", name="codes.md"))) == [
        row("4011001", "401", "Lid gone", section="TLS"),
        row("4011002", "401", "Lid open", section="TLS"),
        row("500000001", "500", "The cup is full.", section="Too large"),
        row("5011001", "", "Hot", section="TLS"),
        row("5020001", "502", "Kettle off", tells="It is off.", section="Kettle"),
        row(
            "5030001",
            "503",
            "The tea is cold",
            tells="The tea stood\n- for an hour.\nDrink it sooner.",
            section="Cold tea",
        ),
        row("5040001", "504", "Kettle gone", tells="It is gone.", section="Kettle"),
    ]


def test_heading_that_is_the_code_of_its_body_stays_the_head_of_its_entry() -> None:
    texts = (f"## TEA_{name}\n- Cause: It is {name}.\n" + sample(f'"TEA_{name}"', "No tea") for name in ("COLD", "OLD"))
    page = "# Errors\n\n" + "\n".join(texts)
    assert [(each[0], each[3].partition("\n")[0]) for each in rows(read(page, name="errors.md"))] == [
        ("TEA_COLD", "It is COLD."),
        ("TEA_OLD", "It is OLD."),
    ]


def titled(code: int, title: str, detail: str) -> str:
    return f'\n```json\n{{\n "errors": [{{"code": {code}, "title": "{title}", "detail": "{detail}"}}]\n}}\n```\n\n'


STATUSES = (
    f"### Lids\n\n**400 Bad request - Lid open**\n\nClose it first. Example:\n{titled(477, 'Open', 'Lid 7 open')}"
    f"**404 Not found - no lid**\n\nThe lid is gone.\n{titled(38192, 'No lid', 'Lid 8 gone')}"
    f"### 500 Kettle broken\n{titled(38189, 'Broken', 'Kettle 9 broken')}"
)


def test_codes_of_bodies_below_statuses_are_the_codes() -> None:
    assert rows(read(f"# Tea errors\n\n{STATUSES}", name="errors.md")) == [
        row("477", "400", "Open", tells="Lid 7 open", section="400 Bad request - Lid open"),
        row("38192", "404", "No lid", tells="Lid 8 gone\nThe lid is gone.", section="404 Not found - no lid"),
        row("38189", "500", "Broken", tells="Kettle 9 broken", section="500 Kettle broken"),
    ]


@pytest.mark.parametrize(
    "page",
    [
        f"# Tea\n\n{STATUSES}",
        "# Tea errors\n\n" + STATUSES.replace('"code"', '"id"'),
        "# Tea errors\n\n" + STATUSES.replace("[{", "[{}, {"),
    ],
    ids=["not about errors", "no codes", "several"],
)
def test_bodies_below_statuses_that_are_none_of_one_error_make_no_codes(page: str) -> None:
    try:
        codes = {each[0] for each in rows(read(page, name="tea.md"))}
    except IntakeError:
        codes = set()
    assert not codes & {"477", "38192", "38189"}


@pytest.mark.parametrize(
    "page",
    [
        f"# Tea errors\n\n## Make tea\n\n{sample('4001', 'No tea')}\n## Drink tea\n\n{sample('4002', 'No cup')}",
        f"# Tea errors\n\n{COLD}",
        f"# Tea\n\n{COLD}{TLS}",
        "# Tea errors\n\n" + f"{COLD}{TLS}".replace('"resultCode"', '"id"'),
        "# Tea errors\n\n" + f"{COLD}{TLS}".replace("5030001", "0").replace("4011001", "401"),
    ],
    ids=["no labels", "one", "not about errors", "no codes", "statuses"],
)
def test_bodies_that_show_something_else_make_no_errors(page: str) -> None:
    try:
        codes = {each[0] for each in rows(read(page, name="tea.md"))}
    except IntakeError:
        codes = set()
    assert not codes & {"4001", "4002", "5030001", "4011001", "0", "401"}


def test_code_of_a_sample_body_that_was_not_taken_is_told() -> None:
    body = sample("4011003", "No spoon")
    reading = read(f"# Error codes\n\n{TABLE}## Spoon\n\nIt is gone.\n\n{body}", name="codes.md")
    assert [(each.line, each.code) for each in reading.untaken] == [(17, "4011003")]


@pytest.mark.parametrize("lines", ["## A\n- Cause: x\n```\n{\n" * 3_000, "```\n" + '{"a":' * 9_000, f"{TLS}\n" * 600])
def test_many_bodies_take_linear_time(lines: str) -> None:
    begin = time.process_time()
    try:
        read(f"# Errors\n\n{lines}", name="errors.md")
    except IntakeError:
        assert "Lid" not in lines
    assert time.process_time() - begin < 3
