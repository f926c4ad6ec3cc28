"""Per-request context: user, rights, locale, rendering."""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from urllib.parse import urlencode

from airflow.api_fastapi.core_api.security import GetUserDep
from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from invoice_llm.invoice.visible import visible
from invoice_llm_airflow import addresses
from invoice_llm_airflow.pages.text import wording
from invoice_llm_airflow.pages.text.language import current_language
from invoice_llm_airflow.pages.text.markup import OwnTexts
from invoice_llm_airflow.pages.text.notation import Notation, locale_of
from invoice_llm_airflow.pages.text.run_names import run_name
from invoice_llm_airflow.pages.web import security
from invoice_llm_airflow.pages.web.script_words import script_words

if TYPE_CHECKING:
    from invoice_llm.review import ReviewDecisions, ReviewService
    from invoice_llm.settings import Settings
    from invoice_llm.store import Store

T = TypeVar("T")
TEMPLATES = pathlib.Path(__file__).resolve().parents[2] / "templates"


def environment() -> Environment:
    """Everything that a template shows is visible and escaped; a name that nobody gave is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
        extensions=[OwnTexts],
    )
    made.globals.update(page=addresses.page, part=addresses.part, words=wording, link=link, framed_link=framed_link)
    made.filters["bdi"] = isolated
    made.filters["heading"] = as_heading
    return made


def as_heading(text: str) -> str:
    """A text as it begins a line; the words behind the first one stay as they are, since nouns of some languages begin
    with a capital letter."""
    return text[:1].upper() + text[1:]


def _shown(value: object) -> object:
    """Output of a template without what a screen would obey in texts of documents and names of files."""
    return visible(value) if type(value) is str else value


def isolated(text: object) -> Markup:
    """A name in its own direction of writing, which does not touch that of the words around it."""
    return Markup("<bdi>{}</bdi>").format(visible(str(text)))


def link(path: str, **query: object) -> str:
    """The address of a page, without the parts of the query that say nothing."""
    return addresses.page(path) + _query(query)


def framed_link(path: str, **query: object) -> str:
    """The same inside Airflow's menu."""
    return addresses.framed(path) + _query(query)


def _query(query: Mapping[str, object]) -> str:
    said = {name: value for name, value in query.items() if value not in (None, "", False)}
    return "?" + urlencode(said, errors="replace") if said else ""


_ENVIRONMENT = environment()


@dataclass
class RequestContext:
    """Per-request context: user, rights, locale, the review service, and the page that is rendered."""

    request: Request
    user: Any
    _made: dict[Hashable, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.user.get_name())

    @cached_property
    def may_decide(self) -> bool:
        return security.allowed(self.user, "PUT")

    @property
    def service(self) -> ReviewService:
        service: ReviewService = self.request.app.state.service_holder.service
        return service

    @property
    def decisions(self) -> ReviewDecisions:
        return self.service.decisions

    @property
    def store(self) -> Store:
        return self.service.store

    @property
    def settings(self) -> Settings:
        settings: Settings = self.request.app.state.service_holder.settings
        return settings

    def memo(self, key: Hashable, make: Callable[[], T]) -> T:
        """Values that this request needs more than once, made once."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    @cached_property
    def notation(self) -> Notation:
        return Notation(locale_of(self.request.headers.get("accept-language")), self.settings.zone)

    @cached_property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def show(self, template: str, values: Mapping[str, Any], *, here: str = "", status: int = 200) -> HTMLResponse:
        """The page inside the frame that all pages have; ``here`` is its name in the menu."""
        text = _ENVIRONMENT.get_template(template).render(
            {"in_tab": False, **values},
            here=here,
            form=self.notation,
            now=self.now,
            today=self.now.astimezone(self.notation.zone).date(),
            may_decide=self.may_decide,
            user=self.name,
            run_name=lambda run_id: run_name(run_id, self.notation),
            token=security.token_for(self.user),
            waiting_count=self.waiting_count(),
            language=current_language(),
            script_words=script_words(current_language()),
        )
        return HTMLResponse(text, status_code=status)

    def part(self, template: str, values: Mapping[str, Any]) -> HTMLResponse:
        """A part of a page, for a script of that page to put in."""
        return HTMLResponse(_ENVIRONMENT.get_template(template).render(values, form=self.notation))

    def waiting_count(self) -> int:
        from invoice_llm.store.queries.review_queue import QueueOrder

        return self.store.waiting.page(QueueOrder.AGE, limit=1).total


def request_context(request: Request, user: GetUserDep) -> RequestContext:
    return RequestContext(request, user)


ContextDep = Annotated[RequestContext, Depends(request_context)]
Position = Annotated[int, Path(ge=0, lt=2**31)]
"""Position of a document in its run, as it stands in an address."""
