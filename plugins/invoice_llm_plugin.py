"""Registers the plugin from the plugins folder, unless an installed package already does so by its entry point.

Airflow shows an import error for a plugin that comes both ways, so the folder steps back.
"""

from __future__ import annotations

from importlib.metadata import entry_points

if not entry_points(group="airflow.plugins", name="invoice_llm"):
    from invoice_llm_airflow.plugin import InvoiceLLMPlugin

    __all__ = ["InvoiceLLMPlugin"]
