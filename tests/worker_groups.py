"""Distribution of the tests over the workers: a group of files that share something dear is done by one of them."""

from __future__ import annotations

from pathlib import PurePosixPath

from xdist.scheduler.loadscope import LoadScopeScheduling

_ONE_SERVER = ("browser", "pages")


def group_of(path: PurePosixPath) -> str:
    """Group of a file, by its path below ``tests``: the file itself, or a folder with one server for all its files."""
    return path.parts[0] if path.parts[0] in _ONE_SERVER else str(path)


class GroupScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist is not typed
    """Hands out whole groups, in the order of the collection.

    The marks that xdist itself groups by depend on how pytest keeps a test's id, and then group nothing in silence.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = PurePosixPath(nodeid.split("::", 1)[0])
        return group_of(file.relative_to("tests")) if file.is_relative_to("tests") else str(file)
