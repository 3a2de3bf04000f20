"""Turns, medians and ratios, on clocks that are made up."""

import attrs
import pytest

from benchmarks import memory
from benchmarks.contestant import Contestant, NotMeasured
from benchmarks.entry import Entry, Measurement
from benchmarks.job import Job
from benchmarks.method import METHODS
from benchmarks.race import QUICK, Pace, Races, fastest, take_turns
from benchmarks.ratio import Ratio
from benchmarks.side import SIDES, Side
from benchmarks.workload import WORKLOADS

TINY = attrs.evolve(WORKLOADS["mlp64"], width=4, depth=1, batch=4, rows=16)


class Clock:
    """Every iteration takes the same time, and the turns are written down."""

    def __init__(self, name, each, turns):
        self.name, self.each, self.turns = name, each, turns

    def seconds(self, iterations):
        self.turns.append((self.name, iterations))
        return self.each * iterations


def test_all_take_turns_forth_and_back_with_the_same_iterations():
    turns = []
    clocks = {"a": Clock("a", 0.01, turns), "b": Clock("b", 0.02, turns)}
    n, times = take_turns(clocks, Pace(block=0.1, rounds=3, seconds=60))
    assert n == 5
    assert turns == [("a", 1), ("b", 1), *[("a", 5), ("b", 5)] * 2, ("b", 5), ("a", 5), ("a", 5), ("b", 5)]
    assert times == {"a": pytest.approx([0.01] * 3), "b": pytest.approx([0.02] * 3)}


@pytest.mark.parametrize(("each", "rounds"), [(0.1, 9), (4.0, 5), (100.0, 3)])
def test_there_are_fewer_rounds_where_they_take_long(each, rounds):
    _, times = take_turns({"a": Clock("a", each, [])}, Pace(block=0.5, rounds=9, seconds=20, fewest=3))
    assert len(times["a"]) == rounds


def test_a_ratio_is_taken_round_by_round():
    ratio = Ratio.of([2.0, 40.0, 6.0], [1.0, 10.0, 2.0])
    assert ratio == Ratio(median=3.0, least=2.0, greatest=4.0)


def test_the_fastest_number_of_threads_is_found():
    assert fastest([1, 2, 4], {1: 3.0, 2: 1.0, 4: 2.0}.__getitem__) == 2


def entry(name, **changes):
    return Entry(key=name, side=attrs.evolve(SIDES[name], **changes), workload=TINY, method=METHODS["wgan-gp"])


def test_workers_take_turns_and_what_cannot_run_says_why(tmp_path):
    absent = entry("torchgan", python=SIDES["torchgan"].python.parent / "nowhere")
    of = Measurement(name="tiny", entries=(entry("numpy"), absent, entry("eager", module="benchmarks.no_such")))
    found = Races(attrs.evolve(QUICK, block=0.01)).run(of)["entries"]
    assert len(found["numpy"]["seconds"]) == 3
    assert found["numpy"]["threads"] == "own choice"
    assert 0 < found["numpy"]["memory"] < 10**9 or memory.of("VmRSS") == 0
    assert "make torchgan" in found["torchgan"]["not_measured"]
    assert "ModuleNotFoundError" in found["eager"]["not_measured"]


def test_a_side_that_refuses_is_not_measured():
    side = Side(name="gemm", module="benchmarks.sides.gemm", label="")
    job = Job(module=side.module, workload=WORKLOADS["dcgan32"], method=METHODS["wgan-gp"])
    with pytest.raises(NotMeasured, match="counted for MLPs"):
        Contestant(side, job)
