"""`python -m sandbox`: the command line without a window."""

import sys

from sandbox.cli.main import main

raise SystemExit(main(sys.argv[1:]))
