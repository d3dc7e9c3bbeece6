"""From pasted text to guidance, in plain Python: cleaning, payloads, evidence by rules, candidates by scope, the
messages of the catalog that they show, matches, guidance; and redaction, which masks the secrets in what is shown."""

from functools import partial

from catalog.diagnosis.budget import Budgets
from catalog.diagnosis.candidates import find_candidates
from catalog.diagnosis.cleaning import Cleaned, clean
from catalog.diagnosis.guidance import Guidance, advise
from catalog.diagnosis.index import CatalogIndex
from catalog.diagnosis.matched_candidates import match_all
from catalog.diagnosis.merging import diagnose_log
from catalog.diagnosis.numbers import CHARACTERS_OF_A_KIND, LONGEST_READ_TWICE
from catalog.diagnosis.payloads import Payloads, find_payloads
from catalog.diagnosis.prefilter import excerpt, is_log
from catalog.diagnosis.question import Question, Sender
from catalog.diagnosis.redaction import find_secrets, redact
from catalog.diagnosis.repeats import Repeats
from catalog.diagnosis.text_evidence import gather_evidence, retry_after
from catalog.garbage_collection import without_garbage_collection

__all__ = ["CatalogIndex", "Guidance", "diagnose", "redact"]


@without_garbage_collection()  # A diagnosis makes no cycles, and keeps very many objects until its end.
def diagnose(
    text: str,
    index: CatalogIndex,
    *,
    service: str | None = None,
    http_status: int | None = None,
    version: str | None = None,
    texts: int = 1,
) -> Guidance:
    """Answer a pasted error from ``index``, in time linear in the text.

    ``service`` is the slug of the service to prefer where several fit; ``http_status`` is the status the client saw,
    ``version`` that of the product, which decides between cases of one service that fit alike; ``texts`` are those of
    one request, which share what the shortest text may cost.
    """
    ask = partial(_diagnose, index=index, sender=Sender(service, http_status, version))
    if not is_log(text):
        return ask(text, budgets=Budgets.of(len(text), texts))
    # Most lines of a log show nothing: those are never read.
    part = excerpt(text, index)
    # The lines that are read by themselves share what a text as long as all may cost.
    shared = Budgets.of(len(text), texts)
    most = len(text) // CHARACTERS_OF_A_KIND
    repeats = Repeats(index, partial(ask, budgets=shared), lambda read: read < most and not shared.is_spent)
    return diagnose_log(part, repeats, partial(ask, budgets=Budgets.of(len(text), texts)))


def _diagnose(text: str, index: CatalogIndex, sender: Sender, budgets: Budgets) -> Guidance:
    cleaned = clean(text)
    ask = partial(_read, cleaned, sender, budgets, index)
    if cleaned.rejoined is None:
        return ask(cleaned.text)
    if len(cleaned.text) > LONGEST_READ_TWICE:
        both = [(each, find_payloads(each)) for each in (cleaned.rejoined, cleaned.text)]
        best, payloads = min(both, key=lambda each: _letters_outside(each[1]))
        return ask(best, payloads=payloads)
    answer, other = ask(cleaned.text), ask(cleaned.rejoined)
    return other if _certainty(other) >= _certainty(answer) else answer


def _letters_outside(payloads: Payloads) -> int:
    return sum(map(len, payloads.running.split()))


def _read(
    cleaned: Cleaned,
    sender: Sender,
    budgets: Budgets,
    index: CatalogIndex,
    text: str,
    payloads: Payloads | None = None,
) -> Guidance:
    evidence = gather_evidence(payloads or find_payloads(text))
    candidates = find_candidates(evidence, index, budgets.finding)
    question = Question(evidence.text, index, budgets.looking_up, sender)
    question.divide(evidence.lines, candidates)
    return advise(
        match_all(candidates, question),
        index,
        truncated=cleaned.truncated,
        repaired=evidence.repaired,
        more=budgets.ran_out,
        secrets=find_secrets(text),
        wait=retry_after(text),
    )


def _certainty(guidance: Guidance) -> tuple[int, float]:
    """How much a reading of the text makes of it: the clearer the better."""
    best = guidance.findings[0]
    sure = best.matches[0].confidence if best.matches else 0.0
    return -("known", "ambiguous", "unknown").index(best.outcome), sure
