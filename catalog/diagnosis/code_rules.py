"""Rules for codes in running text: how programs bring them up, and how they look."""

from __future__ import annotations

from catalog.diagnosis.evidence import Certainty, Kind, Rule, verbose

RULES = (
    Rule(
        "code-sdk-sentence",
        "The AWS SDK for Python and its command line bring up a code in brackets.",
        Kind.CODE,
        Certainty.NAMED,
        ("error occurred (",),
        verbose(r"error[ ]occurred[ ]\( (?P<value>[A-Za-z][\w.:-]{1,100}) \)"),
        {"An error occurred (Throttling) when calling the Run operation: slow down": "Throttling"},
        ("an error occurred (see below)", "An error occurred (404) when calling the Run operation: Not Found"),
    ),
    Rule(
        "code-api-error",
        "The AWS SDKs of Go put a code behind `api error`.",
        Kind.CODE,
        Certainty.NAMED,
        ("api error ",),
        verbose(r"\bapi[ ]error[ ] (?P<value>[\w.-]{2,100}) (?=:)"),
        {
            "https response error StatusCode: 404, api error NotFound: gone": "NotFound",
            "api error Throttling: Rate exceeded": "Throttling",
        },
        ("the api error was ours",),
    ),
    Rule(
        "code-grpc",
        "gRPC's libraries print the code before its description.",
        Kind.CODE,
        Certainty.NAMED,
        ("rpc error: code = ",),
        verbose(r"rpc[ ]error:[ ]code[ ]=[ ] (?P<value>[A-Z]\w{2,40}) (?=[ ]desc)"),
        {"rpc error: code = Unavailable desc = connection closed": "Unavailable"},
        ("rpc error: no code", "rpc error: code = 14 desc = connection closed"),
    ),
    Rule(
        "code-grpc-value",
        "Older libraries of gRPC for Go, and those that do not have the status's name, print its number.",
        Kind.CODE,
        Certainty.NAMED,
        ("rpc error: code = ",),
        verbose(r"rpc[ ]error:[ ]code[ ]=[ ] (?:Code\()? (?P<value>\d{1,3}) (?=\)?[ ]desc)"),
        {
            "rpc error: code = 14 desc = connection closed": "14",
            "rpc error: code = Code(16) desc = it ran out": "16",
        },
        ("rpc error: code = Unavailable desc = connection closed",),
        called="grpc",
    ),
    Rule(
        "code-grpc-status",
        "gRPC's libraries for C#, Java and Rust print a status as an object: `Status{code=UNAVAILABLE, …}`.",
        Kind.CODE,
        Certainty.NAMED,
        ("statuscode=", "status{code=", "status: "),
        verbose(
            r"""(?: \bStatus (?: \(StatusCode="? | \{code= ) | \bstatus:[ ](?=\w{3,40},[ ](?:message|details):) )
            (?P<value>[A-Z]\w{2,40}) (?=["\s,])"""
        ),
        {
            'Status(StatusCode="Unauthenticated", Detail="it ran out")': "Unauthenticated",
            "Status{code=UNAVAILABLE, description=io exception}": "UNAVAILABLE",
            'Error: status: Unavailable, message: "it is away"': "Unavailable",
        },
        ("Status(StatusCode=503)", "Status{code=503, text=gone}"),
    ),
    Rule(
        "code-grpc-number",
        "gRPC's library for Node.js prints number, name and description of a status.",
        Kind.CODE,
        Certainty.NAMED,
        (": ",),
        verbose(r"""(?:^|:[ ]|["'])(?:1[0-6]|[1-9])[ ] (?P<value>[A-Z][A-Z_]{5,20}) (?=:[ ]\S)"""),
        {
            "Error: 16 UNAUTHENTICATED: it ran out": "UNAUTHENTICATED",
            "Error in the archive: 14 UNAVAILABLE: it is away": "UNAVAILABLE",
            "4 DEADLINE_EXCEEDED: too late": "DEADLINE_EXCEEDED",
        },
        ("17 UNAUTHENTICATED: it ran out", "at 4 DEADLINE_EXCEEDED: too late", "2 ERROR: it failed"),
        near=verbose(r"""[A-Z](?<=\d[ ][A-Z])[A-Z_]{5}"""),
    ),
    Rule(
        "code-of-ruby",
        "The AWS SDK for Ruby has a class for each code, in a module of the service.",
        Kind.CODE,
        Certainty.NAMED,
        ("::errors::",),
        verbose(r"\bAws::\w{2,60}::Errors:: (?P<value>(?!(?:Service)?Error\b)[A-Z]\w{2,80}) (?!\w|::)"),
        {"Rate exceeded (Aws::Route53::Errors::Throttling)": "Throttling"},
        ("Acme::Errors::Gone", "Aws::S3::Errors::Sub::Gone", "Aws::S3::Errors::Error", "Aws::S3::Errors::ServiceError"),
    ),
    Rule(
        "code-kubectl",
        "kubectl puts the reason of an answer in brackets.",
        Kind.CODE,
        Certainty.NAMED,
        ("from server (",),
        verbose(r"from[ ]server[ ]\( (?P<value>[A-Z]\w{2,60}) \)"),
        {
            'Error from server (NotFound): pods "a" not found': "NotFound",
            "Error from server (Forbidden): it is not yours": "Forbidden",
        },
        ("Error from server (the third one)",),
    ),
    Rule(
        "code-of-event",
        "kubectl puts the reason of an event behind its type, a column each.",
        Kind.CODE,
        Certainty.HINT,
        ("warning  ",),
        verbose(r"\bWarning[ ]{2,20} (?P<value>[A-Z][A-Za-z]{2,40}) (?=[ ]{2})"),
        {"3m40s  Warning   Unhealthy   pod/cart-0   Readiness probe failed": "Unhealthy"},
        ("Warning Unhealthy  pod/cart-0", "Warning  Unhealthy pods"),
    ),
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
        "code-counted",
        "Telegram ends a code with a number, for which its documentation has an X: `FLOOD_WAIT_28`.",
        Kind.CODE,
        Certainty.HINT,
        ("error", "[4"),
        verbose(
            r"(?: (?i:error)(?:[ ]\d{3})?: | \[4\d\d )[ ] (?P<value>[A-Z]+(?:_[A-Z]+)+_\d{1,9}) (?=[\s\](),.;:]|$)"
        ),
        {
            "an RPC error: FLOOD_WAIT_28 (FLOOD_WAIT_28)": "FLOOD_WAIT_28",
            "[420 FLOOD_WAIT_7] - wait": "FLOOD_WAIT_7",
            "RPCError 420: FLOOD_WAIT_6 (caused by it)": "FLOOD_WAIT_6",
        },
        ("set FLOOD_WAIT_28 = 4", "no error: A_28", "error FLOOD_WAIT_28"),
        near=verbose(r"""_(?<=[A-Z]_)\d"""),
    ),
    Rule(
        "code-of-plugin",
        "Flutter's plugins put their name before a code, both in square brackets: `[firebase_auth/user-not-found]`.",
        Kind.CODE,
        Certainty.HINT,
        ("[",),
        verbose(r"\[ (?P<value>[a-z]+_[a-z]+/[a-z]+(?:-[a-z]+)+) \] (?=[ ][A-Z])"),
        {"AuthException ([cloud_auth/user-not-found] There is none": "cloud_auth/user-not-found"},
        ("[a/user-not-found] It", "[cloud_auth/user-not-found]: a page"),
    ),
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
        "code-of-reply",
        "Clients of AMQP print the number of the broker's reply before its text, which begins with the number's name.",
        Kind.CODE,
        Certainty.NAMED,
        ("(3", "(4", "(5", "reply-code="),
        verbose(
            r"""(?: \( | reply-code=(?=\d{3},[ ]reply-text=) ) (?P<value>[345]\d\d)
            (?= (?:\)[ ]|,[ ]?["']|,[ ]reply-text=) [A-Z]+_[A-Z_]{2,30}[ ]-[ ] | \)[ ]Reason:[ ]\\?" )"""
        ),
        {
            'it failed: Exception (504) Reason: "channel is not open"': "504",
            "(reply-code=406, reply-text=PRECONDITION_FAILED - inequivalent arg 'a'": "406",
            "ConnectionForced: (0, 0): (320) CONNECTION_FORCED - the broker ended": "320",
            """NotFound(404, "NOT_FOUND - no queue 'a'", (50, 10), 'Queue.declare')""": "404",
        },
        ("(320) Connection - none", "(404, 'NOT_FOUND')", "(1320) CONNECTION_FORCED - none"),
    ),
    Rule(
        "code-of-call",
        "nginx puts the system's number before its words, behind the call that failed.",
        Kind.CODE,
        Certainty.SHAPE,
        ("failed (",),
        verbose(
            r"""\w{2,40}\(\)[ ](?:(?:"[^"\n]{1,300}"|to[ ][^\s"]{1,300})[ ])?failed[ ]\(
            (?P<value>\d{1,3}) (?=:[ ][A-Z][a-z])"""
        ),
        {
            "connect() to unix:/run/a.sock failed (11: Resource temporarily unavailable) while": "11",
            "connect() failed (111: Connection refused) while connecting": "111",
            'open() "/srv/a.html" failed (2: No such file or directory)': "2",
        },
        ("it failed (2: Twice)", "connect() failed (111)"),
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
        "code-in-win32",
        "Programs in Go put the number of a call of Windows behind its words, in hexadecimal.",
        Kind.CODE,
        Certainty.NAMED,
        ("in win32: ",),
        verbose(r"\bin[ ]Win32:[ ][^\n()]{1,200}[ ]\( (?P<value>0x[0-9a-f]{1,8}) (?=\))"),
        {"hcsshim::PrepareLayer - failed in Win32: Incorrect function. (0x1)": "0x1"},
        ("in Win32: none (1)", "Win32: none (0x1)"),
    ),
    Rule(
        "code-of-windows-tools",
        "The installer of Windows ends its log with the number of its outcome, and sc puts it behind what failed.",
        Kind.CODE,
        Certainty.NAMED,
        ("error status: ", "mainenginethread is returning ", "[sc] "),
        verbose(
            r"""(?: success[ ]or[ ]error[ ]status: | MainEngineThread[ ]is[ ]returning | \[SC\][ ]\w{3,40}[ ]\w{4,20} )
            [ ](?P<value>[1-9]\d{0,4}) (?!\w)""",
            ignore_case=True,
        ),
        {
            "Installation success or error status: 1603.": "1603",
            "MainEngineThread is returning 1605": "1605",
            "[SC] StartService FAILED 1053:": "1053",
            "[SC] StartService FEHLER 5:": "5",
        },
        ("Installation success or error status: 0.", "error status: 1603"),
        called="error",
    ),
    Rule(
        "code-and-its-hexadecimal",
        "Tools of Windows put the number of an error as hexadecimal behind it.",
        Kind.CODE,
        Certainty.NAMED,
        ("(0x0000",),
        verbose(r"\d{1,5}[ ]\( (?P<value>0x0000[0-9A-Fa-f]{4}) (?=\))"),
        {"ERROR 32 (0x00000020) Copying File": "0x00000020"},
        ("at (0x00000020)", "32 (0x20)"),
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
        "code-of-rsync",
        "rsync ends with the number of its outcome, and the place in its own source.",
        Kind.CODE,
        Certainty.SHAPE,
        ("(code ",),
        verbose(r"\(code[ ] (?P<value>[1-9]\d?) (?=\)[ ]at[ ][\w./]{1,40}\.c\()"),
        {"rsync error: timeout in data send/receive (code 30) at io.c(197) [sender=3.2.7]": "30"},
        ("it is (code 30) of ours", "(code 0) at main.c(1)"),
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
        "code-of-link",
        "A message ends with the address of its page, in a line of its own, which the code ends.",
        Kind.CODE,
        Certainty.SHAPE,
        ("/error", "/e/", "/code"),
        verbose(
            r"""^[ ]{0,8}(?:[\w ]{1,40}:[ ])?https?://(?!git(?:hub|lab)\.com/)[\w.-]{1,80}/(?:[\w.-]{1,40}/){0,4}
            (?:errors?|error-?codes?|codes?|e)/(?P<value>\w(?:[\w.-]{0,58}\w)?)(?=/?[.]?[ ]{0,4}$)""",
            ignore_case=True,
        ),
        {
            "More information: https://www.twilio.com/docs/errors/21608": "21608",
            "https://angular.dev/errors/NG0201": "NG0201",
        },
        (
            "https://a.example/pages/21608",
            "it follows https://a.example/docs/errors/21608",
            "// @see https://a.example/docs/error-codes/11000",
            "https://github.com/pkg/errors/custom",
        ),
    ),
    Rule(
        "code-of-systemd",
        "systemd puts its own number of why a service could not be started before the name: `status=203/EXEC`.",
        Kind.CODE,
        Certainty.SHAPE,
        ("status=2",),
        verbose(r"\bstatus=(?P<value>2[0-4]\d)(?=/[A-Z])"),
        {"Main process exited, code=exited, status=203/EXEC": "203"},
        ("code=exited, status=1/FAILURE", "status=203", "status=200/ok"),
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
    ),
    Rule(
        "code-behind-its-name",
        "People and devices name a number a code without a mark: `support code 5100`, `código de erro 5100`.",
        Kind.CODE,
        Certainty.HINT,
        ("code ", "codigo de ", "codice ", "fehlercode "),
        verbose(
            r"""(?<![\w-])(?: (?:support|fault|alarm|stop|error)[ ]code | fehlercode | code[ ](?:d['’]erreur|erreur)
            | código[ ]de[ ](?:suporte|soporte|erro|error|fallo|falha) | codice[ ](?:di[ ])?errore )[ ]
            (?P<value>-?\d{3,6}) (?![\w.%-])""",
            ignore_case=True,
        ),
        {
            "the printer shows support code 5100": "5100",
            "o visor mostra o código de suporte 5100, já": "5100",
            "mit Fehlercode 5100": "5100",
        },
        ("source code 5100 lines", "error codes 5100", "support code 5100-24"),
    ),
    Rule(
        "code-of-people",
        "People name a service and the bare number that it gives them: `we get 30007 from Twilio`.",
        Kind.CODE,
        Certainty.SHAPE,
        (
            *("get", "got", "see", "saw", "receiv", "return", "giv", "gave", "throw", "show", "sagt", "meldet"),
            *("say", "said", "report", "answer", "reject", "declin", "fail", " back "),
        ),
        verbose(
            r"""\b(?: gets? | got | getting | sees? | saw | seeing | receiv(?:e[sd]?|ing) | return(?:s|ed|ing)?
            | gives? | gave | throw(?:s|ing)? | show(?:s|n|ing)? | sa(?:ys?|id) | sagt | meldet | report(?:s|ed)?
            | answer(?:s|ed)? | reject(?:s|ed)? | declined | fail(?:s|ed|ing)? | (?:come|came|coming|comes)[ ]back )
            (?:[ ](?:as|with|an?|the|us|me|uns|mir)){0,2} [ ]["'(]? (?P<value>-?\d{3,6})
            (?=["')]?(?: [.,;?!](?!\d) | [ ]\([a-z] | [ ]{0,4}$
                | [ ](?:from|for|on|when|whenever|every|since|after|again|and)\b ))""",
            ignore_case=True,
        ),
        {
            "we get 30007 from the store": "30007",
            "they come back with 30007, what is it": "30007",
            "since Friday we see 1213 (deadlock found)": "1213",
            "it says 2046. Retried twice": "2046",
        },
        ("we get 30007 texts", "we see 1,213 rows", "we got 12 from it", "they gave 30007.50 for it"),
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
        "code-of-close",
        "A client of a WebSocket says by which number the server closed it.",
        Kind.CODE,
        Certainty.HINT,
        ("close",),
        verbose(
            r"""\bclosed?(?:[ ](?:with|by|code|status|frame|server)){0,3}:?[ ] (?P<value>[1-4]\d{3})
            (?= :[ ] | [ ](?-i:[A-Z][a-z]) | ["'`] | [.,)]?\s*$ )""",
            ignore_case=True,
        ),
        {
            "websocket: close 4014: Disallowed": "4014",
            "WebSocket closed: 4014 Disallowed intent(s)": "4014",
            "connection closed with code 4004": "4004",
            'it only says "Shard 0 WebSocket closed with 4014" now': "4014",
        },
        ("closed 4014 of them", "close to 4014: a city", "disclosed: 2021 Report"),
    ),
    Rule(
        "code-of-mail",
        "Mail servers put the enhanced status of RFC 3463 behind their reply's number, and in a field of the log.",
        Kind.CODE,
        Certainty.NAMED,
        ("4.", "5."),
        verbose(
            r"""(?: (?<![\w.-])(?:4(?=.{3,4}4)|5(?=.{3,4}5))\d\d[ -]\#? | \bdsn=[ ]? | ^Status:[ ](?=[\d.]{5,9}$)
                | (?<![\w.-])[45]\d\d\n[ ]{4} )
            (?P<value>[45]\.\d{1,3}\.\d{1,3}) (?![\w.]\d|\w)"""
        ),
        {
            "550 5.1.1 <bob@a.example>: user unknown": "5.1.1",
            "relay=none, dsn=4.4.1, status=deferred": "4.4.1",
            "552-5.2.2 The mailbox is full": "5.2.2",
            "Status: 5.7.25": "5.7.25",
            "mx.a.example said: 550\n    5.1.1 <bob@a.example>: user unknown": "5.1.1",
        },
        (
            "version 5.1.1",
            "550 5.1.1.2",
            "550 4.1.1 <bob>",
            "1550 5.1.1",
            "250 2.1.2 Ok: queued",
            "dsn=2.0.0, status=sent",
            "Status: 5.7.8 installed",
        ),
        near=verbose(r"""[45](?:(?<=[\d=:\#-][ ].)|(?<=[-=\#].)|(?<=\d\n[ ]{4}.))\.\d"""),
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
        "code-behind-status-and-dash",
        "Oracle Cloud's tools put the status before a code, with a dash between them: `404-NotAuthorized, …`.",
        Kind.CODE,
        Certainty.NAMED,
        ("4", "5"),
        verbose(r"(?:^|[ :│\"(])[45]\d\d- (?P<value>[A-Z][A-Za-z]{4,60}) (?=,[ ]|[\"')]|[ ]{0,4}$)"),
        {"Error: 400-LimitExceeded, The limit was exceeded": "LimitExceeded", "(409-Conflict)": "Conflict"},
        ("at 400-LimitExceeded it", "400-Limits of it", "1400-LimitExceeded, it"),
        near=verbose(r"""-(?<=[45]\d\d-)[A-Z]"""),
    ),
    Rule(
        "code-of-sip",
        "SIP answers as HTTP does, with its own name before its own numbers.",
        Kind.CODE,
        Certainty.SHAPE,
        ("sip/2.0 ",),
        verbose(r"\bSIP/2\.0[ ] (?P<value>[3-6]\d\d) (?=[ ][A-Z])"),
        {"SIP/2.0 486 Busy Here": "486"},
        ("OPTIONS sip:a SIP/2.0", "SIP/2.0 200 OK", "HTTP/2.0 486 Busy Here"),
    ),
    Rule(
        "code-of-abend",
        "Programs of mainframes end abnormally with a code: `abend ASRA`, `ABEND=S0C7`, `ABEND CODE U4038`.",
        Kind.CODE,
        Certainty.HINT,
        ("abend",),
        verbose(
            r"""\b(?i:abend(?:ed)?) (?i:[ ](?:with|by|code|reason|system|user|is)){0,3} [ ]?[:=]?[ ]?["']?
            (?P<value>S[0-9A-F]{3}|U\d{4}|(?!CODE|WITH|AT|IN)[A-Z][A-Z0-9]{3}) (?![\w-])"""
        ),
        {
            "Transaction PAY1 abend ASRA in program": "ASRA",
            "IEF450I JOB1 STEP1 - ABEND=S0C7 U0000 REASON=0": "S0C7",
            "it abended with code U4038": "U4038",
        },
        ("the ABEND CODE of it", "an abend happened", "abend ASRAX"),
    ),
    Rule(
        "code-of-rcode",
        "Resolvers name the outcome of a query behind the word status: `status: SERVFAIL, id: 40213`.",
        Kind.CODE,
        Certainty.HINT,
        ("status", "rcode"),
        verbose(r"\b(?i:status|rcode)(?:[ ]?[:=])?[ ] (?P<value>[A-Z]{6,20}) (?=[,;.)]|[ ]{0,4}$|[ ](?:from|for)[ ])"),
        {"opcode: QUERY, status: SERVFAIL, id: 40213": "SERVFAIL", "got rcode NXDOMAIN from ns1": "NXDOMAIN"},
        ("status: Servfail", "the STATUS SERVFAIL is", "status: GONE"),
        near=verbose(r"""[A-Z](?<=[ ][A-Z])[A-Z]{5}"""),
    ),
    Rule(
        "code-of-postscript",
        "Interpreters of PostScript name an error as PostScript writes names: `Error: /undefined in (a.eps)`.",
        Kind.CODE,
        Certainty.NAMED,
        ("error: /",),
        verbose(r"^Error:[ ]/ (?P<value>[a-z]{5,30}) (?=[ ]in[ ])"),
        {"Error: /undefinedfilename in (chapter-03.eps)": "undefinedfilename"},
        ("Error: /srv/undefined in (a.eps)", "an Error: /undefined in"),
    ),
    Rule(
        "code-of-facility",
        "Devices begin a message with facility, severity and the message's own number or name: `%ASA-4-106023: …`.",
        Kind.CODE,
        Certainty.HINT,
        ("%",),
        verbose(r"%[A-Z][A-Z0-9_]{1,20}(?:-[A-Z0-9_]{1,20})?-[0-4]- (?P<value>[A-Z0-9][A-Z0-9_]{3,40}) (?=:)"),
        {
            "fw-edge : %ASA-4-106023: Deny tcp src outside": "106023",
            "%LINK-SP-3-UPDOWN: Interface is down": "UPDOWN",
        },
        ("%ASA-6-302013: Built inbound", "%ASA-4-106023 is", "100%A-4-12"),
    ),
    Rule(
        "code-behind-http",
        "Twilio's libraries print the status in brackets and their own number behind it.",
        Kind.CODE,
        Certainty.NAMED,
        ("[http ", "http "),
        verbose(r"\[?HTTP[ ]\d{3}\]?:?[ ] (?P<value>\d{4,6}) (?=[ ]?[:-])"),
        {"Unable to create record: [HTTP 400] 21608 : The number is unverified": "21608"},
        ("HTTP 400 21608 times",),
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
        "code-curl",
        "curl, its libraries and the programs that use it print its own number.",
        Kind.CODE,
        Certainty.NAMED,
        ("curl", "failed to perform, errcode"),
        verbose(
            r"""(?: \b[Cc]url (?: :?[ ](?:error[ ])?\(? | [ ][a-z ]{0,40}\berror[ ]code[ ] | (?P<hash>\#) )
                | \bRPC[ ]failed;[ ]curl[ ](?P<git>) | \bPYCURL[ ]ERROR[ ](?P<yum>)
                | \bFailed[ ]to[ ]perform,[ ]ErrCode:[ ](?P<cffi>) )
            (?P<value>\d{1,3})
            (?= \)?:?[ ][A-Z] | [ ]\([A-Z] | (?(hash)[ ]-[ ]|(?!)) | (?(git)[ ][a-z]|(?!)) | (?(yum)[ ]-[ ]|(?!))
                | (?(cffi),[ ]|(?!)) )"""
        ),
        {
            "curl: (6) Could not resolve host: a.example": "6",
            "curl operation failed with error code 35 (SSL connect error)": "35",
            "Curl error (28): It took too long for https://a.example/b": "28",
            "error: RPC failed; curl 18 transfer closed with data remaining": "18",
            "Failed to perform, ErrCode: 92, Reason: 'it was not closed'": "92",
            'a.rpm: [Errno 14] PYCURL ERROR 22 - "it is gone"': "22",
            'a.rpm: [Errno 14] curl#6 - "Could not resolve host: a.example"': "6",
        },
        ("curl (8) is a manual page", "curl 7 times", "curl ended with error code 35"),
        called="curl error",
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
        "code-of-haskell",
        "Haskell prints the code of a cloud's error as a value of its own type.",
        Kind.CODE,
        Certainty.NAMED,
        ("errorcode ",),
        verbose(r"""\bErrorCode[ ]\\{0,3}["'] (?P<value>[A-Z][\w.]{2,80}) (?=\\{0,3}["'])"""),
        {'_code = Just (ErrorCode "QueueIsGone"), _text': "QueueIsGone", 'ErrorCode \\"QueueIsGone\\"': "QueueIsGone"},
        ("ErrorCode QueueIsGone", 'ErrorCode "queue gone"'),
    ),
    Rule(
        "code-of-category",
        "C++ prints the category and the number of a system's error before its words.",
        Kind.CODE,
        Certainty.SHAPE,
        ("system:",),
        verbose(r"\b(?:system|generic):(?P<value>\d{1,3})(?=[,)\s\]])"),
        {"std::system_error (error system:98, posix_listen failed: Address already in use)": "98"},
        ("system: 98", "filesystem:98"),
        called="error",
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
        "code-behind-sqlstate",
        "PHP's PDO prints the server's own number behind the SQLSTATE, in brackets or behind what that stands for.",
        Kind.CODE,
        Certainty.SHAPE,
        ("sqlstate[",),
        verbose(
            r"""SQLSTATE\[\w{5}\] (?: [ ]\[(?=\d{1,6}\][ ]) | :[ ][A-Z][\w /-]{3,60}:[ ](?=\d{3,6}[ ][A-Z]) )
            (?P<value>\d{1,6})"""
        ),
        {
            "SQLSTATE[HY000] [1045] Access denied for user": "1045",
            "SQLSTATE[42S02]: Base table or view not found: 1146 Table": "1146",
        },
        ("SQLSTATE[23505]: Unique violation: 7 ERROR: it is there", "SQLSTATE[HY000] [1045]"),
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
        "code-event-id",
        "The Windows event log calls its codes event ids.",
        Kind.CODE,
        Certainty.NAMED,
        ("event id",),
        verbose(r"\bEvent[ ]ID[ ]?:?[ ]{0,20} (?P<value>\d{1,5}) \b", ignore_case=True),
        {"Event ID: 7031": "7031", "Event ID 1000, Application Error": "1000"},
        ("an event identifier",),
    ),
    Rule(
        "code-event-element",
        "The Windows event log as XML has the event's id in an element.",
        Kind.CODE,
        Certainty.NAMED,
        ("<eventid",),
        verbose(r"<EventID(?:[ ][^<>]{0,80})?> (?P<value>\d{1,5}) (?=</EventID>)"),
        {"<EventID Qualifiers='49152'>7031</EventID>": "7031"},
        ("<EventID>none</EventID>",),
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
        "code-go-struct",
        "Go prints a struct as its values alone: status, message, code and a link to its page.",
        Kind.CODE,
        Certainty.NAMED,
        ("{4", "{5"),
        verbose(r"\{[45]\d\d[ ][A-Z][^{}\n]{1,400}?[ ] (?P<value>\d{3,6}) (?=[ ]https?://[^\s{}]{1,300}\})"),
        {"{400 The number is not verified. 21608 https://docs.example/21608}": "21608"},
        ("{400 21608}", "{a 21608 https://docs.example}"),
    ),
    Rule(
        "code-of-erlang",
        "Erlang and Elixir have the name of a system's error as an atom, in small letters, behind the one of an error.",
        Kind.CODE,
        Certainty.NAMED,
        ("error, :e", "error,e", "error, e"),
        verbose(r"\{:?error,[ ]?:?(?P<value>e[a-z]{2,14}[0-9]?) (?=\})"),
        {"it is {:error, :econnrefused}": "econnrefused", "connect: {error,eacces}": "eacces"},
        ("{:error, :empty_list}", "{error, each of them}"),
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
        "code-of-checker",
        "Checkers of programs put the code in brackets behind place, level and message, which is all of the line.",
        Kind.CODE,
        Certainty.HINT,
        (": error: ", ": warning: ", ": note: "),
        verbose(
            r":\d{1,6}:[ ](?:error|warning|note):[ ].{1,400}[ ]{1,2}\[ (?P<value>[a-z][a-z0-9-]{2,40}) (?=\][ ]{0,2}$)"
        ),
        {"a/b.py:34: error: Incompatible types  [assignment]": "assignment"},
        ("a/b.py:34: error: it is [assignment] that fails", "it is odd  [assignment]"),
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
        "code-of-samba",
        "Samba puts its own letters before Windows' name of an error.",
        Kind.CODE,
        Certainty.HINT,
        ("nt_status_",),
        verbose(r"(?:(?<=:[ ])|(?<=\d[ ])|^) (?P<value>NT_STATUS_[A-Z][A-Z_]{2,60}) (?!\w)"),
        {"tree connect failed: NT_STATUS_BAD_NETWORK_NAME": "NT_STATUS_BAD_NETWORK_NAME"},
        ("nt_status_t is a type", "if (NT_STATUS_EQUAL(status, NT_STATUS_ACCESS_DENIED))"),
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
                | (?<=HTTP[ ]ERROR[ ]\d\d\d:)[ ] | [ ]failed[ ]\( | (?<=rror:)[ ]\[ )
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
