"""Settings: read once from the environment, frozen, and passed down by ``app``.

Every name is ``INVOICE_LLM_<FIELD>`` in upper case, besides the usual ``OPENAI_API_KEY`` and ``OPENAI_BASE_URL``. The
meaning, unit and range of a setting stand with its field: texts are read and checked by them, and
``docs/configuration.md`` is generated from them.
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
from zoneinfo import ZoneInfo

from invoice_llm.airflow_settings import AirflowSettings, airflow_variables
from invoice_llm.errors import ConfigurationError
from invoice_llm.variables import (
    PREFIX,
    About,
    Variable,
    check_value,
    faults,
    read_variables,
    refuse_unknown,
    unknown_name,
    variables_of,
)

Provider = Literal["auto", "openai", "embedded"]
Ocr = Literal["auto", "rapidocr", "tesseract", "off"]
OF_OTHERS = ("INVOICE_LLM_VERSION",)
"""Names with the prefix that are no settings: the tag of the image, for docker-compose alone."""

_A = About
_USD = {"unit": "USD", "least": 0, "most": 1_000_000}
_DAY_S = 86_400
_PLACE = {"takes": "a folder or a URI that fsspec opens", "fault": faults.location_fault}
_LIST = {"takes": "a file or a URI that fsspec opens", "fault": faults.target_fault}
_FILE = {"takes": "the path of a file", "fault": faults.file_fault}
_FOLDER = {"takes": "the path of a folder", "fault": faults.folder_fault}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings with their defaults. Money in USD, times in seconds where the name ends in ``_s``."""

    database_url: Annotated[
        str,
        _A(
            "SQLAlchemy URL of the store. Postgres in production.",
            unset="`AIRFLOW_HOME/invoice_llm.db`, SQLite",
            takes="the URL of a database",
            fault=faults.database_fault,
            example="postgresql://user:password@host/name or sqlite:////path/file.db",
        ),
    ]
    storage: Annotated[
        str,
        _A("Folder or fsspec URI of documents and their texts, by hash.", unset="`AIRFLOW_HOME/invoice_llm`", **_PLACE),
    ]
    inbox: Annotated[str, _A("Folder or URI that a run reads unless it names another one.", **_PLACE)] = "inbox"
    output: Annotated[
        str, _A("Folder of the written records, one folder a run.", **_PLACE | {"fault": faults.target_fault})
    ] = "output"
    exports: Annotated[
        tuple[str, ...],
        _A(
            "Forms in which a run's documents are written besides its records: `ubl`, `facturx`, `originals`, or one "
            "that another package brings. A folder each in the run's own.",
            parted_by=",",
            unset="none",
            takes="names of exporters, parted by commas",
            fault=faults.exporter_fault,
            example="ubl,originals",
        ),
    ] = ()
    inbox_roots: Annotated[
        tuple[str, ...],
        _A(
            "Further folders that a run may name as its inbox.",
            parted_by=os.pathsep,
            unset="the inbox alone",
            takes=f"folders or URIs, parted by {os.pathsep}",
            fault=faults.location_fault,
        ),
    ] = ()
    own_names: Annotated[
        tuple[str, ...],
        _A(
            "Names of your company. An invoice that seems to come from one of them goes to review.",
            parted_by=";",
            takes="names, parted by ;",
            fault=faults.name_fault,
        ),
    ] = ()
    own_vat_ids: Annotated[
        tuple[str, ...],
        _A(
            "VAT ids of your company, used as its names are.",
            parted_by=";",
            takes="VAT ids, parted by ;",
            fault=faults.vat_id_fault,
            example="DE129273398",
        ),
    ] = ()
    suppliers_file: Annotated[
        str | None,
        _A(
            "CSV of your suppliers (name, vat_id, accounts, currency). One that is not there goes to review.",
            unset="no list",
            **_LIST,
        ),
    ] = None
    orders_file: Annotated[
        str | None,
        _A(
            "CSV of your orders (number, supplier, currency, open_amount). An invoice of another one goes to review.",
            unset="no list",
            **_LIST,
        ),
    ] = None
    provider: Annotated[
        Provider, _A("Reader of the pages: `auto` calls models where there is a key, `embedded` never calls one.")
    ] = "auto"
    openai_api_key: Annotated[
        str | None,
        _A(
            "Key of the endpoint; any text for a local one that wants none.",
            unset="no model is called",
            secret=True,
            takes="the key alone, without quotes and line ends",
            fault=faults.key_fault,
        ),
    ] = field(default=None, repr=False)
    openai_base_url: Annotated[
        str | None,
        _A(
            "Address of an endpoint that speaks Chat Completions.",
            unset="the provider's own",
            takes="an address",
            fault=faults.endpoint_fault,
            example="http://127.0.0.1:8081/v1",
        ),
    ] = None
    models_file: Annotated[
        Path | None,
        _A("YAML file of models and prices, merged over the packaged one.", unset="the packaged models", **_FILE),
    ] = None
    prompts_dir: Annotated[
        Path | None,
        _A("Folder of prompts, in place of the packaged one.", unset="the packaged prompts", **_FOLDER),
    ] = None
    tokenizer_dir: Annotated[
        Path | None,
        _A("Folder of tiktoken rank files, for exact counts of tokens.", unset="estimated on the high side", **_FOLDER),
    ] = None
    calibration_file: Annotated[
        Path | None, _A("File that `invoice-llm calibrate` wrote.", unset="the packaged calibration", **_FILE)
    ] = None
    daily_budget_usd: Annotated[
        Decimal, _A("Most that a day's calls may cost; reserved before each call at its worst case.", **_USD)
    ] = Decimal("100.0")
    run_budget_usd: Annotated[
        Decimal | None, _A("Most that one run's calls may cost.", unset="the day's budget alone", **_USD)
    ] = None
    hybrid_sample_fraction: Annotated[
        float,
        _A(
            "Share of the day's budget for reading pages of PDFs that carry their data as XML as well: they show how "
            "often a model is right. 0 reads none.",
            "of the day's budget",
            least=0,
            most=1,
        ),
    ] = 0.0
    invoice_model_budgets_usd: Annotated[
        tuple[tuple[str, Decimal], ...],
        _A(
            "Most that a day's calls for an invoice model may cost: `acme_v1=5,generic_fallback=20`.",
            parted_by=",",
            takes="amounts such as acme_v1=5,generic_fallback=20, each",
            **_USD,
        ),
    ] = ()
    budget_alert_fraction: Annotated[
        tuple[float, ...],
        _A(
            "Shares of a budget at which an alert is sent once each.",
            parted_by=",",
            takes="shares such as 0.5,0.8,1, each",
            above=0,
            most=1,
        ),
    ] = (0.8,)
    breaker_failures: Annotated[
        int, _A("Failed calls in a row that open the circuit.", "calls", least=1, most=1000)
    ] = 5
    breaker_open_s: Annotated[
        float, _A("Time for which an open circuit lets no call out.", "seconds", above=0, most=_DAY_S)
    ] = 60.0
    timezone: Annotated[
        str,
        _A(
            "Time zone in which a day begins and ends.",
            takes="the name of a time zone",
            fault=faults.time_zone_fault,
            example="Europe/Berlin",
        ),
    ] = "UTC"
    concurrency: Annotated[
        int, _A("Documents under way at once in a task, and calls.", "documents", least=1, most=1000)
    ] = 32
    chunk_size: Annotated[
        int | None,
        _A(
            "Documents of one mapped task group; more where Airflow could not map so many groups.",
            "documents",
            unset="what makes two chunks a core, from 50 to 500",
            least=1,
            most=1000,
        ),
    ] = None
    settle_s: Annotated[
        float,
        _A(
            "Time for which a file in the inbox has to be left unchanged before it is read; 0 reads it as it is.",
            "seconds",
            least=0,
            most=3600,
        ),
    ] = 2.0
    batch_poll_s: Annotated[
        float,
        _A(
            "Time between two looks at what has come of batch files, in mode batch.",
            "seconds",
            above=0,
            most=3600,
        ),
    ] = 30.0
    request_timeout_s: Annotated[
        float,
        _A(
            "Limit of a whole call, however slowly its answer arrives; a model at no price has five times as long.",
            "seconds",
            above=0,
            most=_DAY_S,
        ),
    ] = 30.0
    parse_timeout_s: Annotated[float, _A("Limit of opening one document.", "seconds", above=0, most=_DAY_S)] = 60.0
    parse_memory_mb: Annotated[
        int, _A("Memory of the process that opens a document.", "MB", least=256, most=1_000_000)
    ] = 1024
    max_pages: Annotated[
        int, _A("Most pages of a document; one with more goes to review.", "pages", least=1, most=10_000)
    ] = 200
    max_file_mb: Annotated[
        int, _A("Most bytes of a file, in millions; a larger one goes to review.", "MB", least=1, most=1000)
    ] = 50
    ocr: Annotated[
        Ocr,
        _A(
            "Reader of scans: `rapidocr` is the extra `ocr`, `tesseract` the program of that name, `auto` the first "
            "of them that is installed."
        ),
    ] = "auto"
    ocr_processes: Annotated[int, _A("Processes that read scans, for each task.", "processes", least=1, most=128)] = 1

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
        refuse_unknown(env, known_names())
        AirflowSettings.from_env(env)
        home = Path(env.get("AIRFLOW_HOME") or Path.home() / "airflow")
        values: dict[str, object] = {
            "database_url": f"sqlite:///{home / 'invoice_llm.db'}",
            "storage": str(home / "invoice_llm"),
        }
        values |= read_variables(setting_variables(), env)
        values |= {name: value for name, value in overrides.items() if value is not None}
        return cls(**values)  # type: ignore[arg-type]


