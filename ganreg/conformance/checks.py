"""The checks by which a backend is held against the reference, each on one case."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.backend import AbstractBackend, Gradients
from ganreg.conformance.case import Case, Pair, rounded
from ganreg.conformance.result import PASS, Check, Result
from ganreg.conformance.tolerance import Comparison
from ganreg.registry import registry

KINK = 256
"""An example is set aside if an input of a piecewise-linear layer is nearer to its kink than so many eps."""

CONDITIONING = 0.05
"""An example is set aside if its layer norms, by the spread of their inputs, and its penalties, by a slope, divide by
less than this: every division by a small number multiplies rounding.
"""

ITERATIONS = 3


def iter_checks(case: Case, backend: AbstractBackend) -> Iterator[Check]:
    """All checks of one case, in order: a failure of an early one explains the later ones.

    Args:
        case: networks, objective and batch.
        backend: the candidate; the reference is found through the registry.
    """
    yield Check("loss and score gradients", partial(check_loss, case, backend))
    yield Check("scores and slopes", partial(check_scores, case, backend))
    unconstrained = attrs.evolve(case, constraints=())
    yield Check(
        "critic weight gradients without a constraint", partial(check_gradients, unconstrained, backend, "critic")
    )
    yield Check("critic weight gradients", partial(check_gradients, case, backend, "critic"))
    yield Check("generator weight gradients", partial(check_gradients, case, backend, "generator"))
    yield Check("zero slope", partial(check_zero_slope, case, backend))
    yield Check("determinism", partial(check_determinism, case, backend))
    yield Check("one optimizer step and projection", partial(check_step, case, backend))
    yield Check(f"{ITERATIONS} iterations", partial(check_iterations, case, backend))


def check_loss(case: Case, backend: AbstractBackend) -> Result:
    """The loss and its gradients in the scores, on the case's own scores and on logits up to ±1e4, unequal batches."""
    pair = Pair.of(case, backend)
    loss, dtype = pair.candidate.recipe.loss, backend.dtype
    fake = rounded(np.array([-1e4, -30.0, -1.0, 0.0, 1e-3, 2.0, 30.0, 1e4]), dtype)
    real = rounded(pair.reference.scores(pair.batch.x), dtype)
    fake = np.resize(fake, real.shape) if loss.pairwise else fake
    reference = registry().create("backend", "reference")
    comparisons = []
    for player in ("critic", "generator"):
        for r, f in ((real, fake), (fake, real)):
            got = backend.evaluate_loss(loss, player, r.astype(dtype), f.astype(dtype))
            expected = reference.evaluate_loss(loss, player, r, f)
            scale = max(abs(expected.value), float(np.max(np.abs(np.concatenate([r, f])))))
            comparisons.append(_scalar(f"{player}'s loss", got.value, expected.value, scale, dtype))
            comparisons.append(_vector(f"{player}'s loss in the fake scores", got.fake, expected.fake, dtype))
            if expected.real is not None and got.real is not None:
                comparisons.append(_vector(f"{player}'s loss in the real scores", got.real, expected.real, dtype))
            elif (expected.real is None) != (got.real is None):
                return Result("fail", f"the {player}'s loss depends on real scores on one of the backends only")
    return _judge(comparisons)


def check_scores(case: Case, backend: AbstractBackend) -> Result:
    """The critic's scores, its slopes at the real samples, and the generator's samples."""
    pair = Pair.of(case, backend)
    if reason := _unfit(pair, "critic"):
        return Result("set-aside", reason)
    x, dtype = pair.batch.x, backend.dtype
    latents = rounded(pair.candidate.draws.stream("latent").normal((len(x), case.latent_dim)), dtype)
    return _judge(
        [
            _vector("scores", pair.candidate.scores(x), pair.reference.scores(x), dtype),
            _vector("slopes", pair.candidate.slopes(x), pair.reference.slopes(x), dtype),
            _vector("samples", pair.candidate.sample(latents), pair.reference.sample(latents), dtype),
        ]
    )


