"""Compiled iterations: they give what eager ones and the reference give, and what they do not cover goes on eagerly."""

import copy
import pickle
from typing import Any

import attrs
import numpy as np
import pytest
import torch
from torch import nn

import ganreg_torch.compiled as compiled
from ganreg.backend import Batch
from ganreg.errors import GanregWarning, NonFiniteError, UnsupportedError
from ganreg_torch.compiled import CompiledEngine

BATCHES = [Batch(np.random.default_rng(k).normal(size=(4, 3))) for k in range(3)]
LINEAR = {"name": "linear", "start": 1e-3, "end": 1e-4, "over": 5}

RECIPES: dict[str, dict[str, Any]] = {
    "wgan-gp": {},
    "clip, rmsprop": {"constraints": ["clip"], "critic_optimizer": {"name": "rmsprop", "lr": 5e-5}},
    "r1+r2": {"loss": "non_saturating", "constraints": ["r1", "r2"]},
    "spectral norm": {"loss": "hinge", "constraints": ["spectral_norm"]},
    "lazy": {"constraints": [{"name": "gp", "every": 2}]},
    "average": {"average": {"name": "ema", "warm_up": True}},
    "scheduled step": {"critic_optimizer": {"name": "adam", "lr": LINEAR}},
    "noise": {"loss": "non_saturating", "constraints": ["instance_noise"]},
    "multiplier": {"constraints": [{"name": "sobolev", "rho": 0.1}]},
    "optimistic": {"critic_optimizer": {"name": "optimistic_adam", "lr": 1e-3}},
    "relativistic": {"loss": "relativistic_average", "constraints": []},
    "drawn there": {"backend": {"draws": "device"}},
}


