"""NumPy functions whose gradients their authors wrote by hand."""

from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np

from ganreg.conformance.verification import roles
from ganreg.conformance.verification.claim import LOSS, PENALTY, Claim
from ganreg.conformance.verification.lines import line_of
from ganreg.conformance.verification.observation import Vector
from ganreg.conformance.verification.penalty import unit
from ganreg.conformance.verification.scores import Known
from ganreg.conformance.verification.signature import Argument, arguments_of
from ganreg.conformance.verification.target import Target
from ganreg.conformance.verification.verdict import DEVIATES, EQUIVALENT, EXACT, Mistake, Verdict

COMPARED = ("value", "gradient written by hand")


@attrs.frozen(eq=False)
class Answer:
    """What a function gave on one example, and what it should have given.

    Args:
        example: in words.
        value: its number.
        gradients: its arrays, as one vector; None where it gave none.
        expected: the reference's number.
        expected_gradients: and vector.
        size: of the batch.
    """

    example: str
    value: float
    gradients: Vector | None
    expected: float
    expected_gradients: Vector
    size: int


def takes_arrays(target: Target, claim: Claim) -> bool:
    """Whether a function is one of scores, norms or gradients, by its arguments."""
    found = {one.role for one in arguments_of(target.function, claim.kind)}
    if claim.kind == LOSS:
        return bool(found & {roles.REAL_SCORES, roles.FAKE_SCORES, roles.SCORES})
    return claim.kind == PENALTY and roles.GRADIENTS in found


def judged(claim: Claim, target: Target, base: dict[str, Any]) -> Verdict | None:
    """The verdict; None where it does not run on arrays of NumPy."""
    for player in ("critic", "generator") if claim.kind == LOSS else ("",):
        try:
            answers = list(_answers(claim, target, player))
        except Exception:  # noqa: BLE001 - it is no function of arrays
            return None
        factor = _factor(answers)
        if factor is not None or player != "critic":
            return _verdict(answers, factor, target.function, base, player)
        first = answers
    return _verdict(first, None, target.function, base, "critic")


def _answers(claim: Claim, target: Target, player: str) -> Iterator[Answer]:
    wanted = arguments_of(target.function, claim.kind)
    for k, n in enumerate((5, 8, 3)):
        draws = np.random.default_rng(k)
        if claim.kind == LOSS:
            yield _of_loss(claim, target, wanted, player, draws.normal(size=n) * (1, 3, 10)[k], draws.normal(size=n))
        else:
            yield _of_penalty(claim, target, wanted, draws.normal(size=(n, 4)) * (0.3, 0.6, 2)[k])


def _of_loss(claim: Claim, target: Target, wanted: list[Argument], player: str, real: Vector, fake: Vector) -> Answer:
    values = {roles.REAL_SCORES: real, roles.FAKE_SCORES: fake, roles.SCORES: fake}
    value, arrays = _called(target, wanted, values)
    known = Known(claim.component, claim.name, player)
    by_role = dict(zip((roles.REAL_SCORES, roles.FAKE_SCORES), known.gradients(real, fake), strict=True))
    by_role[roles.SCORES] = by_role[roles.FAKE_SCORES]
    order = [one.role for one in wanted if one.role in values][: len(arrays)]
    expected = np.concatenate([by_role[role] for role in order]) if order else np.zeros(0)
    return Answer(f"{len(real)} scores", value, _joined(arrays), known.value(real, fake), expected, len(real))


def _of_penalty(claim: Claim, target: Target, wanted: list[Argument], gradients: Vector) -> Answer:
    norms = np.sqrt(np.sum(gradients**2, axis=1))
    oracle, named = unit(claim), next(one.name for one in wanted if one.role == roles.GRADIENTS)
    of_norms = "norm" in named or "slope" in named
    values = {roles.GRADIENTS: norms if of_norms else gradients, roles.WEIGHT: claim.weight}
    value, arrays = _called(target, wanted, values)
    derivative = claim.weight * np.asarray(oracle.derivative(norms))
    expected = derivative if of_norms else (derivative / norms)[:, None] * gradients
    return Answer(
        f"{len(norms)} norms",
        value,
        _joined(arrays),
        claim.weight * float(oracle.value(norms)),
        expected.reshape(-1),
        len(norms),
    )


