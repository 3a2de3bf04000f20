"""Every workload builds on every side that can be built here, and the plan names what it says."""

from types import SimpleNamespace

import attrs
import numpy as np
import pytest

from benchmarks.job import Job
from benchmarks.method import METHODS
from benchmarks.peers import eager
from benchmarks.peers.torch_networks import critic_of, generator_of
from benchmarks.plan import brief, gpu_plan, plan
from benchmarks.side import SIDES
from benchmarks.sides import gemm, numpy_fit, objective, torch_fit
from benchmarks.sides.recipe import built
from benchmarks.target import TARGETS
from benchmarks.workload import WORKLOADS

TINY = attrs.evolve(WORKLOADS["mlp64"], width=4, depth=2, batch=4, rows=16)


def shapes(params):
    return [tuple(value.shape) for value in params]


@pytest.mark.parametrize("name", WORKLOADS)
def test_ganregs_networks_and_the_peers_have_the_same_parameters(name):
    workload = attrs.evolve(WORKLOADS[name], width=2)
    recipe = attrs.evolve(built(workload, METHODS["wgan-gp"], "numpy").recipe, data_shape=workload.shape)
    state = type(built(workload, METHODS["wgan-gp"], "numpy"))(recipe).engine.state
    assert shapes(state.critic.params.values()) == shapes(critic_of(workload).parameters())
    assert shapes(state.generator.params.values()) == shapes(generator_of(workload).parameters())


@pytest.mark.parametrize("name", WORKLOADS)
def test_data_have_the_workloads_shape(name):
    workload = attrs.evolve(WORKLOADS[name], rows=3)
    assert workload.data().shape == (3, *workload.shape)
    assert workload.data().dtype == np.float32


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("side", [numpy_fit, torch_fit, objective, eager])
def test_a_side_trains_as_often_as_it_is_told(side, method):
    run = side.make(TINY, METHODS[method])
    run(2)


def test_the_critics_step_alone_takes_critic_steps_alone(monkeypatch):
    steps = []
    source = SimpleNamespace(engine=None)
    from benchmarks.sides import recipe

    def recording(*arguments):
        source.engine = built(*arguments)
        return source.engine

    monkeypatch.setattr(recipe, "built", recording)
    run = numpy_fit.make(TINY, METHODS["wgan-gp"].critic_alone)
    state = source.engine.engine.state
    steps.append((state.critic.updates, state.generator.updates))
    run(3)
    state = source.engine.engine.state
    assert (state.critic.updates, state.generator.updates) == (steps[0][0] + 3, steps[0][1])


def test_a_job_survives_its_text():
    job = Job(module="benchmarks.peers.eager", workload=TINY, method=METHODS["r1+r2"], threads=2)
    assert Job.from_text(job.to_text()) == job


def test_targets_name_what_the_plan_measures():
    entries = {one.name: {entry.key for entry in one.entries} for one in [*plan(), *gpu_plan()]}
    for target in TARGETS:
        if target.measurement != "imports":
            assert {target.above, target.below} <= entries[target.measurement]


def test_measurements_have_names_of_their_own():
    names = [one.name for one in [*plan(), *gpu_plan()]]
    assert len(set(names)) == len(names)
    assert all(key == side.name for key, side in SIDES.items())


def test_what_is_brief_compiles_nothing_and_is_part_of_the_plan():
    assert not any(entry.side.compiles for one in brief() for entry in one.entries)
    assert {one.name for one in brief()} < {one.name for one in plan()}


def test_the_multiplications_of_a_critic_step_stand_ten_to_six():
    def multiplications(constraint):
        return sum(m * k * n for m, k, n in gemm.critic_step([(512, 512)] * 200, 8, constraint))

    assert multiplications("gp") / multiplications("clip") == pytest.approx(10 / 6, rel=0.01)
