"""How much work one text may cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from catalog.diagnosis.numbers import (
    CHARACTERS_OF_OBJECT,
    FEWEST_OBJECTS,
    LEAST_FINDING,
    LEAST_LOOKING_UP,
    MOST_SHARING,
    MOST_WORK,
    WORK_OF_A_CHARACTER,
)
from catalog.folding import TextSpan
from catalog.message_template import MessageTemplate


@dataclass(slots=True)
class Budget:
    """The work that one diagnosis may still do; the answer says when it ran out.

    ``sharing`` are the texts of one request that share what the shortest text may cost; ``objects`` are the different
    ones of its structures that are read.
    """

    units: int = field(default_factory=lambda: MOST_WORK)
    ran_out: bool = False
    sharing: int = 1
    objects: int = FEWEST_OBJECTS

    @classmethod
    def of(cls, length: int, least: int, texts: int = 1) -> Budget:
        """Return what a text of so many characters may cost, the shortest ``least`` units, which ``texts`` share."""
        sharing = min(texts, MOST_SHARING)
        units = min(MOST_WORK, least // sharing + int(length * WORK_OF_A_CHARACTER))
        return cls(units, sharing=sharing, objects=FEWEST_OBJECTS // sharing + length // CHARACTERS_OF_OBJECT)

    @property
    def is_spent(self) -> bool:
        """True when nothing is left."""
        return self.units < 0

    def spend(self, template: MessageTemplate, text_span: TextSpan) -> bool:
        """Pay for one message laid against a text span; False when nothing is left."""
        return self.pay(2 + len(template.literals) + (len(text_span.folded) >> 8))

    def pay(self, units: int) -> bool:
        """Pay for work of another kind."""
        self.units -= units
        self.ran_out = self.ran_out or self.units < 0
        return self.units >= 0


class Budgets(NamedTuple):
    """Work to find the errors of a text, and to look them up: apart, so that one cannot exhaust the other."""

    finding: Budget
    looking_up: Budget

    @classmethod
    def of(cls, length: int, texts: int = 1) -> Budgets:
        """Return those of a text of so many characters, one of so many texts."""
        return cls(Budget.of(length, LEAST_FINDING, texts), Budget.of(length, LEAST_LOOKING_UP, texts))

    @property
    def ran_out(self) -> bool:
        """True when errors were left out for either."""
        return self.finding.ran_out or self.looking_up.ran_out

    @property
    def is_spent(self) -> bool:
        """True when nothing is left of either."""
        return self.finding.is_spent or self.looking_up.is_spent
