"""Loads PySide6 without compiling, at every start, its Python code for signatures, stub files and errors of calls.

These six modules come as source in PySide6's library and are kept compiled nowhere: half the time of an empty window.
Here they are put in place empty, and run when somebody first asks one of them for something, as the error of a call
with wrong arguments does. A PySide6 whose modules are not the ones known here loads them as it always did.
"""

from __future__ import annotations

import importlib
import sys
import threading
import zlib
from collections.abc import Iterable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, SupportsIndex

SUPPORT = "shibokensupport.signature."
LATE = frozenset(
    SUPPORT + name for name in ("mapping", "errorhandler", "layout", "parser", "lib.enum_sig", "lib.pyi_generator")
)
UPDATE = "update_mapping"  # the one name that the library takes from a module without asking for it
FINDER = "EmbeddableZipImporter"  # how PySide6 finds the modules that its library carries
# `checksum` of the modules of PySide6 6.11.3, with the line ends of Linux and macOS, and of Windows
KNOWN = frozenset({0xA1463249, 0x1A181349})
_loading = threading.RLock()


class _LateModule(ModuleType):
    """A module whose code runs when it is first asked for a name that it has not got yet."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        with _loading:  # a second thread waits until all names are there; the first may come by again meanwhile
            run = self.__dict__.pop("_run", None)
            if run is not None:
                run()
                object.__setattr__(self, "__class__", ModuleType)
        return object.__getattribute__(self, name)


class _LateLoader(Loader):
    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _LateModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        own_name, spec, loader = module.__name__, module.__spec__, self._loader

        def run() -> None:
            # PySide6 has published the module under a second name by now; it is found by its own alone.
            module.__spec__ = ModuleSpec(own_name, loader)
            loader.exec_module(module)
            module.__spec__ = spec

        module.__dict__["_run"] = run
        if own_name == SUPPORT + "mapping":
            module.__dict__[UPDATE] = lambda: module.namespace[UPDATE]()


class _LateFinder(MetaPathFinder):
    def __init__(self, finder: Any) -> None:
        self.finder = finder

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec: ModuleSpec | None = self.finder.find_spec(fullname, path, target)
        if spec is not None and fullname in LATE and spec.loader is not None:
            spec.loader = _LateLoader(spec.loader)
        return spec


class _Finders(list[Any]):
    """`sys.meta_path` while PySide6 is loaded: its own finder for its own modules is taken in behind ours."""

    def insert(self, at: SupportsIndex, finder: Any) -> None:
        known = type(finder).__name__ == FINDER and checksum(finder) in KNOWN
        super().insert(at, _LateFinder(finder) if known else finder)

    def remove(self, finder: Any) -> None:
        super().remove(next((one for one in self if isinstance(one, _LateFinder) and one.finder is finder), finder))


def checksum(finder: Any) -> int | None:
    """Return one number for all the modules that PySide6's finder has; None where it keeps them in another way."""
    try:
        sums = sorted(one.CRC for one in finder.zfile.infolist())
    except AttributeError:
        return None
    return zlib.crc32(repr(sums).encode())


def load_qt() -> None:
    """Import PySide6, the modules of signatures put off; where it is loaded already, nothing changes."""
    if "shiboken6" in sys.modules:
        return
    own = sys.meta_path
    finders = sys.meta_path = _Finders(own)
    try:
        importlib.import_module("PySide6.QtCore")
    finally:
        own[:] = finders
        sys.meta_path = own


def late_modules() -> Iterable[str]:
    """Return the names of the modules that nobody has asked for anything yet."""
    return [name for name in sorted(LATE) if type(sys.modules.get(name)) is _LateModule]
