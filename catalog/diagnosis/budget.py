"""How much work one text may cost."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.diagnosis.numbers import MOST_WORK, WORK_OF_A_CHARACTER
from catalog.folding import TextSpan
from catalog.message_template import MessageTemplate


@dataclass(slots=True)
class Budget:
    """The work that one diagnosis may still do; the answer says when it ran out."""

    units: int = field(default_factory=lambda: MOST_WORK)
    ran_out: bool = False

    @classmethod
    def of(cls, length: int, least: int) -> Budget:
        """Return what a text of so many characters may cost, the shortest ``least`` units."""
        return cls(min(MOST_WORK, least + int(length * WORK_OF_A_CHARACTER)))

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
