"""The checks by which a backend is held against the reference, each on one case."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import attrs
import numpy as np

from ganreg.backend import AbstractBackend, Batch, Gradients
from ganreg.conformance.case import Case, Pair, rounded
from ganreg.conformance.claims import check_constant
from ganreg.conformance.comparisons import is_approximate, judge, of_gradients, of_scalar, of_states, of_vector
from ganreg.conformance.conditioning import unfit
from ganreg.conformance.contract import check_determinism, check_global_randomness, check_inputs, check_precision
from ganreg.conformance.differences import check_own_gradients
from ganreg.conformance.judged import JudgedReference, Unfit
from ganreg.conformance.kinks import nearest_subgradient
from ganreg.conformance.progress import noted
from ganreg.conformance.refusals import check_refusals
from ganreg.conformance.result import Check, Result
from ganreg.conformance.steps import unrounded
from ganreg.conformance.tolerance import Comparison
from ganreg.constraints.free_form import FREE_FORMS
from ganreg.draws import Float64
from ganreg.errors import NonFiniteError
from ganreg.losses.abstract import AbstractLoss
from ganreg.registry import registry
from ganreg.schedules import count_at

STEPS, ITERATIONS = 2, 3
OF_THE_GRADIENT = ("weight gradients", "the term critic_gradient_norm")
LOGITS, NEAR = np.array([-1e4, -30.0, -1.0, 0.0, 1e-3, 2.0, 30.0, 1e4]), slice(2, 6)


def case_checks(case: Case, backend: AbstractBackend) -> Iterator[Check]:
    """All checks of a backend on one case, in order: a failure of an early one explains the later ones.

    Args:
        case: networks, objective and batch.
        backend: the candidate; the reference is found through the registry.
    """
    for name, check in CHECKS.items():
        yield Check(name, partial(check, case, backend))


def check_loss(case: Case, backend: AbstractBackend) -> Result:
    """The loss and its gradients in the scores, on the case's own scores beside logits far out and near 0.

    Both stay within the loss's `score_range`, to whose ends the logits reach: ±1e4 for most. Those near 0 are compared
    by themselves too, since a tolerance goes by the largest number. Batches are unequal, unless the loss is pairwise.
    """
    pair = Pair.of(case, backend)
    loss, own = pair.reference.recipe.loss, pair.reference.scores(pair.x, pair.case.label)
    logits, scores = (rounded(np.clip(values, *loss.score_range), backend.dtype) for values in (LOGITS, own))
    comparisons = []
    for chosen in (logits, logits[NEAR]):
        real = np.resize(scores, chosen.shape) if loss.pairwise else scores
        for player in ("critic", "generator"):
            for r, f in ((real, chosen), (chosen, real)):
                comparisons += _of_loss(loss, player, backend, r, f)
    return judge(comparisons)


def _of_loss(
    loss: AbstractLoss, player: str, backend: AbstractBackend, real: Float64, fake: Float64
) -> list[Comparison]:
    """One player's loss of given scores, and its gradients, both on the scale of the larger: they are parts of one."""
    dtype, reference = backend.dtype, registry().create("backend", "reference")
    with noted(_paired_hint(real, fake)):
        got = backend.evaluate_loss(loss, player, real.astype(dtype), fake.astype(dtype))
    expected = reference.evaluate_loss(loss, player, real, fake)
    size = max(abs(expected.value), float(np.max(np.abs(np.concatenate([real, fake])))))
    comparisons = [of_scalar(f"{player}'s loss", got.value, expected.value, size, dtype)]
    none = np.zeros(0)
    pairs = {kind: (getattr(got, kind), getattr(expected, kind)) for kind in ("real", "fake")}
    present = {kind: [none if x is None else x for x in both] for kind, both in pairs.items()}
    scale = max(float(np.max(np.abs(other), initial=0.0)) for _, other in present.values())
    for kind, (one, other) in present.items():
        if other.size or one.size:
            name = f"{player}'s loss in the {kind} scores"
            comparison = Comparison(name, "value", one.astype(dtype), other, scale)
            if not comparison.agrees:
                nearest = nearest_subgradient(
                    partial(reference.evaluate_loss, loss, player), kind, real, fake, one, other
                )
                comparison = attrs.evolve(comparison, reference=nearest)
            comparisons.append(comparison)
    return comparisons


