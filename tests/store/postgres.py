"""A Postgres of the tests' own, from the binaries on this machine: in a fresh folder, on a socket, without a port."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


def find_binaries() -> Path | None:
    """The folder with initdb and pg_ctl, newest version first."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True):
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    on_path = shutil.which("pg_ctl")
    return Path(on_path).resolve().parent if on_path and shutil.which("initdb") else None


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.parent.name.split(".") if part.isdigit())


class Cluster:
    """Gives out empty databases."""

    def __init__(self, psql: Callable[[str], None], folder: Path) -> None:
        self._psql = psql
        self.folder = folder

    def new_database(self) -> str:
        """The URL of a database nobody has used."""
        name = f"t{uuid4().hex[:12]}"
        self._psql(f"CREATE DATABASE {name}")
        return f"postgresql://tester:secret-word@/{name}?host={self.folder}"


def server_options(folder: Path) -> str:
    """Options with which the server of this folder is started, each time."""
    return f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c shared_buffers=16MB"


@contextmanager
def running(binaries: Path) -> Iterator[Cluster]:
    """A server that lives as long as the block."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    user = _owner(folder)

    def run(program: str, *arguments: str) -> None:
        command = [str(binaries / program), *arguments]
        done = subprocess.run(
            command,
            user=user,
            cwd=folder,
            env={**os.environ, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed: {done.stderr or done.stdout}")

    data = str(folder / "data")
    try:
        run("initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C")
        run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", server_options(folder), "start")
        try:
            yield Cluster(
                lambda sql: run("psql", "-h", str(folder), "-U", "tester", "-d", "postgres", "-qc", sql), folder
            )
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner(folder: Path) -> int | None:
    """Postgres refuses to run as root; the folder then belongs to another user."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        return entry.pw_uid
    raise RuntimeError("no user to run Postgres as")