def check_gradients(case: Case, backend: AbstractBackend, player: str) -> Result:
    """The terms and the weight gradients of one player's step, second order included."""
    pair = Pair.of(case, backend)
    if reason := _unfit(pair, player):
        return Result("set-aside", reason)
    got, expected = _both(pair, player)
    return _judge(_compare_gradients(got, expected, pair))


def check_zero_slope(case: Case, backend: AbstractBackend) -> Result:
    """The same for a critic that is constant: every norm is 0, its derivative is taken as 0, and nothing is NaN."""
    pair = Pair.of(case, backend)
    flat = {
        name: np.zeros_like(value) if name.startswith("critic/params/") else value
        for name, value in pair.reference.export_state().items()
    }
    for engine in (pair.candidate, pair.reference):
        engine.import_state(flat)
    got, expected = _both(pair, "critic")
    if not all(np.all(np.isfinite(pair.candidate.to_numpy(array))) for array in got.params.values()):
        return Result("fail", "a gradient is NaN or infinite where the critic's slope is 0")
    return _judge(_compare_gradients(got, expected, pair))


def check_determinism(case: Case, backend: AbstractBackend) -> Result:
    """The same gradients to the bit, twice, and nothing changed by evaluating them."""
    pair = Pair.of(case, backend)
    before = pair.candidate.export_state()
    first, second = (
        pair.candidate.gradients("critic", pair.candidate.state, pair.batch, pair.draw("critic")) for _ in range(2)
    )
    for name in first.params:
        one, other = pair.candidate.to_numpy(first.params[name]), pair.candidate.to_numpy(second.params[name])
        if not np.array_equal(one, other):
            return Result("fail", f"the gradient of {name} differs between two evaluations")
    for name, value in pair.candidate.export_state().items():
        if not np.array_equal(value, before[name]):
            return Result("fail", f"evaluating gradients changed {name}")
    return PASS


def check_step(case: Case, backend: AbstractBackend) -> Result:
    """One critic and one generator step from the reference's gradients: parameters and moments."""
    pair = Pair.of(case, backend)
    comparisons = []
    for player in ("critic", "generator"):
        gradients = pair.reference.gradients(player, pair.reference.state, pair.batch, pair.draw(player))
        shared = attrs.evolve(gradients, params={k: rounded(v, pair.dtype) for k, v in gradients.params.items()})
        for engine in (pair.candidate, pair.reference):
            native = {name: engine.from_numpy(array) for name, array in shared.params.items()}
            engine.apply(player, attrs.evolve(shared, params=native))
        comparisons += _compare_states(pair, "step")
    return _judge(comparisons)


def check_iterations(case: Case, backend: AbstractBackend) -> Result:
    """A few whole iterations: loss, constraint and optimizer composed.

    In float32 only for plain gradient descent: an adaptive optimizer divides rounding noise by its own size.
    """
    if backend.dtype != "float64" and not _is_descent(case, backend):
        return Result("not-run", "adaptive optimizers in float32 are compared step by step")
    pair = Pair.of(case, backend)
    start = _largest_parameter(pair)
    schedule = pair.reference.recipe.n_critic
    for iteration in range(ITERATIONS):
        if reason := _unfit(pair, "critic", iteration * schedule(0)) or _unfit(pair, "generator", iteration):
            return Result("set-aside", f"iteration {iteration}: {reason}")
        for engine in (pair.candidate, pair.reference):
            engine.iteration([pair.batch] * schedule(iteration))
    return _judge(_compare_states(pair, "trajectory", start))


def _both(pair: Pair, player: str) -> tuple[Gradients, Gradients]:
    """The candidate's and the reference's gradients of the same step."""
    draw: Any = pair.draw(player)
    got = pair.candidate.gradients(player, pair.candidate.state, pair.batch, draw)
    return got, pair.reference.gradients(player, pair.reference.state, pair.batch, draw)