def _paired_hint(real: Float64, fake: Float64) -> str:
    """What a loss was given, and what to do if it takes equal numbers alone."""
    told = f"{len(real)} real scores and {len(fake)} fake ones"
    return told if len(real) == len(fake) else f"{told}: if it takes them in pairs alone, say so by pairwise = True"


def check_scores(case: Case, backend: AbstractBackend) -> Result:
    """The critic's scores, its slopes at the real samples, and the generator's samples."""
    pair = Pair.of(case, backend)
    if reason := unfit(pair, "critic"):
        return Result("set-aside", reason)
    x, label, dtype = pair.x, pair.case.label, backend.dtype
    latents = rounded(pair.candidate.draws.stream("latent").normal((len(x), case.latent_dim)), dtype)
    return judge(
        [
            of_vector("scores", pair.candidate.scores(x, label), pair.reference.scores(x, label), dtype),
            of_vector("slopes", pair.candidate.slopes(x, label), pair.reference.slopes(x, label), dtype),
            of_vector("samples", pair.candidate.sample(latents, label), pair.reference.sample(latents, label), dtype),
        ],
        pair.products,
    )


def check_gradients(case: Case, backend: AbstractBackend, player: str) -> Result:
    """The terms and the weight gradients of one player's step, second order included."""
    pair = Pair.of(case, backend)
    if reason := unfit(pair, player):
        return Result("set-aside", reason)
    got, expected = _both(pair, player)
    return judge(of_gradients(got, expected, pair), pair.products)


def check_free_gradients(case: Case, backend: AbstractBackend) -> Result:
    """The critic's gradients without any constraint: what is wrong with them already is not the constraint's."""
    return check_gradients(attrs.evolve(case, constraints=()), backend, "critic")


def check_critic_gradients(case: Case, backend: AbstractBackend) -> Result:
    """The critic's gradients, those of the penalties included."""
    return check_gradients(case, backend, "critic")


def check_generator_gradients(case: Case, backend: AbstractBackend) -> Result:
    """The generator's gradients."""
    return check_gradients(case, backend, "generator")


def check_zero_slope(case: Case, backend: AbstractBackend) -> Result:
    """The same for a critic that is constant: every norm is 0, its derivative is taken as 0, and nothing is NaN.

    A formula of a free form may bend there, so of its step only the terms are compared; it is set aside if they are not
    defined.
    """
    pair = Pair.of(case, backend)
    flat = {
        name: np.zeros_like(value) if name.startswith("critic/params/") else value
        for name, value in pair.reference.export_state().items()
    }
    for engine in (pair.candidate, pair.reference):
        engine.import_state(flat)
    got, expected = _both(pair, "critic")
    if not all(np.all(np.isfinite(array)) for array in expected.params.values()) and _has_oracles(pair):
        return Result("set-aside", "the oracle itself is not finite where the critic is constant")
    free = any(isinstance(constraint, FREE_FORMS) for constraint in pair.reference.recipe.constraints)
    if free and not np.all(np.isfinite(list(expected.terms.values()))):
        return Result("set-aside", "what the critic is trained on is not defined where its slope is 0")
    if not all(np.all(np.isfinite(pair.candidate.to_numpy(array))) for array in got.params.values()):
        return Result("fail", "a gradient is NaN or infinite where the critic's slope is 0")
    comparisons = of_gradients(got, expected, pair)
    return judge([one for one in comparisons if not free or one.name not in OF_THE_GRADIENT], pair.products)


def _has_oracles(pair: Pair) -> bool:
    """Whether all that the reference computes is independent of the components' own formulas."""
    return not getattr(pair.reference, "unproven", ())


def check_steps(case: Case, backend: AbstractBackend) -> Result:
    """Steps of both players from the reference's gradients, each from a common state: parameters, averages, moments.

    Where the generator has an average, its samples after those steps too.
    """
    pair = Pair.of(case, backend)
    comparisons = []
    for update in range(STEPS):
        for player in ("critic", "generator"):
            if reason := _apply_shared(pair, player, update):
                return Result("set-aside", reason)
            comparisons += of_states(pair, "step")
        pair.reference.import_state(pair.candidate.export_state())
    steps = judge(comparisons)
    return steps if steps.status != "pass" else judge(_averaged_samples(pair), pair.products)


def _averaged_samples(pair: Pair) -> list[Comparison]:
    """What the generator's average makes of the same latents, if there is one."""
    if not pair.reference.state.generator.average:
        return []
    latents = rounded(pair.candidate.draws.stream("latent").normal((len(pair.x), pair.case.latent_dim)), pair.dtype)
    got, expected = (
        engine.sample(latents, pair.case.label, averaged=True) for engine in (pair.candidate, pair.reference)
    )
    return [of_vector("samples of the average", got, expected, pair.dtype)]