class LayerNormCritic(nn.Module):
    """A critic of a user's own, whose `scale` a callback may move."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = nn.Sequential(nn.Linear(3, 6), nn.LayerNorm(6), nn.Softplus(), nn.Linear(6, 1))
        self.scale = 1.0

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.scale * self.stack(x)


class Counting(LayerNormCritic):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.scale = self.scale + 1.0
        return super().forward(x)


class Branching(LayerNormCritic):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x) if x.sum() > 0 else super().forward(-x)


def _own(kind: type[nn.Module] = LayerNormCritic) -> dict[str, nn.Module]:
    torch.manual_seed(0)
    generator = nn.Sequential(nn.Linear(2, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 3))
    return {"critic": kind(), "generator": generator}


def _as_traced(graph: Any) -> Any:
    """The traced operations one by one: what tracing does is seen, and no second is spent on compiling."""
    return graph


def _aot(graph: Any) -> Any:
    return torch.compile(graph, backend="aot_eager", fullgraph=True, dynamic=False)


@pytest.fixture
def make_compiled(make_engine, monkeypatch):
    def make(compiler: Any = _as_traced, choice: str = "always", **changes: Any) -> Any:
        backend = changes.pop("backend", {})
        engine = make_engine(**changes, backend=backend | {"compile": choice})
        engine._compiler = compiler
        return engine

    return make


def _same(one: Any, other: Any) -> None:
    """In float64, norm-wise within what two backends may differ by; averages of many steps included."""
    states = [engine.export_state() for engine in (one, other)]
    assert list(states[0]) == list(states[1])
    for name, array in states[0].items():
        assert np.max(np.abs(array - states[1][name])) <= 1e-11 * max(1.0, np.max(np.abs(array))), name


def _bits(engine: Any) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in engine.export_state().items()}


def _run(engine: Any, n: int) -> Any:
    needs_real = engine.recipe.loss.generator_needs_real
    for _ in range(n):
        engine.iteration(BATCHES, BATCHES[0] if needs_real else None)
    return engine


@pytest.mark.parametrize("name", RECIPES)
def test_compiled_iterations_are_eager_ones(make_engine, make_compiled, name: str) -> None:
    eager, engine = _run(make_engine(**RECIPES[name]), 3), _run(make_compiled(**RECIPES[name]), 3)
    assert all(engine.programs.made.values())
    _same(eager, engine)


@pytest.mark.parametrize("name", ["wgan-gp", "clip, rmsprop", "r1+r2", "spectral norm", "lazy"])
def test_compiled_iterations_are_the_references(make_engine, make_compiled, name: str) -> None:
    engine = make_compiled(**RECIPES[name])
    reference = make_engine(**(RECIPES[name] | {"backend": {"name": "torch"}}))
    recipe = attrs.evolve(reference.recipe, backend="reference")
    oracle = recipe.backend.engine(recipe)
    oracle.import_state(engine.export_state())
    _same(_run(oracle, 2), _run(engine, 2))


def test_terms_have_the_eager_names_and_values(make_engine, make_compiled) -> None:
    eager, engine = make_engine(), make_compiled()
    one, other = eager.iteration(BATCHES), engine.iteration(BATCHES)
    assert list(one) == list(other)
    assert [*one.values()] == pytest.approx([*other.values()], rel=1e-12)


@pytest.mark.parametrize("compiler", [_aot, None])
def test_torch_compile_takes_the_whole_iteration_as_one_graph(make_engine, make_compiled, compiler: Any) -> None:
    eager, engine = make_engine(), make_compiled(compiler)
    for each in (eager, engine):
        each.iteration(BATCHES[:1])
        each.iteration(BATCHES[1:2])
    assert len(engine.programs.made) == 1
    _same(eager, engine)


def test_modules_of_a_users_own_are_trained_in_place_with_their_buffers(make_engine, make_compiled) -> None:
    eager, engine = make_engine(**_own()), make_compiled(**_own())
    for each in (eager, engine):
        _run(each, 2)
    _same(eager, engine)
    module = engine.players.generator.module
    assert module[1].num_batches_tracked == 2
    assert torch.equal(module[0].weight.detach(), engine.state.generator.params["0.weight"])


def test_what_a_module_holds_beside_tensors_is_not_compiled_in(make_engine, make_compiled) -> None:
    eager, engine = make_engine(**_own()), make_compiled(**_own())
    for each in (eager, engine):
        _run(each, 1)
        each.recipe.critic.scale = 3.0
        _run(each, 1)
    assert len(engine.programs.made) == 2
    _same(eager, engine)


def test_nothing_is_traced_again_while_steps_and_rates_move(make_compiled) -> None:
    engine = _run(make_compiled(**RECIPES["scheduled step"]), 4)
    assert len(engine.programs.made) == 1


def test_a_lazy_penalty_has_one_program_per_pattern(make_compiled) -> None:
    engine = _run(make_compiled(**RECIPES["lazy"]), 4)
    assert len(engine.programs.made) == 2


def test_a_resumed_run_is_the_uninterrupted_one_to_the_bit(make_compiled) -> None:
    whole, first, second = (make_compiled(average="ema") for _ in range(3))
    second.import_state(_run(first, 2).export_state())
    assert _bits(_run(second, 2)) == _bits(_run(whole, 4))


def test_a_state_that_is_held_never_changes(make_compiled) -> None:
    engine = _run(make_compiled(), 1)
    held, before = engine.state, _bits(engine)
    _run(engine, 1)
    engine.load_state(held)
    assert _bits(engine) == before


def test_two_engines_share_nothing(make_compiled) -> None:
    one, other = make_compiled(), make_compiled(loss="hinge")
    before = _bits(other)
    _run(one, 1)
    assert _bits(other) == before
    assert not other.programs.made


def test_a_copy_goes_on_by_itself_and_programs_are_not_copied(make_compiled) -> None:
    engine = _run(make_compiled(), 1)
    twin = copy.deepcopy(engine)
    assert engine.programs.made
    assert not twin.programs.made
    assert not pickle.loads(pickle.dumps(engine.programs)).made
    assert _bits(_run(twin, 1)) == _bits(_run(engine, 1))


def test_a_term_that_is_not_finite_is_raised_where_it_arose(make_engine, make_compiled) -> None:
    bad = [BATCHES[0], Batch(np.full((4, 3), np.inf)), BATCHES[2]]
    eager, engine = make_engine(), make_compiled()
    messages = []
    for each in (eager, engine):
        with pytest.raises(NonFiniteError) as error:
            each.iteration(bad)
        messages.append(str(error.value))
    assert messages[0] == messages[1]
    assert engine.state.critic.updates == 1
    _same(eager, engine)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "game": ({"game": "simultaneous"}, "only Alternating is compiled"),
    "schedule": ({"constraints": [{"name": "gp", "weight": {**LINEAR, "start": 1.0}}]}, "a schedule moves"),
    "precision": ({"backend": {"precision": "bfloat16", "dtype": "float32"}}, "precision='full' is compiled"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_program_covers_is_refused_or_goes_on_eagerly(make_engine, make_compiled, name: str) -> None:
    changes, reason = REFUSED[name]
    with pytest.raises(UnsupportedError, match=reason):
        make_compiled(**changes)
    with pytest.warns(GanregWarning, match=reason):
        engine = make_compiled(choice="auto", **changes)
    _same(_run(make_engine(**changes), 2), _run(engine, 2))


LATER: dict[str, tuple[Any, str]] = {
    "branch": (lambda: _own(Branching), "cannot be compiled: "),
    "counter": (lambda: _own(Counting), "changes attributes of its own"),
    "plain count": (lambda: {"loss": "hinge", "constraints": ["lecam"]}, "counts in plain numbers, 'seen'"),
}


@pytest.mark.parametrize("name", LATER)
def test_what_cannot_be_traced_is_refused_with_the_cause(make_compiled, name: str) -> None:
    make, reason = LATER[name]
    with pytest.raises(UnsupportedError, match=reason):
        _run(make_compiled(**make()), 1)


@pytest.mark.parametrize("name", ["branch", "plain count"])
def test_auto_says_so_once_and_goes_on_eagerly(make_engine, make_compiled, monkeypatch, name: str) -> None:
    monkeypatch.setattr(compiled, "PATIENCE", 0.0)
    make, _ = LATER[name]
    engine = make_compiled(choice="auto", **make())
    with pytest.warns(GanregWarning, match="run eagerly") as told:
        _run(engine, 3)
    assert len(told) == 1
    _same(_run(make_engine(**make()), 3), engine)


def test_a_missing_compiler_is_told_with_its_cause(make_compiled) -> None:
    def broken(graph: Any) -> Any:
        raise RuntimeError("no working C++ compiler")

    with pytest.raises(UnsupportedError, match="no working C\\+\\+ compiler") as error:
        _run(make_compiled(broken), 1)
    assert isinstance(error.value.__cause__, RuntimeError)


def test_auto_waits_before_it_compiles(make_engine, make_compiled, monkeypatch) -> None:
    engine = _run(make_compiled(choice="auto"), 1)
    assert not engine.programs.made
    monkeypatch.setattr(compiled, "PATIENCE", 0.0)
    assert _run(engine, 1).programs.made
    _same(_run(make_engine(), 2), engine)


@pytest.mark.parametrize(("saved", "compiles", "said"), [(1e9, True, "is compiled now"), (0.0, False, "not pay")])
def test_auto_says_whether_a_run_is_long_enough(make_engine, make_compiled, monkeypatch, saved, compiles, said) -> None:
    monkeypatch.setattr(compiled, "SAVED", saved)
    engine = make_compiled(choice="auto")
    engine.expect(6)
    _run(engine, compiled.WATCHED)
    with pytest.warns(GanregWarning, match=said):
        _run(engine, 1)
    assert bool(engine.programs.made) == compiles
    _same(_run(make_engine(), 6), _run(engine, 2))


def test_a_penalty_through_normalisations_agrees_with_central_differences(make_compiled, central_differences) -> None:
    """The compiled step's own gradient: SGD of step 1 moves the weights by it."""
    networks = _own()
    engine = make_compiled(**networks, critic_optimizer={"name": "sgd", "lr": 1.0})
    before = {name: value.clone() for name, value in engine.state.critic.params.items()}
    twin = make_compiled(**_own(), critic_optimizer={"name": "sgd", "lr": 1.0})
    engine.iteration(BATCHES[:1])
    draw, state = twin.draws.at("critic", 0), twin.state

    def loss() -> torch.Tensor:
        step = twin._step_at(state, draw, 0)
        return step.critic_loss(*twin._given(BATCHES[0]), twin.players.together).total.detach()

    expected = central_differences(loss, twin.players.critic.module)
    for name, gradient in expected.items():
        moved = before[name] - engine.state.critic.params[name]
        assert moved == pytest.approx(gradient, rel=1e-7, abs=1e-8), name


def test_only_whole_iterations_are_compiled(make_engine, make_compiled) -> None:
    engine = make_compiled()
    assert isinstance(engine, CompiledEngine)
    assert engine.critic_step(BATCHES[0]) == make_engine().critic_step(BATCHES[0])
    assert not engine.programs.made


@pytest.mark.gpu
def test_a_cuda_graph_gives_what_the_host_gives(make_engine, make_compiled) -> None:
    host, engine = make_engine(), make_compiled(None, backend={"device": "cuda"})
    for each in (host, engine):
        _run(each, 3)
    _same(host, engine)
