"""The parts of pyqtgraph that the chart is drawn with: `GraphicsObject`, `GraphicsView`, `PrimitiveArray`.

`import pyqtgraph` brings 145 modules and makes every enumeration of Qt, 0.12 s before the first candle. Its modules
for the three parts import each other by path, so a package without its `__init__` is enough for them: 20 modules in
0.01 s, as what they import for profiling, SVG and OpenGL alone is left out too. Where it was imported whole before, or
is another than the one pinned, it is taken as it is.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import shiboken6
from PySide6 import QtCore, QtGui, QtWidgets

PACKAGE = "pyqtgraph"
BINDING = "PySide6"
# Its own defaults of the options that the three parts ask for.
OPTIONS = {"useOpenGL": False, "enableExperimental": False, "mouseRateLimit": 100, "background": "k"}
VIEW_MODULE = "pyqtgraph.widgets.GraphicsView"
ITEM_MODULE = "pyqtgraph.graphicsItems.GraphicsObject"
# What they import for what the chart never asks of them, with the names they want of it: profiling, SVG, OpenGL.
UNUSED: dict[str, tuple[str, ...]] = {
    "cProfile": (),
    "xml.etree.ElementTree": ("Element",),
    f"{PACKAGE}.Qt.OpenGLHelpers": (),
}
ARRAY_MODULE = "pyqtgraph.Qt.internals"


def _bare_package(name: str, spec: ModuleSpec) -> ModuleType:
    """Put a package into place whose modules can be imported although its own code never ran."""
    package = ModuleType(name)
    package.__spec__, package.__package__, package.__file__ = spec, name, spec.origin
    package.__path__ = list(spec.submodule_search_locations or [])
    sys.modules[name] = package
    return package


def _place_packages() -> None:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None:
        raise ImportError("pyqtgraph is not installed")
    package: Any = _bare_package(PACKAGE, spec)
    folders = [f"{folder}/Qt" for folder in package.__path__]
    inner = importlib.util.spec_from_file_location(
        f"{PACKAGE}.Qt", f"{folders[0]}/__init__.py", submodule_search_locations=folders
    )
    if inner is None:
        raise ImportError("pyqtgraph has no part for Qt")
    binding: Any = _bare_package(f"{PACKAGE}.Qt", inner)
    binding.QT_LIB = binding.PYSIDE6 = BINDING
    binding.QtCore, binding.QtGui, binding.QtWidgets = QtCore, QtGui, QtWidgets
    binding.isQObjectAlive = shiboken6.isValid
    compat: Any = importlib.import_module(f"{PACKAGE}.Qt.compat")
    compat.wrapinstance, compat.unwrapinstance = (
        shiboken6.wrapInstance,
        lambda wrapped: shiboken6.getCppPointer(wrapped)[0],
    )
    package.Qt, package.getConfigOption, package.reload = binding, OPTIONS.__getitem__, importlib.reload
    package._connectCleanup = lambda: None  # its items that outlive their scene; ours do not


@contextmanager
def _unused_left_out() -> Iterator[None]:
    """Let empty modules stand in for those unused inside the block; a later import of one brings the real one."""
    stand_ins = [name for name in UNUSED if name not in sys.modules]
    for name in stand_ins:
        module = sys.modules[name] = ModuleType(name)
        module.__dict__.update({wanted: type(wanted, (), {}) for wanted in UNUSED[name]})
    try:
        yield
    finally:
        for name in stand_ins:
            del sys.modules[name]


def _parts() -> tuple[Any, Any, Any]:
    view, item, array = (importlib.import_module(name) for name in (VIEW_MODULE, ITEM_MODULE, ARRAY_MODULE))
    return view.GraphicsView, item.GraphicsObject, array.PrimitiveArray


def _load() -> tuple[Any, Any, Any]:
    if PACKAGE not in sys.modules:
        try:
            with _unused_left_out():
                _place_packages()
                return _parts()
        except (ImportError, AttributeError, LookupError):
            for name in [one for one in sys.modules if one.partition(".")[0] == PACKAGE]:
                del sys.modules[name]
    importlib.import_module(PACKAGE)
    return _parts()


GraphicsView, GraphicsObject, PrimitiveArray = _load()
