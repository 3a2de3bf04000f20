"""`make gpu`: the GPU's tests and benches. Without a CUDA device it says so, records nothing, and exits with 0."""

import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from benchmarks.__main__ import publish, shown
from benchmarks.plan import gpu_plan
from benchmarks.race import FULL, Races
from benchmarks.record import Record, head, read, write
from benchmarks.side import ROOT

TESTS = ROOT / "tests" / "gpu-results"


def main() -> int:
    """Run both, and keep a record of each: the exit status is the tests'."""
    device = cuda_device()
    if not device:
        print("no CUDA device")
        return 0
    status, outcome = run_tests(ROOT / ".gpu-tests.xml")
    print(write({"head": head(device), "tests": outcome}, TESTS))
    print(write({"head": head(device), "measurements": measure()}))
    publish(read())
    return status


def cuda_device() -> str:
    """The first CUDA device's model; empty if there is none."""
    try:
        import torch
    except ImportError:
        return ""
    return torch.cuda.get_device_name(0) if torch.cuda.is_available() else ""


def run_tests(report: Path) -> tuple[int, Record]:
    """Pytest's exit status, and each test's outcome."""
    command = [sys.executable, "-m", "pytest", "-m", "gpu", f"--junit-xml={report}"]
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    outcome = outcomes(report.read_text(encoding="utf-8"))
    report.unlink()
    return status, outcome


def outcomes(report: str) -> Record:
    """By test, `passed`, or `failed`, `error` or `skipped` with the first line of why."""
    cases = ElementTree.fromstring(report).iter("testcase")
    return {f"{case.get('classname')}::{case.get('name')}": outcome(case) for case in cases}


def outcome(case: Any) -> str:
    """What became of one test."""
    marks = {"failure": "failed", "error": "error", "skipped": "skipped"}
    found = [f"{marks[child.tag]}: {child.get('message', '')}" for child in case if child.tag in marks]
    return found[0].partition("\n")[0] if found else "passed"


def measure() -> Record:
    """The races on the device."""
    races, found = Races(FULL), {}
    for one in gpu_plan():
        found[one.name] = races.run(one)
        print(one.name, *shown(found[one.name]), sep="\n  ", flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
