"""The driver's errors as ours. Messages say what to do and never hold a password or a value of a row."""

from __future__ import annotations

from sqlalchemy import exc

from invoice_llm.errors import StoreUnavailable


class Collision(StoreUnavailable):
    """Two transactions met, or one relied on what another had changed; done again with care, it will work."""


_COLLIDED = ("40P01", "40001", "23505", "23514")
"""Deadlock, serialization, unique and check, by SQLSTATE."""
_COLLIDED_IN_SQLITE = ("unique constraint failed", "check constraint failed")

_SAYINGS = (
    (
        ("readonlysqltransaction",),
        "the database {where} takes no writing now; is it a standby? Name the primary",
    ),
    (
        ("insufficientprivilege",),
        "the user of {where} may not do that; grant it the rights to all tables of this program",
    ),
    (
        ("too many clients", "too many connections", "remaining connection slots", "toomanyconnections"),
        "the database {where} has no connection left; raise its max_connections, put a pool before it, or lower "
        "Airflow's parallelism",
    ),
    (
        ("no such table", "no such column", "undefinedtable", "undefinedcolumn"),
        "the database {where} is not up to date; run `invoice-llm doctor --migrate`",
    ),
    (
        ("database is locked",),
        "the database {where} was locked for too long; is another program holding it open?",
    ),
    (
        ("not a database", "malformed"),
        "the file of {where} is no SQLite database, or is damaged; name another one or restore it",
    ),
    (
        ("readonly", "unable to open"),
        "the file of {where} cannot be opened for writing; check the rights to it, to its folder and to the files -wal"
        " and -shm beside it",
    ),
    (
        ("disk is full", "disk i/o", "diskfull"),
        "the database {where} cannot write to its disk; is it full?",
    ),
)
"""Words in the driver's error, in lower case, and what to tell the user."""

_AWAY = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError, exc.DisconnectionError)


def translate_database_error(error: exc.SQLAlchemyError, where: str) -> StoreUnavailable:
    """Translate SQLAlchemy's error to ours. ``where`` is the database's address without its password."""
    cause = error.orig if isinstance(error, exc.DBAPIError) and error.orig is not None else error
    said = f"{type(cause).__name__}: {cause}".lower()
    if getattr(cause, "sqlstate", None) in _COLLIDED or any(sign in said for sign in _COLLIDED_IN_SQLITE):
        return Collision(f"two writers met in the database {where}")
    for signs, sentence in _SAYINGS:
        if any(sign in said for sign in signs):
            return StoreUnavailable(sentence.format(where=where))
    if isinstance(error, _AWAY):
        return StoreUnavailable(
            f"the database {where} cannot be reached; is the server running, are name and password right? "
            f"({_kind(cause)}) `invoice-llm doctor` tries it"
        )
    return StoreUnavailable(f"the database {where} refused a statement ({_kind(cause)})")


def _kind(cause: BaseException) -> str:
    """The error's class and SQLSTATE alone: its text may quote the row or the connection's parameters."""
    state = getattr(cause, "sqlstate", None)
    return f"{type(cause).__name__} {state}" if state else type(cause).__name__
