"""Lists whose items are codes with their texts, and codes before a colon in a text out of a manual."""

from __future__ import annotations

import contextlib
import time

import pytest

from catalog.intake import IntakeError
from tests.intake.reading_rows import read, row, rows

LISTS = (
    "# Codes of the kettle\n\n- [Call code](#call-code)\n- [Kettle error code](#kettle-error-code)\n\n"
    "## Call code\n- -2: no kettle\n- 0: done\n- 100: it took\n  too long\n\n"
    "## Kettle error code\n* 100: short circuit\n  * in the lid\n* 101: *water* is lost\n* 0x1F - `lid` open\n\n"
    "## Cup error code\n- **E10**: cup gone\n- **E11**: cup hot\n- **E12**: cup cold\n\n"
    "## Steps\n- 1: fill it\n- 2: heat it\n- 3: pour it\n"
)


def test_items_with_codes_under_headings_of_errors_are_errors() -> None:
    assert sorted(rows(read(LISTS, name="codes.md"))) == sorted(
        [
            row("-2", "", "no kettle", section="Call code"),
            row("0", "", "done", section="Call code"),
            row("100", "", "it took too long", section="Call code"),
            row("100", "", "short circuit\n- in the lid", section="Kettle error code"),
            row("101", "", "water is lost", section="Kettle error code"),
            row("0x1F", "", "lid open", section="Kettle error code"),
            row("E10", "", "cup gone", section="Cup error code"),
            row("E11", "", "cup hot", section="Cup error code"),
            row("E12", "", "cup cold", section="Cup error code"),
        ]
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kettle errors\n=============\n\n* 100: lost\n* 101: cold\n* 102: hot\n", "kettle.rst"),
        ("<html><h1>Kettle errors</h1><ul><li>100: lost</li><li>101: cold</li><li>102: hot</li></ul>", "kettle.html"),
        ("Kettle errors\n\n- 100: lost\n- 101: cold\n- 102: hot\n", "errors.txt"),
    ],
)
def test_lists_of_every_format_are_read(text: str, name: str) -> None:
    assert [each[:3] for each in rows(read(text, name=name))] == [
        ("100", "", "lost"),
        ("101", "", "cold"),
        ("102", "", "hot"),
    ]


@pytest.mark.parametrize(
    "page",
    [
        "# Kettle\n\n## Steps\n- 1: fill it\n- 2: heat it\n- 3: pour it\n",
        "# Kettle errors\n\n- 400: Bad Request\n- 401: Unauthorized\n- 404: Not Found\n",
        "# Errors\n\n- 1: fill it\n- retry: how often\n- 2: heat it\n- delay: how long\n- 3: pour it\n",
        "# Errors\n\n- MAX_RETRIES: how often\n- RETRY_DELAY: how long\n- LOG_LEVEL: how loud\n",
        "# Errors\n\n```\n- 100: lost\n- 101: cold\n- 102: hot\n```\n",
    ],
    ids=["steps", "statuses", "mixed", "settings", "code"],
)
def test_other_lists_are_none_of_errors(page: str) -> None:
    with pytest.raises(IntakeError):
        read(page, name="page.md")


NESTED = (
    "- RESULT CODE\n  - TEA CODE\n  - DESCRIPTION\n- tea_gone\n  - teaGONE\n  - The tea\n    is gone.\n"
    "- `tea_hot`\n  - teaHOT\n  - Too hot:\n    - wait\n    - blow\n- tea_cold\n  - teaCOLD\n  - Too cold.\n"
)


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("---\ntitle: Tea\n---\n\n# Tea\n\n<Cells>\n\n", "\n</Cells>\n\n<Example>\n\n```json\n{}\n```\n\n</Example>\n"),
        ("# Tea\n\nThe codes:\n\n", "\nMore.\n\n- One\n  - Two\n"),
    ],
    ids=["in a component", "alone"],
)
def test_lists_within_a_list_are_a_table_where_the_first_is_its_header(before: str, behind: str) -> None:
    reading = read(before + NESTED + behind, name="tea.mdx")
    assert rows(reading) == [
        row("tea_gone", tells="The tea is gone.", section="Tea"),
        row("tea_hot", tells="Too hot:\n- wait\n- blow", section="Tea"),
        row("tea_cold", tells="Too cold.", section="Tea"),
    ]
    assert reading.catalogs[0].errors[0].aliases == ("teaGONE",)


def test_item_with_other_cells_than_the_header_is_reported_with_its_line() -> None:
    reading = read(f"# Tea\n\n{NESTED.replace('  - teaHOT', '')}- tea_new\n  - teaNEW\n  - New.\n", name="tea.md")
    assert [each[0] for each in rows(reading)] == ["tea_gone", "tea_cold", "tea_new"]
    assert [(each.line, each.reason) for each in reading.rejected] == [(10, "the item has 2 of 3 cells")]


@pytest.mark.parametrize(("old", "new"), [("RESULT CODE", "Step"), ("  - ", "- ")], ids=["steps", "one list"])
def test_lists_within_a_list_without_a_header_of_errors_are_no_table(old: str, new: str) -> None:
    with pytest.raises(IntakeError):
        read(f"# Tea\n\n{NESTED.replace(old, new)}", name="tea.md")