@cache
def setting_variables() -> tuple[Variable, ...]:
    """The variable of every setting, in the order of the fields."""
    return variables_of(Settings, PREFIX, bare=("openai_api_key", "openai_base_url"))


def faults_of(env: Mapping[str, str]) -> list[str]:
    """Everything that is wrong with the environment, a sentence each; the settings can be read where it is nothing."""
    told = [fault for name in sorted(env) if (fault := unknown_name(name, known_names()))]
    for variable in (*setting_variables(), *airflow_variables()):
        try:
            check_value(variable, read_variables([variable], env).get(variable.field))
        except ConfigurationError as error:
            told.append(str(error))
    if not told:
        try:
            Settings.from_env(env)
        except ConfigurationError as error:
            told.append(str(error))
    return told


@cache
def known_names() -> frozenset[str]:
    """Every name that the environment may have."""
    return frozenset(variable.name for variable in (*setting_variables(), *airflow_variables())) | {*OF_OTHERS}


def _check(settings: Settings) -> None:
    for variable in setting_variables():
        check_value(variable, getattr(settings, variable.field))
    if settings.provider == "openai" and settings.openai_api_key is None:
        raise ConfigurationError(f"{PREFIX}PROVIDER=openai needs OPENAI_API_KEY (any text for a local endpoint)")
