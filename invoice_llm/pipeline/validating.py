"""The second look at doubtful documents."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from invoice_llm.calls import CallContext
from invoice_llm.errors import CircuitOpen, OddAnswer, RequestRejected, TransientError
from invoice_llm.invoice.checks import Finding, Known, check
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.llm.client import ResilientLLMClient
from invoice_llm.llm.models.catalog import ModelTier
from invoice_llm.pipeline.believing import Believer
from invoice_llm.pipeline.extracting import first_model
from invoice_llm.pipeline.opening import kept
from invoice_llm.pipeline.outages import Outages
from invoice_llm.pipeline.params import RunParams
from invoice_llm.pipeline.parts import Parts
from invoice_llm.pipeline.reading import Reading, readings
from invoice_llm.prompt_pack import FALLBACK
from invoice_llm.reading.parsing.origin import Origin
from invoice_llm.reading.routing import route
from invoice_llm.reading.validation import Doubt, Validator, complaints, in_doubt
from invoice_llm.store import FoundDocument

log = logging.getLogger(__name__)
STEP = "validated"


class SecondLook:
    """Asks about the doubtful values of one document, and keeps what stays in doubt. E-invoice data need no second
    reading."""

    def __init__(
        self, parts: Parts, client: ResilientLLMClient, run_id: str, chunk: int, params: RunParams, *, outages: Outages
    ) -> None:
        self._parts = parts
        self._client = client
        self._run_id = run_id
        self._params = params
        self._outages = outages
        self._readings = readings(parts, run_id, chunk)
        self._believer = Believer(parts, run_id, chunk)
        self._done = parts.store.runs.steps(run_id, STEP, chunk)

    async def __call__(self, found: FoundDocument) -> None:
        reading = self._readings[found.position]
        known = kept(self._parts, found)
        if reading.from_xml or known is None or found.position in self._done:
            return
        text = known.read.text
        model = reading.llm_model or first_model(self._parts, self._params, length=len(text))
        findings = check(reading.invoice, today=self._parts.today(), known=Known(own=self._parts.own))
        values = in_doubt(reading.evidence, findings, below=self._params.validation_threshold)
        if not self._may_change(reading, values, findings):
            return
        failing = {field: told for field, told in complaints(findings).items() if field in values}
        context = CallContext(
            operation="validate",
            document=found.key,
            run_id=self._run_id,
            invoice_model=reading.invoice_model,
            force=self._params.force,
        )
        look = partial(
            self._look,
            text,
            values,
            complaints=failing,
            invoice_model=reading.invoice_model,
            context=context,
            convention=known.read.habits.convention(reading.invoice.language, Origin.of_invoice(reading.invoice)),
        )
        try:
            doubts = await look(model)
        except OddAnswer as error:
            log.warning("%s: the second look was of no use (%s)", found.name, type(error).__name__)
            doubts = tuple(Doubt(field) for field in values)
        except (TransientError, CircuitOpen, RequestRejected) as error:
            if not isinstance(error, RequestRejected) and not self._outages.goes_on(found, error):
                raise
            log.warning("%s: %s", found.name, error)
            doubts = await look(self._parts.selector.of_tier(ModelTier.EMBEDDED))
        looked = {"asked": list(values), "doubts": [asdict(doubt) for doubt in doubts]}
        self._parts.store.runs.put_step(self._run_id, found.position, STEP, looked)

    def _may_change(self, reading: Reading, values: Collection[str], findings: Sequence[Finding]) -> bool:
        """False where the document ends the same whatever the second look says."""
        if route(reading.invoice, reading.evidence, findings, confident=True).outcome is not Outcome.ACCEPTED:
            return False
        return self._believer.may_change(reading, values, threshold=self._params.confidence_threshold)

    async def _look(self, text: str, values: Mapping[str, str], model: str, **told: Any) -> tuple[Doubt, ...]:
        """The doubts of one model."""
        validator = Validator(self._client, self._parts.prompts, model)
        invoice_model = told.pop("invoice_model") or FALLBACK
        validation = await validator.validate(text, values, invoice_model=invoice_model, **told)
        return validation.doubts


def kept_doubts(step: Mapping[str, Any]) -> tuple[Doubt, ...]:
    """The doubts as they were kept; none where the document had no second look."""
    return tuple(Doubt(**doubt) for doubt in step.get("doubts", ()))
