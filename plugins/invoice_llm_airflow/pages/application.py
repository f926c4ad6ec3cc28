"""The application below the plugin's prefix: every address that there is, behind one guard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse, Response

from invoice_llm_airflow.pages.images import pictures
from invoice_llm_airflow.pages.lists import costs, documents, downloads, overview, runs, suppliers
from invoice_llm_airflow.pages.review import bulk, decisions, queue, review
from invoice_llm_airflow.pages.web import assets, errors
from invoice_llm_airflow.pages.web.headers import HardenedHeaders
from invoice_llm_airflow.pages.web.security import guard
from invoice_llm_airflow.pages.web.session import ServiceHolder

Routes = dict[str, Callable[..., Any]]
_ONE = "/{run_id}/{position}"
PAGES: Routes = {
    "/": overview.overview_page,
    "/review": queue.queue_page,
    f"/review{_ONE}": review.review_page,
    "/documents": documents.documents_page,
    f"/documents{_ONE}": documents.history_page,
    "/runs": runs.runs_page,
    "/runs/{run_id}": runs.run_page,
    "/dag-runs/{dag_id}/{run_id}": runs.run_tab,
    "/suppliers": suppliers.suppliers_page,
    "/costs": costs.costs_page,
    "/suppliers/{key}": suppliers.supplier_page,
}
FILES: Routes = {
    "/static/{name}": assets.static_file,
    f"/documents{_ONE}/file": pictures.original_file,
    f"/documents{_ONE}/pages/{{number}}": pictures.picture_of_page,
    f"/documents{_ONE}/words": pictures.page_words,
    f"/review{_ONE}/lines": review.lines_page,
    f"/review{_ONE}/originals": decisions.original_candidates,
    "/downloads/{kind}": downloads.download_records,
    "/costs/file": costs.costs_file,
    "/suppliers/{key}/prompts": suppliers.prompt_folder_file,
}
POSTS: Routes = {
    "/review/ticked": bulk.decide_ticked,
    f"/review{_ONE}/preview": decisions.preview_edits,
    f"/review{_ONE}/decision": decisions.submit_decision,
    "/suppliers/{key}/forget": suppliers.forget_memory,
}


def build(holder: ServiceHolder | None = None) -> FastAPI:
    """Airflow's login on everything; no documentation, which Airflow would serve without one."""
    app = FastAPI(dependencies=[Depends(guard)], docs_url=None, redoc_url=None, openapi_url=None)
    app.state.service_holder = holder or ServiceHolder()
    app.add_middleware(HardenedHeaders)
    errors.install(app)
    for path, page in PAGES.items():
        app.add_api_route(path, page, response_class=HTMLResponse, response_model=None)
    for path, file in FILES.items():
        app.add_api_route(path, file, response_class=Response, response_model=None)
    for path, action in POSTS.items():
        app.add_api_route(path, action, methods=["POST"], response_model=None)
    return app
