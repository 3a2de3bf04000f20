"""What every engine promises whatever it computes: precision, shapes, inputs left alone, the same bits twice."""

import pickle
import random
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganreg.backend import AbstractBackend, AbstractEngine, Batch, Gradients
from ganreg.conformance.case import Case
from ganreg.conformance.result import PASS, Result
from ganreg.conformance.tolerance import Comparison

PLAYERS = ("critic", "generator")
Named = Iterator[tuple[str, NDArray[Any], tuple[int, ...] | None]]


def check_precision(case: Case, backend: AbstractBackend) -> Result:
    """Parameters, moments, gradients, scores, slopes and samples have the backend's dtype and the agreed shape."""
    engine, x = backend.engine(case.recipe(backend)), case.real.astype(backend.dtype)
    for name, array, shape in [*_results(case, backend, engine, x), *_stepped(engine, Batch(x, case.label))]:
        if shape is None:
            return Result("fail", f"a step adds {name} to the state")
        if array.dtype != backend.dtype:
            return Result("fail", f"{name} is {array.dtype}, expected {backend.dtype}")
        if array.shape != shape:
            return Result("fail", f"{name} has shape {array.shape}, expected {shape}")
    return PASS


def check_inputs(case: Case, backend: AbstractBackend) -> Result:
    """Samples are left as they were, and taken in any layout, read-only too."""
    engine, x = backend.engine(case.recipe(backend)), case.real.astype(backend.dtype)
    given = x.copy()
    wanted = _host(engine, _critic_gradients(engine, given, case.label))
    for _ in (engine.scores(given, case.label), engine.slopes(given, case.label)):
        if not np.array_equal(given, x):
            return Result("fail", "the samples that were given are changed")
    if reason := _disagreement(_host(engine, _critic_gradients(engine, _awkward(x), case.label)), wanted):
        return Result("fail", f"on strided, column-major, read-only samples the gradient of {reason}")
    return PASS


def check_determinism(case: Case, backend: AbstractBackend) -> Result:
    """The same bits twice, evaluating changes nothing, and a state kept from before a step has the same gradients."""
    engine, x = backend.engine(case.recipe(backend)), case.real.astype(backend.dtype)
    kept, before = engine.state, engine.export_state()
    batch = Batch(x, case.label)
    first = {player: engine.gradients(player, kept, batch, engine.draws.at(player, 0)) for player in PLAYERS}
    found = {player: _host(engine, gradients) for player, gradients in first.items()}
    if name := _differing(found["critic"], _host(engine, _critic_gradients(engine, x, case.label))):
        return Result("fail", f"the gradient of {name} differs between two evaluations")
    if name := _differing(before, engine.export_state()):
        return Result("fail", f"evaluating gradients changed {name}")
    for player in PLAYERS:
        engine.apply(player, first[player])
    for player in PLAYERS:
        again = engine.gradients(player, kept, batch, engine.draws.at(player, 0))
        if reason := _disagreement(_host(engine, again), found[player]):
            return Result("fail", f"at the state kept from before a step, the gradient of {player}/{reason}")
    return PASS


def check_global_randomness(case: Case, backend: AbstractBackend) -> Result:
    """Evaluating draws from no generator that the whole process shares: NumPy's, Python's, a framework's.

    Such numbers are other ones at each evaluation, after a resumed run, and on each backend.
    """
    engine, x = backend.engine(case.recipe(backend)), case.real.astype(backend.dtype)
    batch = Batch(x, case.label)
    evaluations: dict[str, Callable[[], Any]] = {
        "the critic's gradients": lambda: _critic_gradients(engine, x, case.label),
        "the generator's gradients": lambda: engine.gradients(
            "generator", engine.state, batch, engine.draws.at("generator", 0)
        ),
        "scores": lambda: engine.scores(x, case.label),
        "slopes": lambda: engine.slopes(x, case.label),
    }
    for what, evaluate in evaluations.items():
        before = _global_generators()
        evaluate()
        after = _global_generators()
        if moved := [name for name, state in before.items() if after[name] != state]:
            return Result(
                "fail",
                f"evaluating {what} draws from {' and '.join(moved)}, which the whole process shares: draw from the "
                "stream that is given",
            )
    return PASS


def _global_generators() -> dict[str, Any]:
    """The states of the generators that a process shares, by name; a framework's if it is loaded."""
    own = np.random.get_state()  # noqa: NPY002 - it is the legacy generator that is watched
    states: dict[str, Any] = {"numpy.random": pickle.dumps(own), "random": random.getstate()}
    torch = sys.modules.get("torch")
    if torch is not None:
        states["torch's own generator"] = torch.random.get_rng_state().numpy().tobytes()
        if torch.cuda.is_available() and torch.cuda.is_initialized():
            states["torch.cuda's own generator"] = [s.numpy().tobytes() for s in torch.cuda.get_rng_state_all()]
    return states


def _results(case: Case, backend: AbstractBackend, engine: AbstractEngine, x: NDArray[Any]) -> Named:
    """What an engine returns without a step."""
    latents = engine.draws.stream("latent").normal((len(x), case.latent_dim))
    yield "samples", engine.sample(latents, case.label), x.shape
    scores = engine.scores(x, case.label)
    yield "scores", scores, (len(x),)
    yield "slopes", engine.slopes(x, case.label), (len(x),)
    for player in PLAYERS:
        loss = backend.evaluate_loss(case.recipe(backend).loss, player, scores, -scores)
        yield f"the {player}'s loss in the fake scores", loss.fake, (len(x),)
        params = engine.state.player(player).params
        gradients = engine.gradients(player, engine.state, Batch(x, case.label), engine.draws.at(player, 0))
        for name, array in _host(engine, gradients).items():
            yield f"the gradient of {player}/{name}", array, tuple(params[name].shape)


def _stepped(engine: AbstractEngine, batch: Batch) -> Named:
    """Parameters and moments after a step of each player, with the shapes that they had before."""
    before = engine.export_state()
    engine.iteration([batch], batch)
    for name, array in engine.export_state().items():
        if array.dtype.kind == "f":
            yield name, array, before[name].shape if name in before else None


def _critic_gradients(engine: AbstractEngine, x: NDArray[Any], label: Any) -> Gradients:
    return engine.gradients("critic", engine.state, Batch(x, label), engine.draws.at("critic", 0))


def _host(engine: AbstractEngine, gradients: Gradients) -> dict[str, NDArray[Any]]:
    return {name: engine.to_numpy(array) for name, array in gradients.params.items()}


def _awkward(x: NDArray[Any]) -> NDArray[Any]:
    """The same samples, strided, column-major and read-only."""
    array = np.asfortranarray(np.repeat(x, 2, axis=0))[::2]
    array.flags.writeable = False
    return array


def _differing(one: Mapping[str, NDArray[Any]], other: Mapping[str, NDArray[Any]]) -> str:
    """The name of the first array that differs by a bit, or nothing."""
    return next((name for name in one if not np.array_equal(one[name], other[name])), "")


def _disagreement(found: Mapping[str, NDArray[Any]], wanted: Mapping[str, NDArray[Any]]) -> str:
    """By how much the first array is off that is more than rounding off, as another layout in memory may round."""
    comparisons = [
        Comparison(name, "gradient", found[name], array.astype(np.float64)) for name, array in wanted.items()
    ]
    return next((comparison.describe() for comparison in comparisons if not comparison.agrees), "")
