"""Checks of what calls a model: prompts, models, prices and their dates, the endpoint and its dialect."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from invoice_llm import app
from invoice_llm.calls import Usage
from invoice_llm.doctor.checking import Entry, entry
from invoice_llm.llm.dialects.dialect import dialect_of
from invoice_llm.llm.models.catalog import Catalog, CatalogModel, ModelTier
from invoice_llm.llm.models.prices import cost_micros, price_source
from invoice_llm.llm.models.selector import served_tiers
from invoice_llm.llm.models.tokens import encoding_name, load_encoding
from invoice_llm.prompt_pack import PromptPack
from invoice_llm.settings import Settings
from invoice_llm.store import open_store
from invoice_llm.variables import without_account

_SHORT = 100_000
"""Tokens below every step from which a provider charges more."""
SOON = timedelta(days=60)
OLD = timedelta(days=180)
"""Age from which prices that nobody has looked at are not to be relied on."""


def prompts(settings: Settings) -> Iterator[Entry]:
    pack = PromptPack.load(settings.prompts_dir)
    app.check_budget_names(settings, pack)
    yield entry("prompts", "ok", f"{len(pack.models)} invoice models: {', '.join(pack.models)}")


def served_models(settings: Settings) -> Iterator[Entry]:
    """Check that the tiers which can be asked are served and have a price."""
    catalog = Catalog.load(settings.models_file)
    today = app.today(settings)
    for tier in _tiers(settings, catalog):
        yield _model(tier, catalog.tier(tier), today)


def models_asked(settings: Settings) -> list[str]:
    """Names of the models that the endpoint is asked for, each once."""
    catalog = Catalog.load(settings.models_file)
    asked = (catalog.tier(tier).name for tier in _tiers(settings, catalog) if tier is not ModelTier.EMBEDDED)
    return list(dict.fromkeys(asked))


def _tiers(settings: Settings, catalog: Catalog) -> list[ModelTier]:
    served = served_tiers(catalog, settings.openai_base_url) if settings.has_endpoint else ()
    return [ModelTier.EMBEDDED, *served]


def _model(tier: ModelTier, model: CatalogModel, today: date) -> Entry:
    name = f"model for {tier}"
    if not model.is_served(today):
        return entry(name, "error", f"{model.name} is switched off since {model.shutdown or 'long'}; name another")
    price = 10 * cost_micros(model, Usage(input=_SHORT, output=0), day=today) / 1_000_000
    source = price_source(model)
    about = f"{model.name}, ${price:g} a million input tokens ({source.told})"
    if model.shutdown and model.shutdown - today <= SOON:
        return entry(name, "warning", f"{about}; the provider switches it off on {model.shutdown}")
    if source.checked_on is not None and today - source.checked_on > OLD:
        return entry(name, "warning", f"{about}; prices as old as that may have changed: update genai-prices")
    return entry(name, "ok", about)


def endpoint(settings: Settings) -> Iterator[Entry]:
    if not settings.has_endpoint:
        yield entry("endpoint", "ok", "the embedded label reader (no neural network); set OPENAI_API_KEY for a model")
        return
    where = without_account(settings.openai_base_url or "the provider's own address")
    budget = f"budget ${settings.daily_budget_usd} a day ({settings.timezone})"
    yield entry("endpoint", "ok", f"{where}, {budget}; not called by this check")
    yield from _dialects(settings)


def _dialects(settings: Settings) -> Iterator[Entry]:
    """Forms of requests that were learned, by endpoint and model."""
    with open_store(settings.database_url) as store:
        known = store.dialects.all() if store.status().up_to_date else {}
    for key, state in known.items():
        at = f"learned {state.probed_at:%Y-%m-%d %H:%M} UTC"
        if state.gone is not None:
            yield entry("dialect", "warning", f"{key}: not asked, {at}; {state.gone}")
        else:
            yield entry("dialect", "ok", f"{key}: {dialect_of(state.dialect) or 'to be learned anew'}; {at}")


def tokens(settings: Settings) -> Iterator[Entry]:
    folder = settings.tokenizer_dir
    if not settings.has_endpoint:
        return
    if folder and load_encoding(encoding_name("gpt-6"), folder):
        yield entry("tokens", "ok", f"counted exactly with the ranks in {folder}")
    else:
        yield entry("tokens", "warning", "estimated on the high side; see INVOICE_LLM_TOKENIZER_DIR for exact counts")
