"""Templates: which parts are placeholders, and what a message shows of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.folding import TextSpan, fold
from catalog.message_template import MessageTemplate, Parameter, fill_names


def test_template_aligns_with_its_message() -> None:
    template = MessageTemplate("Inspect Physical servers error: [{id}, ...], {error details}")
    result = template.align(TextSpan("Inspect Physical servers error: [a, b], disk [x], too hot"))
    assert result is not None
    assert result.parameters == (Parameter("id", ("a", "b")), Parameter("error details", ("disk [x], too hot",)))
    assert result.fills


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("%s", [None]),
        ("%d items", [None]),
        ("%1$s of %2$s", ["1", "2"]),
        ("column %-.192s", [None]),
        ("%(name)s is taken", ["name"]),
        ("{}", [None]),
        ("{0} and {1}", ["0", "1"]),
        ("{name}", ["name"]),
        ("{a/b}", ["a/b"]),
        ("{error details}", ["error details"]),
        ("{count:d}", ["count"]),
        ("[{id}, ...]", ["id"]),
        ("[{id}, …]", ["id"]),
        ("[%s]", [None]),
        ("<name> is not allowed", ["name"]),
        ("${name}", ["name"]),
        ("port xxx", [None]),
        ("token ***", [None]),
    ],
)
def test_placeholders_are_found(text: str, names: list[str | None]) -> None:
    assert [place.name for place in MessageTemplate(text).placeholders] == names


@pytest.mark.parametrize(
    "text", ["50% off", "a ['router'] is missing", "100%", "if a < b and c > d", "<br>", "maxxxed", "{ }"]
)
def test_it_rejects_what_only_looks_like_a_placeholder(text: str) -> None:
    assert MessageTemplate(text).placeholders == ()


@pytest.mark.parametrize(
    ("template", "message", "values"),
    [
        ("Value '{v}' is bad.", "Value 'it's' is bad' is bad", [["it's' is bad"]]),
        ("ids: [{id}, ...]", "ids: [\"a, b\", 'c']", [["a, b", "c"]]),
        ("ids: [{id}, ...]", "ids: [a[0], b]", [["a[0]", "b"]]),
        ("ids: [{id}, ...]", "ids: a, b", [["a", "b"]]),
        ("ids: [{id}, ...] are gone", "ids: [a] are gone", [["a"]]),
        ("Limit %d reached for %s", "limit 5 reached for the last disk", [["5"], ["the last disk"]]),
        ("A key fails ({key})", "a key fails (`a`, KEY (`b`) OF `c` (`d`)), sorry", [["`a`, KEY (`b`) OF `c` (`d`)"]]),
        ("bad [{field}]", "bad [f]]; nested: x[y[d]]", [["f"]]),
        ("bad [{field}]", "bad [f[0]]", [["f[0]"]]),
        ("A key fails ({key}).", "a key fails (:( it is) sad", [[":( it is"]]),
        ("Wert “{v}” fehlt", 'wert "x" fehlt', [["x"]]),
        ("资源{id}不存在", "资源vm-1不存在", [["vm-1"]]),
        ("a  b: %s", "A b: c  d", [["c  d"]]),
    ],
)
def test_values_come_out_whole(template: str, message: str, values: list[list[str]]) -> None:
    result = MessageTemplate(template).align(TextSpan(message))
    assert result is not None
    assert [list(each.values) for each in result.parameters] == values


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("Image not found", "Images not found"),
        ("Image not found", "Image not founded"),
        ("Limit %d reached", "Limit 5 was passed"),
        ("%s", "anything at all"),
        ("", "anything at all"),
    ],
)
def test_it_rejects_another_message(template: str, message: str) -> None:
    assert MessageTemplate(template).align(TextSpan(message)) is None


def test_what_follows_the_template_is_the_remainder() -> None:
    result = MessageTemplate("Image not found").align(TextSpan("Image not found. Try later"))
    assert result is not None
    assert (result.fills, result.remainder) == (False, "Try later")


def test_names_are_filled_in_and_others_left() -> None:
    parameters = [Parameter("id", ("a", "b")), Parameter(None, ("c",))]
    assert fill_names("Check {id}, not {other} or %s.", parameters) == "Check a, b, not {other} or %s."


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(alphabet="ab [],:'\"\n\t{}%s.", max_size=60), st.text(alphabet="ab [],:'\"\n\t{}%s.", max_size=80))
def test_any_template_takes_any_text(template: str, message: str) -> None:
    result = MessageTemplate(template).align(TextSpan(message))
    if result is not None:
        assert 0 <= result.start <= result.end <= len(message)
        assert len(result.parameters) == len(MessageTemplate(template).placeholders)


_VALUE = st.text(alphabet="abcxyz0189-_/", min_size=1, max_size=12)


@given(st.lists(_VALUE, min_size=1, max_size=4), _VALUE)
def test_filled_values_come_back(ids: list[str], detail: str) -> None:
    template = MessageTemplate("Inspect Physical servers error: [{id}, ...], {error details}")
    result = template.align(TextSpan(template.fill([ids, detail])))
    assert result is not None
    assert [each.values for each in result.parameters] == [tuple(ids), (detail,)]


@pytest.mark.parametrize(
    ("template", "message", "values"),
    [
        ("Deleting block blk_<*> file /<*>", "Deleting block blk_-178 file /mnt/dfs", [("-178",), ("mnt/dfs",)]),
        ("Found block rdd_%s locally", "Found block rdd_2_0 locally", [("2_0",)]),
        ("no answer from any [Node_<*>] source", "no answer from any [Node_A8] source", [("A8",)]),
        ("[dec] bytes of [chars] at [hex]", "64 bytes of pool at 0x6f", [("64",), ("pool",), ("0x6f",)]),
        ("Object '%VSTR' does not exist.", "Object 'Demo.Events' does not exist.", [("Demo.Events",)]),
        ("no %PATH% but %TVMID", "no %PATH% but 7", [("7",)]),
        ("no [character] of [IP_address]", "no [character] of 10.0.0.1", [("10.0.0.1",)]),
    ],
    ids=["angle", "percent", "bracketed", "cisco", "capitals", "variable", "address"],
)
def test_value_may_be_the_rest_of_a_word(template: str, message: str, values: list[tuple[str, ...]]) -> None:
    result = MessageTemplate(template).align(TextSpan(message))

    assert result is not None
    assert [each.values for each in result.parameters] == values


def test_template_without_placeholders_ends_at_a_word_edge() -> None:
    assert MessageTemplate("The server is full").align(TextSpan("The server is fullest")) is None


@pytest.mark.parametrize(
    ("template", "message", "values"),
    [
        (
            "ARPT: <*>.<*>: ARPT: Wake Reason: Wake on Scan",
            "ARPT: 62.33: ARPT: Wake Reason: Wake on Scan",
            ["62", "33"],
        ),
        ("v<*>.<*>:USB HID core driver", "v2.0:USB HID core driver", ["2", "0"]),
        ("Fan speeds ( {} {} {} )", "Fan speeds ( 3552 3534 3375 )", ["3552", "3534", "3375"]),
        ("Already there: {kind} {name}", "Already there: Table shop.orders", ["Table", "shop.orders"]),
        ("User does not exist: {id}.", "User does not exist: 42.", ["42"]),
        ('could not open "%s": %m', 'could not open "/srv/x": No such file', ["/srv/x", "No such file"]),
    ],
)
def test_values_near_the_anchor(template: str, message: str, values: list[str]) -> None:
    parsed = MessageTemplate(template)
    span = TextSpan(message)
    for near in (None, span.folded.find(parsed.anchor)):
        result = parsed.align(span, near=near)
        assert result is not None
        assert [each.values[0] for each in result.parameters] == values


def test_stars_before_words_are_no_placeholder() -> None:
    assert [place.text for place in MessageTemplate("*** removing callback for {}").placeholders] == ["{}"]


def test_message_without_its_last_sentences_has_the_values_of_the_first() -> None:
    (shorter,) = MessageTemplate("Application '{app}' was not found in '{tenant}'. It may not be installed.").shorter
    result = shorter.align(TextSpan("Application 'c40a' was not found in 'Example'."))
    assert result is not None
    assert [each.values for each in result.parameters] == [("c40a",), ("Example",)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[failed: no key: see https://a.example/b]", "https://a.example/b"),
        ("(no key: see f(x))", "f(x)"),
        ("no key: see [the page]", "[the page]"),
        ("'no key: see it'", "it"),
    ],
)
def test_last_value_leaves_what_closes_the_text_around(text: str, value: str) -> None:
    alignment = MessageTemplate("No key: see {url}").align(TextSpan(text, whole=False))
    assert alignment is not None
    assert alignment.parameters[0].values == (value,)
