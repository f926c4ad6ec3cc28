"""Pages of other sites, opened by a browser in which an admin has just logged in to Airflow."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page

from tests.browser import stored_facts
from tests.browser.browsing import at_form
from tests.browser.wrong_totals import name_of
from tests.pages.api_server import Server

REJECTS = json.dumps({"action": "reject", "version": 0, "note": "forged"})
FORM = """<!doctype html><form method="post" enctype="text/plain" action="{target}">
<input name='{head}' value='"}}'></form><script>document.forms[0].submit()</script>"""
FETCHES = """<!doctype html><p>waiting</p><script>
const send = (more) => fetch("{target}", {{method: "POST", credentials: "include", body: '{body}', ...more}});
Promise.allSettled([send({{mode: "no-cors"}}), send({{headers: {{"Content-Type": "application/json"}}}})])
  .then((ends) => document.querySelector("p").textContent = ends.map(({{status}}) => status).join(", "));
</script>"""
OTHERS = {"cross-site": "localhost", "same-site": "127.0.0.1"}
"""Another site, and another port of the server's own host: what the browser calls them, and where they are."""


@contextmanager
def other_site(page: str) -> Iterator[int]:
    """The port of a site that shows this page."""

    class Shows(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Shows) as served:
        Thread(target=served.serve_forever, daemon=True).start()
        yield served.server_port
        served.shutdown()


@pytest.mark.parametrize("relation", OTHERS)
def test_a_form_of_another_site_is_refused_though_the_cookie_comes_with_it(
    server: Server, places: dict[str, str], enter: Callable[..., Page], relation: str
) -> None:
    name = name_of(6)
    target = f"{server.origin}/invoice-llm/review/{places[name]}/decision"
    admin = enter("admin", at_form)
    head = REJECTS.removesuffix("}") + ', "more": "'
    with other_site(FORM.format(target=target, head=head)) as port:
        with admin.expect_response(target) as got:
            admin.goto(f"http://{OTHERS[relation]}:{port}/")
        admin.wait_for_url(target)
    sent = got.value.request.all_headers()
    assert (got.value.status, sent["sec-fetch-site"], "_token=" in sent["cookie"]) == (403, relation, True)
    assert (stored_facts.outcome(server.home, name), stored_facts.decisions(server.home, name)) == ("review", [])


@pytest.mark.parametrize("relation", OTHERS)
def test_a_script_of_another_site_is_refused(
    server: Server, places: dict[str, str], enter: Callable[..., Page], relation: str
) -> None:
    """The browser keeps our cookie from another site's scripts; and nobody may ask with another content type."""
    name = name_of(6)
    path = f"/invoice-llm/review/{places[name]}/decision"
    admin = enter("admin", at_form)
    before = stored_facts.answered(server.home, path)
    with other_site(FETCHES.format(target=server.origin + path, body=REJECTS)) as port:
        admin.goto(f"http://{OTHERS[relation]}:{port}/")
        admin.get_by_text("rejected, rejected").wait_for()
    refused = 401 if relation == "cross-site" else 403
    assert stored_facts.answered(server.home, path) - before == Counter({("POST", refused): 1, ("OPTIONS", 405): 1})
    assert (stored_facts.outcome(server.home, name), stored_facts.decisions(server.home, name)) == ("review", [])