MANUAL = (
    "7 Error Messages\nOverview of what the kettle says.\nKettle exceptions\n0x800100:\nInvalid kettle\n"
    "0x800200: Kettle\nis lost\nLid exceptions\n(large kettles only)\n0x50F200: Lid\nopen\n\n0x50F300:\nLid gone\n30\n"
)


def test_codes_before_a_colon_have_the_text_behind_it_or_below_it() -> None:
    assert rows(read(MANUAL, name="kettle-errors.txt")) == [
        row("0x800100", "", "Invalid kettle", section="Kettle exceptions"),
        row("0x800200", "", "Kettle is lost", section="Kettle exceptions"),
        row("0x50F200", "", "Lid open", section="(large kettles only)"),
        row("0x50F300", "", "Lid gone", section="(large kettles only)"),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (MANUAL.replace("Error Messages", "Menus").replace("exceptions", "lists"), "kettle.txt"),
        ("Errors\n11:30: the kettle failed\n12:31: the kettle failed again\n13:35: the kettle is well\n", "errors.txt"),
        ("Errors\n100: lost\n101:\n", "errors.txt"),
    ],
    ids=["not of errors", "times", "two"],
)
def test_other_texts_with_colons_are_none_of_errors(text: str, name: str) -> None:
    with pytest.raises(IntakeError):
        read(text, name=name)


@pytest.mark.parametrize("line", ["- 1: " * 3, "-" * 60, "0x" + "1" * 58, "1:" * 30])
def test_many_items_take_linear_time(line: str) -> None:
    begin = time.process_time()
    with contextlib.suppress(IntakeError):
        read(f"# Errors\n\n{line}\n" * 3_000, name="errors.txt")
    assert time.process_time() - begin < 3


def test_long_cells_of_lists_within_a_list_take_linear_time() -> None:
    page = "# Tea\n\n- Code\n  - Description\n- tea_gone\n  - It\n" + "    is gone\n    - again\n" * 20_000
    begin = time.process_time()
    with pytest.raises(IntakeError, match="320002 characters, which is too long"):
        read(f"{page}\n## Next\n", name="tea.md")
    assert time.process_time() - begin < 5


LID = "{mark}\n  - Name: LID_{name}\n  - Message: The lid is {name}.\n  - Explanation: It boiled\n  - {other}\n{fix}"
LIDS = [("- **LID01E**:", "LOST"), ("- **LID02E**", "OPEN"), ("- `LID03E`", "HOT")]


def lids(other: str, fix: str = "  - User Action: Wait\n") -> str:
    items = (LID.format(mark=mark, name=name, other=other, fix=fix) for mark, name in LIDS)
    return "# Kettle errors\n\n" + "".join(items)


def test_items_below_a_code_that_say_what_they_tell_are_its_fields() -> None:
    reading = read(lids("System Action: The kettle\n    stays off"), name="errors.md")
    texts = {"tells": "It boiled", "fix": "Wait", "section": "Kettle errors"}
    assert rows(reading) == [
        row(f"LID0{number}E", "", f"The lid is {name}.", **texts) for number, (_, name) in enumerate(LIDS, 1)
    ]
    assert [each.aliases for each in reading.catalogs[0].errors] == [(f"LID_{name}",) for _, name in LIDS]


def test_items_below_a_code_without_known_labels_are_its_text() -> None:
    page = "# Errors\n\n" + "".join(f"- E{number}0: lost\n  - lid: gone\n  - at: noon\n" for number in range(1, 5))
    assert rows(read(page, name="errors.md"))[0] == row("E10", "", "lost\n- lid: gone\n- at: noon", section="Errors")


GROUPED = """# Kettle errors

{mark} Water
    {mark} {first} no water
        {mark} *Cause:* The kettle is
          empty.
        {mark} *Action:* Fill it.
{blank}    {mark} {second} too hot
        {mark} *Cause:* It boils.
        {mark} *Action:* Wait.
{mark} Cups
    {mark} {third} broken
        {mark} *Action:* Buy one.

See also another page.
"""


@pytest.mark.parametrize(
    ("marked", "mark", "blank"),
    [("**{}**", "*", ""), ("`{}`", "-", ""), ("`{}`:", "*", ""), ("**{}** –", "-", "\n")],
    ids=["bold", "code", "colon", "dash"],
)
def test_codes_of_lists_in_groups_have_their_message_behind_them_and_labels_below(
    marked: str, mark: str, blank: str
) -> None:
    codes = [marked.format(code) for code in ("LID-101", "LID-102", "LID-201")]
    page = GROUPED.format(mark=mark, first=codes[0], second=codes[1], third=codes[2], blank=blank)
    assert rows(read(page, name="kettle.md")) == [
        row("LID-101", "", "no water", tells="The kettle is empty.", fix="Fill it.", section="Kettle errors"),
        row("LID-102", "", "too hot", tells="It boils.", fix="Wait.", section="Kettle errors"),
        row("LID-201", tells="broken", fix="Buy one.", section="Kettle errors"),
    ]


def test_items_in_groups_that_are_no_codes_are_no_entries() -> None:
    items = "".join(
        f"    * **{name}** it\n        * *Description:* Some tea.\n" for name in ("size", "GET", "max_cups")
    )
    with pytest.raises(IntakeError):
        read(f"# Kettle errors\n\n* Parameters\n{items}", name="kettle.md")
