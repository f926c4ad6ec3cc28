"""Settings: read once from the environment, frozen, and passed down by ``app``.

Every name is ``INVOICE_LLM_<FIELD>`` in upper case, besides the usual ``OPENAI_API_KEY`` and ``OPENAI_BASE_URL``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from invoice_llm.errors import ConfigurationError

Provider = Literal["auto", "openai", "embedded"]
Ocr = Literal["auto", "rapidocr", "tesseract", "off"]
PREFIX = "INVOICE_LLM_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings with their defaults. Money in USD, times in seconds where the name ends in ``_s``."""

    database_url: str
    storage: str
    inbox: str = "inbox"
    output: str = "output"
    inbox_roots: tuple[str, ...] = ()
    own_names: tuple[str, ...] = ()
    own_vat_ids: tuple[str, ...] = ()
    provider: Provider = "auto"
    openai_api_key: str | None = field(default=None, repr=False)
    openai_base_url: str | None = None
    models_file: Path | None = None
    prompts_dir: Path | None = None
    tokenizer_dir: Path | None = None
    calibration_file: Path | None = None
    daily_budget_usd: Decimal = Decimal("100.0")
    run_budget_usd: Decimal | None = None
    invoice_model_budgets_usd: tuple[tuple[str, Decimal], ...] = ()
    budget_alert_fraction: tuple[float, ...] = (0.8,)
    breaker_failures: int = 5
    breaker_open_s: float = 60.0
    timezone: str = "UTC"
    concurrency: int = 32
    chunk_size: int = 25
    request_timeout_s: float = 30.0
    parse_timeout_s: float = 60.0
    parse_memory_mb: int = 1024
    max_pages: int = 200
    max_file_mb: int = 50
    ocr: Ocr = "auto"
    ocr_processes: int = 1

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
        for spec in fields(cls):
            name = PREFIX + spec.name.upper()
            if spec.name.startswith("openai_"):
                name = spec.name.upper()
            if raw := env.get(name, "").strip():
                values[spec.name] = _parse(name, spec.name, raw)
        values.update({k: v for k, v in overrides.items() if v is not None})
        return cls(**values)  # type: ignore[arg-type]


_NUMBERS = {
    "concurrency": int,
    "chunk_size": int,
    "request_timeout_s": float,
    "breaker_failures": int,
    "breaker_open_s": float,
    "parse_timeout_s": float,
    "parse_memory_mb": int,
    "max_pages": int,
    "max_file_mb": int,
    "ocr_processes": int,
    "daily_budget_usd": Decimal,
    "run_budget_usd": Decimal,
}
_LISTS = {"inbox_roots": os.pathsep, "own_names": ";", "own_vat_ids": ";"}
_PATHS = ("models_file", "prompts_dir", "tokenizer_dir", "calibration_file")


def _parse(name: str, field_name: str, raw: str) -> object:
    if field_name in _NUMBERS:
        try:
            return _NUMBERS[field_name](raw)
        except (ValueError, InvalidOperation):
            raise ConfigurationError(f"{name}={raw!r} is not a number") from None
    if field_name in _PATHS:
        return Path(raw).expanduser()
    if field_name in _LISTS:
        return tuple(part.strip() for part in raw.split(_LISTS[field_name]) if part.strip())
    if field_name == "budget_alert_fraction":
        return _fractions(name, raw)
    return _budgets(name, raw) if field_name == "invoice_model_budgets_usd" else raw


def _fractions(name: str, raw: str) -> tuple[float, ...]:
    try:
        return tuple(sorted({float(part) for part in raw.split(",")}))
    except ValueError:
        raise ConfigurationError(f"{name}={raw!r} is no list of numbers, e.g. 0.5,0.8,1") from None


def _budgets(name: str, raw: str) -> tuple[tuple[str, Decimal], ...]:
    pairs = [part.partition("=") for part in raw.split(",") if part.strip()]
    try:
        return tuple((model.strip(), Decimal(usd.strip())) for model, _, usd in pairs)
    except InvalidOperation:
        raise ConfigurationError(f"{name}={raw!r} is no list like acme_v1=5.00,generic_fallback=20") from None


def _check(settings: Settings) -> None:
    for name, known in (("provider", get_args(Provider)), ("ocr", get_args(Ocr))):
        if (value := getattr(settings, name)) not in known:
            raise ConfigurationError(f"{PREFIX}{name.upper()}={value!r} is unknown; use one of {', '.join(known)}")
    if settings.provider == "openai" and settings.openai_api_key is None:
        raise ConfigurationError(f"{PREFIX}PROVIDER=openai needs OPENAI_API_KEY (any text for a local endpoint)")
    for name in (
        "breaker_failures",
        "concurrency",
        "chunk_size",
        "max_pages",
        "max_file_mb",
        "parse_memory_mb",
        "ocr_processes",
    ):
        if getattr(settings, name) < 1:
            raise ConfigurationError(f"{PREFIX}{name.upper()} must be at least 1")
    for name in ("request_timeout_s", "parse_timeout_s", "breaker_open_s"):
        if getattr(settings, name) <= 0:
            raise ConfigurationError(f"{PREFIX}{name.upper()} must be more than 0")
    _check_budgets(settings)
    _check_endpoint(settings)
    try:
        settings.zone  # noqa: B018
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigurationError(
            f"{PREFIX}TIMEZONE={settings.timezone!r} is no time zone, e.g. Europe/Berlin"
        ) from None


def _check_budgets(settings: Settings) -> None:
    budgets = {"DAILY_BUDGET_USD": settings.daily_budget_usd, "RUN_BUDGET_USD": settings.run_budget_usd}
    budgets |= {f"INVOICE_MODEL_BUDGETS_USD {name}": usd for name, usd in settings.invoice_model_budgets_usd}
    for name, usd in budgets.items():
        if usd is not None and (not usd.is_finite() or usd < 0):
            raise ConfigurationError(f"{PREFIX}{name} must be 0 or more")
    if not all(0 < fraction <= 1 for fraction in settings.budget_alert_fraction):
        raise ConfigurationError(f"{PREFIX}BUDGET_ALERT_FRACTION must be above 0 and at most 1")


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
