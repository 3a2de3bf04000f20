"""Each example runs, small, and says what it promises."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"


def output_of(example, *arguments):
    command = [sys.executable, "-W", "error", str(EXAMPLES / example), *map(str, arguments)]
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    finished = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


ELSEWHERE = {"own_penalties.py"}
"""What tests/verification tests by its transcripts."""


def test_every_example_is_short_and_tested_here():
    tested = set(re.findall(r'output_of\("(\w+\.py)"', Path(__file__).read_text(encoding="utf-8"))) | ELSEWHERE
    assert {path.name for path in EXAMPLES.glob("*.py")} == tested
    for path in EXAMPLES.glob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) < 60, path.name


def test_digits_leaves_a_run_with_a_picture(tmp_path):
    pytest.importorskip("sklearn")
    pytest.importorskip("matplotlib")
    said = output_of("digits.py", tmp_path / "run", "--iterations", 10)
    assert said.count("Wasserstein estimate") == 10
    assert "the same bits" in said
    assert (tmp_path / "run" / "samples.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "run" / "recipe.toml").exists()


def test_the_digit_classifier_tells_digits_and_measures_with_them():
    pytest.importorskip("sklearn")
    said = output_of("digit_classifier.py", "--iterations", 2)
    assert float(re.findall(r"^(\d+\.\d) %", said)[0]) > 95
    found = dict(re.findall(r"^(\w+) +(?:nan|-?\d\S*) +a perfect sampler +(\S+)$", said, re.MULTILINE))
    assert float(found["classes_covered"]) == 10
    assert float(found["inception_score"]) > 8


def test_the_same_step_is_taken_everywhere():
    said = output_of("same_step_everywhere.py")
    for place in ("numpy cpu", "torch cpu", "torch cuda", "cupy cuda"):
        assert said.count(place) == 2
    differences = [float(number) for number in re.findall(r"\d\.\de-\d\d", said)]
    assert len(differences) >= 10
    assert max(differences) < 1e-5


def test_the_own_loop_lowers_the_wasserstein_estimate():
    said = output_of("own_loop.py", "--iterations", 100)
    estimates = [float(number) for number in re.findall(r"estimate ([+-]\d+\.\d+)", said)]
    assert len(estimates) == 10
    assert estimates[-1] < estimates[0] / 2


def test_the_own_constraint_agrees_on_every_backend_before_and_after_its_oracle():
    said = output_of("own_constraint.py")
    penalties = re.findall(r"penalty (\d+\.\d+)", said)
    assert len(penalties) == 6
    assert len(set(penalties)) == 1
    assert all(int(passed) >= 8 for passed in re.findall(r"(\d+) checks passed", said))
    assert said.index("self-consistent") < said.index("proven")


def test_a_dcgan_is_the_same_on_numpy_and_on_torch(tmp_path):
    pytest.importorskip("sklearn")
    small = ("--width", 2, "--size", 8, "--iterations", 3, "--dtype", "float64")
    said = output_of("dcgan_twice.py", tmp_path / "run", *small)
    assert float(re.search(r"and (\S+) at most", said).group(1)) < 1e-8
    for backend in ("numpy", "torch"):
        assert (tmp_path / "run" / f"{backend}.png").read_bytes().startswith(b"\x89PNG")
        assert (tmp_path / "run" / backend / "recipe.toml").exists()


def test_a_critic_of_ones_own_is_read_and_proven():
    said = output_of("own_critic.py")
    assert said.count("14 checks passed") == 2
    assert float(re.search(r"differ by (\S+)", said).group(1)) < 1e-6


def test_constraints_stand_side_by_side_with_their_terms():
    head, *rows = output_of("constraints_side_by_side.py", "--iterations", 30).splitlines()
    assert head.split()[:4] == ["loss", "constraint", "modes", "near"]
    cells = {tuple(row.split()[:2]): row.split() for row in rows}
    assert len(cells) == len(rows) == 8
    assert all(0 <= int(row[2]) <= 8 and 0 <= int(row[3][:-1]) <= 100 for row in cells.values())
    pair = cells["relativistic", "r1+r2"]
    assert pair.index("r1") < pair.index("r2")
    assert float(cells["wasserstein", "clip"][4]) < 1e-2 < float(cells["wasserstein", "gp"][4])
    assert not [row for row in rows if "norm +" in row or "estimate" in row]
