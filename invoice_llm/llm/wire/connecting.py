"""Connections to endpoints.

An address with ``?api-version=...`` is Azure's classic form: the key goes into the header ``api-key``, and the
deployment is the one in the path, else the model's name. Azure's v1 form (``.../openai/v1``) is as any other endpoint.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit
from urllib.request import getproxies

import httpx2
from openai import AsyncAzureOpenAI, AsyncOpenAI, DefaultAsyncHttpx2Client

from invoice_llm.errors import ConfigurationError
from invoice_llm.llm.wire import departure
from invoice_llm.llm.wire.redirects import staying_at
from invoice_llm.llm.wire.streams import Pools, bound, trust

Endpoint = AsyncOpenAI
"""A connected endpoint, as the rest of the package knows it."""
_OPENAI = "https://api.openai.com/v1"
"""Where the SDK goes without an address."""
_CONNECT_S = 10.0
_NO_SUCH_PROXY = (
    "the proxy that HTTP_PROXY, HTTPS_PROXY or ALL_PROXY names cannot be used: it takes an address such as "
    "http://proxy:3128, and for SOCKS the package socksio"
)
_POOL = 16
"""Connections in one pool."""
_VERSION = "api-version"


def connect(
    *, base_url: str | None, api_key: str, concurrency: int, timeout_s: float, transport: Any = None
) -> Endpoint:
    """An SDK client with our timeouts and as many kept connections as calls may be under way.

    ``transport`` replaces the network (the embedded reader's endpoint). The client belongs to one event loop; close it.
    """
    address = None if base_url is None else read_address(base_url)
    left = departure.trace if transport is None else departure.leaves_at_once
    hooks = {"request": [staying_at(base_url or _OPENAI), left], "response": [bound]}
    timeout = httpx2.Timeout(timeout_s, connect=min(_CONNECT_S, timeout_s))
    try:
        more: dict[str, Any] = {"transport": transport} if transport is not None else _over_the_network(concurrency)
        http_client = DefaultAsyncHttpx2Client(timeout=timeout, event_hooks=hooks, **more)
    except (ImportError, ValueError, httpx2.InvalidURL) as error:
        raise ConfigurationError(_NO_SUCH_PROXY) from error
    given: dict[str, Any] = {"max_retries": 0, "timeout": timeout_s, "http_client": http_client}
    if address is None:
        return AsyncOpenAI(api_key=api_key, **given)
    if address.api_version is not None and not address.is_v1:
        return AsyncAzureOpenAI(api_key=api_key, base_url=address.azure_base, api_version=address.api_version, **given)
    return AsyncOpenAI(api_key=api_key, base_url=address.base, default_query=dict(address.query), **given)


@dataclass(frozen=True, slots=True)
class BaseUrl:
    """A base URL without its query, and the query."""

    base: str
    query: tuple[tuple[str, str], ...] = ()

    @property
    def api_version(self) -> str | None:
        return dict(self.query).get(_VERSION)

    @property
    def is_v1(self) -> bool:
        return self.base.endswith("/v1")

    @property
    def azure_base(self) -> str:
        """With ``/openai``, below which Azure keeps its deployments."""
        return self.base if "/openai" in urlsplit(self.base).path else f"{self.base}/openai"


def read_address(base_url: str) -> BaseUrl:
    """Take a base URL apart; whether it is one is checked with the settings."""
    parts = urlsplit(base_url)
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    return BaseUrl(urlunsplit((parts.scheme, parts.netloc, path, "", "")), tuple(parse_qsl(parts.query)))


def _over_the_network(concurrency: int) -> dict[str, Any]:
    """Transport with as many connections as calls may be under way, all kept; through a proxy where the environment
    names one."""
    limits = httpx2.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
    if concurrency <= _POOL or getproxies():
        return {"limits": limits, "verify": trust()}
    return {"transport": Pools(-(-concurrency // _POOL), limits)}
