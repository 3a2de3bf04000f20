"""Formulas that ask the critic for scores and slopes, and their derivatives in each answer.

A formula of any form depends on the critic's weights through the answers alone. So with λ the derivative of its value
in one answer, later questions included, its gradient in the weights is the sum over all answers of λ·∇_w f(x) for a
score and of ∇_w ⟨λ, ∇ₓf(x)⟩ for a slope, at points x held constant. Each λ is a complex step on that answer.
"""

import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs
import numpy as np

from ganreg.errors import DataError, PluginError
from ganreg_reference.network import ReferenceNetwork
from ganreg_reference.weights import Array, Weights, total

STEP = 1e-30
SHIFT = 1e-5
"""By how much answers are moved, to find a formula that drops imaginary parts."""

SCORE, SLOPE = "score", "slope"
Formula = Callable[["Asking"], Array]


@attrs.frozen(eq=False)
class Question:
    """What a formula asked: the score or the slope at a point, with its label `(1,)` or None, and the answer."""

    what: str
    x: Array
    label: Array | None
    answer: Array


@attrs.frozen
class Answered:
    """A formula's value, its questions, and its derivative in each answer.

    Args:
        bends: whether it is at a kink: moved back and forth a little, it goes different ways.
    """

    value: Array
    questions: list[Question]
    derivatives: list[Array]
    bends: bool = False


class Asking:
    """The critic for one sample at a time; keeps what it was asked. See `contracts.SampleCritic`.

    Args:
        network: the critic.
        weights: with the masks of one sample, if it has some.
        labels: `(n,)` of the real samples, or that of the one sample `(1,)`; None without classes.
        moved: by the number of a question, what to add to its answer.
        before: the same formula asked before, unmoved: what it holds constant is as it was there.
    """

    def __init__(
        self,
        network: ReferenceNetwork,
        weights: Weights,
        labels: Array | None,
        moved: Mapping[int, Array] | None = None,
        before: "Asking | None" = None,
    ) -> None:
        self.network, self.weights, self.labels = network, weights, labels
        self._moved, self._before = moved or {}, before
        self._known: dict[Any, Array] = {} if before is None else before._known
        self.asked: list[Question] = []
        self.constants: list[Array] = []

    def score(self, x: Array, i: int | None = None) -> Array:
        """f(x), a number."""
        return self._answer(SCORE, x, i)

    def slope(self, x: Array, i: int | None = None) -> Array:
        """∇ₓf(x), in the shape of x."""
        return self._answer(SLOPE, x, i)

    def constant(self, value: Array) -> Array:
        """The value without its derivative."""
        place = len(self.constants)
        kept = np.real(value) if self._before is None else self._before.constants[place]
        self.constants.append(kept)
        return kept

    def moved(self, by: Mapping[int, Array]) -> "Asking":
        """The same critic, some of whose answers are moved."""
        return Asking(self.network, self.weights, self.labels, by, self)

    def _answer(self, what: str, x: Array, i: int | None) -> Array:
        x, label = np.asarray(x), self._label(i)
        key = (what, x.dtype, x.shape, x.tobytes(), None if label is None else int(label[0]))
        if key not in self._known:
            of = self.network.scores if what == SCORE else self.network.slopes
            self._known[key] = of(x[None], self.weights, label)[0]
        answer, number = self._known[key], len(self.asked)
        self.asked.append(Question(what, x, label, answer))
        return answer + self._moved[number] if number in self._moved else answer

    def _label(self, i: int | None) -> Array | None:
        if self.labels is None or len(self.labels) == 1:
            return self.labels
        if i is None:
            raise DataError(
                "This critic has classes, and the oracle did not say whose label its sample has. Ask for "
                "critic.score(x, i) and critic.slope(x, i), where i is the place of the real sample beside x."
            )
        return self.labels[i % len(self.labels)][None]


