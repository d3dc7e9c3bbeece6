"""Lines of programs: the name of an error in them is none that happened."""

from __future__ import annotations

import re

from catalog.diagnosis.evidence import LineRule
from catalog.diagnosis.numbers import LONGEST_PROGRAM

_BEGIN = (
    LineRule(
        "program-import",
        "A program imports the class of an error before it can catch it.",
        r"[ \t>+-]* (?: (?:from[ ]+[\w.]+[ ]+)?import[ ] | us(?:e|ing)[ ]+[\w.\\:]+; )",
        ("from acme.errors import NotFound", "import acme.NotFound;", r"use Acme\Errors\NotFound;"),
        ("important: NotFound", "the import of NotFound"),
    ),
    LineRule(
        "program-catch",
        "A program catches an error, or raises one.",
        r"""[ \t>+-]* (?: except[ (] | (?:\}[ ]*)?catch(?:[ ]is[ ]|[ ]*\() | raise[ ]+[\w.]+(?:\(|$) | throw[ ]+new[ ] )
        | [ \t]*rescue(?:_from)?[ ] | [ \t]*(?:\}[ ]*)?on[ ][A-Z]\w+[ ](?:catch[ ]*\([^()]{0,40}\)[ ])?\{""",
        (
            "except NotFound as error:",
            "} catch (NotFound e) {",
            "} catch is NotFound {",
            "raise NotFound",
            "throw new NotFound();",
            "rescue Gone",
            "} on Gone {",
            "on Gone catch (e) {",
        ),
        ("exception NotFound", "raised NotFound", "the catch (NotFound)", "on Monday NotFound {"),
    ),
    LineRule(
        "program-definition",
        "A program defines a class, a function or a variable.",
        r"""[ \t>+-]* (?: class[ ]+\w+[ ]*[(:{] | (?:async[ ]+)?def[ ]+\w+\(
            | (?:public|private|protected|func|fn)[ ]+\w )
        | [ \t]* (?:const|let|var|enum|\#define)[ ]""",
        (
            "class NotFound(Exception):",
            "async def not_found(",
            "public NotFound error",
            "const NotFound",
            "#define GONE 4",
        ),
        ("class NotFound was seen", "a public NotFound", "constant NotFound"),
    ),
    LineRule(
        "program-branch",
        "A program tells errors apart, or returns one.",
        r"""[ \t>+-]* (?: case[ ](?:["'\w.]+|["'][\w./-]+["'])[:,](?!:) | (?:el)?if[ ].*:$ | return[ ]+\w+\( )""",
        (
            "case NotFound:",
            'case "Gone", "NotFound":',
            "case 'db/not-found':",
            "if NotFound in codes:",
            "return NotFound(x)",
        ),
        ("case Gone::NotFound", "if NotFound comes"),
    ),
    LineRule(
        "program-list",
        "A list of names, or a name with its string, is part of a program or its settings.",
        r"""[ \t>+-]* (?: \w+[ ]=[ ] (?: \[["']\w+["'],.* | ["']\w+["'];? )$ | \w+[ ]+=[ ]%[wi]\[ | ["']?\w+["']?,$
            | (?:Err|Ok|Some)\([a-z_]\w*\)[ ](?:if[ ]|=>) )
            | [ ]{2,}[A-Z_]+\(-?\d+\)[,;]$""",
        (
            "codes = ['NotFound', 'Gone']",
            'code = "NotFound";',
            '"NotFound",',
            "    NOT_FOUND(1001),",
            "FATAL     = %w[not_found gone].freeze",
            "Err(e) if e.raw() == Some(libc::NotFound) => {",
        ),
        (
            "code = 'NotFound' it says",
            "NotFound, Gone",
            "code = NotFound",
            "NOT_FOUND(3),",
            "Err(Gone(NotFound)) => retry",
        ),
    ),
    LineRule(
        "program-comment",
        "A comment, or a text to be translated, speaks of errors.",
        r"""[ \t]* (?: ///?[ ] | /\*\*?[ ] | (?<=[ \t]) \*[ ]
              (?!error[ ]|failed[ ]|.*\bfailed:[ ]|.*:[ ](?:\w+[ ]){0,3}\w+:[ ]) )
            | msgid[ ]""",
        ("// NotFound", "/* NotFound", "/** NotFound", " * NotFound", 'msgid "NotFound"'),
        (
            "see // NotFound",
            "**NotFound**",
            "* the bucket: NotFound: it is gone",
            "\t* the bucket: NotFound: it is gone",
            "\t* the bucket: api error NotFound: it is gone",
            "  * error NotFound: it is gone",
            "  * failed to make it (NotFound)",
            "\t* job migrate failed: NotFound",
        ),
    ),
    LineRule(
        "program-sql",
        "A statement of SQL holds the error that it looks for.",
        r"""[ \t]* (?i: select[ ].{1,200}[ ]from[ ] | insert[ ]into[ ] | update[ ]\w+[ ]set[ ]
            | when[ ](?:sqlstate[ ]'\w{5}'|\w+)[ ]then\b )""",
        (
            "SELECT * FROM errors WHERE code = 'NotFound'",
            "insert into errors values",
            "update errors set code",
            "  WHEN SQLSTATE '40001' THEN",
            "WHEN unique_violation THEN",
        ),
        ("we select NotFound from errors", "updated errors", "when NotFound comes then"),
    ),
    LineRule(
        "program-setting",
        "A setting lists the codes that a tool looks for or leaves out.",
        r"""[ \t]* ["']? (?: enable|disable|ignore|select|extend|skip|allow|deny|suppress ) [ds]?
            (?:[_-][\w-]{1,30})? ["']? [ ]?[=:][ ]? (?: \[ | ["'\w.-]+,[ ]?["'\w] )
            | [A-Z_]{0,40}(?:RETR|IGNOR|SKIP|ALLOW|SUPPRESS)[A-Z_]{0,40}[ ]?=[ ]?["']?[\w.-]+,
            | [ \t]* <(?:NoWarn|\w+As(?:Errors|Warnings))>[^<>]*;""",
        (
            "disable_error_code = import-untyped, type-arg",
            "ignore: [NotFound]",
            "SHOP_RETRYABLE_CODES=rate_limit,gone",
            "  <NoWarn>$(NoWarn);NU1701</NoWarn>",
        ),
        ("ignored: it is NotFound", "select = it NotFound", "FATAL_ERRORS=NotFound, gone", "<Error>NotFound; gone"),
    ),
    LineRule(
        "program-retries",
        "Settings list the errors after which a call is made again.",
        r"""[ \t-]* ["']?retr\w*["']?[ ]?[:=][ ]?\[""",
        ("retryable_codes: [NotFound, Gone]", '"retryOn": ["NotFound"]'),
        ("retry NotFound", "we retry: [NotFound]"),
    ),
)
"""How lines of programs begin."""

