"""Texts made to be slow, large or hard to read: named families, each of any size, the same in every run.

A family says in its comment what it is after. Every fault that is found becomes one: write a function of a size and of
what the catalog knows, and it goes through every interface.
"""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from urllib.parse import quote

from catalog.diagnosis.numbers import WORTH_REPEATING


@dataclass(frozen=True, slots=True)
class CatalogSample:
    """Sample of the catalog's codes and messages, for texts that use them."""

    codes: Sequence[str]
    messages: Sequence[str]


Make = Callable[[int, CatalogSample], str]


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of hostile text: its name, what it is after, and how one of a size is made."""

    name: str
    aim: str
    make: Make

    def text(self, size: int, sample: CatalogSample) -> str:
        """A text of the family, of ``size`` characters at most."""
        return self.make(size, sample)[:size]


FAMILIES: dict[str, Family] = {}


def family(name: str, aim: str) -> Callable[[Make], Make]:
    """Take a function as the family of this name."""

    def take(make: Make) -> Make:
        FAMILIES[name] = Family(name, aim, make)
        return make

    return take


def of_pieces(name: str, piece: str, aim: str) -> None:
    """A family of one piece, again and again."""
    family(name, aim)(lambda size, sample: _again(piece, size))


def _again(piece: str, size: int) -> str:
    return (piece * (size // len(piece) + 1))[:size]


def _joined(pieces: Iterator[str], size: int, between: str = "\n") -> str:
    """So many of the pieces as fit."""
    taken: list[str] = []
    left = size
    for piece in pieces:
        left -= len(piece) + len(between)
        if left < 0:
            break
        taken.append(piece)
    return between.join(taken)


def _one_message(message: Callable[[int], str]) -> Make:
    """A JSON body whose message is the text: what is read of it is as long as it."""
    return lambda size, sample: json.dumps({"error_code": sample.codes[0], "error_msg": message(size - 60)})[:size]


STACK_LINE = "    at com.example.service.Handler.handle(Handler.java:42)\n"

# Patterns taken from the text: what is read of it is looked for in it again, to be marked or masked.
family("a message of one stack line", "marks: a pattern that repeats itself")(
    lambda size, sample: json.dumps({"message": _again(STACK_LINE, int(size * 0.97) - 20)})
)
family("a message of one letter", "marks: a pattern of one letter")(_one_message(lambda size: "a" * size))
family("a message of two letters in turns", "marks: a pattern of period two")(_one_message(lambda size: "ab" * size))
family("a message that is nearly periodic", "marks: its end is elsewhere")(
    _one_message(lambda size: "a" * (size // 2) + "b" + "a" * (size // 2 - 1))
)


@family("messages that begin alike", "marks: a long pattern for each finding, each the beginning of another")
def _(size: int, sample: CatalogSample) -> str:
    step = max(1, size // 20_000)
    bodies = (json.dumps({"code": f"Own.{n:04d}", "message": "word " * (n * step % 800 + 20)}) for n in count())
    return _joined(bodies, size)


@family("secrets that begin alike", "masks: patterns of which each is the beginning of the next")
def _(size: int, sample: CatalogSample) -> str:
    return _joined((f'password="{"a" * (n % 500 + 4)}"' for n in count()), size)


@family("one secret as long as may be", "masks: a pattern of one letter, again and again")
def _(size: int, sample: CatalogSample) -> str:
    return _joined((f'password="{"a" * 15_000}{n}"' for n in count()), size) or f'password="{"a" * (size - 11)}"'


@family("many distinct secrets", "masks: the most patterns, each told once")
def _(size: int, sample: CatalogSample) -> str:
    return _joined((f"api_key={n:020x}" for n in count(7)), size)


@family("one secret, shown everywhere", "masks: as many places as there can be")
def _(size: int, sample: CatalogSample) -> str:
    return "password=hunter22\n" + _again("hunter22 ", size - 18)


@family("a secret that is a message", "masks: as long as the message they are in")
def _(size: int, sample: CatalogSample) -> str:
    return json.dumps({"error_code": sample.codes[0], "error_msg": "token=" + "x1" * (size // 2 - 60)})


@family("short secrets in long objects", "masks: known by what stands around them")
def _(size: int, sample: CatalogSample) -> str:
    return _joined((json.dumps({"password": {"old": "a" * 90, "new": f"{n % 900}"}}) for n in count()), size)


@family("escaped secrets", "masks: every spelling of a value is a pattern")
def _(size: int, sample: CatalogSample) -> str:
    return _joined((json.dumps({"password": "\\" * 60 + str(n)}) for n in count()), size)


of_pieces("labels of passwords", "password: ", "masks: a name and no value")
of_pieces("openings of passwords", "password='", "masks: a value without an end")
of_pieces("objects of passwords", 'password:{"', "masks: brackets in brackets")
of_pieces("blocks of yaml", "password: |\n  a\n  b\n", "masks: blocks of lines")
of_pieces("beginnings of tokens", "eyJ", "masks: a shape that begins everywhere")
of_pieces("private keys without an end", "-----BEGIN PRIVATE KEY-----\n", "masks: a block without an end")
of_pieces("logins in addresses", "://a:", "masks: an address without a host")
of_pieces("addresses of mail", "a@", "masks: an address without an end")
of_pieces("headers of cookies", "cookie: a=b; ", "masks: headers in one line")
of_pieces("headers of authorization", "Authorization: Basic ", "masks: a header without a value")
of_pieces("options of commands", "login -p -u a:", "masks: options of which none ends")
of_pieces("headers of columns", "password,token,", "masks: a table's header without an end")


@family("values of a list", "values: the most that one message has")
def _(size: int, sample: CatalogSample) -> str:
    values = _joined((f"srv-{n}" for n in count()), size - 80, ", ")
    return json.dumps({"error_code": sample.codes[0], "error_msg": f"Physical servers ID not found: [{values}]"})


@family("one value as long as may be", "values: one of a single letter")
def _(size: int, sample: CatalogSample) -> str:
    return _joined((f"Physical servers ID not found: [{'a' * min(8000, size - 60)}]" for n in count()), size)


# Answers larger than their question.
@family("every code in one message", "answers: each finding repeats the message it stands in")
def _(size: int, sample: CatalogSample) -> str:
    codes = " ".join(sample.codes[:200])[: size // 2]
    return json.dumps({"error_msg": f"{codes} {'and so on ' * (max(0, size - len(codes) - 60) // 10)}"})


@family("every code in one line", "answers: each finding repeats the line it stands in")
def _(size: int, sample: CatalogSample) -> str:
    return _again(" ".join(sample.codes[:300]) + " ", size)


@family("every code, a line each", "answers: as many findings as may be")
def _(size: int, sample: CatalogSample) -> str:
    return _again("\n".join(sample.codes[:1000]) + "\n", size)


@family("one code, again and again", "findings: one, counted")
def _(size: int, sample: CatalogSample) -> str:
    return _again(f"{sample.codes[0]} ", size)


@family("errors inside errors", "answers: a message that holds all further ones")
def _(size: int, sample: CatalogSample) -> str:
    inner = ""
    for n in count():
        outer = json.dumps({"error_code": f"Own.{n:04d}", "error_msg": f"failed: {inner}"})
        if len(outer) > size:
            return inner
        inner = outer
    return ""


@family("objects inside objects", "answers: an object that holds all further ones")
def _(size: int, sample: CatalogSample) -> str:
    head = '{"error_code": "Own.1", "error_msg": "It failed here", "inner": '
    deep = min(800, size // (len(head) + 1))
    return _again(head * deep + "1" + "}" * deep + "\n", size)


@family("a paragraph with many codes of others", "unknown codes: none is in the catalog, all are near")
def _(size: int, sample: CatalogSample) -> str:
    return _joined((f"ERROR Foreign.{n:05d}: something went wrong with it" for n in count()), size)


@family("distinct unknown codes", "unknown codes: each is compared with all that are known")
def _(size: int, sample: CatalogSample) -> str:
    return _joined((json.dumps({"error_code": f"Unheard.{n:05d}", "error_msg": "x"}) for n in count()), size)


@family("codes mistyped by one letter", "unknown codes: each is near to some that are known")
def _(size: int, sample: CatalogSample) -> str:
    near = (f'error_code="{code[:-1]}x{n}"' for n in count() for code in sample.codes[:500])
    return _joined(near, size)


@family("codes with other delimiters", "unknown codes: each is a known one, spelled otherwise")
def _(size: int, sample: CatalogSample) -> str:
    return _again("\n".join(code.replace(".", "-").upper() for code in sample.codes[:500]) + "\n", size)


@family("codes in addresses", "codes: links that may be of no error")
def _(size: int, sample: CatalogSample) -> str:
    return _again("\n".join(f"https://example.com/errors/{code}?a=b" for code in sample.codes[:300]) + "\n", size)


# Empty and tiny structures.
of_pieces("closed before opened", "}{", "structures: none, everywhere")
of_pieces("empty objects", "{}", "structures: the most of them")
of_pieces("empty lists", "[]", "structures: the most of them")
of_pieces("lists of one string", '["a"]', "structures: each with something in it")
of_pieces("lists of an empty object", "[{}]", "structures: two of them each")
of_pieces("objects of one number", '{"code":1}\n', "payloads: the most of them")
of_pieces("objects of an empty object", '{"error":{}}', "payloads: each in another")
of_pieces("openings of objects", '{"a":', "structures: none is closed")
of_pieces("openings of brackets", "[", "structures: none is closed")
of_pieces("openings of braces", "{", "structures: none is closed")
of_pieces("openings and quotes", '{"', "structures: strings without an end")
of_pieces("broken objects", '{"code": tru, "message": "it is broken"} ', "structures: none that can be parsed")
of_pieces("objects with single quotes", "{'code': 'a', 'message': 'b c d'} ", "structures: of another language")


@family("deep brackets", "structures: deeper than a parser goes")
def _(size: int, sample: CatalogSample) -> str:
    return "[" * (size // 2) + "]" * (size // 2)


@family("deep objects, again and again", "structures: as deep as a parser goes")
def _(size: int, sample: CatalogSample) -> str:
    deep = min(700, size // 7)
    return _again('{"a":' * deep + "1" + "}" * deep, size)


@family("one object of many fields", "payloads: one whose every field may be its code")
def _(size: int, sample: CatalogSample) -> str:
    return "{" + _joined((f'"code{n}": "X.{n}", "message{n}": "went wrong"' for n in count()), size - 2, ", ") + "}"


@family("a list of many errors", "payloads: one structure, the most errors")
def _(size: int, sample: CatalogSample) -> str:
    errors = (json.dumps({"code": sample.codes[n % len(sample.codes)], "message": f"bad {n}"}) for n in count())
    return "[" + _joined(errors, size - 2, ",") + "]"


@family("strings escaped three times", "structures: in strings in strings")
def _(size: int, sample: CatalogSample) -> str:
    text = json.dumps({"error_code": sample.codes[0], "error_msg": "not found"})
    for _ in range(3):
        text = json.dumps({"body": text})
    return _again(text + "\n", size)


@family("escaped strings that are cut off", "structures: quotation marks of which none ends a string")
def _(size: int, sample: CatalogSample) -> str:
    return '{"body": "' + _again('{\\"message\\": \\"it failed\\", \\"id\\": [1]} ', size - 10)


@family("numbers too long to be read", "structures: integers that take quadratic time")
def _(size: int, sample: CatalogSample) -> str:
    return '{"code": ' + "9" * (size - 10) + "}"


# Markup and encodings, one inside another.
of_pieces("openings of elements", "<code>", "markup: none is closed")
of_pieces("elements", "<Code>a</Code>", "markup: the most pairs")
of_pieces("elements and attributes", '<error code="a" message="b c"/>', "markup: pairs in attributes")
of_pieces("entities", "&quot;", "markup: each a quote")
of_pieces("entities of entities", "&amp;amp;amp;quot;", "markup: a round of decoding each")
of_pieces("percent signs, escaped", "%252525257B", "encoding: a round of decoding each")
of_pieces("form fields", "a=b&", "encoding: fields without an end")
of_pieces("fields of nginx", "\\x22error\\x22:", "encoding: quotes as a log writes them")
of_pieces("backslashes", "\\", "escapes: of nothing")
family("secrets and every code", "answers: masks that are longer than what they hide, and the most errors")(
    lambda size, sample: "password='" * (size // 40) + "\n" + _again("\n".join(sample.codes[:70]) + "\n", size * 3 // 4)
)
family("backslashes in a message that breaks off", "escapes: a string without an end, looked for from each of them")(
    lambda size, sample: f'{{"error_code": "{sample.codes[0]}", "error_msg": "' + "\\" * (size - 60)
)
family("backslashes in JSON in JSON", "escapes: as many again in each round")(
    lambda size, sample: json.dumps({"message": json.dumps({"message": "\\" * (size // 4)})})[:size]
)
of_pieces("escaped quotes", '\\"', "escapes: strings without an end")
of_pieces("quotes in turns", "\"'`", "quotes: each opens what another closes")
of_pieces("marks of colours", "\x1b[31m", "terminals: nothing else")
of_pieces("endless marks of colours", "\x1b[", "terminals: none ends")
of_pieces("nul and control characters", "\x00\x01\x7f", "characters: none to be shown")
of_pieces("letters that grow when lowered", "İ", "characters: whose lower case is longer")
of_pieces("combining marks", "é̂̃", "characters: one letter of many")
of_pieces("a script without spaces", "错误代码资源不存在", "words: none is parted")
of_pieces("marks of direction", "\u202eabc\u2066", "characters: that turn a line round")


@family("base64 of errors", "encoding: each is decoded and read")
def _(size: int, sample: CatalogSample) -> str:
    made = json.dumps({"error_code": sample.codes[0], "error_msg": "not found"}).encode()
    return _again(base64.b64encode(made).decode() + " ", size)


@family("base64 in base64", "encoding: larger in each round")
def _(size: int, sample: CatalogSample) -> str:
    made = json.dumps({"error_code": sample.codes[0]}).encode()
    while len(made) * 4 // 3 + 4 < size:
        made = base64.b64encode(made)
    return made.decode()


@family("a link of a link", "encoding: percent signs of percent signs")
def _(size: int, sample: CatalogSample) -> str:
    text = json.dumps({"error_code": sample.codes[0], "error_msg": "not found"})
    while len(text) < size:
        text = quote(text + " x" * 20)
    return text


# Lines, words and pairs.
of_pieces("line ends", "\n", "lines: the most of them")
of_pieces("line ends of windows", "\r\n", "lines: the most of them")
of_pieces("line ends of every kind", "\r\n\u2028\x85\x0b", "lines: of which few are known")
of_pieces("one letter", "a", "words: one")
of_pieces("one letter a word", "a ", "words: the most of them")
of_pieces("one letter a line", "a\n", "lines: the most that say something")
of_pieces("spaces", "a" + " " * 500, "words: far apart")
of_pieces("openings of values", 'code="', "pairs: none is closed")
of_pieces("pairs of one letter", "a=b ", "pairs: the most of them")
of_pieces("names of errors", "error: ", "pairs: a name and another")
of_pieces("signs", ": = :: => ", "pairs: none has a name")
of_pieces("times", "2026-03-02 10:15:30,123 ", "log heads: one behind the other")
of_pieces("levels of a log", "ERROR ", "log heads: nothing behind them")
of_pieces("heads of http", "HTTP/1.1 404 Not Found\n\n", "statuses: each of another answer")
of_pieces("statuses", "status: 404 ", "statuses: to be shared out")
of_pieces("times to wait", "Retry-After: 1\n", "waits: the most of them")
of_pieces("marks of quoted mail", "> > > > ", "prefixes: deeper and deeper")
of_pieces("marks of changes", "+- +- \n", "prefixes: of a diff")
of_pieces("frames of tables", "│ a │\n", "prefixes: of a table")
of_pieces("names of containers", "web-1  | ", "prefixes: in one line")
of_pieces("placeholders", "{id} %s <*> ", "templates: the text is one")
of_pieces("stack lines", STACK_LINE, "log: lines that say no error")
of_pieces("causes", "Caused by: java.lang.IllegalStateException: it failed\n", "log: errors of no code")
of_pieces("warnings", "WARN [main] c.e.Api - Failed to reach it, 3 times\n", "log: lines that look like errors")


@family("lines as wide as a terminal", "lines: each may be broken or whole")
def _(size: int, sample: CatalogSample) -> str:
    return _again("The server said that it does not exist and gave no reason for it, as it does so\n", size)


@family("request ids", "ids: each may be of any error")
def _(size: int, sample: CatalogSample) -> str:
    return _joined((f"request_id={n:016x} {sample.codes[n % len(sample.codes)]}" for n in count()), size)


@family("one line of many errors", "log: a line's errors share its ids and statuses")
def _(size: int, sample: CatalogSample) -> str:
    pairs = zip(sample.codes, sample.messages, strict=False)
    return _again(" ".join(f"{code}: {message}" for code, message in list(pairs)[:500]) + " ", size)


@family("distinct shapes of messages", "log: unknown lines to be grouped")
def _(size: int, sample: CatalogSample) -> str:
    chance = random.Random(5)  # noqa: S311 - made-up words, no secret

    def lines() -> Iterator[str]:
        while True:
            words = " ".join("".join(chance.choices("abcdefghij", k=6)) for _ in range(8))
            yield f"2026-03-02 10:15:30 ERROR worker - {words}"

    return _joined(lines(), size)


@family("random characters", "characters: of every kind")
def _(size: int, sample: CatalogSample) -> str:
    chance = random.Random(6)  # noqa: S311 - as above
    return "".join(chr(chance.choice((chance.randrange(32, 127), chance.randrange(160, 0x2FFF)))) for _ in range(size))


@family("a table of a thousand columns", "tables: wide")
def _(size: int, sample: CatalogSample) -> str:
    head = ",".join(["code", "message", *(f"c{n}" for n in range(min(1000, size // 30)))])
    return _again(head + "\n" + ",".join(sample.codes[n % len(sample.codes)] for n in range(300)) + "\n", size)


@family("a table of two columns", "tables: long")
def _(size: int, sample: CatalogSample) -> str:
    rows = (f"{sample.codes[n % len(sample.codes)]}\tsome message {n}" for n in count())
    return "code\tmessage\n" + _joined(rows, size - 14)


# The same again and again, and what only looks so.
of_pieces("heads of http without words", "HTTP/1.1 404\n", "statuses: a line each")
of_pieces("numbers of errors", "Error 1062\n", "codes: a number that no catalog has, a line each")
of_pieces("quotes that end nothing", 'message="a "b" c "d', "values: quotes of which none ends one")
of_pieces("hosts of services", "https://imetal.eu-1.example.com/v1 GET\n", "marks: one of a service in each line")
of_pieces("exceptions of nobody", "com.example.BoxNotFoundException: at 7\n", "codes: classes that are no code")
of_pieces("classes of exceptions", "InternalServerError: failed\n", "codes: such as any program has")


@family("one code, a line each", "findings: one, in each line")
def _(size: int, sample: CatalogSample) -> str:
    return _again(f"{sample.codes[0]}\n", size)


@family("one code, numbered", "findings: one, and no two lines alike")
def _(size: int, sample: CatalogSample) -> str:
    return _joined((f"{sample.codes[0]} {n}" for n in count()), size)


@family("one code with a status each", "statuses: each of a line with a code")
def _(size: int, sample: CatalogSample) -> str:
    return _joined((f"{sample.codes[0]} status={400 + n % 200}" for n in count()), size)


@family("one mistyped code", "unknown codes: one, near to a known one")
def _(size: int, sample: CatalogSample) -> str:
    return _again(f"error_code={sample.codes[0][:-1]}x\n", size)


@family("one code and its message, a line each", "messages: the same, aligned again")
def _(size: int, sample: CatalogSample) -> str:
    return _again(f"{sample.codes[0]}: {sample.messages[0]}\n", size)


@family("three messages, a line each", "messages: without a code, the same again")
def _(size: int, sample: CatalogSample) -> str:
    return _again("\n".join(sample.messages[:3]) + "\n", size)


@family("one code with a message each", "matching: each message is compared with all cases of the code")
def _(size: int, sample: CatalogSample) -> str:
    return _joined((f"{sample.codes[-1]}: the request to box {n} went wrong" for n in count()), size)


@family("a log of nothing but errors", "log: no line of it is left out")
def _(size: int, sample: CatalogSample) -> str:
    pairs = list(zip(sample.codes, sample.messages, strict=False))[:60]
    lines = (
        f"2026-03-02 10:15:30 ERROR [w-{n}] c.e.Api - {': '.join(pairs[n % len(pairs)])} id=req-{n:08d}"
        for n in count()
    )
    return _joined(lines, size)


@family("objects whose strings hold codes", "payloads: each string is a text of its own")
def _(size: int, sample: CatalogSample) -> str:
    codes = sample.codes
    made = (json.dumps({"a": f"of {codes[n % len(codes)]} (no {n})", "b": f"{n}: {codes[0]}"}) for n in count())
    return _joined(made, size)


@family("the same object, again and again", "payloads: one, counted")
def _(size: int, sample: CatalogSample) -> str:
    return _again(json.dumps({"error_code": sample.codes[0], "error_msg": sample.messages[0]}) + "\n", size)


@family("classes beside codes", "codes: such as count only where no other stands in their line")
def _(size: int, sample: CatalogSample) -> str:
    pairs = zip(sample.codes, sample.messages, strict=False)
    pieces = [f"ValidationError\n{code}: {message}" for code, message in list(pairs)[:300]]
    return _again("\n".join(pieces) + "\n", size)


# The catalog's own words.
@family("every message", "messages: each of the catalog")
def _(size: int, sample: CatalogSample) -> str:
    return _again("\n".join(sample.messages[:3000]) + "\n", size)


@family("every message in one line", "messages: none ends with its line")
def _(size: int, sample: CatalogSample) -> str:
    return _again(" ".join(sample.messages[:3000]) + " ", size)


@family("beginnings of messages", "messages: none goes on")
def _(size: int, sample: CatalogSample) -> str:
    return _again(" ".join(message[: len(message) * 2 // 3] for message in sample.messages[:1000]) + " ", size)


@family("one message, again and again", "messages: a value without an end")
def _(size: int, sample: CatalogSample) -> str:
    return _again(max(sample.messages[:200], key=lambda each: each.count("{")).split("{")[0] + " ", size)


@family("the beginning of a list", "messages: a list that is never closed")
def _(size: int, sample: CatalogSample) -> str:
    return _again("Physical servers ID not found: [ ", size)


@family("messages with others' codes", "messages: each worded otherwise than documented")
def _(size: int, sample: CatalogSample) -> str:
    pairs = zip(sample.codes, sample.messages[len(sample.messages) // 2 :], strict=False)
    return _again("\n".join(f"{code}: {message}" for code, message in list(pairs)[:1000]) + "\n", size)


@family("letters of one-letter templates", "messages: templates of single letters fit everywhere")
def _(size: int, sample: CatalogSample) -> str:
    return json.dumps({"error_msg": _again("a b c d e f g h i j ", size - 20)})


@family("lists of lists", "messages: templates of several lists")
def _(size: int, sample: CatalogSample) -> str:
    return _again("ids [a, b, c not found in [d, e, f for [g, h ", size)


@family("words of weak templates", "messages: short ones that fill a line")
def _(size: int, sample: CatalogSample) -> str:
    return _again("\n".join(sorted(sample.messages[:3000], key=len)[:50]) + "\n", size)


# Found by the search of tests/fuzz_costs.py.
@family("short lines in strings", "payloads: each string is a text, each of its lines may be a message")
def _(size: int, sample: CatalogSample) -> str:
    return _joined((json.dumps({"error": f"Own.{n}", "message": "word\n" * (n % 120 + 40)}) for n in count()), size)


@family("broken lists in strings in strings", "structures: the same text at each layer, none of it a body")
def _(size: int, sample: CatalogSample) -> str:
    inner = json.dumps({"message": _again("Instances not found: [{id}, ...] }{[{}]", size * 4 // 5)})
    return json.dumps({"body": inner})


@family("unknown codes among letters of other scripts", "characters: lower-cased and compared, again and again")
def _(size: int, sample: CatalogSample) -> str:
    made = (
        json.dumps({"error_code": f"Unheard.{n:05d}", "error_msg": "错误，á³"}, ensure_ascii=False) for n in count()
    )
    return _joined(made, size)


@family("objects that a terminal broke", "lines: broken or whole, which only reading them tells")
def _(size: int, sample: CatalogSample) -> str:
    made = (json.dumps({"error_code": f"Own.{n:05d}", "error_msg": "it went wrong " * 20}) for n in count())
    lines = (each[at : at + 80] for each in made for at in range(0, len(each), 80))
    return _joined(lines, size)


of_pieces("words of secrets in Korean", "시크릿", "masks: names of secrets inside one another, and no value")
of_pieces("words of secrets in Chinese", "密码\n", "masks: labels alone in their lines")
of_pieces("values of secrets in Chinese", '密钥="', "masks: values without an end, of which each begins with a name")
of_pieces("cookies of sessions", "jsessionid:", "masks: long values that are looked through for a digit")
of_pieces("cells of figures", "0|\n", "masks: a word of a rule in each line of a table")
of_pieces("options without a program", " -p", "masks: each is looked at with the line before it")
of_pieces("words of logins", "PASS ", "masks: a dialogue is looked for before each")

# Mixtures.
of_pieces("scripts in turns", "aя错の한", "characters: no two of one script")
of_pieces("tokens like codes", "A1.B2-C3_D4 E5.0006 ", "codes: each is shaped like one")
of_pieces("tiny numbers of errors", "E1 E2 E3 -1 0x1 ", "codes: short ones everywhere")
of_pieces("escaped halves of characters", "\\ud83d\\ude00\\ud800", "escapes: halves that make no character")
of_pieces("elements of many namespaces", "<a:b xmlns:a='x'><c:d>e</c:d></a:b>", "markup: names with prefixes")
of_pieces("rows of Markdown", "| code | 404 | message |\n|---|---|---|\n", "tables: each row is the head of another")
of_pieces("quoted cells", '"a, ""b""", "c"\n', "tables: quotes in quotes")
of_pieces(
    "links with errors", "http://a.example/?error=b&error_description=c+d&code=5 ", "encoding: fields in each link"
)
of_pieces("faces", "👩‍👩‍👧‍👦 ", "characters: one of seven")
of_pieces("lines of a dump", "00000010  7b 22 63 6f 64 65 22 3a 22 58 22 7d  |{code}|\n", "lines: figures of bytes")
of_pieces("paths and ports", "/var/log/a.log:42: 10.0.0.7:8080 ", "marks: hosts and files")
of_pieces("keys of Kubernetes", "apiVersion: v1\nkind: Secret\ndata:\n  a: Yg==\n", "masks: documents of one secret")
of_pieces("steps of retries", "retry 1/3: status=503 code=5 error=6 message=7\n", "pairs: each of another meaning")


