"""Rules for codes in running text: how anybody brings them up, and how they look."""

from __future__ import annotations

import re

from catalog.diagnosis import database_rules, tool_rules
from catalog.diagnosis.evidence import Certainty, Kind, Rule, verbose

SHORT_NUMBER = re.compile(r"-?\d{1,2}")
"""A number that many programs have: it does not count where another message stands beside it."""

_OF_ANY_TEXT = (
    Rule(
        "code-in-brackets",
        "The Azure command line puts the code in brackets before the message.",
        Kind.CODE,
        Certainty.NAMED,
        ("(",),
        verbose(r"^(?:ERROR:[ ])? \( (?P<value>[A-Z][A-Za-z0-9]{3,60}) \)[ ] (?=[A-Z'\"])"),
        {"ERROR: (QuotaExceeded) The quota is used up": "QuotaExceeded", "(Conflict) It is gone": "Conflict"},
        ("(see the page) It is gone",),
    ),
    Rule(
        "code-in-brackets-behind-colon",
        "Drivers of databases put the code in brackets before what the server said: `it failed: (Unauthorized) …`.",
        Kind.CODE,
        Certainty.HINT,
        (": (",),
        verbose(r":[ ]\( (?P<value>[A-Z][A-Za-z0-9]{3,60}) (?=\)[ ][\w'\"])"),
        {"no status: (Unauthorized) it requires authentication": "Unauthorized"},
        ("it is: (see the page) of it", "it is: (Gone)"),
    ),
    Rule(
        "code-error-number",
        "Many programs call their number an error: `Error 1062: …`, `[Errno 13]`, `error 8000 (Name)`, `error code 5`.",
        Kind.CODE,
        Certainty.HINT,
        ("error", "errno", "err ", "fehler"),
        verbose(
            r"""\b (?: (?<![\w.]) | (?-i:[A-Z][a-z]\w{0,30}(?=E)) )
            (?:error|errno|winerror|err|fehler) (?:[ _-]?(?:code|number|response|no\.?|nr\.?))?
            (?: [ ]?(?:(?P<is>=)|[:\#(]|\[(?=\d{3,10}\]:))?[ ]? | [ ]\w{1,40}_\w{1,40}[ ]\( ) (?P<value>-?\d{1,10})
            (?= (?(is)\s|(?!)) | [ ]?[:(\[] | ,?[ ](?:severity|level|state)\b | [\]),;.] (?:\W|$) | [ ]-[ ]
            | [ ]has[ ]occurred | [ ]\w{1,12}[ ]id: | [ ](?-i:[A-Z][a-z]+)[ ][a-z]{2} | \s*$ )
            """,
            ignore_case=True,
        ),
        {
            "ERROR 1045 (28000): Access denied for user": "1045",
            "[Errno 13] Permission denied": "13",
            "error 8000 (AtlasError)": "8000",
            "System error 67 has occurred.": "67",
            "The service terminated with error code 5": "5",
            "Error: 18456, Severity: 14, State: 1.": "18456",
            "Error 18456 Severity 14": "18456",
            "Status: 429 - ApiError 20429: Too Many": "20429",
            "I get error=21211 for each number": "21211",
            "AcmeAPIError[50013]: Missing Permissions": "50013",
            "Error 1020 Ray ID: 51c6447bbdb95fdf": "1020",
            "Error 522 Connection timed out": "522",
            "Error db_get_row (1007) occured": "1007",
            "it got a permission error response (50013) from there": "50013",
        },
        (
            "there were 50 errors",
            "error 50 times in a row",
            "error 50 Times",
            "terror 13: a film",
            "error[0]: one",
            "error[300] = 1",
            "Error of db_get (1007)",
        ),
        near=verbose(
            r"""[EeFf](?i:rr(?:or|no)?|ehler)
            (?: (?i:[ _-]?(?:code|number|response|no\.?|nr\.?))?[ ]?[=:\#(\[]?[ ]?-?\d
            | [ ]\w{1,40}_\w{1,40}[ ]\(\d )"""
        ),
        called="error",
    ),
    Rule(
        "code-of-exception",
        "Exceptions of .NET have their number in brackets behind the class, as others have the status of an answer.",
        Kind.CODE,
        Certainty.NAMED,
        ("exception (",),
        verbose(r"Exception[ ]\( (?P<value>(?![45]\d\d\))-?\d{1,10}) (?=\):[ ])"),
        {"System.ComponentModel.Win32Exception (2): The file is away": "2"},
        (
            "an exception (2): none",
            "ApiException (404): It is gone",
            "Exception (see 2): none",
            "Exception (12) of them",
        ),
        called="error",
    ),
    Rule(
        "code-behind-its-words",
        "rsync and others put the system's number in brackets behind its words, which end the line.",
        Kind.CODE,
        Certainty.SHAPE,
        (": ",),
        verbose(r":[ ][A-Z][a-z]+(?:[ ][a-z-]+){1,7}[ ]\( (?P<value>\d{1,3}) (?=\)\s*$)"),
        {'rsync: failed to set times on "/srv": Operation not permitted (1)': "1"},
        (
            "it failed: Operation not permitted (once)",
            "see: Operation (1)",
            "it failed: Operation not permitted (1) times",
        ),
        called="error",
    ),
    Rule(
        "code-of-result",
        "Clients put the number of an outcome behind the word, and what it means in brackets or behind a colon.",
        Kind.CODE,
        Certainty.SHAPE,
        ("result code ", "reason code ", "response code ", "completion code "),
        verbose(
            r"""\b(?:result|reason|response|completion)[ ]code[ ]
            (?P<value>-?\d{1,6}) (?=[ ]\([A-Z][a-z]|:[ ]|[ ]-[ ])""",
            ignore_case=True,
        ),
        {"FAILED login with result code 84 (Rate Limit Exceeded)": "84", "result code 12: it is away": "12"},
        ("the result code 84 of it", "response code 404 was read"),
    ),
    Rule(
        "code-of-reason",
        "Programs say why at the end of a sentence: `with status 410 and reason Unregistered`.",
        Kind.CODE,
        Certainty.SHAPE,
        (" reason ",),
        verbose(r"\b(?:and|with|for|the|of)[ ]reason[ ] (?P<value>[A-Z][a-z]+(?:[A-Z][a-z]+){0,5}) (?=\.?\s*$)"),
        {"it failed with status 410 and reason Unregistered": "Unregistered"},
        ("and reason Unregistered is it", "for reason of state", "no reason Unregistered"),
    ),
    Rule(
        "code-of-response",
        "Terminals and gateways of banks abbreviate a response's code before its words: `RC 54 EXPIRED CARD`.",
        Kind.CODE,
        Certainty.SHAPE,
        ("rc", "resp"),
        verbose(r"(?<![\w.-])(?:RC|RESP(?:ONSE)?(?:[ ]CODE)?)[ :=]{1,2} (?P<value>[0-9A-Z]\d{1,2}) (?=[ ][\w(])"),
        {
            "MC  12,00  RC 55 INCORRECT PIN": "55",
            "declined, RC: 05 do not honour": "05",
            "DECLINED - RESP CODE 91 ISSUER IS AWAY": "91",
        },
        ("at RC 55", "ARC 55 is", "rc 55 is"),
    ),
    Rule(
        "code-behind-number",
        "Some programs print the number of a request between the word and the code: `ERROR 101 10197 No data`.",
        Kind.CODE,
        Certainty.SHAPE,
        ("error ",),
        verbose(r"\bERROR[ ]-?\d{1,10}[ ] (?P<value>\d{2,6}) (?=[ ][A-Z][a-z])"),
        {"ERROR 101 10197 No market data": "10197", "ERROR -1 2104 It is back": "2104"},
        ("ERROR 101 No market data", "ERROR 101 10197 times"),
        near=verbose(r"ERROR[ ]-?\d{1,10}[ ]"),
    ),
    Rule(
        "code-hexadecimal",
        "A number of eight hexadecimal digits, zeros first, that is called a response is a code without its 0x.",
        Kind.CODE,
        Certainty.HINT,
        ("0000",),
        verbose(
            r"""\b(?:response|status|error|result|code)[ :=]{1,2}
            (?P<value>0000(?=[0-9a-f]{4}(?![\w.:-]))[0-9a-f]{0,3}[1-9a-f][0-9a-f]{0,3})""",
            ignore_case=True,
        ),
        {"Negative response 0000000b found": "0000000b", "status: 00000058": "00000058"},
        ("response 00000000", "file 0000000b.txt", "build 00000002 passed", "status 0000000b-77"),
        near=verbose(r"""0(?<=[ :=]0)000[0-9a-fA-F]"""),
    ),
    Rule(
        "code-with-h",
        "Manuals of devices write a hexadecimal number with an h behind it, in groups of four digits.",
        Kind.CODE,
        Certainty.HINT,
        ("h",),
        verbose(
            r"""\b(?:code|status|error|abort)[ :=]{1,2} (?P<value>[0-9a-f]{4}(?:[ ]?[0-9a-f]{4})?h) (?!\w)""",
            ignore_case=True,
        ),
        {"it answers with abort code 0604 0041h.": "0604 0041h", "[pcid=3, status=a700H, error": "a700H"},
        ("status 0604 0041", "at 1A00h:02 := 60640020h", "error 0604 0041hm"),
        near=verbose(r"""[hH](?<=[0-9A-Fa-f]{4}.)(?!\w)"""),
    ),
    Rule(
        "code-of-link",
        "A message ends with the address of its page, in a line of its own or behind a sentence, which the code ends.",
        Kind.CODE,
        Certainty.SHAPE,
        ("/error", "/e/", "/code", "#error", "#code"),
        verbose(
            r"""(?:^[ ]{0,8}(?:[\w ]{1,40}:[ ])?|[a-z][.][ ])https?://(?!git(?:hub|lab)\.com/)[\w.-]{1,80}/
            (?: (?:[\w.-]{1,40}/){0,4} (?:errors?|error-?codes?|codes?|e)/ | [\w./-]{0,160}\#(?:error|code)s?[_-] )
            (?P<value>\w(?:[\w.-]{0,58}\w)?)(?=/?[.]?[ ]{0,4}$)""",
            ignore_case=True,
        ),
        {
            "More information: https://www.twilio.com/docs/errors/21608": "21608",
            "https://angular.dev/errors/NG0201": "NG0201",
            "It is not ready. https://a.example/docs/orders/v2/#error-ORDER_NOT_READY": "ORDER_NOT_READY",
        },
        (
            "https://a.example/pages/21608",
            "it follows https://a.example/docs/errors/21608",
            "All of it: see https://a.example/docs/#error-ORDER_NOT_READY",
            "// @see https://a.example/docs/error-codes/11000",
            "https://github.com/pkg/errors/custom",
        ),
        near=verbose(r"[/\#](?i:(?:errors?|error-?codes?|codes?|e)/|(?:error|code)s?[_-])\w"),
    ),
    Rule(
        "code-behind-process",
        "Daemons put an id of eight digits and its level behind their process: `mcpd[6811]: 01070734:3: …`.",
        Kind.CODE,
        Certainty.HINT,
        ("]: ",),
        verbose(r"\w\[\d{1,10}\]:[ ] (?P<value>[0-9a-f]{8}) (?=:\d:[ ])"),
        {"bigip-a err mcpd[6811]: 01070734:3: Configuration error": "01070734"},
        ("mcpd[6811]: 01070734: it is", "at 01070734:3: it is"),
    ),
    Rule(
        "code-in-sentence",
        "A sentence that speaks of an error ends with its number in brackets: `An unknown error occurred (4013).`",
        Kind.CODE,
        Certainty.HINT,
        ("error", "fehler", "erreur", "errore", "erro ", "ошибка", "エラー", "错误", "오류"),
        verbose(
            r"""(?:\b(?:error|fehler|erreur|errore|erro|ошибка)\b|エラー|错误|오류) (?:[ ]\w{1,20}){0,5}[ ]?
            [(（](?P<value>-?\d{3,6}) (?=[)）]["'”“»’]?[.。!]?["'”“»’]?(?:[ ]|$))""",
            ignore_case=True,
        ),
        {
            "An unknown error occurred (4013).": "4013",
            "Ein unbekannter Fehler ist aufgetreten (4013).“ ab": "4013",
            "Произошла неизвестная ошибка (3194)». Файл": "3194",
        },
        ("errors (4013) came", "an error in line (4013): it", "no (4013)"),
        near=verbose(r"[(（]-?\d{3,6}[)）]"),
    ),
    Rule(
        "code-behind-its-name",
        "People and devices name a number a code without a mark: `support code 5100`, `código de erro 5100`.",
        Kind.CODE,
        Certainty.HINT,
        ("code ", "codigo de ", "codice ", "fehlercode "),
        verbose(
            r"""(?<![\w-])(?: (?:support|fault|alarm|stop)[ ]code
                | error[ ]code (?:(?:[ ][a-z]{2,12}){0,4}[ ](?:is|was))? | fehlercode | code[ ](?:d['’]erreur|erreur)
                | código[ ]de[ ](?:suporte|soporte|erro|error|fallo|falha) | codice[ ](?:di[ ])?errore )
            [ ](?P<value>-?\d{3,6}) (?![\w%-]|\.\w)""",
            ignore_case=True,
        ),
        {
            "the printer shows support code 5100": "5100",
            "o visor mostra o código de suporte 5100, já": "5100",
            "mit Fehlercode 5100": "5100",
            "The error code returned on failure is 809.": "809",
        },
        ("source code 5100 lines", "error codes 5100", "support code 5100-24"),
    ),
    Rule(
        "code-of-people",
        "People name a service and the bare number that it gives them in one sentence: `we get 30007 from Twilio`.",
        Kind.CODE,
        Certainty.SHAPE,
        (
            *("get", "got", "see", "saw", "receiv", "giv", "gave", "throw", "show", "sagt", "meldet", "hit", "return"),
            *("say", "said", "report", "answer", "reject", "declin", "fail", " back ", "what does "),
        ),
        verbose(
            r"""(?<!you[ ])(?<!have[ ])\b(?: gets? | got | getting | sees? | saw | seeing | receiv(?:e[sd]?|ing)
            | return(?:s|ing)? | gives? | giving | gave | throw(?:s|ing)? | show(?:s|n|ing)? | sa(?:ys?|id) | sagt
            | meldet | reports? | answers? | reject(?:s|ed)? | declined | fail(?:s|ed|ing)? | hit(?:s|ting)?
            | (?:come|came|coming|comes)[ ]back | what[ ]does )
            (?:[ ](?:as|with|an?|the|us|me|uns|mir|state|code|fault|alarm)){0,2} [ ]["'(]? (?P<value>-?\d{3,6})
            (?=["')]?(?: [.,;?!](?!\d) | [ ]\([a-z] | [ ]{0,4}$
                | [ ](?:from|for|on|when|whenever|every|since|after|again|and|in|by|via|at|to[ ]us|mean)\b ))""",
            ignore_case=True,
        ),
        {
            "we get 30007 from the store": "30007",
            "they come back with 30007, what is it": "30007",
            "since Friday we see 1213 (deadlock found)": "1213",
            "it says 2046. Retried twice": "2046",
            "What does 30003 mean in it?": "30003",
            "they keep giving me 30007": "30007",
        },
        ("we get 30007 texts", "we see 1,213 rows", "we got 12 from it", "they gave 30007.50 for it", "You got 30007."),
        longest=4_000,
    ),
    Rule(
        "code-of-row",
        "A record is printed as rows of a name and a value, with a comma, a semicolon or a tab between them.",
        Kind.CODE,
        Certainty.NAMED,
        ("code,", "code;", "code\t", 'code",', 'code";'),
        verbose(
            r"""^[ ]{0,8}"?error[ _]?code"?[,;\t][ ]?"?
            (?P<value>(?=[A-Za-z_.:-]{0,40}\d)[\w.:-]{2,60}) (?="?[ ]{0,4}$)""",
            ignore_case=True,
        ),
        {"ErrorCode,30007": "30007", '"Error Code";"E-12"': "E-12"},
        ("error code, 30007 of them", "error_code,message"),
    ),
    Rule(
        "code-before-dash",
        "Clients set a code of one word apart from its message by a dash: `[404 Not Found] trashed - Item is trashed`.",
        Kind.CODE,
        Certainty.SHAPE,
        (" - ", " – ", " — "),
        verbose(r"(?:[\]:|]|^)[ ]{1,4} (?P<value>[a-z][a-z_]{3,40}) (?=[ ][-–—][ ]\w)"),
        {"API response [404 Not Found | 1] trashed - Item is trashed": "trashed"},
        ("it is trashed - Item is", "a - b"),
    ),
    Rule(
        "code-behind-comma",
        "A sentence ends with the code it was told: `Too Many Requests, code 20429`.",
        Kind.CODE,
        Certainty.HINT,
        ("code ",),
        verbose(r"[,;(][ ]?(?:error[ ])?code[ ] (?P<value>\d{3,10}) (?=[).,;]|\s*$)", ignore_case=True),
        {"HTTP 429 error: Too Many Requests, code 20429": "20429"},
        ("a code 20429 of ours", "press 1, code 12"),
    ),
    Rule(
        "code-of-status",
        "Some answer with a number of their own as status, too large for one of HTTP: `Status code: 21002`.",
        Kind.CODE,
        Certainty.SHAPE,
        ("status",),
        verbose(
            r"""\bstatus(?:[ _]?code)?["']?[ ]?[:=][ ]?["']?
            (?P<value>[6-9]\d\d|(?!20{3,5}\b)[1-9]\d{3,5}) (?=["',;.)\s}]|$)""",
            ignore_case=True,
        ),
        {
            "Invalid receipt. Status code: 21002": "21002",
            'it says "status":21007, of which': "21007",
            "status:631, error:no such bucket": "631",
        },
        ("status: 404", "status: 2000, all is well", "status 21002 times", "status=21007ms"),
        near=verbose(r"""[Ss](?i:tatus)[ _"':=Cc]"""),
    ),
    Rule(
        "code-before-level",
        "PostgreSQL's server writes the SQLSTATE before the level, where its log's prefix ends with it.",
        Kind.CODE,
        Certainty.HINT,
        (" error:  ", " fatal:  ", " panic:  "),
        verbose(
            r"""(?: (?<![\w.-])(?!.{5}\]) | @\w{1,63}(?:,\S{1,80})?[ ]\[ ) (?P<value>(?=[A-Z]*\d)[0-9A-Z]{5})
            (?=\]?[ ](?:ERROR|FATAL|PANIC):[ ]{2}\S)"""
        ),
        {
            "[2231] app@bank 22012 ERROR:  division by zero": "22012",
            "[2231] app@bank,app=psql [22012] ERROR:  division by zero": "22012",
        },
        ("[22312] ERROR:  division by zero", "22012 ERROR: division by zero"),
    ),
    Rule(
        "code-behind-hash",
        "phpMyAdmin begins a line with a number sign and the server's number.",
        Kind.CODE,
        Certainty.HINT,
        ("#",),
        verbose(r"\# (?<=^\#) (?P<value>\d{3,6}) (?=[ ]-[ ])"),
        {"#1045 - Access denied for user": "1045"},
        ("# 1045 - a heading", "see #1045 - it is ours", "#12 - first"),
    ),
    Rule(
        "code-of-tuple",
        "Python's database drivers raise a tuple of number and message.",
        Kind.CODE,
        Certainty.HINT,
        ("error(", "error: (", "exception("),
        verbose(r"(?:Error|Exception)(?::[ ])? \( (?P<value>\d{1,6}) (?=,[ ]b?[\"'])"),
        {"""pymysql.err.IntegrityError: (1062, "Duplicate entry '7'")""": "1062"},
        ("error(1062)", "an error: (1062, twice)"),
    ),
    Rule(
        "code-of-printed-tuple",
        "Python prints the arguments of a database driver's exception as a line of their own.",
        Kind.CODE,
        Certainty.HINT,
        ("(",),
        verbose(r"\( (?<=^\() (?P<value>\d{3,6}) (?=,[ ]b?[\"'])"),
        {"""(1062, "Duplicate entry '7'")""": "1062"},
        ("(12, 'twelve')", "see (1062, 'twice')", "(1062, twice)"),
    ),
    Rule(
        "code-errno-name",
        "Names of system errors are one word in capitals: ENOENT, ECONNREFUSED, WSAEINTR.",
        Kind.CODE,
        Certainty.HINT,
        ("e",),
        verbose(
            r"""(?P<value>(?:E(?<![\w.-]E)|WSAE(?<![\w.-]WSAE))(?!RROR|XCEPTION|VENT|RR\b|ND\b|MPTY|XIT)[A-Z]{3,16})
            (?![\w-])"""
        ),
        {"Error: connect ECONNREFUSED 127.0.0.1:80": "ECONNREFUSED"},
        ("ERROR connecting", "EXCEPTION raised", "Enoent is a word"),
    ),
    Rule(
        "code-before-colon",
        "A word before a colon is a code where its message stands behind it.",
        Kind.CODE,
        Certainty.SHAPE,
        (": ",),
        verbose(r"""(?P<value>[A-Za-z](?<![^\n \[("'.].)\w{2,60}+) (?=\]?\)?:[ ])"""),
        {"Throttling: Rate exceeded": "Throttling"},
        ("of it:all",),
    ),
    Rule(
        "code-class-in-brackets",
        "A library shows the class of the error it wraps in brackets: it is a code behind its own service's package.",
        Kind.CODE,
        Certainty.SHAPE,
        (")", "'>"),
        verbose(r"""(?P<value>[A-Z](?<=[a-z0-9][.].)[a-z0-9]{1,30}(?:[A-Z][a-z0-9]{1,30}){1,8}) (?=\)|'>)"""),
        {
            "IntegrityError: (acme.errors.QueueGone) no queue": "QueueGone",
            "<class 'acme.errors.QueueGone'>: no queue": "QueueGone",
        },
        ("(QueueGone)", "acme.errors.QueueGone", "(acme.errors.Gone)"),
    ),
    Rule(
        "code-compound-before-colon",
        "A name of three words or more before a colon is a code that the catalog has: `SubnetGroupNotFound: …`.",
        Kind.CODE,
        Certainty.HINT,
        (": ",),
        verbose(
            r"""(?P<value>[A-Z](?<![^\n \[("'.].)[A-Z]{0,7}[a-z0-9]{1,30}(?:[A-Z]{1,8}[a-z0-9]{1,30}){2,8})
            (?<!Exception) (?<!Error) (?<!Fault) (?=\]?\)?:[ ]) (?!:[ ]An[ ]error[ ]occurred[ ]\((?P=value)\))"""
        ),
        {
            "Error: SubnetGroupNotFound: no group": "SubnetGroupNotFound",
            "rds.DBInstanceNotFound: no db-1": "DBInstanceNotFound",
        },
        (
            "NotFound: no such thing",
            "ERROR: no",
            "PostgreSQL: ready",
            "SubnetGroupNotFound:x",
            # The SDK's class of the code that its sentence brings up.
            "x.NoSuchKey: An error occurred (NoSuchKey) when calling the GetThing operation: gone",
        ),
    ),
    Rule(
        "code-before-status-line",
        "The first AWS SDK for Go ends an error with a line of its status, and Terraform shows it so.",
        Kind.CODE,
        Certainty.NAMED,
        ("status code: ",),
        verbose(
            r"""(?<![\w.])
            (?P<value>[A-Z]{1,8}[a-z0-9]{1,30}[A-Z.][\w.]{1,60} | (?<=:[ ])(?!Error)[A-Z][a-z]{5,30}) :[ ]
            (?: (?!(?:[A-Z]{1,8}[a-z0-9]{1,30}[A-Z.][\w.]{1,60}|(?<=:[ ])[A-Z][a-z]{5,30}):[ ]) [^\n] ){1,500}?
            (?:\n\s{0,8}|\\n(?:\\t)?[ ]{0,8}) status[ ]code:[ ]\d{3}\b"""
        ),
        {
            "Error: creating Subnet: InvalidSubnetID.NotFound: no subnet\n\tstatus code: 400, request id: 1": (
                "InvalidSubnetID.NotFound"
            ),
            "AccessDenied: User: bob may not\n\tstatus code: 403": "AccessDenied",
            "listing failed: Zone: Throttling: Rate exceeded\n\tstatus code: 400, request id: 1": "Throttling",
            r'err="ExpiredToken: it ran out\n\tstatus code: 403, request id: 1"': "ExpiredToken",
        },
        (
            "Error: no subnet\n\tstatus code: 400",
            "it failed: Error: no subnet\n\tstatus code: 400",
            "InvalidSubnetID.NotFound: no subnet; status code: 400",
        ),
    ),
    Rule(
        "code-ends-line",
        "Google's clients put the reason of an error behind its message: `googleapi: Error 403: …, quotaExceeded`.",
        Kind.CODE,
        Certainty.HINT,
        (", ", ": "),
        verbose(r"""[,:][ ] (?P<value>[a-z]{2,20}(?:[A-Z][a-z0-9]{1,20}){1,6}) (?=[`"']?[ ]?$)"""),
        {
            "googleapi: Error 403: you have used all of it., quotaExceeded": "quotaExceeded",
            "Error 403 the video has none. : commentsDisabled": "commentsDisabled",
        },
        ("it was quotaExceeded", "a, quotaExceeded, b", "a, quota"),
        near=verbose(r"""[a-z](?<=[,:][ ][a-z])[a-z]{1,19}[A-Z]"""),
    ),
    Rule(
        "code-begins-line",
        "A line, or a part of it, begins with a code in words: `denied: …` is DENIED where its message is beside it.",
        Kind.CODE,
        Certainty.SHAPE,
        (": ",),
        verbose(r"(?:^[ ]{0,8}|:[ ]) (?P<value>[a-z]\w{2,60}(?:[ ][a-z]{3,20}){0,3}) (?=:[ ])"),
        {
            "denied: requested access is refused": "denied",
            "a:1 not found: manifest unknown: it is not there": "manifest unknown",
        },
        ("it was denied: twice", "denied:all"),
    ),
    Rule(
        "code-before-words",
        "A word in capitals before a message is its code where the message stands behind it.",
        Kind.CODE,
        Certainty.SHAPE,
        (" ",),
        verbose(r"""(?:^-?|[:\])][ ]|[ ]-[ ]{1,2}|[`'"=]) (?P<value>[A-Z]{4,20}) (?=[ ](?:[A-Z][a-z]|\d))"""),
        {
            "ReplyError: BUSY Redis has work to do": "BUSY",
            "ReplyError: MOVED 3999 10.0.0.1:6379": "MOVED",
            "ServerException -  MOVED 2852 10.0.0.1:7001": "MOVED",
            "level=error, msg=MOVED 5285 10.0.0.1:6379": "MOVED",
        },
        ("the IMPORTANT Thing",),
        near=verbose(r"""[A-Z](?<=[A-Z]{4})[ ](?:[A-Z][a-z]|\d)"""),
    ),
    Rule(
        "code-in-capitals",
        "A longer word in capitals that is none of every day before a sentence is a code, whatever is said behind it.",
        Kind.CODE,
        Certainty.HINT,
        (" ",),
        verbose(r"""(?: ^(?:>?[ ]{0,4}-?|[ ]{0,8}) | [:\])][ ] | [`'"] ) (?P<value>[A-Z]{4,20}) (?=[ ][A-Z][a-z])"""),
        {"ReplyError: NOAUTH Authentication required.": "NOAUTH", "> MISCONF Redis is to save": "MISCONF"},
        ("the MISCONF Thing", "OUT Thing"),
        near=verbose(r"[A-Z](?<=[A-Z]{4})[ ][A-Z][a-z]"),
    ),
    Rule(
        "code-class-name",
        "An exception's class is often called like the code: `QueueIsGoneException` is QueueIsGone.",
        Kind.CODE,
        Certainty.HINT,
        ("exception", "error", "fault"),
        verbose(
            r"""(?<![\w$])
            (?P<value>[A-Z]\w{2,80}(?:Exception|Error|Fault) | (?:(?<=rror[.])|(?<=rrors[.])|(?<=xceptions[.]))
            (?:[A-Z]{1,8}[a-z0-9]{1,30}){3,9}) (?= :[ ] | :?\s*$ | [ ]{0,2}[(\[] | [,;"'`}] )"""
        ),
        {
            "Acme.Queues.Model.QueueIsGoneException: The queue is gone.": "QueueIsGoneException",
            "acme.errors.QueueIsGone": "QueueIsGone",
            "{no queue due to acme.QueueIsGoneException}": "QueueIsGoneException",
        },
        ("an exception: none", "acme.queues.QueueIsGone", "acme.errors.Gone"),
        near=verbose(
            r"""[EF.](?: (?:xception|rror|ault)(?::[ ]|:?\s*$|[ ]{0,2}[(\[]|[,;"'`}])
            | (?:(?<=rror[.])|(?<=rrors[.])|(?<=xceptions[.]))[A-Z] )"""
        ),
    ),
    Rule(
        "code-number-before-message",
        "A number begins a line, or stands in square brackets, before its message: `10: authentication failed`.",
        Kind.CODE,
        Certainty.SHAPE,
        (" ",),
        verbose(
            r"""(?=[ *>A-Z\d-])
            (?: ^[ ]{0,16}(?:[*>-][ ])? | ^(?!HTTP)[A-Z]{3,5}/\d\.\d[ ] | \bSIP[ ] | (?<!\])[ ]\[ | (?<=[a-z)]:)[ ]
                | (?<=HTTP[ ]ERROR[ ]\d\d\d:)[ ] | [ ]failed[ ]\( )
            (?P<value>-?\d{1,6}) (?= \]?(?:[ ]\[\w{5}\])?:[ ] | \]?[ ][A-Z][a-z] )"""
        ),
        {
            "SAP DBTech JDBC: [258]: insufficient privilege: Not authorized": "258",
            "SQL Error [1045] [28000]: Access denied for user": "1045",
            "* 10: authentication failed": "10",
            "Processor declined: 2001 Insufficient Funds": "2001",
            "SIP/2.0 486 Busy Here": "486",
            "it answers with SIP 486 Busy Here": "486",
            "http_auth_ldap: bind failed (49: Invalid credentials [80090308: gone])": "49",
            "RestException: HTTP ERROR 401: 20003: Authenticate": "20003",
            "acme.ApiError: [15] Access denied": "15",
        },
        ("HTTP/1.1 486 Busy Here", "10 items", "at 10: authentication failed", "10:30 lunch", "at: 10 items"),
        near=verbose(
            r"""\d(?<![\w.].)\d{0,5}
            (?: \](?:(?:[ ]\[\w{5}\])?:[ ]|[ ][A-Z][a-z]) | :[ ] | [ ](?:\[\w{5}\]:[ ]|[A-Z][a-z]) )"""
        ),
    ),
    Rule(
        "code-number-behind-message",
        "A number in brackets ends a line behind its message: `ldap_bind: Invalid credentials (49)`.",
        Kind.CODE,
        Certainty.SHAPE,
        (")",),
        verbose(r"(?<=[\w.!?'\"])[ ]\( (?P<value>-?\d{1,6}) (?=\)[.;,]?[ ]{0,4}$)"),
        {"ldap_bind: Invalid credentials (49)": "49"},
        ("Invalid credentials (49) were sent", "f(49)"),
    ),
    Rule(
        "code-behind-error",
        "Clients put a code of one word behind the error that they raise: `ApiException: ratelimited`.",
        Kind.CODE,
        Certainty.HINT,
        ("error", "exception"),
        verbose(
            r"""(?: (?:Error|Exception|error[ ]occurred):[ ] (?P<value>[a-z][a-z0-9_]{3,50}(?=[ ]{0,4}$)
            | [A-Z]{4,20}(?=:[ ]|[ ]{0,4}$)) )"""
        ),
        {
            "slack.ApiException: ratelimited": "ratelimited",
            "An API error occurred: token_gone": "token_gone",
            "io.grpc.StatusRuntimeException: UNAVAILABLE: io exception": "UNAVAILABLE",
        },
        ("ApiException: it is gone", "Error: Ratelimited", "UNAVAILABLE: io exception"),
        near=verbose(r""":[ ](?:(?<=rror:[ ])|(?<=xception:[ ])|(?<=occurred:[ ]))(?:[a-z]|[A-Z]{4})"""),
    ),
    Rule(
        "code-in-humps",
        "Libraries write a constant of three words or more in humps: `UnknownTopicName` is UNKNOWN_TOPIC_NAME.",
        Kind.CODE,
        Certainty.HINT,
        ("o", "e", "i", "a"),
        verbose(r"(?<![\w.$]) (?P<value>(?:[A-Z][a-z]{1,20}){3,8}) (?![\w.(])"),
        {"consumption error: UnknownTopicName (Broker: it is gone)": "UnknownTopicName"},
        ("java.io.UnknownTopicName", "NewTopic is a word", "UnknownTopicName.java"),
        longest=20_000,
    ),
    Rule(
        "code-spaced",
        "A code read from a picture has blanks about its delimiter, and letters for digits.",
        Kind.CODE,
        Certainty.SHAPE,
        (" .", ". ", "o", "l", "i"),
        verbose(r"(?<![\w.-]) (?P<value>[A-Za-z]\w{1,30}(?:[ ]?[._-][ ]?|[ ])(?=[OolI]*\d)[\dOolI]{3,8}) (?![\w-])"),
        {"iMetal . 0230  Subnet not found": "iMetal . 0230", "iMetal.O23O gone": "iMetal.O23O"},
        ("the end . 20 more", "version 1.0230"),
        longest=20_000,
    ),
)

RULES = (*tool_rules.RULES, *database_rules.RULES, *_OF_ANY_TEXT)
"""How codes are brought up in running text. Those of HINT and SHAPE count only where the catalog has them."""

CODE_SHAPE = Rule(
    "code-shape",
    "A word ends in a delimiter and three digits or more: `Metal.0100` is the code, if a text calls nothing else one.",
    Kind.CODE,
    Certainty.NAMED,
    (".", "_", "-"),
    verbose(r"[._-]\d{3,8} (?! \w | [.-]\w)"),
    {"it said Metal.0100, twice": "Metal.0100", "<acme-net.ERR_1042>": "acme-net.ERR_1042"},
    ("version 1.0100", "Metal.01", "Metal.0100.2", "at Metal.0100x"),
    before=verbose(r"[A-Za-z](?<![\w.-].) [A-Za-z0-9]{1,30} (?:[._-][A-Za-z][A-Za-z0-9]{0,30}){0,3} $"),
)
"""How a code looks that nothing brings up."""
