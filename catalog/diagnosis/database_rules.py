"""Rules for codes as databases, message brokers and their drivers print them."""

from __future__ import annotations

from catalog.diagnosis.evidence import Certainty, Kind, Rule, verbose

RULES = (
    Rule(
        "code-behind-e",
        "MongoDB puts a letter before its number: `E11000 duplicate key error`.",
        Kind.CODE,
        Certainty.HINT,
        ("e1",),
        verbose(r"\bE (?P<value>1\d{4}) (?=[ ][a-z])"),
        {"caused by :: 11000 E11000 duplicate key error": "11000"},
        ("see E11000", "E1100 is none", "FE11000 is none"),
    ),
    Rule(
        "code-of-reply",
        "Clients of AMQP print the number of the broker's reply before its text, which begins with the number's name.",
        Kind.CODE,
        Certainty.NAMED,
        ("(3", "(4", "(5", "reply-code=", "code=3", "code=4", "code=5"),
        verbose(
            r"""(?: \( | (?<=[\s,(])(?:reply-)?code=(?=\d{3},[ ](?:reply-)?text=) ) (?P<value>[345]\d\d)
            (?= (?:\)[ ]|,[ ]?["']|,[ ]reply-text=|,[ ]text=["']) [A-Z]+_[A-Z_]{2,30}[ ]-[ ] | \)[ ]Reason:[ ]\\?" )"""
        ),
        {
            'it failed: Exception (504) Reason: "channel is not open"': "504",
            "(reply-code=406, reply-text=PRECONDITION_FAILED - inequivalent arg 'a'": "406",
            "close-reason, initiated by Peer, code=404, text='NOT_FOUND - no queue 'a'": "404",
            "ConnectionForced: (0, 0): (320) CONNECTION_FORCED - the broker ended": "320",
            """NotFound(404, "NOT_FOUND - no queue 'a'", (50, 10), 'Queue.declare')""": "404",
        },
        (
            "(320) Connection - none",
            "(404, 'NOT_FOUND')",
            "code=404, text=it is none",
            "(1320) CONNECTION_FORCED - none",
        ),
    ),
    Rule(
        "code-of-class-in-brackets",
        "MongoDB's shell puts the name of a code in brackets behind the class of the error.",
        Kind.CODE,
        Certainty.HINT,
        ("error[",),
        verbose(r"[a-z]Error\[ (?P<value>[A-Z][A-Za-z]{2,60}) (?=\]:[ ])"),
        {"MongoServerError[Unauthorized]: it requires authentication": "Unauthorized"},
        ("error[Unauthorized]: none", "MongoServerError[0]: none"),
    ),
    Rule(
        "code-msg-level",
        "SQL Server's tools print `Msg 2812, Level 16`.",
        Kind.CODE,
        Certainty.NAMED,
        ("msg ",),
        verbose(r"\bMsg[ ] (?P<value>\d{1,6}) (?=,[ ]Level[ ]\d)"),
        {"Msg 2812, Level 16, State 62, Line 1": "2812"},
        ("Msg 2812 was read",),
    ),
    Rule(
        "code-sqlstate",
        "SQLSTATE names the five characters behind it; PostgreSQL prints them behind its level, Npgsql its class.",
        Kind.CODE,
        Certainty.HINT,
        ("sqlstate", "sql state", "error: ", "fatal: ", "exception (0x"),
        verbose(
            r"""[EFPSs]
            (?: (?<=[Ss])(?i:QL[ ]?STATE) [ ]{0,2}[:=\[(]?[ ]?["']? | (?<=S)qlState\(E
                | (?:(?<=E)RROR|(?<=F)ATAL|(?<=P)ANIC):[ ]{1,2} | (?<=E)xception[ ]\(0x[0-9A-Fa-f]{8}\):[ ] )
            (?P<value>(?=[A-Z]*\d)[0-9A-Z]{5}) (?= [\]:,;)"'\s] | $ )"""
        ),
        {
            "SQLSTATE[42S02]: Base table or view not found": "42S02",
            "SQL Error: 0, SQLState: 23502": "23502",
            "[ERROR] SQL State  : 42501": "42501",
            "ERROR:  23505: duplicate key value": "23505",
            "code: SqlState(E42P01)": "42P01",
            "to tolerate it, say so. SQLSTATE: 42P01; line 1 pos 14": "42P01",
            "PostgresException (0x80004005): 23503: it is referred to": "23503",
        },
        ("ERROR:  relation does not exist",),
    ),
    Rule(
        "code-sqlstate-translated",
        "PostgreSQL's clients translate the name of the SQLSTATE.",
        Kind.CODE,
        Certainty.HINT,
        ("estado sql", "stato sql", "etat sql", "sql-status", "sql status", "состояние sql", "sql-состояние"),
        verbose(
            r"""(?i: E?sta[td]o[ ]SQL | État[ ]SQL | SQL[ -]Status | состояние[ ]SQL | SQL-состояние )
            [ ]?:[ ]{0,2} (?P<value>(?=[A-Z]*\d)[0-9A-Z]{5}) (?=[.,;)\s]|$)"""
        ),
        {"Estado SQL: 23503. Como posso": "23503", "SQL-Status: 42P01": "42P01", "État SQL : 42601": "42601"},
        ("Estado SQL: 3", "SQL status: ready"),
    ),
    Rule(
        "code-sqlcode",
        "DB2's drivers print the number in SQL0803N as SQLCODE, negative where it is an error.",
        Kind.CODE,
        Certainty.HINT,
        ("sqlcode",),
        verbose(r"""SQLCODE ["']?[ ]?[=:]?[ ]?["']? -(?P<value>\d{3,5}) (?=["',;.\s]|$)"""),
        {"DB2 SQL Error: SQLCODE=-803, SQLSTATE=23505": "803", 'includes SQLCODE "-206", SQLSTATE': "206"},
        ("SQLCODE=0", "SQLCODE=100, SQLSTATE=02000"),
    ),
    Rule(
        "code-behind-sqlstate",
        "PHP's PDO prints the server's own number behind the SQLSTATE, in brackets or behind what that stands for.",
        Kind.CODE,
        Certainty.SHAPE,
        ("sqlstate[",),
        verbose(
            r"""SQLSTATE\[\w{5}\] (?: [ ]\[(?=\d{1,6}\][ ]) | :[ ][A-Z][\w /-]{3,60}:[ ](?=\d{3,6}[ ][A-Z\[]) )
            (?P<value>\d{1,6})"""
        ),
        {
            "SQLSTATE[HY000] [1045] Access denied for user": "1045",
            "SQLSTATE[42S02]: Base table or view not found: 1146 Table": "1146",
        },
        ("SQLSTATE[23505]: Unique violation: 7 ERROR: it is there", "SQLSTATE[HY000] [1045]"),
    ),
    Rule(
        "code-mysqli",
        "PHP's mysqli prints the SQLSTATE and the server's number in brackets.",
        Kind.CODE,
        Certainty.NAMED,
        ("/",),
        verbose(r"\([0-9A-Z]{5}/ (?P<value>\d{4,5}) (?=\):)"),
        {"mysqli_connect(): (HY000/1049): Unknown database 'shop'": "1049"},
        ("(10000/1049) of them",),
    ),
    Rule(
        "code-of-odbc",
        "Python's ODBC library raises the SQLSTATE and then a message that begins with it in brackets.",
        Kind.CODE,
        Certainty.HINT,
        ("', '[", "', \"["),
        verbose(r"""\(["'] (?P<value>(?=[A-Z]*\d)[0-9A-Z]{5}) (?=["'],[ ]["']\[)"""),
        {"('08001', '[08001] [Acme][Driver 18] it is away')": "08001"},
        ("('08001', 'it is away')", "('ABCDE', '[ABCDE] it')"),
    ),
    Rule(
        "code-of-odbc-number",
        "ODBC's drivers put the server's own number in brackets behind its message, before the call that failed.",
        Kind.CODE,
        Certainty.SHAPE,
        (") (sql",),
        verbose(r"[ ]\( (?P<value>-?\d{1,6}) (?=\)[ ]\(SQL[A-Z]\w{3,40}\))"),
        {"[Acme][Server]It is there already. (2627) (SQLExecDirectW)": "2627"},
        ("it is there (2627) already", "it is (0x1) (SQLExecDirectW)"),
    ),
    Rule(
        "code-reason-number",
        "IBM's programs put the number of a reason behind the word: `Reason '2035'`, `CC=2;RC=2035`.",
        Kind.CODE,
        Certainty.HINT,
        ("reason ", ";rc="),
        verbose(
            r"""(?: \breason[ ](?:code[ ])? ['\"(]? | \bCC=\d;RC= ) (?P<value>\d{3,6}) (?=['\"):;.,\s]|$)""",
            ignore_case=True,
        ),
        {
            "Completion Code '2', Reason '2035'.": "2035",
            "Comp: 2, Reason 2085: FAILED": "2085",
            "it was lost: CC=2;RC=2009;AMQ9208: Error": "2009",
        },
        ("for some reason 12 of them", "the reason 2035x", "RC=2009"),
    ),
)
