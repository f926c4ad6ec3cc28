"""Settings: read once from the environment, frozen, and passed down by ``app``.

Every name is ``INVOICE_LLM_<FIELD>`` in upper case, besides the usual ``OPENAI_API_KEY`` and ``OPENAI_BASE_URL``. The
meaning, unit and range of a setting stand with its field; ``docs/configuration.md`` is generated from them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from invoice_llm.errors import ConfigurationError
from invoice_llm.variables import About, Variable, check_value, parse_variable, variables_of

Provider = Literal["auto", "openai", "embedded"]
Ocr = Literal["auto", "rapidocr", "tesseract", "off"]
PREFIX = "INVOICE_LLM_"


_A = About


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings with their defaults. Money in USD, times in seconds where the name ends in ``_s``."""

    database_url: Annotated[
        str, _A("SQLAlchemy URL of the store. Postgres in production.", unset="`AIRFLOW_HOME/invoice_llm.db`, SQLite")
    ]
    storage: Annotated[
        str, _A("Folder or fsspec URI of documents and their texts, by hash.", unset="`AIRFLOW_HOME/invoice_llm`")
    ]
    inbox: Annotated[str, _A("Folder or URI that a run reads unless it names another one.")] = "inbox"
    output: Annotated[str, _A("Folder of the written records, one folder a run.")] = "output"
    inbox_roots: Annotated[
        tuple[str, ...],
        _A("Further folders that a run may name as its inbox.", parted_by=os.pathsep, unset="the inbox alone"),
    ] = ()
    own_names: Annotated[
        tuple[str, ...],
        _A("Names of your company. An invoice that seems to come from one of them goes to review.", parted_by=";"),
    ] = ()
    own_vat_ids: Annotated[tuple[str, ...], _A("VAT ids of your company, used as its names are.", parted_by=";")] = ()
    provider: Annotated[
        Provider, _A("Reader of the pages: `auto` calls models where there is a key, `embedded` never calls one.")
    ] = "auto"
    openai_api_key: Annotated[
        str | None,
        _A("Key of the endpoint; any text for a local one that wants none.", unset="no model is called"),
    ] = field(default=None, repr=False)
    openai_base_url: Annotated[
        str | None, _A("Address of an endpoint that speaks Chat Completions.", unset="the provider's own")
    ] = None
    models_file: Annotated[
        Path | None, _A("YAML file of models and prices, merged over the packaged one.", unset="the packaged models")
    ] = None
    prompts_dir: Annotated[
        Path | None,
        _A("Folder of prompts, in place of the packaged one.", unset="the packaged prompts"),
    ] = None
    tokenizer_dir: Annotated[
        Path | None,
        _A("Folder of tiktoken rank files, for exact counts of tokens.", unset="estimated on the high side"),
    ] = None
    calibration_file: Annotated[
        Path | None, _A("File that `invoice-llm calibrate` wrote.", unset="the packaged calibration")
    ] = None
    daily_budget_usd: Annotated[
        Decimal, _A("Most that a day's calls may cost; reserved before each call at its worst case.", "USD", least=0)
    ] = Decimal("100.0")
    run_budget_usd: Annotated[
        Decimal | None, _A("Most that one run's calls may cost.", "USD", least=0, unset="the day's budget alone")
    ] = None
    invoice_model_budgets_usd: Annotated[
        tuple[tuple[str, Decimal], ...],
        _A("Most that a day's calls for an invoice model may cost: `acme_v1=5,generic_fallback=20`.", "USD", least=0),
    ] = ()
    budget_alert_fraction: Annotated[
        tuple[float, ...], _A("Shares of a budget, above 0 and at most 1, at which an alert is sent once each.")
    ] = (0.8,)
    breaker_failures: Annotated[int, _A("Failed calls in a row that open the circuit.", "calls", least=1)] = 5
    breaker_open_s: Annotated[float, _A("Time for which an open circuit lets no call out.", "s", above=0)] = 60.0
    timezone: Annotated[str, _A("Time zone in which a day begins and ends, e.g. `Europe/Berlin`.")] = "UTC"
    concurrency: Annotated[int, _A("Documents under way at once in a task, and calls.", "documents", least=1)] = 32
    chunk_size: Annotated[int, _A("Documents of one mapped task group.", "documents", least=1)] = 25
    request_timeout_s: Annotated[
        float, _A("Limit of a whole call, however slowly its answer arrives.", "s", above=0)
    ] = 30.0
    parse_timeout_s: Annotated[float, _A("Limit of opening one document.", "s", above=0)] = 60.0
    parse_memory_mb: Annotated[int, _A("Memory of the process that opens a document.", "MB", least=1)] = 1024
    max_pages: Annotated[int, _A("Most pages of a document; one with more goes to review.", "pages", least=1)] = 200
    max_file_mb: Annotated[
        int, _A("Most bytes of a file, in millions; a larger one goes to review.", "MB", least=1)
    ] = 50
    ocr: Annotated[
        Ocr,
        _A(
            "Reader of scans: `rapidocr` is the extra `ocr`, `tesseract` the program of that name, `auto` the first "
            "of them that is installed."
        ),
    ] = "auto"
    ocr_processes: Annotated[int, _A("Processes that read scans, for each task.", "processes", least=1)] = 1

    def __post_init__(self) -> None:
        _check(self)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def request_timeout(self) -> timedelta:
        return timedelta(seconds=self.request_timeout_s)

    @property
    def daily_budget_micros(self) -> int:
        return int(self.daily_budget_usd * 1_000_000)

    @property
    def run_budget_micros(self) -> int | None:
        return None if self.run_budget_usd is None else int(self.run_budget_usd * 1_000_000)

    @property
    def invoice_model_budgets_micros(self) -> dict[str, int]:
        return {name: int(usd * 1_000_000) for name, usd in self.invoice_model_budgets_usd}

    @property
    def has_endpoint(self) -> bool:
        """True if calls go to a model rather than to the embedded reader."""
        if self.provider == "auto":
            return self.openai_api_key is not None
        return self.provider == "openai"

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None, **overrides: object) -> Settings:
        """Read the environment; ``overrides`` (by field name) win. A ``ConfigurationError`` names the variable."""
        env = os.environ if env is None else env
        home = Path(env.get("AIRFLOW_HOME") or Path.home() / "airflow")
        values: dict[str, object] = {
            "database_url": f"sqlite:///{home / 'invoice_llm.db'}",
            "storage": str(home / "invoice_llm"),
        }
        for variable in setting_variables():
            if raw := env.get(variable.name, "").strip():
                values[variable.field] = parse_variable(variable, raw)
        values.update({k: v for k, v in overrides.items() if v is not None})
        return cls(**values)  # type: ignore[arg-type]