def answered(formula: Formula, critic: Asking, name: str) -> Answered:
    """A formula's value and its derivative in each answer, by one complex step for each number of it.

    Raises:
        PluginError: the formula gives no number, or does not take complex numbers; says what to write.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        value = formula(critic)
        if np.shape(value) != ():
            raise PluginError(
                f"The oracle of {name!r} returned an array of shape {np.shape(value)}, expected a number."
            )
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", np.exceptions.ComplexWarning)
                derivatives = [_derivative(formula, critic, k) for k in range(len(critic.asked))]
        except (TypeError, np.exceptions.ComplexWarning) as error:
            raise PluginError(f"{_NOT_ANALYTIC.format(name=name)} ({error})") from error
        found = Answered(value, critic.asked, derivatives)
        return attrs.evolve(found, bends=_bends(formula, critic, found, name))


def gradient(network: ReferenceNetwork, weights: Weights, found: Answered) -> dict[str, Array]:
    """Σ λ·∇_w f(x) over the scores that were asked for, and Σ ∇_w ⟨λ, ∇ₓf(x)⟩ over the slopes."""
    parts = []
    for question, derivative in zip(found.questions, found.derivatives, strict=True):
        at, by = question.x[None], np.asarray(derivative)[None]
        of = network.score_gradient if question.what == SCORE else network.slope_gradient
        parts.append(of(at, weights, question.label, by))
    return total(parts, weights)


def least_slope(questions: Iterable[Question]) -> float:
    """The least Euclidean norm of the slopes that were asked for; inf if there are none."""
    slopes = (question.answer for question in questions if question.what == SLOPE)
    return min((float(np.sqrt(np.sum(slope * slope))) for slope in slopes), default=float("inf"))


def _derivative(formula: Formula, critic: Asking, number: int) -> Array:
    """∂value/∂answer, in the answer's shape."""
    shape = np.shape(critic.asked[number].answer)
    found = np.zeros(shape)
    for place in np.ndindex(shape):
        step = np.zeros(shape, complex)
        step[place] = 1j * STEP
        found[place] = np.imag(formula(critic.moved({number: step[()]}))) / STEP
    return found


def _bends(formula: Formula, critic: Asking, found: Answered, name: str) -> bool:
    """Whether the formula is at a kink, or undefined.

    All answers are moved by real numbers at once, and back. How much both ways differ shrinks with the distance where
    the formula is smooth, and stays where it bends.

    Raises:
        PluginError: it is smooth there, and its differences settle elsewhere than its complex derivatives say.
    """
    by = [_direction(np.shape(question.answer), number) for number, question in enumerate(found.questions)]
    wide, near = (_one_sided(formula, critic, found.value, by, distance) for distance in (10 * SHIFT, SHIFT))
    parts = [np.sum(one * derivative) for one, derivative in zip(by, found.derivatives, strict=True)]
    size, rounding = sum(abs(part) for part in parts), 1e-7 * max(1.0, abs(found.value))
    turn, wide_turn = abs(near[0] - near[1]), abs(wide[0] - wide[1])
    if not (turn <= 1e-3 * size + rounding or turn <= wide_turn / 2):
        return True
    central = (near[0] + near[1]) / 2
    off, unsettled = abs(central - sum(parts)), abs(central - (wide[0] + wide[1]) / 2)
    if off > 1e-2 * size + 10 * rounding and unsettled < 0.1 * off:
        raise PluginError(_NOT_ANALYTIC.format(name=name))
    return False


def _one_sided(formula: Formula, critic: Asking, value: Array, by: list[Array], distance: float) -> tuple[Array, Array]:
    """The difference quotients ahead and back, with all answers moved."""
    ahead, back = (
        formula(critic.moved({number: sign * distance * one for number, one in enumerate(by)})) for sign in (1, -1)
    )
    return (ahead - value) / distance, (value - back) / distance


def _direction(shape: tuple[int, ...], number: int) -> Array:
    """Numbers near ±1 to move one answer by, always the same."""
    random = np.random.default_rng(number)
    found: Array = random.choice([-1.0, 1.0], shape) * random.uniform(0.5, 1.5, shape)
    return found


_NOT_ANALYTIC = (
    "The oracle of {name!r} is differentiated by complex steps, and loses imaginary parts on the way. Write "
    "np.sqrt(np.sum(g * g)) for a norm, t if np.real(t) > 0 else -t for |t|; choose branches by np.real(t) > 0; use "
    "NumPy's functions, not those of the module math, no abs, no np.linalg.norm, no float(…). What shall be held "
    "constant is critic.constant(t)."
)