def _compare_gradients(got: Gradients, expected: Gradients, pair: Pair) -> list[Comparison]:
    if list(got.terms) != list(expected.terms) and set(got.terms) != set(expected.terms):
        raise AssertionError(f"terms {sorted(got.terms)}, expected {sorted(expected.terms)}")
    # A loss is a difference of scores and a penalty a difference of norms: both may be far smaller than what they are
    # computed from, so a term is compared with the largest of them.
    scores = float(np.max(np.abs(pair.reference.scores(pair.batch.x))))
    scale = max(scores, *(abs(value) for value in expected.terms.values()))
    comparisons = [_scalar(name, got.terms[name], expected.terms[name], scale, pair.dtype) for name in expected.terms]
    return [*comparisons, _concatenated("weight gradients", "gradient", got.params, expected.params, pair)]


def _compare_states(pair: Pair, kind: str, start: float = 0.0) -> list[Comparison]:
    """Parameters and moments of both players. Steps have the size of the learning rate however small a clip has made
    the parameters, so these are compared with their size before as well.
    """
    got, expected = pair.candidate.state, pair.reference.state
    comparisons = []
    for player in ("critic", "generator"):
        one, other = got.player(player), expected.player(player)
        comparisons.append(_concatenated(f"{player}'s parameters", kind, one.params, other.params, pair, start))
        for name, arrays in other.optimizer.moments.items():
            comparisons.append(_concatenated(f"{player}'s {name}", kind, one.optimizer.moments[name], arrays, pair))
    return comparisons


def _concatenated(
    name: str, kind: str, got: Mapping[str, Any], expected: Mapping[str, Any], pair: Pair, at_least: float = 0.0
) -> Comparison:
    """All arrays of a mapping as one comparison, on the scale of the largest number in any of them."""
    if list(got) != list(expected):
        return Comparison(name, kind, np.zeros(0, dtype=pair.dtype), np.zeros(1))
    one = np.concatenate([pair.candidate.to_numpy(got[key]).reshape(-1) for key in expected])
    other = np.concatenate([pair.reference.to_numpy(array).reshape(-1) for array in expected.values()])
    return Comparison(
        name, kind, one.astype(pair.dtype), other, max(at_least, float(np.max(np.abs(other), initial=0.0)))
    )


def _vector(name: str, got: NDArray[Any], expected: NDArray[Any], dtype: str) -> Comparison:
    return Comparison(name, "value", got.astype(dtype), expected.astype(np.float64))


def _scalar(name: str, got: float, expected: float, scale: float, dtype: str) -> Comparison:
    return Comparison(name, "value", np.array([got], dtype=dtype), np.array([expected]), scale)


def _judge(comparisons: list[Comparison]) -> Result:
    for comparison in comparisons:
        if not comparison.agrees:
            return Result("fail", comparison.describe())
        if not comparison.control_refused:
            return Result("fail", f"{comparison.name}: the negative control passed, so this check cannot fail")
    return PASS


def _largest_parameter(pair: Pair) -> float:
    state = pair.reference.state
    arrays = [*state.critic.params.values(), *state.generator.params.values()]
    return max(float(np.max(np.abs(array))) for array in arrays)


def _unfit(pair: Pair, player: str, update: int = 0) -> str:
    """Why this example cannot tell right from wrong, judged by the reference alone; empty if it can."""
    reference: Any = pair.reference
    draw = pair.draw(player, update)
    if reference.kink_margin(player, reference.state, pair.batch, draw) < KINK * np.finfo(pair.dtype).eps:
        return "an input of a piecewise-linear layer is at its kink"
    if reference.conditioning(player, reference.state, pair.batch, draw) < CONDITIONING:
        return "ill-conditioned: a slope, or the spread of what is normalised, is nearly 0"
    return ""


def _is_descent(case: Case, backend: AbstractBackend) -> bool:
    return registry().entry_of(case.recipe(backend).critic_optimizer) == registry().find("optimizer", "sgd")
