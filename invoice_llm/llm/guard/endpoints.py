"""Connected endpoints, each with its breakers and the dialects of its models."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from invoice_llm.errors import (
    ConfigurationError,
    CredentialsRejected,
    InvoiceLLMError,
    RequestForbidden,
    WebPageInstead,
)
from invoice_llm.llm import wire
from invoice_llm.llm.dialects.causes import Cause
from invoice_llm.llm.dialects.dialect import Dialect, in_dialect
from invoice_llm.llm.dialects.known import Dialects, Turn
from invoice_llm.llm.dialects.learning import MOST_STEPS, next_dialect
from invoice_llm.llm.dialects.refusals import EndpointRefusal
from invoice_llm.llm.dialects.wording import rejected, texts_of
from invoice_llm.llm.guard.breaker import BreakerPolicy, Phase
from invoice_llm.llm.guard.circuit import LLMCircuitBreaker
from invoice_llm.llm.models.catalog import CatalogModel
from invoice_llm.llm.ports import BreakerStore
from invoice_llm.llm.telemetry.observing import CallObserver

log = logging.getLogger(__name__)
_FIXED = "embedded"
"""The endpoint of this program itself, whose dialect is known."""


class Endpoints:
    """Endpoints by the names that the catalog uses."""

    def __init__(
        self,
        endpoints: Mapping[str, wire.Endpoint],
        *,
        breakers: BreakerStore,
        policy: BreakerPolicy,
        observer: CallObserver,
        now: Callable[[], datetime],
        dialects: Dialects,
    ) -> None:
        self._endpoints = dict(endpoints)
        self._store = breakers
        self._policy = policy
        self._observer = observer
        self._now = now
        self._breakers: dict[str, LLMCircuitBreaker] = {}
        self._dialects = dialects

    def address(self, spec: CatalogModel) -> str:
        """The host that answers, without any credentials."""
        endpoint = self._endpoints.get(spec.endpoint)
        return spec.endpoint if endpoint is None else endpoint.base_url.host

    def dialect_key(self, spec: CatalogModel) -> str:
        """One model at one address, which on one host may be several servers."""
        endpoint = self._endpoints.get(spec.endpoint)
        if endpoint is None:
            return f"{spec.endpoint} {spec.name}"
        url = endpoint.base_url
        return f"{url.host}{f':{url.port}' if url.port else ''}{url.path.rstrip('/')} {spec.name}"

    def rate_key(self, spec: CatalogModel) -> str:
        """Limits a minute are an account's for one model."""
        return f"{self.address(spec)} {spec.name}"

    def breaker(self, spec: CatalogModel) -> LLMCircuitBreaker:
        """Models of one family at one endpoint fail together."""
        key = f"{self.address(spec)} {spec.family}"
        if key not in self._breakers:
            self._breakers[key] = LLMCircuitBreaker(
                store=self._store, key=key, policy=self._policy, now=self._now, on_change=self._changed
            )
        return self._breakers[key]

    @asynccontextmanager
    async def turn(self, spec: CatalogModel) -> AsyncIterator[Turn]:
        """The dialect of one call. Raises ``ModelNotServed`` where the endpoint is known not to have the model."""
        self._endpoint(spec)
        if spec.endpoint == _FIXED:
            yield Turn(spec.name, "", spec.name, proven=True)
            return
        async with self._dialects.turn(self.dialect_key(spec), spec) as turn:
            yield turn

    def connection(self, spec: CatalogModel) -> wire.Endpoint:
        """The connected endpoint of a model."""
        return self._endpoint(spec)

    def in_known_dialect(self, spec: CatalogModel, request: dict[str, Any]) -> dict[str, Any]:
        """A request in the dialect as far as it is known, without finding out more."""
        return in_dialect(request, self._dialects.so_far(self.dialect_key(spec)))

    def is_here(self, spec: CatalogModel) -> bool:
        """True for the endpoint of this program itself: it is as fast as the machine, and nobody is to be spared."""
        return spec.endpoint == _FIXED

    def may_wait(self, spec: CatalogModel) -> bool:
        """True where a turn may have to wait until somebody has found out the dialect."""
        return spec.endpoint != _FIXED and not self._dialects.is_known(self.dialect_key(spec))

    async def serves(self, spec: CatalogModel) -> bool:
        """False for an endpoint that is not there, and for a model that it said it does not have."""
        if spec.endpoint not in self._endpoints:
            return False
        return spec.endpoint == _FIXED or await self._dialects.serves(self.dialect_key(spec), spec)

    def standing(self, spec: CatalogModel) -> str:
        """Model entry and dialect as one text: they decide besides the question how an answer comes out."""
        return self._dialects.standing(self.dialect_key(spec), spec)

    async def send(
        self,
        spec: CatalogModel,
        request: dict[str, Any],
        turn: Turn,
        *,
        deadline: timedelta,
        departure: wire.Departure | None = None,
    ) -> wire.RawAnswer:
        """One request, in the dialect of the turn; where that is refused, in the next one, all before the deadline;
        this program's own endpoint has none."""
        ends = asyncio.get_running_loop().time() + deadline.total_seconds()
        dialect = turn.dialect
        for _ in range(MOST_STEPS + 1):
            left = None if self.is_here(spec) else timedelta(seconds=ends - asyncio.get_running_loop().time())
            try:
                raw = await wire.send(
                    self._endpoint(spec), in_dialect(request, dialect), deadline=left, departure=departure
                )
            except wire.RefusedRequest as error:
                refusal = error.refusal
            except InvoiceLLMError as error:
                turn.lets_go = True
                if isinstance(error, CredentialsRejected):
                    error.was_accepted = turn.proven
                    if error.is_forbidden and turn.proven:
                        raise _forbidden(spec) from None
                raise
            else:
                if not turn.proven and raw.is_web_page:
                    turn.lets_go = True
                    raise WebPageInstead("a web page came in place of an answer; check OPENAI_BASE_URL and the proxy")
                if spec.endpoint != _FIXED:
                    await self._dialects.taken(turn, dialect)
                return raw
            following = next_dialect(refusal, request, dialect, proven=turn.proven)
            if following is None:
                break
            self._observer.event("param_healed", model=spec.name)
            dialect = following
        raise await self._refused(spec, request, turn, dialect, refusal)

    async def _refused(
        self, spec: CatalogModel, request: dict[str, Any], turn: Turn, dialect: Dialect, refusal: EndpointRefusal
    ) -> InvoiceLLMError:
        """The typed error, after what it says about later calls was noted."""
        key = str(self._endpoint(spec).api_key)
        error = rejected(refusal, model=spec.name, texts=texts_of(request), key=key)
        log.warning("%s", error)
        lasting = refusal.kind is Cause.MODEL_GONE
        if spec.endpoint == _FIXED:
            return error
        if refusal.kind in (Cause.CONTENT_FILTER, Cause.TOO_LONG):
            await self._dialects.taken(turn, dialect)
        elif not lasting:
            lasting = self._dialects.strikes(turn, named=refusal.is_about_request or refusal.kind is Cause.WRONG_PLACE)
        if lasting:
            await self._dialects.gone(turn, error)
        return error

    def _endpoint(self, spec: CatalogModel) -> wire.Endpoint:
        try:
            return self._endpoints[spec.endpoint]
        except KeyError:
            raise ConfigurationError(f"{spec.name} needs the endpoint {spec.endpoint!r}; set OPENAI_API_KEY") from None

    def _changed(self, key: str, phase: Phase) -> None:
        log.warning("the circuit %s is %s", key, phase.replace("_", "-"))
        self._observer.event("breaker", to=phase)


def _forbidden(spec: CatalogModel) -> RequestForbidden:
    return RequestForbidden(
        f"{spec.name} refused the request, {RequestForbidden.why} (status 403), though the key was taken before; a "
        "firewall on the way may not let this document pass",
        code="403",
        model=spec.name,
    )
