"""The chart brings the parts of pyqtgraph it draws with, no more; a pyqtgraph that is laid out otherwise serves too."""

import subprocess
import sys

COUNT = "print(sum(name.partition('.')[0] == 'pyqtgraph' for name in sys.modules))"
SAME_CLASSES = (
    "import pyqtgraph as whole; from ui.drawing import plotting; "
    "assert plotting.GraphicsObject is whole.GraphicsObject and plotting.GraphicsView is whole.GraphicsView"
)
OTHER_LAYOUT = (
    "from unittest import mock; import importlib.util as found; real = found.spec_from_file_location; "
    "patch = mock.patch.object(found, 'spec_from_file_location', "
    "lambda name, *rest, **more: None if name == 'pyqtgraph.Qt' else real(name, *rest, **more)); patch.start(); "
    "from ui.drawing import plotting; import pyqtgraph; assert pyqtgraph.GraphicsView is plotting.GraphicsView"
)
LEFT_OUT = (
    "from ui.drawing import plotting; absent = [name for name in plotting.UNUSED if name not in sys.modules]; "
    "import cProfile, pyqtgraph.Qt.OpenGLHelpers as opengl; from xml.etree.ElementTree import Element; "
    "assert callable(cProfile.run) and opengl.GraphicsViewGLWidget and Element('a').tag == 'a'; print(len(absent))"
)


def told(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", f"import sys; {code}"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_chart_imported_alone_loads_a_few_modules_of_pyqtgraph() -> None:
    assert int(told(f"import ui.drawing.price_chart; {COUNT}")) < 30


def test_what_the_chart_does_not_use_is_left_out_and_there_for_a_later_import() -> None:
    assert told(LEFT_OUT) == "3"


def test_the_parts_are_those_of_a_pyqtgraph_imported_whole_before() -> None:
    told(SAME_CLASSES)


def test_a_pyqtgraph_of_another_layout_is_imported_whole() -> None:
    told(OTHER_LAYOUT)
