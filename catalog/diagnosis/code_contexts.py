"""Rules that tell a report of an error from a mention of its code: in a program, a changelog, a list, a manual.

A code with a digit is nobody's word, and is taken for a report wherever nothing says otherwise. A code made of words
only, such as ``AccessDenied``, must stand where errors are reported, or in a customer's question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from catalog.diagnosis.evidence import LineRule, verbose
from catalog.diagnosis.lines import Line
from catalog.diagnosis.numbers import MOST_CONTEXTS, REACH_OF_A_CONTEXT
from catalog.diagnosis.programs import is_program

CODE = "ǂ"
"""A letter that stands for the code in the patterns and samples of the rules."""

_NAME = r"(?-i:[A-Za-z]*(?:[a-z][A-Z]|[a-zA-Z]_[a-zA-Z])\w*)"
"""A name of several words, such as another code."""

_NEXT = r"(?:/|,[ ]|[ ]\|[ ]|,?[ ](?:and|or)[ ])"
"""Marks and words between the elements of a list."""

MENTIONS = (
    LineRule(
        "mention-expression",
        "A code in quotes is an argument of a call, an element of a set, an arm of a choice, a key, an option.",
        r"""
        (?-i:\b[a-z_]\w*\.[a-z]\w*\([^()ǂ]{0,80}["'] [\w.:\#-]{0,40}ǂ) | \w\((?:\w+(?:::|\.))+ǂ\)$
        | ["']ǂ["'] [ ]?[\]}]?\)+ [ ]?[;{]?$ | ["']ǂ["'],[ ]?["']\w+["'] | <option\b[^ǂ]{0,60}ǂ
        | ["'`]ǂ["'`]\)? [ ]{0,3} => | \bis[ ]ǂ[ ]-> | ^\s*["']ǂ["'][ ]?: | [=]\s?\{?\[?\(?["']\w+["'],.*["']ǂ["']
        | \{["']ǂ["'],[ ] | ^\s*\w+[ ]=[ ]["']ǂ["'],? (?:$|\s+\#) | \{\w+=["']ǂ["'] | --[\w-]+[ =]\w+=ǂ
        | \|[ ](?:filter|where)[ ].*ǂ | ^\s+-[ ]ǂ$ | \bis[ ]ǂ[ ]else\b | ǂ[ ]=>
        | <retr[\w-]*>ǂ | (?-i:ǂ[ ](?:AND|OR)[ ])
        """,
        (
            "stub.add_error('get', code='ǂ')",
            "Some('ǂ') => retry(),",
            "is ǂ -> Result.Retry",
            "  'ǂ': 404,",
            "mock.reply(404, { code: 'ǂ' });",
            'rate(errors_total{code="ǂ"}[5m]) > 1',
            "kubectl get events --field-selector reason=ǂ",
        ),
        ("{'ok': False, 'error': 'ǂ'}", "Service returned 'ǂ'.", "error: ('ǂ', 12)", "it failed -> ǂ"),
    ),
    LineRule(
        "mention-change",
        "The subject of a change, of a task or of a note of a release says what is done about an error.",
        r"""
        ^\W*(?:fix|feat|docs?|chore|test|refactor|perf|build|bug[ ]?fix(?:es)?)(?:\([^()]*\))?!?:[ ] .* ǂ
        | ^\W{0,6}(?:fix(?:e[sd]|ing)?|add(?:s|ed|ing)?|improve[sd]?|support(?:s|ed)?|remove[sd]?|simulate|avoid
          |updated?|explicitly|deprecate[sd]?|rename[sd]?|ignored?|translate|document)[ ] [^:]* ǂ
        | \b(?:TODO|FIXME|resolved|recovered|HowTo:|dealing[ ]with|handlers?[ ](?:for|of))\b .* ǂ
        | ^\W*(?:workaround|glossary|keywords|tags|faq|alarms?)\b .* ǂ | \b(?:less|more)[ ]often\b | \bno[ ]longer\b
        """,
        ("feat(s3): map ǂ to a text", "- Fixed ǂ on empty buckets", "TODO: translate ǂ", "Alert resolved: ǂ on web-1"),
        ("we could not fix ǂ", "build failed: ǂ", "add failed: ǂ"),
    ),
    LineRule(
        "mention-list",
        "Codes in a row, with commas, slashes or words between them, and a manual's table list what may happen.",
        rf"""
        ǂ[\W_]{{0,3}} {_NEXT} \W{{0,3}} {_NAME} \W{{0,3}} (?:{_NEXT}|$|[.\])])
        | {_NAME} \W{{0,3}} {_NEXT} \W{{0,3}} (?:{_NAME},?[ ](?:and|or)[ ]\W?ǂ | ǂ \W{{0,3}} (?:{_NEXT}|$|[.\])]))
        | ǂ\W{{0,3}}[ ]or[ ]\W{{0,3}}{_NAME} | {_NAME}\W{{0,3}}[ ]or[ ]\W{{0,3}}ǂ | ^\|[ ]`?ǂ`?[ ]\|
        """,
        ("covers three: NoSuchKey, ǂ, and others", "variants for `ǂ` / `NoSuchKey` / `Gone`", "codes: [ǂ, SlowDown]"),
        ("the job failed: ǂ, trying again", "error=ǂ, retry_after=3", "we see ǂ and wait"),
    ),
    LineRule(
        "mention-case",
        "A sentence speaks of a case: what may happen, what is said of it elsewhere, what is done or counted then.",
        r"""
        \b(?:if|whether|unless|usually|instead[ ]of|such[ ]as|like|models?|defin\w+|covers?|exclud\w+|explain\w*|counts?
        |use|should(?:[ ]be)?|must|may|might|can|never|always|only|retries|note[ ]that)\b
          (?![^ǂ]*\b(?:I|we|my|our|got|get|getting)\b) [^.:;ǂ]{0,40} ǂ
        | (?-i:\bSee[ ]) [^.ǂ]{0,30} ǂ | (?:[\s:](?:\#|//)[ ]) [^ǂ]* ǂ | ``ǂ`` | \*\*[ ]ǂ[ ]\*\*
        | (?<![\d.,])\b0[ ]ǂ | ǂ[=:][ ]?0\b | ǂ:[ ](?:if|when)\b
        | \b(?:retr(?:y|ies|ied|ying)[ ]on | map(?:s|ped|ping) | exclud(?:es|ed|ing) | handl(?:e[sd]?|ing) | returns?
          | throws? | raises? | catch(?:es|ing)? | expects? | ignor(?:e[sd]?|ing) | tests? | tested | mock(?:s|ed)?
          | fixed | support(?:s|ed)?(?:[ ]error[ ]codes?)? | if[ ]you[ ](?:see|get)) [ ](?:(?:an?|the)[ ])?["'`]?ǂ
        | ǂ["'`]?[ ](?:handl(?:ing|ers?)|cases?|support|repeatedly|as[ ]a[ ]class|types?|tests?|pages?|mapping
          |errors[ ](?:are|can|may|should))\b
        | ǂ["'`]?[ ] (?: means[ ]\w+ | indicates | is[ ](?:also[ ])?(?:thrown|raised|sent|returned) )\b
        | ǂ["'`]?:?[ ](?:thrown|raised|sent|returned)\b.*\b(?:when|if)\b
        """,
        (
            "If you see ǂ, wait",
            "Use Other instead of ǂ in new code",
            "0 errors, 0 ǂ",
            "It returns ǂ then",
            "x # ǂ is fine",
            "ǂ: thrown when the key is gone",
        ),
        ("when I run it I get ǂ", "we can only get ǂ", "It failed with ǂ"),
    ),
    LineRule(
        "mention-address",
        "A part of an address's path names a page about the error; what stands in its query may be the error.",
        r"[\w-]/(?:[\w.-]*-)?ǂ(?!\w*[=:])",
        ("see https://docs.example/errors/ǂ.html", '"GET /errors/ǂ/ HTTP/1.1" 200'),
        ("GET /callback?error=ǂ", "error: acme/ǂ: gone"),
    ),
)

REPORTS = (
    LineRule(
        "report-begins",
        "An error's line begins with its code, or its class's packages, and says when it came; or is hardly more.",
        r"""
        ^[\s"'`*\[({<>.-]* (?:[\w$]+(?:\.|::|\\))* ǂ ["'`*\])}>]*
          (?: \s*$ | [:：](?:\s|$|http) | \s?[(（\[{!] | \s[-–—|]\s | [.!;,](?:\s|$) | \][ ] | \|
          | \s(?:\d|x[ ]?\d|errors?|exceptions?|thrown|again|after|since|on|when|while|in|at|for|from|during)\b )
        | ^\W*[\w./-]+[ ]ǂ\W*$ | ,[ ]ǂ\W*$
        """,
        (
            "ǂ",
            "ǂ: Rate exceeded",
            "com.acme.model.ǂ (Service: Acme)",
            "[ǂ] it is gone",
            "ǂ since noon",
            "boto3 ǂ",
        ),
        ("ǂ is a class", "a ǂ b"),
    ),
    LineRule(
        "report-behind-mark",
        "A colon, an equals sign, a dash or an arrow leads to the code of the error.",
        r"""(?: (?:[:：=⚠✖✗→]|[-=]>)\s* | \b[45]\d\d[ :,-]{1,3} | \s[-–—]\s+ ) ["'`*\[({<]* (?:[\w$]+(?:\.|::|\\|\#))* ǂ
        (?![ ](?!(?:in|on|at|for|from|when|while|after|during|since|was|has|is|by)\b)[a-z]+[ ])""",
        ("upload failed: ǂ", "upload=ǂ", "-> acme.ǂ: gone"),
        ("upload of ǂ",),
    ),
    LineRule(
        "report-behind-word",
        "A word of errors, or what one does who meets them, stands before the code in its clause.",
        r"""
        (?: \b(?:errors?|exception|(?-i:[A-Z]\w{0,40}(?:Error|Exception))|errno
          |warn(?:ing)?|fatal|critical|fail\w*|fault|denied|threw|thrown|uncaught|unhandled|rejected
          |fehler\w*|erreur|errore|errores|ошибк\w*)\b
          | 错误|报错|异常|出现|返回|提示|エラー|오류 ) [^.!?ǂ]{0,60} [\w.:]{0,60}ǂ
        | \b(?:got|get|gets|getting|receiv\w+|seeing|sees?|saw|hit|hits|hitting|encounter\w*|facing|stuck
          |returned|responded|answer(?:s|ed)|repli(?:es|ed)|said|says|raised|throwing|contain(?:s|ed)
          |r[au]n(?:ning)?[ ]into|because|after
          |liefert|meldet|bekomm\w+|erhalt\w+|obtien\w*|renvoie|devuelve|recib\w+)\b [^.!?ǂ]{0,30} ǂ
        | \b(?:err|codes?|reason|status|is|was|are|in|by|with|due[ ]to)\W{1,3}(?:an?[ ]|the[ ])? \W{0,3} [\w.:]{0,60}ǂ
        """,
        ("Exception in thread main java.lang.ǂ", "we got ǂ", "the pod is in ǂ", "调用时报错 ǂ"),
        ("docs on ǂ", "the metric of ǂ", "a ǂ of theirs"),
    ),
    LineRule(
        "report-before-message",
        "A message or details in brackets stand behind the code, or before it at the line's end; or it is in brackets.",
        r"""ǂ["'`*\])}>]* (?: :\s | [ ]?\( | \soccurred\b ) | [\[(]ǂ[\])] | [)\]]\sǂ\s*$""",
        ("wait: ǂ (Service: Acme)", "x ǂ: it is gone", "the ǂ occurred twice", "it is gone (Service: Acme) [ǂ]"),
        ("a ǂ b", "ǂ:x"),
    ),
    LineRule(
        "report-column",
        "A table's cell holds the code: two blanks, a number or a bar stand before it and behind it.",
        r"(?: \s{2,} | \t | \d[ ] | \w\| ) ǂ (?: \s{2,} | \t | [ ]+\d | \s*$ | \|\w )",
        ("web-1  0/1     ǂ   0          3m", "web-1 0/1 ǂ 0 59m"),
        ("see ǂ too",),
    ),
    LineRule(
        "report-question",
        "Whoever asks about a code wants to know it.",
        r"[?？] | \b(?:help|please)\b | (?:^|[.!,;][ ])(?:why|what|how)\b | \bwhat[ ](?:\w+[ ]){0,2}ǂ",
        ("what does ǂ mean?", "ǂ again, please look"),
        ("ǂ again and again",),
    ),
)

RULES = (*MENTIONS, *REPORTS)


def _joined(rules: Iterable[LineRule]) -> re.Pattern[str]:
    return verbose("|".join(f"(?:{rule.pattern})" for rule in rules), ignore_case=True)


_MENTION, _REPORT = _joined(MENTIONS), _joined(REPORTS)
_MENTION_OF_NUMBER = _joined(MENTIONS[:2])
"""Mentions of a code that has a digit: expressions and changes only, since a sentence about one asks for it."""


class Contexts:
    """The contexts of a text's codes; one that stands there again and again is looked at once."""

    def __init__(self) -> None:
        self._reports: dict[tuple[str, int, str], bool] = {}
        self._programs: dict[int, bool] = {}

    def is_report(self, line: Line, start: int, end: int, *, is_named: bool) -> bool:
        """Return whether the code at ``start`` to ``end`` of a line is reported there, not only mentioned.

        One that ``is_named`` so by a field or a phrase is, where nothing says otherwise.
        """
        if end > len(line.text):
            # Of a very long line only the beginning is looked at.
            return True
        if line.start not in self._programs:
            self._programs[line.start] = is_program(line.text)
        if self._programs[line.start]:
            return False
        first = max(0, start - REACH_OF_A_CONTEXT)
        context = f"{line.text[first:start]}{CODE}{line.text[end : end + REACH_OF_A_CONTEXT]}"
        sort = "number" if any(map(str.isdigit, line.text[start:end])) else "named" if is_named else "words"
        head = 0
        if sort == "words":
            # Only there it counts, and to read the head of each line takes long.
            head = max((each - first for each in line.head.ends if first <= each <= start), default=0)
        key = context, head, sort
        if key not in self._reports:
            if len(self._reports) >= MOST_CONTEXTS:
                return True
            self._reports[key] = is_report(context, head, sort)
        return self._reports[key]


def is_report(context: str, head: int = 0, sort: str = "words") -> bool:
    """Return whether a code is reported in a line; ``head`` is where the line's message begins.

    ``sort`` is ``words``, ``number`` for a code with a digit, ``named`` for one that a field or a phrase names.
    """
    if (_MENTION_OF_NUMBER if sort == "number" else _MENTION).search(context):
        return False
    return sort != "words" or any(map(_REPORT.search, (context, context[head:])))
