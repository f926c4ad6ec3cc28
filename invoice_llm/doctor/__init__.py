"""Checks of everything that a night needs, each tried for real and told in a sentence. No model is called, unless that
is asked for (:mod:`invoice_llm.doctor.pinging`)."""

from __future__ import annotations

from collections.abc import Mapping

from invoice_llm.doctor import lists, machine, models, pinging, places
from invoice_llm.doctor.checking import CheckOf, Entry, entries_of, entry
from invoice_llm.settings import Settings, faults_of

__all__ = ["diagnose", "diagnose_environment"]


def diagnose_environment(env: Mapping[str, str], *, migrate: bool = False, ping: bool = False) -> list[Entry]:
    """All checks with the settings of an environment; if these are faulty, each fault of them instead."""
    if told := faults_of(env):
        return [entry("settings", "error", fault) for fault in told]
    return diagnose(Settings.from_env(env), migrate=migrate, ping=ping)


def diagnose(settings: Settings, *, migrate: bool = False, ping: bool = False) -> list[Entry]:
    """One entry a check, in the order in which a night needs what is checked."""
    checks: list[tuple[str, CheckOf]] = [
        ("python", machine.python),
        ("database", lambda given: places.database(given, migrate=migrate)),
        ("inbox", places.inbox),
        ("storage", places.storage),
        ("output", places.output),
        ("company", lists.own_company),
        ("lists", lists.company_lists),
        ("reading", machine.reading),
        ("prompts", models.prompts),
        ("models", models.served_models),
        ("certificates", machine.certificates),
        ("endpoint", models.endpoint),
        ("tokens", models.tokens),
    ]
    if ping:
        checks.append(("ping", pinging.ping))
    return [one for name, run in checks for one in entries_of(name, run, settings)]
