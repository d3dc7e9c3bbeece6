"""From pasted text to guidance, in plain Python: cleaning, payloads, evidence by rules, candidates by scope, the
messages of the catalog that they show, matches, guidance; and redaction, which masks the secrets in what is shown."""

from collections.abc import Callable
from functools import partial

from catalog.diagnosis.budget import Budget
from catalog.diagnosis.candidates import find_candidates
from catalog.diagnosis.cleaning import Cleaned, clean
from catalog.diagnosis.error_candidate import Candidate
from catalog.diagnosis.guidance import Guidance, advise
from catalog.diagnosis.index import CatalogIndex
from catalog.diagnosis.matching import Matched, kind_of, match, with_own_values, words_of
from catalog.diagnosis.merging import diagnose_log
from catalog.diagnosis.numbers import (
    CHARACTERS_OF_A_KIND,
    LEAST_FINDING,
    LEAST_LOOKING_UP,
    LONGEST_READ_TWICE,
    WORK_OF_A_FIT,
    WORK_OF_AN_ERROR,
)
from catalog.diagnosis.payloads import Payloads, find_payloads
from catalog.diagnosis.prefilter import excerpt, is_log
from catalog.diagnosis.question import Question
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
    ask = partial(_diagnose, index=index, service=service, http_status=http_status, version=version, texts=texts)
    if is_log(text):
        # Most lines of a log show nothing: those are never read.
        part = excerpt(text, index)
        # The lines that are read by themselves share what a text as long as all may cost.
        shared = _budgets(len(text), texts)
        most = len(text) // CHARACTERS_OF_A_KIND
        repeats = Repeats(index, partial(ask, budgets=shared), lambda read: read < most and not _is_any_spent(shared))
        return diagnose_log(part, repeats, partial(ask, budgets=_budgets(len(text), texts)))
    return ask(text)


Budgets = tuple[Budget, Budget]
"""Work to find the errors of a text, and to look them up: apart, so that one cannot exhaust the other."""


def _budgets(length: int, texts: int) -> Budgets:
    return Budget.of(length, LEAST_FINDING, texts), Budget.of(length, LEAST_LOOKING_UP, texts)


def _is_any_spent(budgets: Budgets) -> bool:
    return any(each.is_spent for each in budgets)


def _diagnose(
    text: str,
    index: CatalogIndex,
    *,
    service: str | None = None,
    http_status: int | None = None,
    version: str | None = None,
    texts: int = 1,
    budgets: Budgets | None = None,
) -> Guidance:
    """Answer a text at the cost of ``budgets``, or of those that it has by itself."""
    cleaned = clean(text)
    question = partial(Question, cleaned.text, index, service=service, http_status=http_status, version=version)
    ask = partial(_read, cleaned, budgets or _budgets(len(text), texts), index=index, question_with=question)
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
    budgets: Budgets,
    text: str,
    index: CatalogIndex,
    question_with: Callable[[Budget], Question],
    payloads: Payloads | None = None,
) -> Guidance:
    evidence = gather_evidence(payloads or find_payloads(text))
    budget, looking_up = budgets
    question = question_with(looking_up)
    answered: dict[object, Matched] = {}
    kinds: dict[object, Matched] = {}
    seen: list[tuple[Candidate, Matched]] = []
    more = False
    lasts: dict[str, int] = {}
    counted: dict[int, list[int]] = {}
    candidates = find_candidates(evidence, index, budget)
    question.divide(evidence.lines, candidates)
    for candidate in candidates:
        # A log repeats itself: what was answered once is not matched again.
        words = words_of(candidate), question.scope_of(candidate).key
        kind = kind_of(candidate), words[1]
        if words not in answered and kind in kinds and looking_up.pay(WORK_OF_A_FIT):
            answered[words] = with_own_values(kinds[kind], candidate)
        if words not in answered:
            cases = sum(len(error.cases) for error in candidate.errors) + len(candidate.shown_messages)
            paid = looking_up.pay(WORK_OF_AN_ERROR + WORK_OF_A_FIT * cases)
            if answered and not paid:
                more = True
                if candidate.code in lasts:
                    # It is one of that code, whatever it says: that much is known without looking it up.
                    lines = counted.setdefault(lasts[candidate.code], [])
                    lines += (candidate.lines[0], *candidate.more)
                continue
            answered[words] = match(candidate, question)
            if kind[0] and answered[words].outcome == "known":
                kinds[kind] = answered[words]
        if answered[words].code is not None:
            candidate = candidate._replace(code=answered[words].code)
        if candidate.code and candidate.errors:
            lasts[candidate.code] = len(seen)
        seen.append((candidate, answered[words]))
    for place, lines in counted.items():
        candidate, matched = seen[place]
        seen[place] = candidate._replace(more=(*candidate.more, *lines)), matched
    return advise(
        seen,
        index,
        truncated=cleaned.truncated,
        repaired=evidence.repaired,
        more=more or budget.ran_out or looking_up.ran_out,
        secrets=find_secrets(text),
        wait=retry_after(text),
    )


def _certainty(guidance: Guidance) -> tuple[int, float]:
    """How much a reading of the text makes of it: the clearer the better."""
    best = guidance.findings[0]
    sure = best.matches[0].confidence if best.matches else 0.0
    return -("known", "ambiguous", "unknown").index(best.outcome), sure
