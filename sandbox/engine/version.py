"""The engine's version: it grows when the same inputs may give other events; `verify` re-decides only equal ones."""

ENGINE_VERSION = "4"
