"""The plain design of the specification: three calls a document, each with the full text, whole answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.llm.schema import strict_schema

DETECT = (
    "Identify which invoice model this document follows: vendor_a_v2, vendor_b_v1 or generic_fallback. Answer with"
    ' JSON: {"model_type": "...", "confidence": 0.0, "reasoning": "..."}'
)
EXTRACT = (
    "Extract the structured data of this invoice as JSON that meets this schema. Use null for what is missing. Give"
    " dates and amounts exactly as printed."
)
VALIDATE = (
    "Validate this extraction against the invoice text. For each field say whether it is right, with the right value"
    ' where it is not. Answer with JSON: {"is_valid": true, "confidence": 0.0, "issues": [{"field": "...", "problem":'
    ' "...", "suggestion": "..."}]}'
)
DETECTED = json.dumps({"model_type": "generic_fallback", "confidence": 0.85, "reasoning": "no known supplier is named"})
VALIDATED = json.dumps({"is_valid": True, "confidence": 0.95, "issues": []})


def plain_tokens(text: str, read: PrintedInvoice, count: Callable[[str], int]) -> Counter[str]:
    """Tokens in and out of one document; what is read is the same as ours."""
    answer, schema = read.model_dump_json(), json.dumps(strict_schema(PrintedInvoice))
    calls = [
        (f"{DETECT}\n\n{text}", DETECTED),
        (f"{EXTRACT}\n{schema}\n\n{text}", answer),
        (f"{VALIDATE}\n\n{answer}\n\n{text}", VALIDATED),
    ]
    return Counter(input=sum(count(sent) for sent, _ in calls), output=sum(count(said) for _, said in calls))
