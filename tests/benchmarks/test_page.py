"""The page and the pictures are what the records say."""

import doctest

import pytest

from benchmarks import page as page_module
from benchmarks import ratio
from benchmarks.__main__ import DOCS, main
from benchmarks.page import page
from benchmarks.plots import draw
from benchmarks.record import newest, read


def entry(side, *seconds, **more):
    return {
        "side": side,
        "workload": "mlp",
        "threads": 1,
        "iterations": 9,
        "seconds": list(seconds),
        "first_call": 0.5,
        "memory": 10**7,
        **more,
    }


def record(date="2026-01-02T00:00:00+00:00", **measurements):
    head = {"date": date, "command": "python -m benchmarks", "device": "a processor", "cores": 2, "python": "3.11"}
    head |= {"versions": {"numpy": "2"}, "commit": "abc", "engines": "0"}
    return {
        "head": head,
        "measurements": {name.replace("__", "/"): {"entries": of} for name, of in measurements.items()},
    }


RACE = {"numpy": entry("ganreg numpy", 1e-3, 2e-3, 1e-3), "eager": entry("eager PyTorch loop", 8e-3, 8e-3, 16e-3)}
SLOW = RACE | {"numpy": entry("ganreg numpy", 2e-3, 2e-3, 2e-3)}
ABSENT = {"jax": {"side": "jitted JAX loop", "not_measured": "no jax"}}
GROWTH = {"64": entry("", 1.0), "128": entry("", 2.0), "256": entry("", 8.0)}


def line(text, *words):
    (found,) = (row for row in text.splitlines() if row.startswith("|") and all(word in row for word in words))
    return found


def test_a_target_is_reached_or_missed_by_so_much():
    reached = page([record(mlp64__=RACE, **{"mlp64/wgan-gp": RACE})])
    assert "| ≥ 7 | 8.00 | 4.00 … 16.0 | reached |" in line(reached, "`numpy`, MLP 64", "eager")
    assert "| ≥ 7 | 4.00 | 4.00 … 8.00 | no: 57% of it |" in line(
        page([record(**{"mlp64/wgan-gp": SLOW})]), "`numpy`, MLP 64", "eager"
    )


def test_an_upper_bound_is_missed_from_above():
    text = page([record(**{"penalty/mlp512/numpy": {"gp": entry("", 2.1), "clip": entry("", 1.0)}})])
    assert "| ≤ 1.75 | 2.10 |  | no: 20% above |" in line(text, "`numpy`, mlp512: critic step")


def test_what_is_not_measured_says_so():
    text = page([record(**{"mlp64/wgan-gp": RACE | ABSENT})])
    assert line(text, "GPU: `torch`, MLP 64").endswith("| ≥ 10 | not measured |  |  |")
    assert "| not measured | no jax |" in line(text, "jitted JAX loop", "mlp64/wgan-gp")
    assert "not measured |  | no jax |" in line(text, "`numpy`, MLP 64", "JAX")


def test_the_newest_record_of_a_measurement_counts():
    old, new = record(**{"mlp64/wgan-gp": SLOW}), record(date="2026-01-03T00:00:00+00:00", **{"mlp64/wgan-gp": RACE})
    assert page([old, new]).count("reached |") > page([new, old]).count("reached |")
    assert "2026-01-02" not in page([old, new])


def test_growth_has_its_exponents():
    text = page([record(**{"growth/width/numpy": GROWTH})])
    assert line(text, "width", "`numpy`").endswith("| 64, 128, 256 | 1000, 2000, 8000 | 2.00 | 1.50 |")


def test_pictures_are_drawn_of_what_there_is(tmp_path):
    draw({}, tmp_path)
    assert list(tmp_path.iterdir()) == []
    draw(newest([record(**{"mlp64/wgan-gp": RACE | ABSENT, "growth/width/numpy": GROWTH})]), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["growth.png", "speed.png"]


def test_the_page_in_the_docs_is_that_of_the_records():
    assert (DOCS / "speed.md").read_text(encoding="utf-8") == page(read())


@pytest.mark.parametrize("module", [page_module, ratio])
def test_examples_in_docstrings(module):
    assert doctest.testmod(module).failed == 0


def test_the_command_names_its_measurements(capsys):
    assert main(["--list", "--only", "mlp64"]) == 0
    assert capsys.readouterr().out.splitlines()[:2] == ["mlp64/wgan-gp", "mlp64/wgan-clip"]
    assert main(["--only", "nothing of this name"]) == 2
