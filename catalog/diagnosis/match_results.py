"""Results of matching: the cases that fit an error, those that nearly do, and how the text differs from them."""

from __future__ import annotations

from typing import NamedTuple

from catalog.known_error import ErrorCase, KnownError
from catalog.message_template import Parameter, fill_names


class Match(NamedTuple):
    """A case that fits. ``confidence`` is between 0 and 1; ``reasons`` are any of code, message, http_status, service.

    ``message_variant`` is the template that the message shows: the case's, or a former one. ``description`` and
    ``solution`` are the case's, with the values that the message had filled in; ``vendor_description`` and
    ``vendor_solution`` those of the vendor where the portal's people have written others.
    """

    service: str
    code: str
    case: ErrorCase
    parameters: tuple[Parameter, ...]
    confidence: float
    reasons: tuple[str, ...]
    description: str
    solution: str
    message_variant: str = ""
    vendor_description: str = ""
    vendor_solution: str = ""

    def with_values(self, parameters: tuple[Parameter, ...]) -> Match:
        """Return the match with these values, also in the case's texts."""
        return self._replace(
            parameters=parameters,
            description=fill_names(self.case.description, parameters),
            solution=fill_names(self.case.solution, parameters),
            vendor_description=fill_names(self.case.vendor_description or "", parameters),
            vendor_solution=fill_names(self.case.vendor_solution or "", parameters),
        )


class NearMiss(NamedTuple):
    """A case that does not fit but is like what was read, and in which way."""

    error: KnownError
    case: ErrorCase
    why: str


class Matched(NamedTuple):
    """Result of matching one candidate with the catalog.

    ``drifted`` is the documented message that the text words otherwise; ``remainder`` what the text says behind it;
    ``message`` is as the text shows it; ``left_out`` how many more fit as well. ``elsewhere`` is the code
    whose documented message a drifted one is, word for word; ``other_status`` the documented status, where the text
    has another; ``cut`` says that the text breaks off inside the message's last value, ``is_normalised`` that it writes
    the code with other delimiters than the catalog; ``respelling`` is the known code that an unknown one may be so;
    ``services`` are those that have an ambiguous code, the likeliest first; ``other_version`` says that the first match
    is documented for other versions of the product than the sender's; ``code`` is the one beside the message that is
    in no catalog, where the candidate has none.
    """

    outcome: str
    matches: tuple[Match, ...] = ()
    near: tuple[NearMiss, ...] = ()
    message: str | None = None
    drifted: str | None = None
    remainder: str = ""
    left_out: int = 0
    elsewhere: str | None = None
    other_status: int | None = None
    cut: bool = False
    is_normalised: bool = False
    respelling: str | None = None
    services: tuple[str, ...] = ()
    other_version: bool = False
    code: str | None = None

    def at_most(self, confidence: float) -> Matched:
        """Return the same, its first match no surer than ``confidence``."""
        first, *others = self.matches
        return self._replace(matches=(first._replace(confidence=min(first.confidence, confidence)), *others))