@family("blocks of headers", "statuses: heads of answers with all their fields")
def _(size: int, sample: CatalogSample) -> str:
    head = "HTTP/1.1 {}\r\nContent-Type: application/json\r\nX-Request-Id: r-{:08d}\r\nRetry-After: 3\r\n\r\n"
    body = '{{"error_code": "{}"}}\r\n'
    made = (head.format(400 + n % 200, n) + body.format(sample.codes[n % len(sample.codes)]) for n in count())
    return _joined(made, size)


@family("blocks of headers in strings in strings", "statuses: heads of answers, read at each layer")
def _(size: int, sample: CatalogSample) -> str:
    heads = FAMILIES["blocks of headers"].text(size * 3 // 4, sample)
    return json.dumps({"body": json.dumps({"message": heads})})


@family("numbers of a thousand digits", "structures: long integers in many fields")
def _(size: int, sample: CatalogSample) -> str:
    return _joined((f'{{"code": {n}, "n": {"9" * 1000}}}' for n in count()), size)


@family("base64 of errors in errors", "encoding: a body in a body, each in base64")
def _(size: int, sample: CatalogSample) -> str:
    def one(n: int) -> str:
        inner = base64.b64encode(json.dumps({"error_code": sample.codes[n % len(sample.codes)]}).encode()).decode()
        return json.dumps({"body": inner, "id": n})

    return _joined(map(one, count()), size)


@family("formats in turns", "structures: JSON, XML, a form, YAML and a log, each of one error")
def _(size: int, sample: CatalogSample) -> str:
    def one(n: int) -> str:
        code, message = sample.codes[n % len(sample.codes)], sample.messages[n % len(sample.messages)]
        return (
            json.dumps({"error_code": code, "error_msg": message}),
            f"<Error><Code>{code}</Code><Message>{message}</Message></Error>",
            f"error_code={code}&error_msg={quote(message)}",
            f"- code: {code}\n  message: {message}",
            f"2026-03-02 10:15:30 ERROR {code}: {message}",
        )[n % 5]

    return _joined(map(one, count()), size)


@family("literals of all templates in one line", "messages: the words of each, and no values between them")
def _(size: int, sample: CatalogSample) -> str:
    words = [part for message in sample.messages[:2000] for part in message.replace("}", "{").split("{")[::2]]
    return _again(" ".join(filter(None, map(str.strip, words))) + " ", size)


@family("errors quoted in mail in mail", "prefixes: each line deeper, each with an error")
def _(size: int, sample: CatalogSample) -> str:
    lines = (f"{'> ' * (n % 30)}{sample.codes[n % len(sample.codes)]}: {sample.messages[0]}" for n in count())
    return _joined(lines, size)


@family("percent signs of JSON of percent signs", "encoding: structures that are decoded and encoded in turns")
def _(size: int, sample: CatalogSample) -> str:
    text = json.dumps({"error_code": sample.codes[0], "error_msg": "not found"})
    for _ in range(3):
        text = json.dumps({"body": quote(text)})
    return _again(text + "\n", size)


# Texts that a stranger would try first.
of_pieces("ligatures", "ﷺﬃ㍿Ǆ ", "characters: of which each is several when it is normalised")
of_pieces(
    "characters without a width", "E\u200br\u200cr\u2060o\ufeffr\u00ad.\u200b1 ", "characters: between all letters"
)
of_pieces("letters of mathematics", "𝐄𝐫𝐫𝐨𝐫 𝟒𝟎𝟒 ｅｒｒｏｒ＝５ ", "characters: letters and digits of another form")
of_pieces("brackets of YAML", "- {a: [b, {c: [d]}]}\n", "structures: of another language")
of_pieces("openings of YAML", "- [{a: [", "structures: of another language, and none is closed")
of_pieces(
    "structs of Go", "&{Err:{Code:404 Msg:gone} Inner:map[a:[b c]]} ", "structures: values with names before them"
)
of_pieces("values of PHP", 'a:1:{s:4:"code";a:1:{i:0;s:3:"X.1";}}', "structures: lengths and braces")
of_pieces(
    "messages of protobuf", 'error { code: 5 message: "gone" details { a: 1 } }\n', "structures: names before braces"
)
of_pieces("fences of Markdown", '```json\n{"code": "X.1"}\n```\n', "markup: a body in each")
of_pieces("letters in colours", "\x1b[31mE\x1b[0m\x1b[1mr\x1b[0m", "terminals: a mark around each letter")
of_pieces("line ends that are mixed", "E.1: a\r\nE.2: b\n\rE.3: c\r", "lines: of which each ends otherwise")
of_pieces("figures of sixteen", "deadbeef0123456789abcdef", "codes: one word of figures without an end")
of_pieces("words of four figures", "0xdead 0xbeef 0x8007 ", "codes: each may be one")
of_pieces("words joined by commas", "error.code,error.message,", "words: a line without a blank")
of_pieces("declarations of entities", '<!ENTITY a "&b;&b;"><!DOCTYPE c [', "markup: names that stand for others")
of_pieces("options of a field", "code=a,b;c|d/e&f code:[a|b] ", "pairs: values of many parts")
of_pieces("lists in lists of words", "errors: [a, [b, [c]]]; causes: (d (e)) ", "values: brackets of every kind")


@family("elements inside elements", "markup: each in another, and all are closed")
def _(size: int, sample: CatalogSample) -> str:
    deep = size // 24
    return "<Error><Code>" * (deep // 2) + sample.codes[0] + "</Code></Error>" * (deep // 2)


@family("quotes in quotes in quotes", "escapes: an error in each of many layers")
def _(size: int, sample: CatalogSample) -> str:
    text = f"{sample.codes[0]}: {sample.messages[0]}"
    while len(longer := json.dumps({"error": text, "n": 1})) < min(size, 4_000):
        text = longer
    return _again(text + "\n", size)


@family("percent signs around quotes around base64", "encoding: each layer is of another kind")
def _(size: int, sample: CatalogSample) -> str:
    def one(n: int) -> str:
        body = json.dumps({"error_code": sample.codes[n % len(sample.codes)], "error_msg": "not found"})
        return "https://a.example/?state=" + quote(json.dumps({"d": base64.b64encode(body.encode()).decode()}))

    return _joined(map(one, count()), size)


@family("names of resources", "codes: words between colons, all different")
def _(size: int, sample: CatalogSample) -> str:
    return _joined((f"arn:aws:iam::{n:012d}:role/team-{n}/deploy is denied" for n in count()), size)


@family("addresses of all sorts", "marks: hosts of which each may be a service's")
def _(size: int, sample: CatalogSample) -> str:
    made = (f"https://s{n}.eu-de.example.com:8443/v{n % 9}/{n:x}?id={n}&error={400 + n % 200}#{n}" for n in count())
    return _joined(made, size)


@family("ids of every kind", "ids: no two are alike, and each may be of any error")
def _(size: int, sample: CatalogSample) -> str:
    made = (f"x-request-id: {n:08x}-0000-4000-8000-{n:012x} trace_id={n:032x} {sample.codes[n % 9]}" for n in count())
    return _joined(made, size)


@family("causes of causes", "log: an error and its stack below each")
def _(size: int, sample: CatalogSample) -> str:
    made = (
        f"Caused by: com.example.E{n}Exception: {sample.codes[n % len(sample.codes)]}: {sample.messages[n % 9]}\n"
        f"{STACK_LINE}\t... {n} more"
        for n in count()
    )
    return _joined(made, size)


@family("quotations of mail without blanks", "prefixes: an error behind each")
def _(size: int, sample: CatalogSample) -> str:
    return _joined((f"{'>' * (n % 60)}{sample.codes[n % len(sample.codes)]} failed: {n}" for n in count()), size)


@family("codes in a line without blanks", "codes: a line of which each place may be one's beginning")
def _(size: int, sample: CatalogSample) -> str:
    return _again(",".join(sample.codes[:2_000]) + ",", size)


@family("values that are codes", "structures: objects whose fields with unknown names hold codes, and one a message")
def _(size: int, sample: CatalogSample) -> str:
    def one(n: int) -> str:
        codes = (sample.codes[(n * 8 + at) % len(sample.codes)] for at in range(8))
        return json.dumps(
            {f"f{at}": code for at, code in enumerate(codes)} | {"t": sample.messages[n % len(sample.messages)]}
        )

    return _joined(map(one, count()), size)


@family("names before numbers", "codes: a name of a service before each number of an error")
def _(size: int, sample: CatalogSample) -> str:
    return _joined((f"Shaka Error {n}" for n in count()), size)


@family("a wide table with tabs", "tables: a code and a message in every second column")
def _(size: int, sample: CatalogSample) -> str:
    head = "\t".join(["id", "code", "message", "status"] * 20)
    cells = (
        f"{n}\t{sample.codes[n % len(sample.codes)]}\t{sample.messages[n % len(sample.messages)]}\t404" for n in count()
    )
    rows = ("\t".join(islice(cells, 20)) for _ in count())
    return head + "\n" + _joined(rows, max(0, size - len(head) - 1))


@family("messages without their end", "messages: each is begun and not said")
def _(size: int, sample: CatalogSample) -> str:
    return _again("\n".join(message[: len(message) * 2 // 3] for message in sample.messages[:1500]) + "\n", size)


@family("messages of which each word is said twice", "messages: words of templates, and none in its place")
def _(size: int, sample: CatalogSample) -> str:
    words = (f"{word} {word}" for message in sample.messages[:1500] for word in message.split())
    return _again(" ".join(words) + " ", size)


@family("a message above many codes", "payloads: a text that each object below it has as its message")
def _(size: int, sample: CatalogSample) -> str:
    message = "\n".join(sample.codes[: size // 100])
    codes = [{"code": f"Own.{n}"} for n in range((size - len(message)) // 30)]
    return json.dumps({"message": message, "details": codes})


@family("answers as curl shows them", "prefixes: a mark before each line of each head")
def _(size: int, sample: CatalogSample) -> str:
    def one(n: int) -> str:
        code = sample.codes[n % len(sample.codes)]
        return f'> GET /{n} HTTP/1.1\n< HTTP/1.1 404 Not Found\n< x-request-id: {n}\n<\n{{"error_code":"{code}"}}'

    return _joined(map(one, count()), size)


@family("codes before long blanks", "codes: runs of blanks that end with no mark behind each")
def _(size: int, sample: CatalogSample) -> str:
    made = (f"{sample.codes[n % len(sample.codes)].replace('.', '-').upper()}{chr(9) * 450}{{" for n in count())
    return _joined(made, size)


@family("base64 of blanks", "encoding: a run of blanks in which nothing begins")
def _(size: int, sample: CatalogSample) -> str:
    return base64.b64encode(b" " * (size * 3 // 4)).decode()


def _kinds(size: int, line: Callable[[int], str]) -> str:
    """Records of a log of which each comes just as often as makes it worth being read by itself."""
    numbers = (str(n).translate(str.maketrans("0123456789", "abcdefghij")) for n in count())
    made = (f"2026-01-02 10:11:12 ERROR {word} {line(n)}" for n, word in enumerate(numbers))
    return _joined((each for each in made for _ in range(WORTH_REPEATING)), size)


@family("kinds of records with codes", "repeats: each kind is read by itself, and has more than one error")
def _(size: int, sample: CatalogSample) -> str:
    return _kinds(size, lambda n: " ".join(sample.codes[(n + at) % len(sample.codes)] for at in range(8)))


@family("kinds of records with messages", "repeats: each kind is read by itself, with as many messages as fit")
def _(size: int, sample: CatalogSample) -> str:
    messages = sample.messages
    return _kinds(size, lambda n: " | ".join(messages[(n + at) % len(messages)] for at in range(9)))
