"""Provider's description for Airflow: connection type, hook, operators, sensors, decorator, notifier, links.

Airflow reads it in every component through the entry point ``apache_airflow_provider``, so that it imports nothing.
The keys are those of Airflow's ``provider_info.schema.json``.
"""

from __future__ import annotations

from typing import Any

_BLOCKS = "invoice_llm_airflow.blocks"
_NAME = "Invoice LLM"


def get_provider_info() -> dict[str, Any]:
    """Description of this provider."""
    return {
        "package-name": "invoice-llm",
        "name": _NAME,
        "description": "Supplier invoices into checked, structured records, with a language model, at a known cost.",
        "integrations": [{"integration-name": _NAME, "external-doc-url": "", "tags": ["ai"]}],
        "hooks": [_modules("hook")],
        "operators": [_modules("operators")],
        "sensors": [_modules("sensors")],
        "triggers": [_modules("triggers")],
        "connection-types": [_connection_type()],
        "task-decorators": [{"name": "invoice", "class-name": f"{_BLOCKS}.decorators.invoice_task"}],
        "notifications": ["invoice_llm_airflow.alerting.webhook.WebhookNotifier"],
        "extra-links": ["invoice_llm_airflow.links.RunPage", "invoice_llm_airflow.links.ReviewQueue"],
    }


def _modules(name: str) -> dict[str, Any]:
    return {"integration-name": _NAME, "python-modules": [f"{_BLOCKS}.{name}"]}


def _connection_type() -> dict[str, Any]:
    """Form of a connection: the password is the key of the endpoint, the host its base URL."""
    return {
        "connection-type": "invoice_llm",
        "hook-class-name": f"{_BLOCKS}.hook.InvoiceLLMHook",
        "hook-name": _NAME,
        "ui-field-behaviour": {
            "hidden-fields": ["schema", "login", "port", "extra"],
            "relabeling": {"host": "Base URL", "password": "API key"},
            "placeholders": {"host": "https://.../v1; empty for the provider's own", "password": "sk-..."},
        },
        "conn-fields": {
            "api_version": _field("API version", "Of Azure's classic form only."),
            "azure_deployment": _field("Azure deployment", "Of Azure's classic form only."),
        },
    }


def _field(label: str, description: str) -> dict[str, Any]:
    return {"label": label, "description": description, "schema": {"type": ["string", "null"]}}
