"""A window's numpy computes as ever and carries no docstrings of its compiled parts."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DOCUMENTED = "numpy.ndarray.astype.__doc__ is not None"


def told(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_numpy_imported_after_it_computes_and_has_no_docstrings() -> None:
    without = "from ui.bridge.undocumented_numpy import leave_documentation_out as leave; leave()"
    told_without = told(f"{without}; import numpy; leave(); print(numpy.arange(4).sum(), {DOCUMENTED})")
    assert told_without == "6 False"
    assert told(f"import numpy; print({DOCUMENTED})") == "True"


def test_numpy_imported_before_stays_as_it_is() -> None:
    from_before = "import numpy, sys; before = dict(sys.modules)"
    leave = "from ui.bridge.undocumented_numpy import DOCUMENTATION, leave_documentation_out; leave_documentation_out()"
    assert told(f"{from_before}; {leave}; print(all(sys.modules[n] is before[n] for n in DOCUMENTATION))") == "True"