def _apply_shared(pair: Pair, player: str, update: int) -> str:
    """Let both engines take a step with the same gradients, those of the reference; why they cannot, if so."""
    found = pair.reference.gradients(player, pair.reference.state, pair.batch, pair.draw(player, update))
    if reason := unrounded(pair, player, found.params):
        return reason
    for engine in (pair.candidate, pair.reference):
        native = [
            {name: engine.from_numpy(rounded(array, pair.dtype)) for name, array in arrays.items()}
            for arrays in (found.params, found.buffers)
        ]
        engine.apply(player, attrs.evolve(found, params=native[0], buffers=native[1]))
    return ""


def check_iterations(case: Case, backend: AbstractBackend) -> Result:
    """A few whole iterations: loss, constraint, optimizer and game composed.

    In float32, and where the reference approximates, only for optimizers that are not adaptive: those divide rounding
    noise by its own size.
    """
    adaptive = case.recipe(backend).critic_optimizer.adaptive
    if backend.dtype != "float64" and adaptive:
        return Result("not-run", "adaptive optimizers in float32 are compared step by step")
    pair = Pair.of(case, backend)
    approximate = is_approximate(pair)
    if approximate and adaptive:
        return Result("not-run", "adaptive optimizers on approximate gradients are compared step by step")
    kind = "trajectory" if adaptive else "approximate descent" if approximate else "descent"
    start = _largest_parameter(pair)
    for iteration in range(ITERATIONS):
        batches = [pair.batch] * count_at(pair.candidate.recipe.n_critic, iteration)
        # A reference that diverges overflows, and is set aside for it.
        with np.errstate(over="ignore", invalid="ignore"):
            reason = _advance_reference(pair, batches, kind)
        if reason:
            return Result("set-aside", f"iteration {iteration}: {reason}")
        pair.candidate.iteration(batches, pair.batch)
    return judge(of_states(pair, kind, start), pair.products)


def _advance_reference(pair: Pair, batches: list[Batch], kind: str) -> str:
    """One iteration of the reference; why it cannot be compared, if one of its evaluations cannot."""
    try:
        terms = JudgedReference(pair, kind).iteration(batches, pair.batch)
    except Unfit as unfit_there:
        return str(unfit_there)
    except NonFiniteError:
        return "it diverges"
    # What is so large in float64 has overflowed on its way in a smaller precision.
    largest = max(*map(abs, terms.values()), _largest_parameter(pair))
    return "it diverges" if largest > np.sqrt(np.finfo(pair.dtype).max) else ""


def _both(pair: Pair, player: str) -> tuple[Gradients, Gradients]:
    """The candidate's and the reference's gradients of the same step."""
    draw: Any = pair.draw(player)
    got = pair.candidate.gradients(player, pair.candidate.state, pair.batch, draw)
    return got, pair.reference.gradients(player, pair.reference.state, pair.batch, draw)


def _largest_parameter(pair: Pair) -> float:
    state = pair.reference.state
    arrays = [*state.critic.params.values(), *state.generator.params.values()]
    return max(float(np.max(np.abs(array))) for array in arrays)


CHECKS: Mapping[str, Callable[[Case, AbstractBackend], Result]] = {
    "precision and shapes": check_precision,
    "global randomness": check_global_randomness,
    "determinism": check_determinism,
    "inputs": check_inputs,
    "loss and score gradients": check_loss,
    "scores and slopes": check_scores,
    "critic weight gradients without a constraint": check_free_gradients,
    "critic weight gradients": check_critic_gradients,
    "generator weight gradients": check_generator_gradients,
    "zero slope": check_zero_slope,
    "constant added to the scores": check_constant,
    "refusals": check_refusals,
    "single steps and projections": check_steps,
    f"{ITERATIONS} iterations": check_iterations,
}
"""The checks on one case by name, in order."""

ALONE_CHECKS: Mapping[str, Callable[[Case, AbstractBackend], Result]] = {
    "precision and shapes": check_precision,
    "global randomness": check_global_randomness,
    "determinism": check_determinism,
    "inputs": check_inputs,
    "gradients against differences": check_own_gradients,
}
"""Those for a component that the reference has no formula for: nothing stands beside it but itself."""
