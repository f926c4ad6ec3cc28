"""Why a decision was refused, as the browser and the person are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from invoice_llm.errors import AlreadyAccepted, BadValues, ChecksFail, DecidedMeanwhile, ReviewRefused
from invoice_llm_airflow import addresses
from invoice_llm_airflow.pages.review import typed
from invoice_llm_airflow.pages.review.checks import asked_at, stopping_sentences
from invoice_llm_airflow.pages.review.grounds import original_in
from invoice_llm_airflow.pages.text import wording
from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.web.json_answer import JsonAnswer
from invoice_llm_airflow.pages.web.request import RequestContext

if TYPE_CHECKING:
    from invoice_llm.invoice.checks import Finding


def refusal(context: RequestContext, error: ReviewRefused) -> JsonAnswer:
    """Answer to a refused decision: the message for the person, and what they can do."""
    match error:
        case DecidedMeanwhile():
            said = t(
                "{what}, while you were looking at it. Nothing that you typed is lost.", what=_was_first(context, error)
            )
            return JsonAnswer({"kind": "conflict", "message": said}, 409)
        case ChecksFail():
            return JsonAnswer({"kind": "checks", "message": "", **_asked(context, error.stops)}, 422)
        case BadValues():
            return values_refused(error.errors)
        case AlreadyAccepted():
            told = _asked(context, (_accepted_before(error),))
            return JsonAnswer({"kind": "accepted", "message": told["sentences"][0], **told}, 409)
        case _:
            return JsonAnswer({"kind": "refused", "message": t(_capitalised(str(error)))}, 409)


def _asked(context: RequestContext, stops: Sequence[object]) -> dict[str, Any]:
    """What stops it: the sentences, where a reason is asked for besides that the page prints it so, whether anything
    else stops it, and the document that was accepted as this invoice."""
    from invoice_llm.invoice.checks import Finding
    from invoice_llm.review.judging import BEYOND_THE_PAGE

    beyond = [one for one in stops if isinstance(one, Finding) and one.rule.startswith(BEYOND_THE_PAGE)]
    first = original_in(stops)
    href = addresses.page(f"/documents/{addresses.part(str(first['run_id']))}/{first['position']}") if first else None
    return {
        "sentences": stopping_sentences(context.notation, stops),
        "asks": [asked_at(one) for one in beyond if one.fields],
        "besides": len(beyond) < len(stops),
        "original": first,
        "href": href,
    }


def _accepted_before(error: AlreadyAccepted) -> Finding:
    from invoice_llm.invoice.record import Original
    from invoice_llm.review.judging import accepted_before

    return accepted_before(Original(run_id=error.run_id, position=error.position, document=error.name))


def _capitalised(text: str) -> str:
    """An error's words as a sentence of their own."""
    return f"{text[:1].upper()}{text[1:]}."


def _was_first(context: RequestContext, error: DecidedMeanwhile) -> str:
    did, when = wording.action(error.action), context.notation.moment(error.at)
    return t("{who} {did} at {when}", who=error.by, did=did, when=when)


def said_to_refusal(context: RequestContext, error: ReviewRefused) -> str:
    """Why a decision was refused, as one sentence for the person."""
    match error:
        case DecidedMeanwhile():
            return f"{_was_first(context, error)}."
        case ChecksFail():
            return f"{'. '.join(stopping_sentences(context.notation, error.stops))}."
        case BadValues():
            return " ".join(typed.named_problem(path, sentence) for path, sentence in error.errors.items())
        case AlreadyAccepted():
            return f"{'. '.join(stopping_sentences(context.notation, (_accepted_before(error),)))}."
        case _:
            return t(_capitalised(str(error)))


def values_refused(problems: Mapping[str, str]) -> JsonAnswer:
    """Answer to values that cannot be; ``problems`` are sentences by path."""
    said = [typed.named_problem(path, sentence) for path, sentence in problems.items()]
    body = {
        "kind": "values",
        "message": " ".join(said),
        "problems": {p: {"sentence": s, "choices": []} for p, s in problems.items()},
    }
    return JsonAnswer(body, 422)
