"""A side at work, seen from the bench: a process that trains when told to."""

import json
import os
import subprocess
import sys
from time import sleep
from typing import Any, Self

from benchmarks.job import Job
from benchmarks.side import ROOT, Side

THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


SETTLE = 0.05
"""Seconds before each turn: threads of whoever computed before still spin for a while, waiting for work."""


class NotMeasured(Exception):  # noqa: N818 - a result like others, not a mistake
    """A side could not be run; the message says why."""


class Contestant:
    """One worker. It computes only while `seconds` waits for it.

    Args:
        side: who.
        job: what.
    """

    def __init__(self, side: Side, job: Job) -> None:
        self.side, self.job = side, job
        self.memory = 0
        self.anonymous: list[int] = []
        command = [str(side.python), "-m", "benchmarks.worker", job.to_text()]
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(side, job.threads),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("GANREG_BENCH_LOUD") else subprocess.DEVNULL,
            text=True,
        )
        try:
            ready = self._answer()
        except NotMeasured:
            self.close()
            raise
        self.first: float = ready["first"]
        self.baseline: int = ready["baseline"]

    def seconds(self, iterations: int) -> float:
        """The time that so many iterations take, by the worker's own clock."""
        assert self._process.stdin is not None
        sleep(SETTLE)
        print(iterations, file=self._process.stdin, flush=True)
        found = self._answer()
        self.memory = found["memory"]
        self.anonymous.append(found["anonymous"])
        return float(found["seconds"])

    def close(self) -> None:
        """End the worker."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process.wait()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise NotMeasured(f"the process ended with status {self._process.wait()}")
        found: dict[str, Any] = json.loads(line)
        if "error" in found:
            raise NotMeasured(found["error"])
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def environment(side: Side, threads: int) -> dict[str, str]:
    """The worker's variables: its number of threads where one was found, and the bench on its path."""
    found = {name: value for name, value in os.environ.items() if name not in THREADS}
    found |= dict.fromkeys(THREADS, str(threads)) if threads else {}
    own = [str(ROOT), *sys.path] if str(side.python) == sys.executable else [str(ROOT)]
    return found | {"PYTHONPATH": os.pathsep.join(filter(None, own))}
