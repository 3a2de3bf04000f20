"""The process of one side: `python -m benchmarks.worker JOB`.

It answers each line it reads with one line of JSON: a number n is answered by the seconds that n iterations took. Each
side has a process of its own, so that neither threads nor memory of one library disturb another; only one of them
computes at a time.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from time import perf_counter
from typing import Any

from benchmarks import memory
from benchmarks.job import Job


def main(text: str) -> int:
    """Make the side, and serve until the input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is no answer

    def answer(**values: Any) -> None:
        print(json.dumps(values), file=answers, flush=True)

    try:
        run = made(Job.from_text(text), answer)
    except Exception as error:  # noqa: BLE001 - told, whatever it is: the table says why a side was not measured
        traceback.print_exc()
        answer(error=f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}")
        return 1
    for line in sys.stdin:
        start = perf_counter()
        run(int(line))
        answer(seconds=perf_counter() - start, memory=memory.of("VmHWM"), anonymous=memory.of("RssAnon"))
    return 0


def made(job: Job, answer: Callable[..., None]) -> Callable[[int], None]:
    """The side's `run`, after its first iteration."""
    make = import_module(job.module).make
    baseline, start = memory.forget_peak(), perf_counter()
    run: Callable[[int], None] = make(job.workload, job.method, job.device)
    run(1)
    answer(first=perf_counter() - start, baseline=baseline)
    return run


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
