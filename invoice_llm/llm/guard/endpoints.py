"""The endpoints that answer, each with its breakers, and the parameters that its models turned out not to take."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from invoice_llm.errors import RequestRejected
from invoice_llm.llm import wire
from invoice_llm.llm.guard.breaker import BreakerPolicy, Phase
from invoice_llm.llm.guard.circuit import LLMCircuitBreaker
from invoice_llm.llm.models.catalog import CatalogModel
from invoice_llm.llm.ports import BreakerStore
from invoice_llm.llm.telemetry.observing import CallObserver

log = logging.getLogger(__name__)


class Endpoints:
    """By the names that the catalog uses."""

    def __init__(
        self,
        endpoints: Mapping[str, wire.Endpoint],
        breakers: BreakerStore,
        policy: BreakerPolicy,
        observer: CallObserver,
        now: Callable[[], datetime],
    ) -> None:
        self._endpoints = dict(endpoints)
        self._store = breakers
        self._policy = policy
        self._observer = observer
        self._now = now
        self._breakers: dict[str, LLMCircuitBreaker] = {}
        self._refused_params: dict[str, list[RequestRejected]] = {}

    def address(self, spec: CatalogModel) -> str:
        """The host that answers, without any credentials."""
        with suppress(RequestRejected):
            return self._endpoint(spec).base_url.host
        return spec.endpoint

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

    async def send(self, spec: CatalogModel, request: dict[str, Any], *, deadline: timedelta) -> wire.RawAnswer:
        """One request; a parameter that the model turns out not to take is left out from then on."""
        endpoint = self._endpoint(spec)
        for refused in self._refused_params.get(spec.name, []):
            request = wire.without_refused_param(request, refused) or request
        try:
            return await wire.send(endpoint, request, deadline=deadline)
        except RequestRejected as error:
            healed = wire.without_refused_param(request, error)
            if healed is None:
                raise
            log.warning("%s does not take %s; it is left out from now on", spec.name, error.param)
            self._observer.event("param_healed", model=spec.name)
            self._refused_params.setdefault(spec.name, []).append(error)
            return await wire.send(endpoint, healed, deadline=deadline)

    def _endpoint(self, spec: CatalogModel) -> wire.Endpoint:
        try:
            return self._endpoints[spec.endpoint]
        except KeyError:
            raise RequestRejected(f"{spec.name} needs the endpoint {spec.endpoint!r}; set OPENAI_API_KEY") from None

    def _changed(self, key: str, phase: Phase) -> None:
        log.warning("the circuit %s is %s", key, phase.replace("_", "-"))
        self._observer.event("breaker", to=phase)
