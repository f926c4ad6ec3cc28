"""Take the mails of a mailbox into the inbox, each as a file; the nightly run opens them and reads what is attached.

Needs ``apache-airflow-providers-imap`` and the connection ``imap_default``. A mail that comes again, or is taken twice,
has the same bytes: the nightly run knows it by them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pendulum
from airflow.sdk import dag, task


@dag(
    schedule="*/15 * * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    tags=["invoices", "example"],
)
def invoice_mailbox() -> None:
    @task
    def take_mails() -> int:
        """Write every mail that is not there yet; returns how many were written."""
        from airflow.providers.imap.hooks.imap import ImapHook

        from invoice_llm_airflow.blocks.hook import InvoiceLLMHook

        inbox = Path(InvoiceLLMHook().get_conn().inbox)
        with ImapHook("imap_default") as hook:
            return sum(keep(mail, inbox) for mail in mails(hook.mail_client))

    take_mails()


def mails(client) -> Iterator[bytes]:  # type: ignore[no-untyped-def]
    """All mails of the mailbox, whole, and left as they are."""
    client.select("INBOX", readonly=True)
    _, (numbers,) = client.uid("search", None, "ALL")
    for number in numbers.split():
        _, parts = client.uid("fetch", number, "(BODY.PEEK[])")
        yield from (part[1] for part in parts if isinstance(part, tuple))


def keep(mail: bytes, inbox: Path) -> bool:
    """Write one mail under a name made of its content, finished or not at all; False where it is there already."""
    path = inbox / f"mail-{hashlib.sha256(mail).hexdigest()[:16]}.eml"
    if path.exists():
        return False
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(mail)
    unfinished.rename(path)
    return True


invoice_mailbox()
