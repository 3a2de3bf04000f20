"""Backends tried in processes of their own: one that crashes or never ends is a finding, and stops nobody."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence

from ganreg.cli.trial import FAILS, Trial
from ganreg.discovery import FILE
from ganreg.registry import registry

PATIENCE = 300
"""Seconds that the backends may take together; a framework that compiles needs some."""


def trials(names: Sequence[str], patience: float = PATIENCE) -> dict[str, Trial]:
    """How each backend did.

    Args:
        names: full names of backends.
        patience: seconds after which a process is given up.
    """
    files = [loaded.plugin.removeprefix(FILE) for loaded in registry().loaded if loaded.plugin.startswith(FILE)]
    done: dict[str, Trial] = {}
    while left := [name for name in names if name not in done]:
        answers, end = _answers(left, files, patience)
        done |= {trial.backend: trial for trial in answers}
        untold = [name for name in left if name not in done]
        if untold:
            done[untold[0]] = Trial(untold[0], FAILS, end)
    return done


def _answers(names: Sequence[str], files: Sequence[str], patience: float) -> tuple[list[Trial], str]:
    """What one process says of these backends, and how it ended if it did not say all."""
    words = [*(f"--plugin={file}" for file in files), *names]
    # The same modules shall be found there, and -P keeps the present folder out of it.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-P", "-m", "ganreg.cli.trial", *words]
    try:
        run = subprocess.run(command, capture_output=True, env=environment, timeout=patience, check=False)
    except subprocess.TimeoutExpired as late:
        return _read(late.stdout or b""), f"it has not answered within {patience:.0f} s"
    except OSError as error:
        return [], f"no process could be started to try it: {error}"
    return _read(run.stdout), _ending(run)


def _read(output: bytes) -> list[Trial]:
    found = []
    for line in output.decode("utf-8", "replace").splitlines():
        try:
            answer = json.loads(line)
            found.append(Trial(**answer | {"devices": tuple(answer["devices"])}))
        except (ValueError, TypeError, KeyError):  # a stranger's library may write there too
            continue
    return found


def _ending(run: "subprocess.CompletedProcess[bytes]") -> str:
    """How a process ended, by its signal or by its last line."""
    if run.returncode < 0:
        return f"its process was ended by signal {-run.returncode} ({signal.strsignal(-run.returncode)})"
    lines = run.stderr.decode("utf-8", "replace").strip().splitlines()
    return f"its process ended with code {run.returncode}" + (f": {lines[-1]}" if lines else "")
