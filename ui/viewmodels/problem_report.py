"""What a report of a problem tells: versions, settings that are choices, the last steps by name, the digest. Qt-free.

Nothing personal: no amounts, no names, no paths; of a scenario that is not bundled not even its title.
"""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable, Mapping

from sandbox.engine.version import ENGINE_VERSION
from sandbox.loading.resource_files import bundled
from sandbox.session.session import Session
from sandbox.values.instants import instant_text
from ui.viewmodels.about_view import about_view

LAST_STEPS = 60
SETTING_KEYS = (
    "window/theme",
    "look/pair",
    "look/strong_borders",
    "window/less_motion",
    "window/flows",
    "play/slow_down",
    "play/speed",
    "view/frame",
)
OWN = "one of the person's own"


def problem_report(session: Session | None, setting: Callable[[str], str], surroundings: Mapping[str, str]) -> str:
    """Return the report as JSON; `setting` reads a remembered choice, `surroundings` says what only Qt knows."""
    about = about_view()
    told = {
        "bulkhead": about.version_text,
        "engine": ENGINE_VERSION,
        "python": about.python_text,
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "byte_order": sys.byteorder,
        "packages": {name: version for name, version, _ in about.parts},
        **surroundings,
        "settings": {key: value for key in SETTING_KEYS if (value := setting(key))},
        "session": None if session is None else _session(session),
    }
    return json.dumps(told, indent=1)


def _session(session: Session) -> dict[str, object]:
    opening = session.opening
    first = max(0, session.step_number - LAST_STEPS + 1)
    steps = [
        {
            "step": batch.step_number,
            "time": instant_text(batch.now_ns),
            "commands": [type(one.command).__name__ for one in batch.commands],
            "events": [type(one).__name__ for one in batch.events],
        }
        for batch in session.batches(first_step=first)
    ]
    return {
        "scenario": opening.id if opening.id in bundled("scenarios") else OWN,
        "rulebook": opening.rulebook.id if opening.rulebook.id in bundled("rulebooks") else OWN,
        "account_mode": opening.account_mode,
        "now": instant_text(session.now_ns),
        "steps": session.step_count,
        "events": session.event_count,
        "updates_played": session.cursor,
        "digest": session.digest,
        "last_steps": steps,
    }
