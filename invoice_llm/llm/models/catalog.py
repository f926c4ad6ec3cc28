"""Catalog of models: tier, endpoint, context, price, what parameters they take, when they end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from invoice_llm.errors import ConfigurationError

T = TypeVar("T", bound=BaseModel)
_PATIENCE, _MOST_PATIENCE = 5, timedelta(minutes=10)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Where PyYAML was built with it, the parser in C: the same objects in a tenth of the time."""


class ModelTier(StrEnum):
    """From free to dear; the selector goes up one step at a time."""

    EMBEDDED = "embedded"
    BASIC = "basic"
    ADVANCED = "advanced"
    PREMIUM = "premium"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Capabilities(_Entry):
    """Parameters that a family of models takes. ``sampling``: a temperature; ``logprobs``: to be asked for the
    probabilities of an answer's tokens; ``reasoning``: the effort to send;
    ``service_tier``: the tier to ask for, so that an account's own default does not change the price."""

    max_tokens_param: Literal["max_tokens", "max_completion_tokens"]
    sampling: bool
    reasoning: str | None
    service_tier: str | None = None
    logprobs: bool = False


class ListPrice(_Entry):
    """USD per million tokens."""

    input: Decimal = Field(ge=0)
    cached: Decimal | None = Field(default=None, ge=0)
    output: Decimal = Field(ge=0)


class CatalogModel(_Entry):
    """One model. ``context`` and ``max_output`` are tokens; ``retired`` models are known and never chosen.

    The limits a minute are the account's for this model; without them those that the provider names are kept.
    ``concurrency`` bounds the calls under way in all processes together, ``timeout_s`` how long one may take.
    ``vision``: pages that were read by OCR are sent as pictures as well; ``picture_tokens`` bounds what one counts.
    """

    name: str
    tier: ModelTier | None = None
    endpoint: Literal["openai", "embedded"] = "openai"
    context: int = Field(ge=1)
    max_output: int = Field(ge=1)
    price: ListPrice | None = None
    requests_per_minute: int | None = Field(default=None, ge=1)
    tokens_per_minute: int | None = Field(default=None, ge=1)
    concurrency: int | None = Field(default=None, ge=1, le=1000)
    timeout_s: float | None = Field(default=None, gt=0, le=3_000, allow_inf_nan=False)
    shutdown: date | None = None
    retired: bool = False
    vision: bool = False
    picture_tokens: int = Field(default=4_000, ge=1)
    capabilities: Capabilities

    @property
    def family(self) -> str:
        """Models that fail together share a breaker: the first two parts of the name (``gpt-6.1``)."""
        return "-".join(self.name.split("-")[:2])

    @property
    def is_own(self) -> bool:
        """True for a model that costs nothing: it runs on hardware of one's own."""
        free = self.price is not None and not (self.price.input or self.price.output)
        return free and self.endpoint != "embedded"

    def deadline(self, usual: timedelta) -> timedelta:
        """The longest that one call may take, where it is ``usual`` for a model that is bought: own hardware is slow,
        and waiting for it costs nothing."""
        if self.timeout_s is not None:
            return timedelta(seconds=self.timeout_s)
        return max(usual, min(_PATIENCE * usual, _MOST_PATIENCE)) if self.is_own else usual

    def is_served(self, day: date) -> bool:
        return not self.retired and (self.shutdown is None or day < self.shutdown)


class Catalog(Mapping[str, CatalogModel]):
    """Models by name. ``own_tiers`` are those that a file of the user's own gives a model to."""

    def __init__(self, models: Mapping[str, CatalogModel], *, own_tiers: Iterable[ModelTier] = ()) -> None:
        self._models = dict(models)
        self.own_tiers = frozenset(own_tiers)

    @classmethod
    def load(cls, path: Path | None = None) -> Catalog:
        """The packaged list with the file at ``path`` merged over it. A ``ConfigurationError`` names the entry."""
        data = _parse(files("invoice_llm.llm.models").joinpath("models.yaml").read_text("utf-8"), "models.yaml")
        own = {"families": {}, "models": {}} if path is None else _read(path)
        data = _merge(data, own)
        families = {name: _validated(Capabilities, spec, name) for name, spec in data["families"].items()}
        models = {name: _model(name, spec, families) for name, spec in data["models"].items()}
        given = (models[name].tier for name, spec in own["models"].items() if spec and "tier" in spec)
        return cls(models, own_tiers=[tier for tier in given if tier is not None])

    def __getitem__(self, name: str) -> CatalogModel:
        try:
            return self._models[name]
        except KeyError:
            raise ConfigurationError(
                f"model {name!r} is not in the catalog; add it to the file named by INVOICE_LLM_MODELS_FILE"
            ) from None

    def __contains__(self, name: object) -> bool:
        return name in self._models

    def __iter__(self) -> Iterator[str]:
        return iter(self._models)

    def __len__(self) -> int:
        return len(self._models)

    def longest_deadline(self, usual: timedelta) -> timedelta:
        """Of all models; see :meth:`CatalogModel.deadline`."""
        return max((model.deadline(usual) for model in self._models.values()), default=usual)

    def tier(self, tier: ModelTier) -> CatalogModel:
        """The model that serves a tier; the last one named wins, so that a user's file can take a tier over."""
        serving = [model for model in self._models.values() if model.tier == tier]
        if not serving:
            raise ConfigurationError(f"no model serves the tier {tier}; give one `tier: {tier}` in the models file")
        return serving[-1]


def _model(name: str, spec: Any, families: Mapping[str, Capabilities]) -> CatalogModel:
    capabilities = families[max((prefix for prefix in families if name.startswith(prefix)), key=len)]
    given = dict(spec) if isinstance(spec, dict) else {}
    if "service_tier" in given:
        capabilities = _validated(Capabilities, {**dict(capabilities), "service_tier": given.pop("service_tier")}, name)
    return _validated(CatalogModel, {"name": name, "capabilities": capabilities, **given}, name)


def _validated(kind: type[T], spec: Any, name: str) -> T:
    try:
        return kind.model_validate(spec)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"models file, entry {name!r}, {where}: {first['msg']}") from None


def _read(path: Path) -> dict[str, Any]:
    try:
        return _parse(path.read_text("utf-8"), str(path))
    except OSError as error:
        raise ConfigurationError(f"the models file {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"the models file {path} is not UTF-8") from None


def _parse(text: str, name: str) -> dict[str, Any]:
    try:
        data = yaml.load(text, Loader=_LOADER) or {}  # noqa: S506
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{name} is no YAML: {error}") from None
    if not isinstance(data, dict) or set(data) - {"models", "families"}:
        raise ConfigurationError(f"{name} may only have the keys models and families")
    parts = {"families": data.get("families") or {}, "models": data.get("models") or {}}
    for key, part in parts.items():
        if not isinstance(part, dict) or not all(isinstance(spec, dict | None) for spec in part.values()):
            raise ConfigurationError(f"{name}: {key} must map each name to its properties, e.g. {{tier: basic}}")
    odd = next((given for given in parts["models"] if not _is_name(given)), None)
    if odd is not None:
        raise ConfigurationError(f"{name}: {odd!r} is no name of a model; put it in quotes, on one line")
    return parts


def _is_name(given: object) -> bool:
    """False also for what YAML takes for a number or a date where it is not in quotes."""
    return isinstance(given, str) and given.isprintable() and bool(given.strip())


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Entry by entry; an entry that takes over a tier is put last."""
    models = dict(base["models"])
    for name, spec in over["models"].items():
        models[name] = {**models.pop(name, {}), **(spec or {})}
    return {"families": {**base["families"], **over["families"]}, "models": models}
