"""The review service, with Airflow's settings: opened by the first page that needs it, kept afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from invoice_llm_airflow.settings import airflow_settings

if TYPE_CHECKING:
    from invoice_llm.review import ReviewService
    from invoice_llm.settings import Settings


@dataclass(frozen=True, slots=True)
class _Opened:
    process: int
    settings: Settings
    service: ReviewService
    context: AbstractContextManager[ReviewService]


class ServiceHolder:
    """Opens the review service once a process and keeps it. Raises ``StoreUnavailable`` or ``ConfigurationError``; the
    next request tries again."""

    def __init__(self, settings: Callable[[], Settings] = airflow_settings) -> None:
        self._read_settings = settings
        self._lock = Lock()
        self._opened: _Opened | None = None

    @property
    def service(self) -> ReviewService:
        return self._now().service

    @property
    def settings(self) -> Settings:
        return self._now().settings

    def _now(self) -> _Opened:
        with self._lock:
            if self._opened is None or self._opened.process != os.getpid():
                from invoice_llm.app import open_review

                settings = self._read_settings()
                context = open_review(settings)
                self._opened = _Opened(os.getpid(), settings, context.__enter__(), context)
            return self._opened
