"""The OpenAI SDK without the hundreds of modules of types for parts of its interface that nobody here uses.

``import openai`` imports all its types, which takes most of its time. Two of its packages, whose own code does nothing
but gather what their modules have, are loaded when something is first asked of them. Whoever uses them sees no
difference.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import Loader
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_LATE = ("openai.types", "openai.types.responses")


@contextmanager
def types_loaded_late() -> Iterator[None]:
    """For the import of the SDK; what is loaded already stays so."""
    sys.meta_path.insert(0, _Finder)
    try:
        yield
    finally:
        sys.meta_path.remove(_Finder)


class _Finder:
    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name in _LATE else None
        if spec is not None and spec.loader is not None:
            spec.loader = _LateLoader(spec.loader)
        return spec


class _LateLoader(Loader):
    """Like importlib's ``LazyLoader``, but that the package's modules can be imported without it."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def exec_module(self, module: ModuleType) -> None:
        module.__class__ = _LateModule

    def load(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        module.__class__ = ModuleType


class _LateModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if find_spec(f"{self.__name__}.{name}"):
            return import_module(f"{self.__name__}.{name}")
        spec = self.__spec__
        if spec is not None and isinstance(spec.loader, _LateLoader):
            spec.loader.load(self)
        return getattr(self, name)
