"""What becomes a mutant and what does not, and that a trial tells right from wrong."""

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def after(tmp_path):
    """The changed lines of each mutant of a text."""
    pytest.importorskip("mutmut", reason="mutants are made by `make mutants`")
    from mutation.formulas import mutants

    def made(text):
        (tmp_path / "text.py").write_text(dedent(text), encoding="utf-8")
        return {mutant.after for mutant in mutants(tmp_path, "text.py")}

    return made


def test_operators_numbers_comparisons_and_named_arguments_are_changed(after):
    found = after("def f(x, xp):\n    return -xp.sum(2 * x, axis=1) if x < 3 else x")
    assert {
        "return +xp.sum(2 * x, axis=1) if x < 3 else x",
        "return -xp.sum(2 / x, axis=1) if x < 3 else x",
        "return -xp.sum(3 * x, axis=1) if x < 3 else x",
        "return -xp.sum(2 * x, ) if x < 3 else x",
        "return -xp.sum(2 * x, axis=2) if x < 3 else x",
        "return -xp.sum(2 * x, axis=1) if x <= 3 else x",
        "return -xp.sum(2 * x, axis=1) if x < 4 else x",
    } <= found


def test_a_propertys_formula_a_flag_and_a_default_are_changed(after):
    found = after(
        """
        class Loss:
            pairwise = True
            weight = param(10.0, "How much 2 * x weighs.", validator=Range(0, 1))

            @property
            def half(self):
                return self.weight / 2
        """
    )
    assert found == {
        "pairwise = False",
        'weight = param(11.0, "How much 2 * x weighs.", validator=Range(0, 1))',
        "return self.weight * 2",
        "return self.weight / 3",
    }


def test_what_computes_nothing_is_left_alone(after):
    assert not after(
        '''
        """A title."""
        from typing import Any

        __all__ = ["f"]
        name, = ("hinge",)


        class Loss:
            """A class."""

            name = "hinge"
            claim = Claim("circles", 1 + 1)

            def __repr__(self):
                return "-" * 3


        def f(x: dict[str, 3 + 4]) -> Any:
            """A function."""
            if x < 3:
                raise DataError(f"{x + 1} is too small.")
            return zip(x, x, strict=True)
        '''
    )


TRIALS = """
import sys
from pathlib import Path

from mutation.trial import Court

root, path = Path(sys.argv[1]), "ganreg/schedules/cosine.py"
court = Court(root, ["tests/test_schedules.py"], 100)
source = (root / path).read_text(encoding="utf-8")
for new in ("(1 - cos(pi", "(cos(0) + cos(pi", "(1 + cos((pi"):
    print(court.trial(path, source.replace("(1 + cos(pi", new)))
print(list(court.kills))
"""


def test_a_trial_tells_right_from_wrong_and_leaves_the_file_alone():
    before = (ROOT / "ganreg/schedules/cosine.py").read_bytes()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "tests"), *sys.path])}
    command = [sys.executable, "-c", TRIALS, str(ROOT)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    *verdicts, noticed = done.stdout.splitlines()
    assert verdicts == ["killed", "survived", "killed"]
    assert "tests/test_schedules.py::" in noticed
    assert (ROOT / "ganreg/schedules/cosine.py").read_bytes() == before
