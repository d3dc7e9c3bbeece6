"""Rules that tell a mention of an error's code from a report of it: in a program, a changelog, a list, a manual.

A code is taken for a report wherever no rule says otherwise: people say in a thousand ways that they met an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from catalog.diagnosis.evidence import LineRule, verbose
from catalog.diagnosis.lines import Line
from catalog.diagnosis.numbers import CHARACTERS_OF_CONTEXTS, REACH_OF_A_CONTEXT
from catalog.diagnosis.programs import is_program

CODE = "ǂ"
"""A letter that stands for the code in the patterns and samples of the rules."""

_NAME = r"(?-i:[A-Za-z]*(?:[a-z][A-Z]|[a-zA-Z]_[a-zA-Z])\w*|E(?!RR|XC)[A-Z]{3,16}\b)"
"""A name of several words or of a system error, such as another code."""

_NEXT = r"(?:/|,[ ]|[ ]\|[ ]|,?[ ](?:and|or)[ ])"
"""Marks and words between the elements of a list."""

OF_EVERY_CODE = (
    LineRule(
        "mention-expression",
        "A code in quotes is an argument of a call, an element of a set, an arm of a choice, a key, an option.",
        r"""
        (?-i:\b[a-z_]\w*\.[a-z]\w*\([^()ǂ]{0,80}["'] [\w.:\#-]{0,40}ǂ) | \w\((?:\w+(?:::|\.))+ǂ(?:\)$|,[ ]\w+\.\w)
        | (?<!status[ ])(?<!reason[ ])(?<!code[ ])["']ǂ["'] [ ]?[\]}]?\)+ [ ]?[;{]?$
        | ["']ǂ["'],[ ]?["']\w+["'](?![ ]?:) | <option\b[^ǂ]{0,60}ǂ
        | ["'`]ǂ["'`]\)? [ ]{0,3} => | \bis[ ]ǂ[ ]-> | ^\s*["']ǂ["'][ ]?: | [=]\s?\{?\[?\(?["']\w+["'],[^=:]*["']ǂ["']
        | \{["']ǂ["'],[ ] | ^\s*\w+[ ]=[ ]["']ǂ["'],? (?:$|\s+\#) | \{\w+=["']ǂ["'] | --[\w-]+[ =]\w+=ǂ
        | \|[ ](?:filter|where)[ ].*ǂ | ^\s+-[ ]ǂ$ | \bis[ ]ǂ[ ]else\b | ǂ[ ]=>
        | [=!]~[ ]?"[^"ǂ]{0,200}ǂ | <retr[\w-]*>ǂ | (?-i:ǂ[ ](?:AND|OR)[ ])
        """,
        (
            "stub.add_error('get', code='ǂ')",
            "Some('ǂ') => retry(),",
            "is ǂ -> Result.Retry",
            "  'ǂ': 404,",
            "mock.reply(404, { code: 'ǂ' });",
            'rate(errors_total{code="ǂ"}[5m]) > 1',
            'sum(waiting{reason=~"Gone|ǂ"}) > 0',
            "kubectl get events --field-selector reason=ǂ",
            "errors.get('db:ǂ', none)",
            "return Err(Error::ǂ)",
            "st := status.New(codes.ǂ, e.Message)",
            "retry_on(['ǂ'])",
            "('ǂ', 'Gone')",
            "<option value='ǂ'>It is gone",
            "codes = {'Gone', 'Lost', 'ǂ'}",
            "if code in {'ǂ', other}",
            "GONE = 'ǂ'",
            "fields message | filter code like ǂ",
            "  - ǂ",
            "gone if it is ǂ else lost",
            "Error::ǂ => retry(),",
            "<retryOn>ǂ</retryOn>",
            "ǂ AND level:error",
        ),
        (
            "{'ok': False, 'error': 'ǂ'}",
            '"errorCode": "ǂ", "source": "a.example"',
            'user="null", error="ǂ", grant="code"',
            "the command failed (Status 'ǂ')",
            "Service returned 'ǂ'.",
            "error: ('ǂ', 12)",
            "it failed -> ǂ",
            'query {pod=~"web-.*"} failed with ǂ',
        ),
    ),
    LineRule(
        "mention-change",
        "The subject of a change, of a task or of a note of a release says what is done about an error.",
        r"""
        ^\W*(?:fix|feat|docs?|chore|test|refactor|perf|build|bug[ ]?fix(?:es)?)(?:\([^()]*\))?!?:[ ] .* ǂ
        | ^\W{0,6}(?:[0-9a-f]{7,12}[ ])?(?:fix(?:e[sd]|ing)?|map|add(?:s|ed|ing)?|improve[sd]?
          |support(?:s|ed)?|remove[sd]?|simulate|avoid|updated?|explicitly|deprecate[sd]?|rename[sd]?
          |ignored?|translate|document)[ ] [^:]* ǂ
        | \b(?:TODO|FIXME|resolved|recovered|HowTo:|dealing[ ]with|handlers?[ ](?:for|of))\b .* ǂ
        | ^\W*\*\*(?!(?:error|code|message|status|reason)\b)(?-i:[a-z])[\w-]*:\*\*[ ].*ǂ
        | ^\W*(?:workaround|glossary|keywords|tags|faq|alarms?)\b .* ǂ | \b(?:less|more)[ ]often\b | \bno[ ]longer\b
        """,
        (
            "feat(s3): map ǂ to a text",
            "- Fixed ǂ on empty buckets",
            "5e23505 Map SQLSTATE ǂ to a retry",
            "TODO: translate ǂ",
            "Alert resolved: ǂ on web-1",
            "* **cli:** see ǂ through",
            "Workaround for ǂ",
            "ǂ comes less often",
            "ǂ no longer comes",
        ),
        ("**error:** ǂ", "**Answer:** ǂ", "we could not fix ǂ", "build failed: ǂ", "add failed: ǂ"),
    ),
    LineRule(
        "mention-wrapper",
        "A library or a handler has a code of its own beside the service's.",
        r"""
        Exception[ ]\(ǂ\):[ ][0-9][0-9A-Z]{4}:[ ] | Error[ ]Code:[ ]\w.*HandlerErrorCode:[ ]ǂ
        | SQLCODE[=:][ ]?-?\d{1,6},[ ]SQLSTATE[=:][ ]?ǂ
        | (?:SQL[ ]Error|Error[ ]Code):[ ]-?[1-9]\d{0,5},[ ]SQL[ ]?State:[ ]ǂ
        | SQL[ ]Error[ ]\[-?[1-9]\d{0,9}\][ ]\[ǂ\]
        | \bSQL[ ]?State:[ ]ǂ,?[ ]{1,3}vendor[ ]code:[ ]-?[1-9]
        | \b\d{4,6}[ ]\(ǂ\):[ ] | \bmake(?:\[\d{1,3}\])?:[ ]\*\*\*[ ].*\][ ]ǂ
        | ^npm[ ](?:ERR!|error)[ ](?:errno[ ])?ǂ$
        | ǂ[ ]at[ ]\d{1,2}[ ]depth[ ]lookup: | \[ǂ\][ ](?:PYCURL[ ]|curl\#|HTTPS?[ ]Error[ ])
        """,
        (
            "SQLCODE=-803, SQLSTATE=ǂ, SQLERRMC=1",
            "SQL Error: 1048, SQLState: ǂ",
            "SQLState: ǂ  vendor code: -5501",
            "SQL Error [335544634] [ǂ]: it is wrong",
            "[Error Code: -206, SQL State: ǂ]",
            "https://a.example/b.rpm: [ǂ] HTTP Error 404 - Not Found",
            "npm ERR! errno ǂ",
            "Failure: 000606 (ǂ): nothing is selected",
            "make[2]: *** [Makefile:14: load] ǂ",
            "CN=Root ǂ at 2 depth lookup:certificate has expired",
            "Npgsql.PostgresException (ǂ): 23503: it is still referred to",
            "(Error Code: TooLarge; Proxy: null) (HandlerErrorCode: ǂ)",
        ),
        (
            "Win32Exception (ǂ): Access is denied",
            "COMException (ǂ): 12 files",
            "SQL Error: 0, SQLState: ǂ",
            "it is there (HandlerErrorCode: ǂ)",
            "OSError: [ǂ] Bad address",
            "npm ERR! code ǂ",
        ),
    ),
    LineRule(
        "mention-figures",
        "A summary counts errors beside what passed and what was left out.",
        r"""
        \b(?:pass(?:ed)?|warn(?:ings?)?|skip(?:ped)?)=\d{1,9},?[ ]\w{1,20}=ǂ
        | \w{1,20}=ǂ,?[ ](?:skip(?:ped)?|total)=\d | ^[ ]{4,40}ǂ[ ]=[ ]{1,4}-?\d
        """,
        ("PASS=6 WARN=0 ERROR=ǂ", "error=ǂ total=12", "        ǂ =  4"),
        ("status=400 error=ǂ duration=12", "passed, error=ǂ"),
    ),
    LineRule(
        "mention-handled",
        "A note says how an error is to be dealt with.",
        r"""
        ǂ["'`]?[ ](?:must|should)[ ]be[ ](?:treated|retried|ignored|swallowed)\b
        | --[ ]ǂ[ ]is[ ](?:handled|ignored)[ ]by\b | \brather[ ]than[ ](?:to[ ]|an?[ ])?["'`]?ǂ
        """,
        (
            "-- ǂ is handled by the caller",
            "ǂ must be treated as success",
            "it is mapped to none rather than to `ǂ`",
        ),
        ("ǂ is not handled", "it stopped: ǂ should be handled", "ǂ is ignored on one replica only"),
    ),
    LineRule(
        "mention-listing",
        "A directory's listing shows a file that is called so.",
        r"^[-dlbcps](?:[r-][w-][xsStT-]){3}[.+@]?[ ]+\d+[ ](?!.*:[ ]ǂ)",
        ("-rw-r--r-- 1 svc svc 10000 Apr  2 11:20 ǂ",),
        ("- rw ǂ", "-rw-r- ǂ", "-rw-r--r-- 1 svc trace.log: ǂ"),
    ),
    LineRule(
        "mention-number",
        "A number behind a level is the process's, or stands there as hexadecimal again, which is the code.",
        r"ǂ[ ]\(0x0000[0-9A-F]{4}\) | ǂ[ ]---[ ]\[",
        ("ǂ (0x00000020) Copying File", "10:00:01 ǂ --- [main] o.h.SqlExceptionHelper : it is too long"),
        ("ǂ (0x80070020) Copying File", "ǂ --- it failed"),
    ),
    LineRule(
        "mention-table",
        "A row of a manual's table begins with a code and its name.",
        rf"""
        ^\|[ ]`?ǂ`?[ ]\|[ ]`?{_NAME}`?[ ]\|
        | ^\|[ ]`?(?-i:(?=[A-Z]{{0,9}}[0-9])[0-9A-Z]{{1,10}})`?[ ]\|[ ]`?ǂ`?[ ]\|
        """,
        ("| ǂ | unique_violation | send it again |", "| 23505 | ǂ | send it again |"),
        ("| Warning | ǂ | it was cut |", "| ǂ | It was cut |", "| web | ǂ | 3 |"),
    ),
)
"""Rules that apply to a code with a digit, too; of such a code, a sentence asks."""

_OF_NAMES = (
    LineRule(
        "mention-normal",
        "Kubernetes calls an event normal that is no error.",
        r"^[ ]*(?:\S+[ ]+){0,3}(?-i:Normal)[ ]{2,}ǂ[ ]",
        ("Normal   ǂ  8s (x20 over 5m)  kubelet  it waits", "web  4m  Normal  ǂ  pod/web  it waits"),
        ("Warning  ǂ  8s  kubelet  it waits", "Normally ǂ comes"),
    ),
    LineRule(
        "mention-list",
        "Codes in a row, with commas, slashes or words between them, and a manual's table list what may happen.",
        rf"""
        (?<!with[ ])ǂ[\W_]{{0,3}} {_NEXT} \W{{0,3}} {_NAME} \W{{0,3}} (?:{_NEXT}|$|[.\])])
        | (?<!\w)(?<!with[ ]){_NAME} \W{{0,3}} {_NEXT} \W{{0,3}}
          (?:{_NAME},?[ ](?:and|or)[ ]\W?ǂ | ǂ (?!:)\W{{0,3}} (?:{_NEXT}|$|[.\])]))
        | (?<!with[ ])ǂ\W{{0,3}}[ ]or[ ]\W{{0,3}}{_NAME} | (?<!\w)(?<!with[ ]){_NAME}\W{{0,3}}[ ]or[ ]\W{{0,3}}ǂ
        | (?-i:ǂ,[ ]None\b | \bNone,[ ]ǂ) | ^\|[ ]`?ǂ`?[ ]\|
        """,
        (
            "covers three: NoSuchKey, ǂ, and others",
            "see the reasons [ǂ, None]",
            "variants for `ǂ` / `NoSuchKey` / `Gone`",
            "codes: [ǂ, SlowDown]",
            "[EPIPE, ǂ, ETIMEDOUT]",
            "ǂ or NoSuchKey may come",
            "a NoSuchKey or ǂ comes",
            "| `ǂ` | the key is gone |",
        ),
        (
            "the job failed: ǂ, trying again",
            "error=ǂ, retry_after=3",
            "we see ǂ and wait",
            "the calls fail with ǂ or TooManyRequests.",
            "the calls fail with TooManyRequests or ǂ.",
            "RequestID: x1, ǂ: ",
            "ERROR, ǂ",
        ),
    ),
    LineRule(
        "mention-case",
        "A sentence speaks of a case: what may happen, what is said of it elsewhere, what is done or counted then.",
        r"""
        \b(?:if|whether|unless|usually|instead[ ]of|such[ ]as|unlike|like|models?|defin\w+|covers?|exclud\w+|explains
          |counts?|use|should(?:[ ]be)?|retries|note[ ]that
          |(?:may|might|could|can)(?![ ](?:you|I|we|some|any))(?!['’]t))\b
          (?![^ǂ]*\b(?:I|we|my|our|got|get|getting)\b) [^.,:;ǂ]{0,40} ǂ
        | \b(?:returns?|throws?|raises?)[ ]\W?ǂ\W?[ ](?:when|if|unless|for[ ]an?)\b(?!.*\b(?:I|we|my|our)\b)
        | \b(?:rationale|reasoning)[ ](?:behind|for)[ ]\W?ǂ
        | ǂ\W?[ ](?:if|when)[ ](?:it|you|they)[ ](?:should|must|can)\b
        | (?-i:\bSee[ ]) [^.ǂ]{0,30} ǂ | (?:[\s:](?:\#|//)[ ]) (?!(?:\w+\.){0,6}ǂ:[ ]) [^ǂ]* ǂ | ``ǂ`` | \*\*[ ]ǂ[ ]\*\*
        | (?<![\d.,])\b0[ ]ǂ | ǂ[=:][ ]?0\b | ǂ:[ ](?:if|when)\b
        | \b(?:retr(?:y|ies|ied|ying)[ ]on | map(?:s|ped|ping) | exclud(?:es|ed|ing) | handl(?:e[sd]?|ing)(?:[ ]of)?
          | catch(?:es|ing)? | expects? | ignor(?:e[sd]?|ing) | treat(?:s|ed|ing)? | tests? | tested | mock(?:s|ed)?
          | fixed | document(?:s|ed|ing)? | support(?:s|ed)?(?:[ ]error[ ]codes?)?
          | if[ ]you[ ](?:see|get)) [ ](?:(?:an?|the)[ ])?["'`]?ǂ
        | ǂ["'`]?[ ]as[ ](?:retr|transient|success|fatal|permanent)
        | ǂ["'`]?[ ](?:handl(?:ing|ers?)|support|as[ ]a[ ]class|types?|tests?|pages?|mapping|notifications
          |errors[ ](?:are|can|may|should)|can|may|might|indicates|means[ ]\w+|counts|has[ ]its)\b
        | ǂ["'`]?[ ](?:(?:is|was)[ ])?(?:retried|ignored|handled|treated|swallowed|mapped|translated|wrapped
          |documented|gone|resolved)\b
        | ǂ["'`]?[ ]is[ ](?:also[ ])?(?:thrown|raised|sent|returned|safe)\b
        | ǂ["'`]?:?[ ](?:thrown|sent|returned)\b.*\b(?:when|if)\b
        """,
        (
            "If you see ǂ, wait",
            "Use Other instead of ǂ in new code",
            "0 errors, 0 ǂ",
            "It returns ǂ if the key is gone",
            "is it fine to document ǂ as such?",
            "`ǂ` is mapped to None",
            "See the page of ǂ",
            "``ǂ`` for all else",
            "all ** ǂ ** of today",
            "ǂ: 0 times",
            "ǂ: when the key is gone",
            "ǂ is thrown",
            "x # ǂ is fine",
            "Rationale behind `ǂ`: the docs say so",
            "and ǂ if it should not be sent again",
            "ǂ: thrown when the key is gone",
            "We treat ǂ as success",
            "Gone and ǂ as retryable",
            "ǂ is retried by the client",
            "Since version 3, ǂ has its own class",
        ),
        (
            "when I run it I get ǂ",
            "we can only get ǂ",
            "It failed with ǂ",
            "the upload returns ǂ",
            "it throws ǂ when we start it",
            "can't deploy, ǂ",
            "always ǂ since noon",
            "Can you explain ǂ",
            "What is a ǂ?",
            "    # psycopg2.errors.ǂ: it is wrong",
        ),
    ),
    LineRule(
        "mention-query",
        "A command or a query looks for the code in logs.",
        r"\b(?:e?grep|rg|journalctl|filter-pattern|--search|sourcetype=\w+)\b[^ǂ]*ǂ | \bsearch\b.{0,9}[ ]for[ ]\W?ǂ",
        ("grep -c ǂ app.log", "journalctl -u app | rg ǂ", 'Search results for "ǂ": 14'),
        ("the search failed: ǂ", "search: ǂ"),
    ),
    LineRule(
        "mention-heading",
        "A heading, a step that is ticked off or a branch is named after the code.",
        r"""
        ^\s*(?:(?:[-*][ ])?\[[x ]\]|[✔✓]) .* ǂ | \bbranch[ ]'ǂ | \b(?:page|docs|faq|runbook)[ ](?:for|of|on|/)[ ]\W?ǂ
        | ^On[ ]ǂ[ ]the\b
        """,
        (
            "[x] ǂ handled",
            "- [x] `500` = `ǂ`: it is wrong",
            "✔ ǂ",
            "Merge branch 'ǂ'",
            "Our docs page for ǂ",
            "On ǂ the client waits",
        ),
        ("✖ ǂ", "On Monday ǂ came", "the page shows: ǂ"),
    ),
    LineRule(
        "mention-address",
        "A part of an address's path names a page about the error; what stands in its query may be the error.",
        r"(?: :// | \b[A-Z]{3,7}[ ]/ | (?-i:(?<![\w.-])[a-z][\w.-]*)/ ) \S* (?<=[/-])ǂ(?!\w*[=:])",
        ("see https://docs.example/errors/ǂ.html", '"GET /errors/ǂ/ HTTP/1.1" 200'),
        ("GET /callback?error=ǂ", "error: acme/ǂ: gone", "Code: Wsl/CREATEVM/ǂ"),
    ),
)
"""Rules that apply to a code without a digit only."""

RULES = (*OF_EVERY_CODE, *_OF_NAMES)


def _joined(rules: Iterable[LineRule]) -> re.Pattern[str]:
    return verbose("|".join(f"(?:{rule.pattern})" for rule in rules), ignore_case=True)


_MENTION = _joined(RULES)
_MENTION_OF_NUMBER = _joined(OF_EVERY_CODE)


class Contexts:
    """The contexts of a text's codes; one that stands there again and again is looked at once."""

    def __init__(self) -> None:
        self._reports: dict[tuple[str, bool], bool] = {}
        self._programs: dict[str, bool] = {}
        self._left = CHARACTERS_OF_CONTEXTS

    @property
    def is_spent(self) -> bool:
        """True when so much was looked at that the codes behind it count as reported."""
        return self._left <= 0

    def is_report(self, line: Line, start: int, end: int) -> bool:
        """Return whether the code at ``start`` to ``end`` of a line is reported there, not only mentioned."""
        if end > len(line.text):
            # Of a very long line only the beginning is looked at.
            return True
        if (in_program := self._programs.get(line.text)) is None:
            in_program = self._programs[line.text] = is_program(line.text)
        if in_program:
            return False
        first = max(0, start - REACH_OF_A_CONTEXT)
        context = f"{line.text[first:start]}{CODE}{line.text[end : end + REACH_OF_A_CONTEXT]}"
        has_digit = any(map(str.isdigit, line.text[start:end]))
        key = context, has_digit
        if key not in self._reports:
            self._left -= len(context)
            self._reports[key] = is_report(context, has_digit=has_digit)
        return self._reports[key]


def is_report(context: str, *, has_digit: bool = False) -> bool:
    """Return whether a code is reported in a line; ``CODE`` stands in its place."""
    return not (_MENTION_OF_NUMBER if has_digit else _MENTION).search(context)
