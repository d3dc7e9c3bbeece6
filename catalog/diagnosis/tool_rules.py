"""Rules for codes as libraries, tools and devices print them, each in a way of its own."""

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
        "code-of-stata",
        "Stata ends with the number of the error, called as a function, on a line of its own.",
        Kind.CODE,
        Certainty.SHAPE,
        ("\nr(",),
        verbose(r"^r\( (?P<value>[1-9]\d{0,3}) (?=\);[ ]{0,4}$)"),
        {"variable hhid is gone\nr(111);\n": "111"},
        ("it is r(111);", "\nr(111)", "\nr(0);"),
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
                | (?:said:|returned|replied)[ ]'?[45]\d\d\n[ ]{1,4} )
            (?P<value>[45]\.\d{1,3}\.\d{1,3}) (?![\w.]\d|\w)"""
        ),
        {
            "550 5.1.1 <bob@a.example>: user unknown": "5.1.1",
            "relay=none, dsn=4.4.1, status=deferred": "4.4.1",
            "552-5.2.2 The mailbox is full": "5.2.2",
            "Status: 5.7.25": "5.7.25",
            "mx.a.example said: 550\n    5.1.1 <bob@a.example>: user unknown": "5.1.1",
            "Remote Server returned '550\n  5.4.1 Recipient address rejected": "5.4.1",
        },
        (
            "version 5.1.1",
            "550 5.1.1.2",
            "550 4.1.1 <bob>",
            "1550 5.1.1",
            "250 2.1.2 Ok: queued",
            "dsn=2.0.0, status=sent",
            "Status: 5.7.8 installed",
            "DIN EN 550\n    5.1.1 Allgemeines",
        ),
        near=verbose(
            r"""[45](?:(?<=[\d=:\#-][ ].)|(?<=[-=\#].)|(?<=\d\n[ ].)|(?<=\d\n[ ][ ].)|(?<=\d\n[ ]{4}.))\.\d"""
        ),
    ),
    Rule(
        "code-behind-status-and-dash",
        "Oracle Cloud's tools put the status before a code, with a dash between them: `Error: 404-NotAuthorized, …`.",
        Kind.CODE,
        Certainty.NAMED,
        ("4", "5"),
        verbose(
            r"""(?:\bError(?:[ ]Message)?:?[ ]|^)[45]\d\d- (?P<value>[A-Z][A-Za-z]{4,60}) (?=,[ ]|:[ ]|[ ]{0,4}$)"""
        ),
        {"Error: 400-LimitExceeded, The limit was exceeded": "LimitExceeded", "Error 409-Conflict: it is": "Conflict"},
        ("at 400-LimitExceeded it", "the pages 404-NotFound, 500-Other", "1400-LimitExceeded, it"),
        near=verbose(r"""-(?<=[45]\d\d-)[A-Z]"""),
    ),
    Rule(
        "code-of-sip",
        "SIP answers as HTTP does, with its own name before its own numbers.",
        Kind.CODE,
        Certainty.SHAPE,
        ("sip/2.0 ",),
        verbose(r"(?:(?<![\"'`])|(?<=response[ ]\"))\bSIP/2\.0[ ] (?P<value>[3-6]\d\d) (?=[ ][A-Z])"),
        {"SIP/2.0 486 Busy Here": "486", 'Got SIP response "SIP/2.0 480 Temporarily Unavailable"': "480"},
        ("OPTIONS sip:a SIP/2.0", "return 'SIP/2.0 486 Busy Here'", "SIP/2.0 200 OK", "HTTP/2.0 486 Busy Here"),
    ),
    Rule(
        "code-of-hl7",
        "Messages of HL7 name an error by its number, its text and the table that has both.",
        Kind.CODE,
        Certainty.SHAPE,
        ("^hl7",),
        verbose(r"(?<![^|~&]) (?P<value>\d{1,3}) (?=\^[^|^\r\n]{1,80}\^HL7\d{4}\b)"),
        {"ERR||PID^1^3|101^Required field missing^HL70357|E": "101"},
        ("PID|1||101^^^HOSP", "ERR||PID^1^3|101^Required field missing^LOCAL", "A101^Required field missing^HL70357"),
    ),
    Rule(
        "code-of-abend",
        "Programs of mainframes end abnormally with a code: `abend ASRA`, `ABEND=S0C7`, `ABEND CODE U4038`.",
        Kind.CODE,
        Certainty.HINT,
        ("abend",),
        verbose(
            r"""\b(?i:abend(?:ed)?) (?i:[ ](?:with|by|code|reason|system|user|is)){0,3} [ ]?[:=]?[ ]?["']?
            (?P<value>S[0-9A-F]{3}|U\d{4}|(?!CODE|WITH|AT|IN)[A-Z][A-Z0-9]{3}) (?![\w-]|[ ]IS\b)"""
        ),
        {
            "Transaction PAY1 abend ASRA in program": "ASRA",
            "IEF450I JOB1 STEP1 - ABEND=S0C7 U0000 REASON=0": "S0C7",
            "it abended with code U4038": "U4038",
        },
        ("the ABEND CODE of it", "* ABEND CODE AEIM IS ISSUED BY", "an abend happened", "abend ASRAX"),
    ),
    Rule(
        "code-of-rcode",
        "Resolvers name the outcome of a query: `status: SERVFAIL, id: 40213`, `not found: 3(NXDOMAIN)`.",
        Kind.CODE,
        Certainty.HINT,
        ("status: ", "rcode", "can't find ", "not found: "),
        verbose(
            r"""(?: \bstatus:[ ](?=[A-Z]{6,20},[ ]id:) | \brcode(?:[ ]?[:=][ ]?|[ ]) | can't[ ]find[ ][\w.-]{1,200}:[ ]
                | not[ ]found:[ ]\d{1,2}\( ) (?P<value>[A-Z]{6,20}) (?!\w)"""
        ),
        {
            "opcode: QUERY, status: SERVFAIL, id: 40213": "SERVFAIL",
            "lookup failed, rcode=NXDOMAIN qname=a.example": "NXDOMAIN",
            "** server can't find a.example: SERVFAIL": "SERVFAIL",
            "Host a.example not found: 3(NXDOMAIN)": "NXDOMAIN",
        },
        ("payment status: REFUSED, amount 12", "status: Servfail, id: 1", "can't find it: gone", "not found: 3 (A)"),
        near=verbose(r"""[A-Z](?<=[ :=(][A-Z])[A-Z]{5}"""),
    ),
    Rule(
        "code-of-postscript",
        "Interpreters of PostScript name an error as PostScript writes names: `Error: /undefined in (a.eps)`.",
        Kind.CODE,
        Certainty.NAMED,
        ("error: ",),
        verbose(
            r"""(?: ^Error:[ ]/ (?=\w{5,30}[ ]in[ ](?:\(|--)) | %%\[[ ]Error:[ ](?=\w{5,30};[ ]OffendingCommand) )
            (?P<value>[A-Za-z]{5,30})"""
        ),
        {
            "Error: /undefinedfilename in (chapter-03.eps)": "undefinedfilename",
            "Error: /VMerror in --image--": "VMerror",
            "%%[ Error: rangecheck; OffendingCommand: xshow ]%%": "rangecheck",
        },
        ("Error: /undefined in GET https://a.example", "an Error: /undefined in (a)", "%%[ Error: it is gone ]%%"),
    ),
    Rule(
        "code-of-facility",
        "Devices begin a message with facility, severity and the message's own number or name: `%ASA-4-106023: …`.",
        Kind.CODE,
        Certainty.HINT,
        ("%",),
        verbose(
            r"(?<![\"'`])%[A-Z][A-Z0-9_]{1,20}(?:-[A-Z0-9_]{1,20})?-[0-4]- (?P<value>[A-Z0-9][A-Z0-9_]{3,40}) (?=:)"
        ),
        {
            "fw-edge : %ASA-4-106023: Deny tcp src outside": "106023",
            "%LINK-SP-3-UPDOWN: Interface is down": "UPDOWN",
        },
        ("%ASA-6-302013: Built inbound", "%ASA-4-106023 is", "100%A-4-12", "parse('%ASA-4-106023: Deny')"),
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
        "code-curl",
        "curl, its libraries and the programs that use it print its own number.",
        Kind.CODE,
        Certainty.NAMED,
        ("curl", "failed to perform, errcode"),
        verbose(
            r"""(?: \b[Cc](?:url|URL) (?: :?[ ](?:error[ ])?\(? | [ ][a-z ]{0,40}\berror[ ]code[ ] | (?P<hash>\#) )
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
            "local.ERROR: cURL error 28: It took too long": "28",
            "error: RPC failed; curl 18 transfer closed with data remaining": "18",
            "Failed to perform, ErrCode: 92, Reason: 'it was not closed'": "92",
            'a.rpm: [Errno 14] PYCURL ERROR 22 - "it is gone"': "22",
            'a.rpm: [Errno 14] curl#6 - "Could not resolve host: a.example"': "6",
        },
        ("curl (8) is a manual page", "curl 7 times", "curl ended with error code 35"),
        called="curl error",
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
        "code-event-id",
        "The Windows event log calls its codes event ids.",
        Kind.CODE,
        Certainty.SHAPE,
        ("event id",),
        verbose(r"\bEvent[ ]ID[ ]?:?[ ]{0,20} (?P<value>\d{1,5}) \b", ignore_case=True),
        {"Event ID: 7031": "7031", "Event ID 1000, Application Error": "1000"},
        ("an event identifier",),
    ),
    Rule(
        "code-of-net",
        "The command `net` of Windows says the system's number in the language of the machine.",
        Kind.CODE,
        Certainty.SHAPE,
        ("systemfehler ", "erreur syst", "error de sistema ", "errore di sistema ", "系统错误", "システム エラー"),
        verbose(
            r"""(?: (?P<french>L['’]erreur[ ]système[ ]) | (?P<german>\bSystemfehler[ ]) | 发生系统错误[ ]?
            | (?P<japanese>システム[ ]エラー[ ]?) | (?P<end>^[ \t]{0,8}(?:Error[ ]de|Errore[ ]di)[ ]sistema[ ]) )
            (?P<value>\d{1,5})
            (?(german)[ ]aufgetreten|(?(french)[ ]s['’]est|(?(japanese)[ ]?が発生|(?(end)\.?[ \t\r]*$|[ .。]))))"""
        ),
        {
            "Systemfehler 67 aufgetreten.": "67",
            "L’erreur système 67 s’est produite.": "67",
            "Error de sistema 67.": "67",
            "发生系统错误 67。": "67",
            "システム エラー 67 が発生しました。": "67",
        },
        ("SAP HANA: Systemfehler 67 im Modul", "Error de sistema 67. Permiso denegado"),
        called="error",
    ),
    Rule(
        "code-event-element",
        "The Windows event log as XML has the event's id in an element.",
        Kind.CODE,
        Certainty.SHAPE,
        ("<eventid",),
        verbose(r"<EventID(?:[ ][^<>]{0,80})?> (?P<value>\d{1,5}) (?=</EventID>)"),
        {"<EventID Qualifiers='49152'>7031</EventID>": "7031"},
        ("<EventID>none</EventID>",),
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
        "code-of-slapd",
        "Servers of directories log the result of each operation by its number: `RESULT tag=97 err=49 text=`.",
        Kind.CODE,
        Certainty.SHAPE,
        (" err=",),
        verbose(r"\bRESULT[ ]tag=\d{1,4}[ ](?:oid=[ ])?err= (?P<value>[1-9]\d{0,4}) [ ]"),
        {"conn=5 op=0 RESULT tag=97 err=49 text=": "49", "SEARCH RESULT tag=101 err=32 nentries=0 text=": "32"},
        ("conn=5 op=0 RESULT tag=97 err=0 text=", "RESULT err=49"),
    ),
    Rule(
        "code-of-envoy",
        "Envoy's log of accesses has its flags behind the status.",
        Kind.CODE,
        Certainty.SHAPE,
        (" http/1", " http/2", " http/3"),
        verbose(r"""[ ]HTTP/[1-3](?:\.\d)?"[ ]\d{1,3}[ ] (?P<value>[A-Z]{2,6}) (?=[ ,])"""),
        {'"GET /v2 HTTP/1.1" 503 UF upstream_reset{x} - "-" 0 167': "UF"},
        ('"GET /v2 HTTP/1.1" 503 - via_upstream', '"GET /v2 HTTP/1.1" 503 167'),
    ),
    Rule(
        "code-of-haproxy",
        "HAProxy's log has how a session ended in two letters, before the two of its cookie and its counts.",
        Kind.CODE,
        Certainty.SHAPE,
        ("haproxy",),
        verbose(r"""[ ](?P<value>[CSPLRIDUKcs][RQCHDLT]) (?=[A-Z-]{2}[ ]\d{1,9}/\d{1,9}/\d{1,9}/\d{1,9}/)"""),
        {"haproxy[2211]: be/s1 0/0/1/-1/30003 504 194 - - sH-- 118/110/12/4/0 0/0": "sH"},
        ("haproxy[2211]: be/s1 0/0/0/41/43 200 8812 - - ---- 118/110/11/3/0 0/0", "haproxy sH-- of it"),
    ),
    Rule(
        "code-of-alert",
        "OpenSSL writes the name of an alert of TLS in words, behind the version of the protocol.",
        Kind.CODE,
        Certainty.SHAPE,
        (" alert ",),
        verbose(
            r"""\b(?:sslv3|tlsv1(?:[ ]?\.?[123])?)[ ]alert[ ]
            (?P<value>[a-z]{2,20}(?:[ ][a-z]{2,20}){0,4}) (?=:|,|$|[ ]\()"""
        ),
        {"SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../ssl/a.c:16": "certificate required"},
        ("a red alert certificate required: none", "tlsv1 alert Unknown"),
    ),
    Rule(
        "code-of-panel",
        "Printers and other devices show their code in figures with points, and in capitals what it means.",
        Kind.CODE,
        Certainty.NAMED,
        (".",),
        verbose(
            r"""^[ \t]{0,8} (?P<value>[1-9]\d\.[0-9A-F]{1,4}(?:\.\d\d)?)
            (?=[ ][A-ZÀ-ÖØ-Þ]{3,20}(?:[ ][A-ZÀ-ÖØ-Þ]{2,20}){1,6}[ ]*$)"""
        ),
        {"It shows\n\n49.4C ERREUR DE SERVICE\nPour continuer": "49.4C"},
        ("50.1 Paper jam", "version 50.1 IS OUT", "2.10 IS OUT NOW"),
        longest=20_000,
    ),
    Rule(
        "code-of-cassandra",
        "Cassandra's drivers print its number in hexadecimal without the sign for that, and its words in brackets.",
        Kind.CODE,
        Certainty.SHAPE,
        ("code=",),
        verbose(
            r"""(?: \bfrom[ ]server:[ ]code= | \bcode=(?=\w{4}[ ]\[[^\]\n]{2,80}\][ ]message=) )
            (?P<value>[0-9A-Fa-f]{4}) (?=[ ]\[)"""
        ),
        {
            'Error from server: code=2200 [Invalid query] message="line 1:7"': "2200",
            'InvalidRequest: code=2200 [Invalid query] message="line 1:7"': "2200",
        },
        ("Error from server: code=404", "code=2200 [Invalid query]"),
    ),
    Rule(
        "code-of-ldap",
        "Clients of directories give the result by its number behind the protocol's name.",
        Kind.CODE,
        Certainty.SHAPE,
        ("ldap",),
        verbose(r"\bLDAP(?::[ ]error[ ]code|[ ]Result[ ]Code)[ ] (?P<value>[1-9]\d{0,4}) (?=[ ][\"-])"),
        {
            'LDAP Result Code 49 "Invalid Credentials": 80090308: LdapErr': "49",
        },
        ("LDAP Result Code 0 of it", "LDAP error code 49 times"),
    ),
    Rule(
        "code-of-active-directory",
        "Active Directory puts why it refused a bind into the comment of its answer, as a number in hexadecimal.",
        Kind.CODE,
        Certainty.NAMED,
        ("acceptsecuritycontext error, data ",),
        verbose(r"\bAcceptSecurityContext[ ]error,[ ]data[ ] (?P<value>[0-9a-f]{2,8}) (?=,[ ]v)"),
        {"80090308: LdapErr: DSID-0C09, comment: AcceptSecurityContext error, data 52e, v1db1": "52e"},
        ("AcceptSecurityContext error, data missing",),
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
        "code-of-samba",
        "Samba puts its own letters before Windows' name of an error.",
        Kind.CODE,
        Certainty.HINT,
        ("nt_status_",),
        verbose(r"(?:(?<=:[ ])|(?<=\d[ ])|^) (?P<value>NT_STATUS_[A-Z][A-Z_]{2,60}) (?!\w)"),
        {"tree connect failed: NT_STATUS_BAD_NETWORK_NAME": "NT_STATUS_BAD_NETWORK_NAME"},
        ("nt_status_t is a type", "if (NT_STATUS_EQUAL(status, NT_STATUS_ACCESS_DENIED))"),
    ),
)
