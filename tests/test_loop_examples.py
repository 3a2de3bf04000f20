"""Each loop of examples/loops runs, small, in a process of its own, and its critic learns."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

LOOPS = Path(__file__).parent.parent / "examples" / "loops"
OTHERS = ("-W", "ignore")
"""Lightning and Accelerate warn of themselves and of one another."""


def output_of(example, *arguments, warnings=("-W", "error")):
    command = [sys.executable, *warnings, str(LOOPS / example), *map(str, arguments)]
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    finished = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False, timeout=300)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_what_the_page_quotes_is_what_runs():
    page = (LOOPS.parent.parent / "docs" / "own-loop.md").read_text(encoding="utf-8")
    quoted = re.findall(r"^```py\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    scripts = [path.read_text(encoding="utf-8") for path in LOOPS.glob("*.py")]
    assert len(quoted) == 3
    assert all(any(quote in script for script in scripts) for quote in quoted)


def estimates_of(said):
    return [float(number) for number in re.findall(r"estimate ([+-]\d+\.\d+)", said)]


def test_every_loop_is_short_and_tested_here():
    tested = set(re.findall(r'output_of\("(\w+\.py)"', Path(__file__).read_text(encoding="utf-8")))
    assert {path.name for path in LOOPS.glob("*.py")} == tested
    for path in LOOPS.glob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 65, path.name


def test_the_objective_trains_in_lightning_in_mixed_precision():
    pytest.importorskip("lightning")
    said = output_of("lightning_loop.py", "--iterations", 40, "--precision", "bf16-mixed", warnings=OTHERS)
    estimates = estimates_of(said)
    assert len(estimates) == 5
    assert estimates[1] > 2


def test_the_objective_trains_under_accelerate_in_bfloat16():
    pytest.importorskip("accelerate")
    estimates = estimates_of(output_of("accelerate_loop.py", "--iterations", 40, warnings=OTHERS))
    assert len(estimates) == 5
    assert max(estimates) > 2


def test_the_objective_trains_with_a_gradient_scaler():
    said = output_of("amp_loop.py", "--iterations", 30)
    estimates = estimates_of(said)
    assert len(estimates) == 10
    assert max(estimates) > 2
    assert all(float(scale) >= 1 for scale in re.findall(r"scale (\S+)", said))


def test_two_processes_take_the_steps_of_one():
    said = output_of("ddp_loop.py", "--iterations", 10)
    assert float(re.search(r"differ from one by (\S+)", said).group(1)) < 1e-5
