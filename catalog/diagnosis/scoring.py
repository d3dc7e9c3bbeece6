"""Every number that decides, with its reason; and the confidence of an answer, added up in one place."""

from __future__ import annotations

MOST_WORK = 400_000
"""Units of work for one text: about a second; a page of any error costs less than a thousandth of it."""

LONG_ENOUGH = 40
"""Characters of literal text from which a template without placeholders is told from prose wherever it stands."""

LONGEST_UNWRAPPED = 40
"""Characters below which no terminal and no mail program breaks a line: a value goes on only behind a longer one."""
