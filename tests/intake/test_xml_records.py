"""Lists of errors in XML, and lists of other things in it."""

from __future__ import annotations

import time

import pytest

from catalog.intake import IntakeError
from catalog.intake.xml_records import element_tables
from tests.intake.reading_rows import read, row, rows

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<!-- Messages. -->\n'
CHILDREN = (
    "<messages><section><title>Class T: Tea</title>\n"
    "<msg><name>T0001</name><text>No tea in {0} &lt;cup&gt;.</text><arg>cup</arg></msg>\n"
    "<msg>\n  <name>T0002</name>\n  <text>The tea\n    is cold.</text>\n</msg>\n"
    "<msg><name>T0003</name><text><![CDATA[Tea & milk]]></text><arg>tea</arg><arg>milk</arg></msg>\n"
    "</section></messages>"
)
ATTRIBUTES = (
    '<errors><title>Class T: Tea</title>\n<error code="T0001" message="No tea in {0} &lt;cup&gt;."/>\n'
    '<error code="T0002" message="The tea is cold."/>\n<error code="T0003" message="Tea &amp; milk"/></errors>'
)
OWN_TEXTS = (
    '<t:errors xmlns:t="urn:tea"><t:title>Class T: Tea</t:title>\n'
    '<t:error id="T0001">No tea in {0} &lt;cup&gt;.</t:error>\n'
    '<t:error id="T0002">The tea is cold.</t:error>\n<t:error id="T0003">Tea &amp; milk</t:error></t:errors>'
)
EXPECTED = [
    row("T0001", "", "No tea in {0} <cup>.", section="Class T: Tea"),
    row("T0002", "", "The tea is cold.", section="Class T: Tea"),
    row("T0003", "", "Tea & milk", section="Class T: Tea"),
]


@pytest.mark.parametrize("body", [CHILDREN, ATTRIBUTES, OWN_TEXTS], ids=["children", "attributes", "own texts"])
def test_elements_with_a_code_and_a_text_are_errors(body: str) -> None:
    reading = read(HEAD + body, name="tea.xml")
    assert rows(reading) == EXPECTED
    assert reading.format == "xml"
    assert not reading.truncated


def test_other_children_of_an_error_are_its_fields_or_named_as_unread() -> None:
    entries = "".join(
        f"<error><code>{at}</code><status>404</status><message>Gone {at}.</message><cause>Cup {at}.</cause>"
        f"<action>Buy {at}.</action><shelf>A</shelf></error>\n"
        for at in (7001, 7002, 7003)
    )
    reading = read(f"{HEAD}<errors>{entries}</errors>", name="tea.xml")
    assert rows(reading)[0] == row("7001", "404", "Gone 7001.", tells="Cup 7001.", fix="Buy 7001.")
    assert [each.columns for each in reading.unread] == [("shelf",)]


def test_values_under_names_are_messages_in_a_file_called_after_errors() -> None:
    entries = "".join(f'<data name="TEA_{at}"><value>Tea {at} is cold.</value></data>\n' for at in "ABC")
    assert rows(read(f"<root>{entries}</root>", name="ErrorMessages.resx"))[0] == row("TEA_A", "", "Tea A is cold.")


def test_comments_beside_values_are_for_translators() -> None:
    entries = "".join(
        f'<data name="TEA{at}" xml:space="preserve"><value>Tea {{0}} is cold.</value>'
        f"<comment>{{0}} is the cup, e.g. {at}</comment></data>\n"
        for at in (1001, 1002, 1003)
    )
    reading = read(f"<root>{entries}</root>", name="ErrorMessages.resx")
    assert rows(reading)[0] == row("TEA1001", "", "Tea {0} is cold.")
    assert [each.columns for each in reading.unread] == [("comment for translators",)]


def test_comments_beside_messages_describe_errors() -> None:
    entries = "".join(
        f"<error><code>{at}</code><message>Gone.</message><comment>Cup {at} was lost.</comment></error>\n"
        for at in (7001, 7002, 7003)
    )
    assert rows(read(f"{HEAD}<errors>{entries}</errors>", name="tea.xml"))[0] == row(
        "7001", "", "Gone.", tells="Cup 7001 was lost."
    )


@pytest.mark.parametrize(
    "body",
    [
        "".join(
            f"<property><name>tea.cup.{at}</name><value>{at}</value><description>How many.</description></property>"
            for at in range(5)
        ),
        "".join(f"<product><id>P{at}00</id><text>A fine cup.</text></product>" for at in range(5)),
        "".join(f"<msg><name>the cup {at}</name><text>A fine cup.</text></msg>" for at in range(5)),
        "<msg><name>T0001</name><text>No tea.</text></msg>",
        "".join(f"<msg><name>T000{at}</name></msg>" for at in range(5)),
    ],
    ids=["settings", "products", "names of several words", "one message", "no texts"],
)
def test_elements_about_other_things_are_no_errors(body: str) -> None:
    with pytest.raises(IntakeError):
        read(f"{HEAD}<all>{body}</all>", name="tea.xml")


def test_xml_that_breaks_off_has_what_stands_before_and_is_truncated() -> None:
    entries = "".join(f"<msg><name>T000{at}</name><text>Tea {at} is cold.</text></msg>\n" for at in range(4))
    reading = read(f"{HEAD}<messages>{entries}<msg><name>T0009</name><te", name="tea.xml")
    assert [each[0] for each in rows(reading)] == ["T0000", "T0001", "T0002", "T0003"]
    assert reading.truncated


def test_entities_of_entities_are_not_followed() -> None:
    entities = "".join(f'<!ENTITY t{at + 1} "{f"&t{at};" * 10}">' for at in range(20))
    entries = "".join(f"<msg><name>T000{at}</name><text>&t20;</text></msg>" for at in range(4))
    with pytest.raises(IntakeError):
        read(f'{HEAD}<!DOCTYPE m [<!ENTITY t0 "tea">{entities}]><m>{entries}</m>', name="tea.xml")


@pytest.mark.parametrize(
    "text", ["<a>" * 200_000, "<m>" + "<a>x</a>" * 200_000 + "</m>", "<a title='x'>" * 100_000, "<!--" * 300_000]
)
def test_deep_and_long_xml_takes_linear_time(text: str) -> None:
    begin = time.process_time()
    with pytest.raises(IntakeError):
        read(f"{HEAD}{text}", name="errors.xml")
    assert time.process_time() - begin < 4


@pytest.mark.parametrize(("many", "expected"), [(2, "text"), (3, "xml")])
def test_three_elements_of_one_name_make_a_list(many: int, expected: str) -> None:
    entries = "".join(f'<error code="T000{n}" message="The tea {n} is cold."/>\n' for n in range(many))
    try:
        assert read(f"{HEAD}<errors>{entries}</errors>", name="tea.xml").format == expected
    except IntakeError:
        assert expected != "xml"


def test_eight_further_children_of_an_error_are_columns() -> None:
    others = "".join(f"<part{n}>{n}</part{n}>" for n in range(10))
    entries = "".join(f"<error><code>T000{n}</code><text>The tea is cold.</text>{others}</error>" for n in range(3))
    (table,) = element_tables(f"<errors>{entries}</errors>", about_errors=True)
    assert [name for name in table.header if name.startswith("part")] == [f"part{n}" for n in range(8)]
