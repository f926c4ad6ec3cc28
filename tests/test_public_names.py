"""The names of the specification, with the signatures that callers rely on."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import invoice_llm

METHODS = {
    "LLMExtractor": {"__init__": ["client", "model"], "extract_structured_data": ["raw_text", "extraction_config"]},
    "ModelDetector": {"detect_model": ["raw_text"]},
    "ResilientLLMClient": {"call_with_retry": ["prompt"]},
    "LLMCircuitBreaker": {"__init__": ["failure_threshold", "timeout"], "call_protected": ["func", "args", "kwargs"]},
    "TokenOptimizer": {"optimize_prompt": ["prompt", "max_tokens"]},
    "ModelSelector": {"select_model": ["task_complexity", "content_length"]},
    "PromptBuilder": {"build_extraction_prompt": ["raw_text", "examples", "schema"]},
    "ValidationPromptBuilder": {"build_validation_prompt": ["original_text", "extraction_result"]},
    "LLMMetrics": {"track_api_call": ["operation"]},
    "CostTracker": {"__init__": ["daily_budget"], "record_usage": ["tokens", "model"]},
}


@pytest.mark.parametrize("name", sorted(METHODS))
def test_a_specified_class_has_its_specified_methods(name: str) -> None:
    for method, parameters in METHODS[name].items():
        signature = inspect.signature(getattr(getattr(invoice_llm, name), method))
        assert [p for p in signature.parameters if p != "self"][: len(parameters)] == parameters


def test_the_defaults_are_the_specified_ones() -> None:
    def defaults(name: str, method: str) -> dict[str, object]:
        parameters = inspect.signature(getattr(getattr(invoice_llm, name), method)).parameters
        return {key: p.default for key, p in parameters.items()}

    assert defaults("LLMCircuitBreaker", "__init__")["failure_threshold"] == 5
    assert defaults("LLMCircuitBreaker", "__init__")["timeout"] == 60
    assert defaults("TokenOptimizer", "optimize_prompt")["max_tokens"] == 3000
    assert defaults("CostTracker", "__init__")["daily_budget"] == 100.0


def test_the_invoice_models_and_tiers_are_there() -> None:
    model = invoice_llm.InvoiceModel
    assert [model.VENDOR_A_V2, model.VENDOR_B_V1, model.GENERIC_FALLBACK] == [
        "vendor_a_v2",
        "vendor_b_v1",
        "generic_fallback",
    ]
    assert [str(tier) for tier in invoice_llm.ModelTier] == ["embedded", "basic", "advanced", "premium"]
    fields = invoice_llm.ModelDetectionResult(model.VENDOR_A_V2, 0.9, "its VAT id")
    assert (fields.model_type, fields.confidence, fields.reasoning) == ("vendor_a_v2", 0.9, "its VAT id")


def test_every_public_name_can_be_had_and_no_other() -> None:
    for name in invoice_llm.__all__:
        assert getattr(invoice_llm, name) is not None
    with pytest.raises(AttributeError, match="nonsense"):
        invoice_llm.nonsense  # noqa: B018


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = {"openai", "sqlalchemy", "pypdfium2", "lxml", "airflow"}
    code = f"import sys, invoice_llm; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