_INSIDE = (
    LineRule(
        "program-comparison",
        "A program compares a code or a class.",
        r"""[=!]==?[ ]?["'][\w.:\#-]+["']
        | \b (?: instanceof[ ] | case[ ]["']\w+["']: | isinstance\( | is_a\?\( | type\[ | super\(\)\. )""",
        (
            "if (code == 'NotFound') {",
            "type === 'db:NotFound'",
            "e instanceof NotFound",
            "isinstance(e, NotFound)",
            "e.is_a?(NotFound)",
            "x: type[NotFound]",
        ),
        ("code == NotFound", "an instance of NotFound"),
    ),
    LineRule(
        "program-test",
        "A test expects an error.",
        r"\b (?: describe|it|test|expect|raises|assert\w{0,20} ) \(",
        ("it('returns NotFound')", "with pytest.raises(NotFound)", "self.assertEqual(code, 'NotFound')"),
        ("it (NotFound) is", "tested (NotFound)"),
    ),
    LineRule(
        "program-log",
        "A program writes an error to its log.",
        r"\b logg?(?:er|ing)? \. \w{4,9} \(",
        ("logger.error('NotFound')", "log.warning('NotFound')"),
        ("logger.error NotFound", "logger.c.d(NotFound)"),
    ),
    LineRule(
        "program-passed",
        "A test that passed is named after the error that it expects.",
        r"\b PASSED \b (?: [ ]+ \[ [ ]{0,3}\d{1,3}% \] )? [ ]*$",
        ("tests/test_a.py::test_retry[NotFound] PASSED    [ 20%]", "test NotFound PASSED"),
        ("NotFound: PASSED no id", "FAILED NotFound"),
    ),
    LineRule(
        "program-template",
        "A template, such as that of an alert, is not filled in yet.",
        r"\{\{ \s? [$.A-Za-z] [^{}]{0,80} \}\}",
        ("{{ $labels.pod }} is in NotFound", "message: {{.Name}} is NotFound"),
        ('{"error": {"code": "NotFound"}}', "{{NotFound"),
    ),
    LineRule(
        "program-option",
        "An option of a command lists the errors after which it tries again.",
        r"--retr[\w-]{1,20}=",
        ("run --retry-on=NotFound",),
        ("run --code=NotFound", "run --retry NotFound"),
    ),
)
"""Parts of lines of programs."""

RULES = (*_BEGIN, *_INSIDE)

_BEGINS, _CONTAINS = (
    re.compile("|".join(f"(?:{each.pattern})" for each in rules), re.VERBOSE) for rules in (_BEGIN, _INSIDE)
)

_MAY_CONTAIN = ("(", "==", "!=", "--retr", "instanceof ", "case ", "type[", "PASSED", "{{")
"""Quick test before ``_CONTAINS``: a line without any of these has none of it."""


def is_program(line: str) -> bool:
    """Return whether a line is one of a program, in which a name is that of a class, not of an error that happened."""
    line = line[:LONGEST_PROGRAM]
    if _BEGINS.match(line):
        return True
    for words in _MAY_CONTAIN:
        if words in line:
            return _CONTAINS.search(line) is not None
    return False
