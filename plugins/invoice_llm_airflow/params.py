"""The form of a run: what Airflow checks before it starts one. The same names and ranges as ``RunParams``.

The params people change most have no section, so that the form shows them unfolded.
"""

from __future__ import annotations

import os
from typing import get_args

from airflow.sdk import Param

from invoice_llm.pipeline.params import Mode, RunParams, Tier
from invoice_llm_airflow.asking import BUDGET, RELEASE, is_default

TIERS = list(get_args(Tier))
DEFAULTS = RunParams()
PARAMS = {
    "inbox": Param(
        None,
        type=["null", "string"],
        title="Inbox",
        description="A folder or URI inside the allowed ones; empty for the configured inbox.",
    ),
    "confidence_threshold": Param(
        DEFAULTS.confidence_threshold,
        type="number",
        minimum=0,
        maximum=1,
        title="Confidence needed to accept",
        description="A document below it goes to a person. Higher: fewer accepted, fewer mistakes among them.",
    ),
    "limit": Param(
        None,
        type=["null", "integer"],
        minimum=1,
        title="At most so many documents",
        description="Empty for all new ones.",
    ),
    "validation_threshold": Param(
        DEFAULTS.validation_threshold,
        type="number",
        minimum=0,
        maximum=1,
        section="Second check",
        title="Confidence below which values are checked again",
    ),
    "min_fields": Param(
        DEFAULTS.min_fields,
        type="integer",
        minimum=0,
        section="Second check",
        title="Fewest values",
        description="A document with fewer values found is checked again.",
    ),
    "model_tier": Param(
        DEFAULTS.model_tier,
        enum=TIERS,
        section="Model and cost",
        title="Model tier",
        description="auto picks by length and difficulty; embedded uses no language model and costs nothing.",
    ),
    "mode": Param(
        DEFAULTS.mode,
        enum=list(get_args(Mode)),
        section="Model and cost",
        title="Mode",
        description="batch is cheaper and takes hours.",
    ),
    "batch_deadline_h": Param(
        DEFAULTS.batch_deadline_h,
        type="number",
        minimum=0,
        maximum=24,
        section="Model and cost",
        title="Hours to wait for a batch",
        description="What no batch file has brought by then is asked in real time.",
    ),
    "force": Param(False, type="boolean", section="Model and cost", title="Read again what was seen before"),
    RELEASE: Param(
        is_default(RELEASE, os.environ),
        type="boolean",
        section="Approval",
        title="Ask before the batch is released",
        description="A person approves under Browse, Required Actions; until then no DAG starts from the accepted "
        "invoices.",
    ),
    BUDGET: Param(
        is_default(BUDGET, os.environ),
        type="boolean",
        section="Approval",
        title="Ask for more budget when it is used up",
        description="A person says by how much to raise today's budget; the invoices that waited for it are then read.",
    ),
}
OF_THE_DAG = (RELEASE, BUDGET)
"""Params that only the DAG reads; all others are those of ``RunParams``."""