def _called(target: Target, wanted: list[Argument], values: dict[str, Any]) -> tuple[float, list[Vector]]:
    given = {
        one.name: values[one.role]
        for one in wanted
        if one.role in values and (one.required or one.role == roles.WEIGHT)
    }
    outcome = target.function(**given)
    parts = list(_flat(outcome))
    numbers, arrays = (
        [p for p in parts if np.ndim(p) == 0],
        [np.asarray(p, dtype=float) for p in parts if np.ndim(p) > 0],
    )
    return float(numbers[0]), arrays


def _flat(outcome: Any) -> Iterator[Any]:
    if isinstance(outcome, (tuple, list)):
        for one in outcome:
            yield from _flat(one)
    else:
        yield outcome


def _joined(arrays: list[Vector]) -> Vector | None:
    return np.concatenate([a.reshape(-1) for a in arrays]) if arrays else None


def _factor(answers: list[Answer]) -> float | None:
    """The factor between the function's values and the formula's, if it is always the same."""
    ratios = np.array([a.value / a.expected for a in answers])
    same = np.allclose(ratios, ratios[0], rtol=1e-6) and np.isfinite(ratios[0]) and ratios[0] != 0
    return float(ratios[0]) if same else None


def _verdict(answers: list[Answer], factor: float | None, function: Any, base: dict[str, Any], player: str) -> Verdict:
    first = min(answers, key=lambda a: a.size)
    told = dict(base)
    notes = (*told.pop("notes", ()), "a NumPy function", *([f"it is the {player}'s loss"] if player and factor else []))
    mistakes = _mistakes(answers, factor, function)
    conventions = () if factor is None or np.isclose(factor, 1) or mistakes else (f"a constant factor {factor:.6g}",)
    numbers: dict[str, Any] = (
        {"yours": first.value, "expected": first.expected, "probe": first.example} if factor is None else {}
    )
    word = DEVIATES if mistakes else EQUIVALENT if conventions else EXACT
    return Verdict(
        word=word, mistakes=tuple(mistakes), conventions=conventions, notes=notes, compared=COMPARED,
        checked=len(answers),
        **numbers, **told,
    )  # fmt: skip


def _mistakes(answers: list[Answer], factor: float | None, function: Any) -> list[Mistake]:
    if factor is None:
        return [Mistake("another-function", "no factor makes its values the formula's", line_of(function, "function"))]
    off = [a for a in answers if a.gradients is not None and not _right(a, factor)]
    if any(a.gradients is None for a in answers):
        return [Mistake("no-gradient", "it returns no gradient", line_of(function, "function"))]
    if not off:
        return []
    return [Mistake(*_gradient_mistake(off, factor), line_of(function, "function"))]


def _gradient_mistake(off: list[Answer], factor: float) -> tuple[str, str]:
    """What is wrong with gradients, by what they are a multiple of."""
    ratios = [_ratio(a, factor) for a in off]
    if all(r is not None for r in ratios):
        numbers = np.array([r for r in ratios if r is not None])
        sizes = np.array([a.size for a in off], dtype=float)
        if np.allclose(numbers, sizes):
            return "gradient-not-averaged", "the gradient is that of the sum: it is not divided by the batch size"
        if np.allclose(numbers, -1):
            return "sign-flipped", "the gradient has the opposite sign"
        if np.allclose(numbers, numbers[0]):
            return "gradient-factor", f"the gradient is {numbers[0]:.4g} times the formula's"
    return "wrong-gradient", "its value is right, but the gradient written by hand is not its derivative"


def _right(a: Answer, factor: float) -> bool:
    return (
        a.gradients is not None
        and a.gradients.shape == a.expected_gradients.shape
        and bool(np.allclose(a.gradients, factor * a.expected_gradients, rtol=1e-6, atol=1e-10))
    )


def _ratio(a: Answer, factor: float) -> float | None:
    wanted = factor * a.expected_gradients
    if a.gradients is None or a.gradients.shape != wanted.shape or not np.any(wanted):
        return None
    ratio = float(a.gradients @ wanted / (wanted @ wanted))
    return ratio if np.allclose(a.gradients, ratio * wanted, rtol=1e-6, atol=1e-10) else None
