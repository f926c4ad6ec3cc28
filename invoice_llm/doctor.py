"""Is everything there that a night needs? Each check says what is wrong and what to do; no call is made."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

from invoice_llm import app
from invoice_llm.calls import Usage
from invoice_llm.errors import InvoiceLLMError
from invoice_llm.llm.dialects.dialect import dialect_of
from invoice_llm.llm.models.catalog import Catalog, CatalogModel, ModelTier
from invoice_llm.llm.models.prices import cost_micros
from invoice_llm.llm.models.selector import served_tiers
from invoice_llm.llm.models.tokens import encoding_name, load_encoding
from invoice_llm.prompt_pack import PromptPack
from invoice_llm.settings import Settings
from invoice_llm.store import open_store

Check = dict[str, Any]
Status = Literal["ok", "warning", "error"]
SOON = timedelta(days=60)


def diagnose(settings: Settings, *, migrate: bool = False) -> list[Check]:
    """One entry a check: ``{"name", "status": ok|warning|error, "message"}``."""
    checks: list[tuple[str, Callable[[Settings], Iterator[Check]]]] = [
        ("python", _python),
        ("database", lambda s: _database(s, migrate=migrate)),
        ("prompts", _prompts),
        ("models", _models),
        ("endpoint", _endpoint),
        ("tokens", _tokens),
        ("inbox", _inbox),
        ("output", _output),
    ]
    return [check for name, run in checks for check in _guarded(name, run, settings)]


def _guarded(name: str, run: Callable[[Settings], Iterator[Check]], settings: Settings) -> list[Check]:
    """Run a check; the entries up to the point where it fails, and the failure."""
    checks: list[Check] = []
    try:
        checks.extend(run(settings))
    except InvoiceLLMError as error:
        checks.append(_check(name, "error", str(error)))
    return checks


def _check(name: str, status: Status, message: str) -> Check:
    return {"name": name, "status": status, "message": message}


def _python(_: Settings) -> Iterator[Check]:
    yield _check("python", "ok", platform.python_version())


def _database(settings: Settings, *, migrate: bool) -> Iterator[Check]:
    with open_store(settings.database_url) as store:
        if migrate:
            store.migrate()
        status = store.status()
    about = f"{status.dialect} at {status.url_safe}, revision {status.current or 'none'}"
    if status.up_to_date:
        yield _check("database", "ok", about)
    elif status.dialect == "sqlite":
        yield _check("database", "warning", f"{about}; the next run brings it to {status.head}")
    else:
        yield _check("database", "error", f"{about}; run 'invoice-llm doctor --migrate' to bring it to {status.head}")


def _prompts(settings: Settings) -> Iterator[Check]:
    pack = PromptPack.load(settings.prompts_dir)
    yield _check("prompts", "ok", f"{len(pack.models)} invoice models: {', '.join(pack.models)}")


def _models(settings: Settings) -> Iterator[Check]:
    """Check that the tiers which can be asked are served and have a price."""
    catalog = Catalog.load(settings.models_file)
    today = app.today(settings)
    served = served_tiers(catalog, settings.openai_base_url) if settings.has_endpoint else ()
    tiers = [ModelTier.EMBEDDED, *served]
    for tier in tiers:
        yield _model(tier, catalog.tier(tier), today)


def _model(tier: ModelTier, model: CatalogModel, today: date) -> Check:
    name = f"model for {tier}"
    if not model.is_served(today):
        return _check(name, "error", f"{model.name} is switched off since {model.shutdown or 'long'}; name another")
    price = cost_micros(model, Usage(input=1_000_000, output=0), day=today) / 1_000_000
    about = f"{model.name}, ${price:g} a million input tokens"
    if model.shutdown and model.shutdown - today <= SOON:
        return _check(name, "warning", f"{about}; the provider switches it off on {model.shutdown}")
    return _check(name, "ok", about)


def _endpoint(settings: Settings) -> Iterator[Check]:
    if not settings.has_endpoint:
        yield _check("endpoint", "ok", "the embedded label reader (no neural network); set OPENAI_API_KEY for a model")
        return
    where = settings.openai_base_url or "the provider's own address"
    budget = f"budget ${settings.daily_budget_usd} a day ({settings.timezone})"
    yield _check("endpoint", "ok", f"{where}, {budget}; not called by this check")
    yield from _dialects(settings)


def _dialects(settings: Settings) -> Iterator[Check]:
    """What was learned about each endpoint and model."""
    with open_store(settings.database_url) as store:
        known = store.dialects.all() if store.status().up_to_date else {}
    for key, state in known.items():
        at = f"learned {state.probed_at:%Y-%m-%d %H:%M} UTC"
        if state.gone is not None:
            yield _check("dialect", "warning", f"{key}: not asked, {at}; {state.gone}")
        else:
            yield _check("dialect", "ok", f"{key}: {dialect_of(state.dialect) or 'to be learned anew'}; {at}")


def _tokens(settings: Settings) -> Iterator[Check]:
    folder = settings.tokenizer_dir
    if not settings.has_endpoint:
        return
    if folder and load_encoding(encoding_name("gpt-6"), folder):
        yield _check("tokens", "ok", f"counted exactly with the ranks in {folder}")
    else:
        yield _check("tokens", "warning", "estimated on the high side; see INVOICE_LLM_TOKENIZER_DIR for exact counts")


def _inbox(settings: Settings) -> Iterator[Check]:
    if "://" in settings.inbox or Path(settings.inbox).is_dir():
        yield _check("inbox", "ok", settings.inbox)
    else:
        yield _check("inbox", "warning", f"{settings.inbox} is not there yet; create it or set INVOICE_LLM_INBOX")


def _output(settings: Settings) -> Iterator[Check]:
    if "://" in settings.output:
        yield _check("output", "ok", settings.output)
        return
    nearest = next(path for path in (Path(settings.output), *Path(settings.output).absolute().parents) if path.exists())
    if os.access(nearest, os.W_OK):
        yield _check("output", "ok", settings.output)
    else:
        yield _check("output", "error", f"{nearest} cannot be written to; set INVOICE_LLM_OUTPUT")
