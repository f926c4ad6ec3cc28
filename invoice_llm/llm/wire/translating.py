"""Meaning of each of the SDK's exceptions, each status and each error inside an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx2
import openai

from invoice_llm import errors
from invoice_llm.llm.bodies import has_answer, read_json
from invoice_llm.llm.dialects.causes import Cause, asks_to_slow_down, is_miswritten, is_out_of_credit
from invoice_llm.llm.dialects.refusals import EndpointRefusal, read_refusal, refusal_of, word
from invoice_llm.llm.wire.decoding import body_text
from invoice_llm.llm.wire.redirects import LedElsewhere
from invoice_llm.llm.wire.streams import LARGEST_BODY, BodyTooLarge
from invoice_llm.llm.wire.waiting import asked_wait

_QUOTA_CODES = ("insufficient_quota", "billing_hard_limit_reached", "account_deactivated")
_MAY_PASS = (408, 409, 420, 423, 425, 498, 499)
"""Timeouts, locks and lost clients: the same request may be taken a little later."""
_PROXY_LOGIN = 407
_NEVER_LEFT = ("ConnectError", "ConnectTimeout", "ProxyError", "UnsupportedProtocol", "LocalProtocolError")

_WHY: Mapping[str, str] = {
    "CERTIFICATE_VERIFY_FAILED": "its certificate is not trusted; name the authority of it in SSL_CERT_FILE",
    "WRONG_VERSION_NUMBER": "it does not speak TLS there; is its address http:// instead of https://?",
    "record layer failure": "it does not speak TLS there; is its address http:// instead of https://?",
    "Name or service not known": "its name is not known; check OPENAI_BASE_URL and the name server",
    "name resolution": "its name is not known now; check OPENAI_BASE_URL and the name server",
    "Connection refused": "nobody listens at its address",
    "Connect call failed": "nobody listens at its address",
    "407": "the proxy asks for a login",
}
"""Words in what the operating system and the TLS library say, and what they mean for a person."""
_LED: Mapping[type[BaseException | None], str] = {
    httpx2.TooManyRedirects: "from one to the next without end",
    LedElsewhere: "to another host, which gets no document",
}


class RefusedRequest(errors.RequestRejected):
    """A refusal that has not been looked into: another form of the request may be taken."""

    def __init__(self, refusal: EndpointRefusal) -> None:
        told = f"status {refusal.status}" + (f", {refusal.code}" if refusal.code else "")
        super().__init__(f"the endpoint refused the request ({told})", code=refusal.code)
        self.refusal = refusal


def translate(error: openai.OpenAIError, *, model: str = "the model") -> errors.InvoiceLLMError:
    """Turn an SDK exception into one of ours. Messages name the status and the code, never the provider's free text:
    that may quote the key or the document."""
    if isinstance(error, openai.APIStatusError):
        headers = error.response.headers
        return by_status(error.status_code, body_text(error.response.content, headers.get("content-type", "")), headers)
    if isinstance(error, openai.APIConnectionError):
        return _connection(error, model)
    if isinstance(error, openai.APIResponseValidationError):
        return errors.AnswerNotJson("the answer could not be read")
    return errors.ConfigurationError(f"the SDK could not send the request ({type(error).__name__})")


def _connection(error: openai.APIConnectionError, model: str) -> errors.InvoiceLLMError:
    cause = type(error.__cause__).__name__
    if (odd := _odd_body(error.__cause__)) is not None:
        return odd
    if (where := _LED.get(type(error.__cause__))) is not None:
        return errors.ProviderUnavailable(f"the address leads {where}; check OPENAI_BASE_URL")
    if cause == "PoolTimeout":
        return errors.LocalOverload("no connection was free in our own pool")
    if cause in ("UnsupportedProtocol", "LocalProtocolError", "InvalidURL"):
        return errors.ConfigurationError(
            f"the request could not be sent ({cause}); check OPENAI_BASE_URL and OPENAI_API_KEY"
        )
    if isinstance(error, openai.APITimeoutError) and cause not in _NEVER_LEFT:
        return errors.ProviderTooSlow(model)
    told = f"the connection to the model failed{_why(error)}"
    return errors.ProviderUnavailable(told, may_be_billed=cause not in _NEVER_LEFT)


def _why(error: BaseException) -> str:
    """What the causes of an error say, in other words; nothing where they say nothing that is known."""
    said, cause = "", error.__cause__
    while cause is not None and len(said) < 2_000:
        said, cause = f"{said} {cause}", cause.__cause__ or cause.__context__
    return next((f": {sentence}" for sign, sentence in _WHY.items() if sign in said), "")


def _odd_body(cause: BaseException | None) -> errors.InvoiceLLMError | None:
    if isinstance(cause, BodyTooLarge):
        return errors.NoCompletion(f"the answer is larger than {LARGEST_BODY // 1_000_000} MB")
    if isinstance(cause, httpx2.DecodingError):
        return errors.NoCompletion("the answer is not compressed as its headers say")
    return None


def by_status(status: int, body: str, headers: Mapping[str, str]) -> errors.InvoiceLLMError:
    """The error that a status stands for."""
    return _meaning(read_refusal(status, body), asked_wait(headers, body=body))


def error_in(body: str, headers: Mapping[str, str]) -> errors.InvoiceLLMError | None:
    """The error that a body with status 200 tells of; ``None`` for an answer, and for what is no JSON."""
    try:
        data = read_json(body)
    except ValueError:
        return None
    told = _fault(data) if isinstance(data, dict) else None
    if told is None:
        return None
    return _meaning(refusal_of(_told_status(told), {"error": told}), asked_wait(headers, body=body), quiet=True)


def _fault(data: Mapping[str, Any]) -> Any:
    """The error of a body that has no answer in it, wherever it stands; ``None`` where there is none."""
    if has_answer(data):
        return None
    for name in ("error", "errors", "detail"):
        if told := data.get(name):
            return told[0] if isinstance(told, list) else told
    is_error = data.get("object") == "error" or data.get("type") == "error" or data.get("success") is False
    return data if is_error or {"code", "message"} <= set(data) else None


def _told_status(told: Any) -> int:
    """The status that an error inside an answer names, 200 where it names none."""
    for name in ("code", "status", "status_code"):
        value = told.get(name) if isinstance(told, Mapping) else None
        if isinstance(value, str) and value.isdecimal():
            value = int(value[:4])
        if isinstance(value, int) and 400 <= value < 600:
            return value
    return 200


def _meaning(refusal: EndpointRefusal, wait: timedelta | None, *, quiet: bool = False) -> errors.InvoiceLLMError:
    """``wait`` is what the endpoint asks for; ``quiet``: the error came with status 200, so that the status says
    nothing."""
    status, told = refusal.status, f"status {refusal.status}" + (f", {refusal.code}" if refusal.code else "")
    if (elsewhere := _of_account(refusal, told, wait, quiet=quiet)) is not None:
        return elsewhere
    if is_miswritten(refusal.code):
        return errors.AnswerNotJson(f"the endpoint found no answer in what the model wrote ({told})")
    if refusal.kind in (Cause.CONTENT_FILTER, Cause.TOO_LONG) and status not in (401, *_MAY_PASS):
        return RefusedRequest(refusal)
    if status in (401, 403) and refusal.kind is not Cause.MODEL_GONE:
        rejected = errors.CredentialsRejected(f"the key was not accepted ({told}); check OPENAI_API_KEY and its rights")
        rejected.is_forbidden = status == 403
        return rejected
    if status in (_PROXY_LOGIN, *_MAY_PASS) or _has_failed(refusal, quiet=quiet):
        who = "a proxy on the way asks for a login" if status == _PROXY_LOGIN else "the provider failed"
        return errors.ProviderUnavailable(f"{who} ({told})", retry_after=wait)
    return RefusedRequest(refusal)


def _of_account(
    refusal: EndpointRefusal, told: str, wait: timedelta | None, *, quiet: bool
) -> errors.InvoiceLLMError | None:
    """What is wrong with the account or its pace, and not with this request."""
    if refusal.code in _QUOTA_CODES or is_out_of_credit(refusal.status, refusal.said):
        return errors.QuotaExhausted(f"the account is out of credit ({told}); no wait will cure it")
    if refusal.status == 429 or ((quiet or refusal.status == 400) and asks_to_slow_down(refusal.said)):
        return errors.RateLimited(f"the provider asks to slow down ({told})", retry_after=wait)
    return None


def _has_failed(refusal: EndpointRefusal, *, quiet: bool) -> bool:
    """A fault of the server's own, and not its way to say that it does not take such a request."""
    if refusal.status >= 500:
        return refusal.status != 501 and not refusal.is_about_request
    return quiet and refusal.status == 200 and not refusal.is_about_request and refusal.kind is Cause.FORM


__all__ = ["RefusedRequest", "by_status", "error_in", "translate", "word"]