@cache
def setting_variables() -> tuple[Variable, ...]:
    """The variable of every setting, in the order of the fields."""
    return variables_of(Settings, PREFIX, bare=("openai_api_key", "openai_base_url"))


def _check(settings: Settings) -> None:
    for variable in setting_variables():
        check_value(variable, getattr(settings, variable.field))
    _check_endpoint(settings)
    if settings.provider == "openai" and settings.openai_api_key is None:
        raise ConfigurationError(f"{PREFIX}PROVIDER=openai needs OPENAI_API_KEY (any text for a local endpoint)")
    if not all(0 < fraction <= 1 for fraction in settings.budget_alert_fraction):
        raise ConfigurationError(f"{PREFIX}BUDGET_ALERT_FRACTION must be above 0 and at most 1")
    try:
        settings.zone  # noqa: B018
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigurationError(
            f"{PREFIX}TIMEZONE={settings.timezone!r} is no time zone, e.g. Europe/Berlin"
        ) from None


def _check_endpoint(settings: Settings) -> None:
    """An address and a key with which a request can be sent at all; neither the key nor a password is told."""
    key, url = settings.openai_api_key, settings.openai_base_url
    if key is not None and not all("!" <= sign <= "~" for sign in key):
        raise ConfigurationError(
            "OPENAI_API_KEY (or the password of the connection openai_default) has a blank, a line break or a sign that"
            " is no ASCII in it, so that no request can be sent; copy it anew, without quotes and line ends"
        )
    if url is None:
        return
    shown = f"...@{url.rpartition('@')[2]}" if "@" in url else url
    told = f"OPENAI_BASE_URL={shown!r} (or that of the connection openai_default)"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ConfigurationError(f"{told} is no address: {error}") from None
    if parts.scheme not in ("http", "https"):
        raise ConfigurationError(f"{told} has no http:// or https:// in front; give e.g. http://127.0.0.1:8081/v1")
    if not parts.hostname or port == 0 or not all("!" <= sign <= "~" for sign in url) or parts.fragment:
        raise ConfigurationError(f"{told} is no address; give e.g. http://127.0.0.1:8081/v1")
