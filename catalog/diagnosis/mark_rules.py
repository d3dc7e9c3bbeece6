"""Rules for how texts name a service: hosts, operations, SDKs, resources, commands, calls of the system."""

from __future__ import annotations

from catalog.diagnosis.evidence import Certainty, Kind, Rule, verbose
from catalog.diagnosis.words import read_words

CALLS = tuple(call for line in read_words("system_calls") for call in line)
"""Calls of an operating system that programs name when they fail."""

RULES = (
    Rule(
        "service-operation",
        "The AWS SDK for Python and its command line name the operation that was called; people shorten the phrase.",
        Kind.SERVICE,
        Certainty.NAMED,
        ("calling ",),
        verbose(r"\bwh(?:en|ile)\s{1,3}calling[ ](?:the\s{1,3})? (?P<value> \w{2,80}(?=[ ]operation) | [A-Z]\w{2,80})"),
        {
            "An error occurred (X) when calling the GetFunction operation: gone": "GetFunction",
            "TooBig while calling PutItem: gone": "PutItem",
            "An error occurred (X) when\ncalling the GetFunction operation: gone": "GetFunction",
        },
        ("when calling the office",),
    ),
    Rule(
        "service-api",
        "Agents that send logs and figures name the operation that answered.",
        Kind.SERVICE,
        Certainty.NAMED,
        (" api responded with",),
        verbose(r"\b(?P<value>[A-Z]\w{2,80}) (?=[ ]API[ ]responded[ ]with[ ])"),
        {"PutLogEvents API responded with error='Gone'": "PutLogEvents"},
        ("our API responded with 500", "the PutLogEvents API is slow"),
    ),
    Rule(
        "service-of-grpc",
        "gRPC's libraries for Go begin so, whatever program says it.",
        Kind.SERVICE,
        Certainty.NAMED,
        ("rpc error: code = ",),
        verbose(r"\b (?P<value>rpc[ ]error) (?=:[ ]code[ ]=[ ])"),
        {"Failed to pull image: rpc error: code = NotFound desc = it is gone": "rpc error"},
        ("an rpc error: it is gone",),
    ),
    Rule(
        "service-of-go",
        "The AWS SDK for Go names the service and the operation.",
        Kind.SERVICE,
        Certainty.EXPLICIT,
        ("operation error ",),
        verbose(r"operation[ ]error[ ] (?P<value>[A-Za-z][\w ]{1,60}) (?=:[ ][A-Z]\w)"),
        {
            "operation error Lambda: Invoke, https response error": "Lambda",
            "operation error forecast: GetThing, https response error": "forecast",
        },
        ("an operation error occurred", "operation error seen: it is gone"),
    ),
    Rule(
        "service-of-java",
        "The AWS SDK for Java names the service in brackets.",
        Kind.SERVICE,
        Certainty.EXPLICIT,
        ("(service: ",),
        verbose(r"\(Service:[ ] (?P<value>[\w ]{2,60}) (?=[;,)])"),
        {"Function not found (Service: AWSLambda; Status Code: 404)": "AWSLambda"},
        ("(service: as usual)",),
    ),
    Rule(
        "service-host",
        "The host that was called belongs to one service.",
        Kind.SERVICE,
        Certainty.EXPLICIT,
        (".",),
        verbose(r"(?<![\w.-]) (?P<value>[A-Za-z0-9][\w-]{0,62}+(?:\.[\w-]{1,63}+){2,8}) (?![\w-])"),
        {"POST https://lambda.us-east-1.amazonaws.com/2015": "lambda.us-east-1.amazonaws.com"},
        ("version 2.3", "The end. Of it."),
        near=verbose(r"\.[\w-]{1,63}\.[\w-]"),
    ),
    Rule(
        "service-resource",
        "An ARN or URN names a service in its third segment, or behind the vendor's: the caller's as often as another.",
        Kind.SERVICE,
        Certainty.HINT,
        ("arn:", "urn:"),
        verbose(
            r"""\b(?:arn|urn):[\w-]{1,30}: (?!(?:iam|sts):[^:]{0,20}:\d{0,12}:(?:user|role|assumed-role|root)\b)
            (?P<value>[\w-]{2,40}) (?=:)""",
            ignore_case=True,
        ),
        {"arn:aws:lambda:eu-west-1:123456789012:function:billing": "lambda"},
        ("return: a value", "User: arn:aws:iam::123456789012:user/bob may not"),
    ),
    Rule(
        "service-permission",
        "A permission that the caller lacks names the service before its action.",
        Kind.SERVICE,
        Certainty.HINT,
        ("to perform", "permission"),
        verbose(
            r"""[pt](?<!\w.)(?:(?<=t)o[ ]perform|(?<=p)ermissions?) (?::|[ ]on|[ ]to|[ ]for)? \s? ["'`]?
            (?P<value>[a-z][a-z0-9-]{1,39}) (?=:[A-Z][A-Za-z]{2,60})"""
        ),
        {
            "is not authorized to perform: lambda:GetFunction on resource": "lambda",
            "You need the permission s3:ListBucket": "s3",
        },
        ("permission denied: No such file", "to perform: it"),
    ),
    Rule(
        "service-call",
        "A program names the call of the operating system that failed, with arguments or without, before its words.",
        Kind.SERVICE,
        Certainty.HINT,
        tuple(f"{call}{mark}" for call in CALLS for mark in (": ", "(")),
        verbose(rf"(?<![\w.-]) (?P<value>{'|'.join(CALLS)}) (?:\([^()\n]{{0,80}}\))? (?=:[ ][A-Za-z])"),
        {
            "sudo: kill(8, SIGTERM): Operation not permitted": "kill",
            "cannot save: fork: Cannot allocate memory": "fork",
        },
        ("the fork was taken", "re-fork: none", "kill(8)"),
    ),
    Rule(
        "service-command",
        "A command line or a client's constructor names the service it was made for.",
        Kind.SERVICE,
        Certainty.NAMED,
        ("aws ", "client(", "az ", "gcloud "),
        verbose(
            r"""(?: (?:^|[\s$`]) (?:aws|az|gcloud) [ ] | client\(["'] ) (?P<value>[a-z][a-z0-9-]{1,40}) (?=[ "'])"""
        ),
        {"$ aws lambda get-function --name x": "lambda", "boto3.client('s3')": "s3"},
        ("the laws of it",),
    ),
    Rule(
        "service-namespace",
        "An error type of AWS's JSON protocols begins with the namespace of its service.",
        Kind.SERVICE,
        Certainty.NAMED,
        ("com.amazonaws.",),
        verbose(r"\bcom\.amazonaws\.(?!services\b)(?P<value>[a-z][a-z0-9]{1,40})(?=[.\#])"),
        {"com.amazonaws.dynamodb.v20120810#TooBig": "dynamodb"},
        ("com.amazonaws.services.kms", "see com.amazonaws"),
    ),
    Rule(
        "service-field",
        "A logger's or a tool's field is called service.",
        Kind.SERVICE,
        Certainty.NAMED,
        ("service=", "service:", 'service":', "service_name", "servicename"),
        verbose(
            r"""(?<![\w-]) service(?:_?name)? ["']? \s? [=:] \s? ["']?
            (?P<value>[A-Za-z][\w-]{1,40}) (?=["',;)}\]\s] | $)""",
            ignore_case=True,
        ),
        {"level=error service=ECS": "ECS", '{"serviceName": "kms", "code": 3}': "kms"},
        ("web-service=on", "service: a"),
    ),
    Rule(
        "service-server",
        "Amazon's servers name their service in the head of an answer.",
        Kind.SERVICE,
        Certainty.NAMED,
        ("server: amazon",),
        verbose(r"""^(?:[<>*]{0,2}[ ]?|->[ ]")Server:[ ]Amazon(?P<value>\w{2,40})(?=$|\\r)""", ignore_case=True),
        {
            "Date: Wed\nServer: AmazonS3": "S3",
            "< server: AmazonS3": "S3",
            '-> "Server: AmazonS3\\r\\n"': "S3",
        },
        ("Server: nginx", "our server: Amazon"),
    ),
    Rule(
        "service-of-frame",
        "The frames of a stack name the file of the SDK that is made for the service.",
        Kind.SERVICE,
        Certainty.NAMED,
        ("aws-sdk/lib/services/",),
        verbose(r"\baws-sdk/lib/services/(?P<value>[a-z][a-z0-9]{1,40})(?=\.js\b)"),
        {"at extractError (/srv/node_modules/aws-sdk/lib/services/ec2.js:50:35)": "ec2"},
        ("at run (/srv/node_modules/aws-sdk/lib/state_machine.js:14:12)",),
    ),
    Rule(
        "service-of-host-id",
        "S3 gives each answer a second id in base64; others that have a field of that name put a host's name into it.",
        Kind.SERVICE,
        Certainty.HINT,
        ("hostid", "x-amz-id-2"),
        verbose(
            r"""(?P<value>HostId|x-amz-id-2) ["']? [ ]?[>:=][ ]?["']? (?=[A-Za-z0-9+/]{12,120}={0,2}(?![\w.-]))""",
            ignore_case=True,
        ),
        {
            "<RequestId>4QK9</RequestId><HostId>pZ0f8qkE3V5g0rXb1k=</HostId>": "HostId",
            "'x-amz-id-2': 'pZ0f8qkE3V5g0rXb1k='": "x-amz-id-2",
        },
        ("<HostId>store.eu-1.example.com</HostId>", "HostId is missing"),
    ),
    Rule(
        "service-terraform",
        "The type of a resource of Terraform names the vendor, the service or what its operation creates.",
        Kind.SERVICE,
        Certainty.HINT,
        ("aws_",),
        verbose(
            r"""(?<![A-Za-z0-9_]) aws_
            (?P<value>(?!(?:access|account|secret|session)_)[a-z0-9]{2,30}(?:_[a-z0-9]{1,30}){0,6}) (?=["'.\s,]|$)"""
        ),
        {
            "with aws_lambda_function.a,": "lambda_function",
            'resource "aws_cloudwatch_log_group" "build"': "cloudwatch_log_group",
        },
        ("my_aws_lambda_role", "aws_access_key_id = a", "aws_profile=a"),
    ),
    Rule(
        "service-class",
        "A class of errors is called like the service: `MongoServerError`, `ArangoError`.",
        Kind.SERVICE,
        Certainty.HINT,
        ("error", "exception"),
        verbose(r"(?P<value>[A-Z](?<!\w.)[A-Za-z]{2,30}?) (?:Server)?(?:Error|Exception)\b"),
        {"MongoServerError: it is there": "Mongo", "com.arangodb.ArangoDBException: it is gone": "ArangoDB"},
        ("an Error", "Exception: it is gone", "MongoErrors"),
        near=verbose(r"E(?:rror|xception)\b"),
    ),
    Rule(
        "service-frame",
        "A stack frame, or a test's name, names a file of a program, whose ending names the language.",
        Kind.SERVICE,
        Certainty.HINT,
        (".py",),
        verbose(r"""\.(?P<value>py)[xw]? (?= ",[ ]line[ ]\d | :\d{1,6}:[ ] | ::\w | [ ]-[ ]\w{3,40}Error:[ ] )"""),
        {
            'File "shop\\cart.pyx", line 574, in total': "py",
            "cart.py:9: TypeError": "py",
            "FAILED test_cart.py::test_total - TypeError: none": "py",
            "ERROR test_cart.py - ImportError: none": "py",
        },
        ("see cart.py, line 12", "python app.py:main"),
    ),
    Rule(
        "service-scope",
        "A vendor's packages of JavaScript lie in a scope that is called like it, with a word behind.",
        Kind.SERVICE,
        Certainty.HINT,
        ("hq/", "sdk/", "js/", "api/", "labs/", "inc/"),
        verbose(r"(?<![\w.]) @ (?P<value>[a-z][a-z0-9]{2,30}?) (?=-?(?:hq|sdk|js|api|labs|inc)/[a-z])"),
        {
            "@notionhq/client warn: request fail": "notion",
            "at f (/srv/node_modules/@kettle-sdk/core/a.js:1:2)": "kettle",
        },
        ("bob@notionhq/team", "see @notion/client", "@hq/team"),
    ),
    Rule(
        "service-package",
        "A class, a module or a package of an SDK lies under the service's name.",
        Kind.SERVICE,
        Certainty.HINT,
        (".services.", "client-", "aws::", "aws\\", "amazon.", "azure.", "google."),
        verbose(
            r"""
            (?: \.services\. | @[\w-]{2,40}[/\\]client- | \bAws:: | \bAws\\ | \bAmazon\. | \bazure[.-]
            | \bgoogle\.cloud\. )
            (?P<value>[A-Za-z][\w-]{1,40})""",
            ignore_case=True,
        ),
        {
            "com.amazonaws.services.lambda.model.TooBig: x": "lambda",
            "Aws::S3::Errors::NoSuchKey": "S3",
            "at run (C:\\web\\node_modules\\@aws-sdk\\client-kms\\index.js:5:2)": "kms",
        },
        ("our services are up",),
    ),
)
"""How texts name a service, the surest first."""
