"""Every number that decides, with its reason; and the confidence of an answer, added up in one place."""

from __future__ import annotations

LEAST_WORK, WORK_OF_A_CHARACTER, MOST_WORK = 40_000, 0.3, 400_000
"""Units of work for one text, each of two to three microseconds: so many, and more for a longer one, up to about a
second; a page of any error costs less than a hundredth of the least."""

WORK_OF_AN_ERROR, WORK_OF_A_FIT, WORK_OF_A_LIKENESS = 12, 6, 3
"""Units of work for an error that is looked up, for each case it is compared with, for a message compared with one."""

LONG_ENOUGH = 40
"""Characters of literal text from which a template without placeholders is told from prose wherever it stands."""

LONGEST_UNWRAPPED = 40
"""Characters below which no terminal and no mail program breaks a line: a value goes on only behind a longer one."""

CODE_AND_MESSAGE = 0.99
"""A code with its own documented message: nothing else can be meant."""

CODE_AND_MESSAGE_WITH_A_DOUBT = 0.95
"""The same, with another status than documented or with the code's delimiters written otherwise."""

CODE_ALONE = 0.95
"""A code that has one case, where the text says no message."""

CODE_WITH_ANOTHER_MESSAGE = 0.9
"""A code whose text says something else than documented: a later version's words, or another program's code."""

CODE_AND_STATUS = 0.9
"""One of several cases, told by its status alone."""

NAME_ALONE = 0.85
"""A tag or a thing's name: nothing there says that it is an error."""

ONE_OF_SEVERAL_CASES = 0.6
"""A code with several cases and nothing to tell them apart."""

MESSAGE_AND_STATUS = 0.97
"""A message without its code, with the documented status."""

WHOLE_MESSAGE = 0.93
"""A message without its code that is the whole of a field or a line."""

PART_OF_A_MESSAGE = 0.9
"""A message without its code that other words stand around."""

SHORT_MESSAGE_AND_STATUS = 0.85
"""A message of few words, with the documented status: below 0.9, since other vendors say the same."""

SHORT_MESSAGE = 0.75
"""A message of few words alone."""

STATUS_WORDS = 0.6
"""The standard words of a status, in the format of one service."""

OF_EQUAL_SERVICES = 0.95
"""Shared by the services that have one code."""

OF_EQUAL_CASES = 0.9
"""Shared by the cases that nothing tells apart."""

OF_EQUAL_MESSAGES = 0.85
"""Shared by the cases of one code whose messages are the same."""

OTHER_CASE = 0.05
"""Another case of a code that was told by its message."""

TELLING_HUMPS = 3
"""Words of a code from which it is somebody's without its message or its service: "OverLimit" is anybody's."""

SIMILAR = 80
"""Percent of similarity from which a documented message is offered as similar; below, other errors are offered."""

MOST_AMBIGUOUS = 20
"""Errors that fit equally well and are shown: the contract's number."""

MOST_COMPARED = 20
"""Unknown codes of one text to which similar ones are looked for: each is compared with all codes there are."""
