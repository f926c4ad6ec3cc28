"""Access control. One dependency guards every address: Airflow's login, its permissions, and no foreign posts.

Airflow's cookie alone does not tell our own page from another site, or from another port of this host: a browser sends
it with both. So whatever is not a plain read has to come from our own origin and carry a token that only our pages
have.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity, DagDetails
from airflow.api_fastapi.core_api.security import GetUserDep
from airflow.configuration import conf
from airflow.models.dag import DagModel
from fastapi import HTTPException, Request
from itsdangerous import BadData, URLSafeTimedSerializer

from invoice_llm_airflow.addresses import DAG_ID

TOKEN_HEADER = "x-invoice-llm-token"  # noqa: S105
TOKEN_LASTS_S = 12 * 3600
STALE = "stale"
"""Told to a page that was left open for too long: it has to be loaded again, and keeps what was typed."""
_READS = ("GET", "HEAD")


def guard(request: Request, user: GetUserDep) -> None:
    """Nobody without a login, nobody without the right to read the DAG's runs; writing takes the right to edit them."""
    if not allowed(user, "GET"):
        raise HTTPException(403, "You may not see the runs of this DAG.")
    if request.method in _READS:
        return
    refuse_foreign(request)
    if not allowed(user, "PUT"):
        raise HTTPException(403, "You may look at the invoices, but not decide on them.")
    if not is_our_token(request.headers.get(TOKEN_HEADER, ""), user):
        raise HTTPException(403, STALE)


def allowed(user: Any, method: str) -> bool:
    """Every document comes from the one DAG, so its runs' permissions decide; no request can name another."""
    details = DagDetails(id=DAG_ID, team_name=DagModel.get_team_name(DAG_ID))
    manager: Any = get_auth_manager()
    return bool(manager.is_authorized_dag(method=method, access_entity=DagAccessEntity.RUN, details=details, user=user))


def refuse_foreign(request: Request) -> None:
    """403 unless the request comes from our own origin, as the browser says; a client that is none has no cookie."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    ours = {request.headers.get("host", ""), urlsplit(conf.get("api", "base_url", fallback="") or "").netloc}
    if site is not None and site != "same-origin":
        raise HTTPException(403, "This request came from another site.")
    if origin is not None and (origin == "null" or urlsplit(origin).netloc not in ours - {""}):
        raise HTTPException(403, "This request came from another site.")
    if site is None and origin is None and "authorization" not in request.headers:
        raise HTTPException(403, "This request does not say where it came from.")


def token_for(user: Any) -> str:
    """Token that this person's pages send back; good for a working day."""
    return _signer().dumps(str(user.get_id()))


def is_our_token(token: str, user: Any) -> bool:
    try:
        return bool(_signer().loads(token, max_age=TOKEN_LASTS_S) == str(user.get_id()))
    except BadData:
        return False


def _signer() -> URLSafeTimedSerializer:
    """Airflow wants this key to be the same on all its API servers."""
    return URLSafeTimedSerializer(conf.get_mandatory_value("api", "secret_key"), salt="invoice-llm pages")
