"""The verdict on an optimizer: its steps beside those of the reference."""

from collections.abc import Callable, Iterator
from typing import Any

import attrs
import numpy as np

from ganreg.conformance.verification.claim import Claim
from ganreg.conformance.verification.lines import line_of
from ganreg.conformance.verification.observation import Vector
from ganreg.conformance.verification.verdict import DEVIATES, EQUIVALENT, EXACT, Mistake, Verdict
from ganreg.registry import registry

STEPS = 6
CONVENTIONS = ("epsilon-before-correction",)
"""Other forms that are published as the same: Kingma and Ba 2015, end of section 2, as in old PyTorch."""
COMPARED = ("the parameters after each of 6 steps",)
Walk = Callable[[list[Vector], Vector], list[Vector]]
"""From gradients and first parameters to the parameters after each step."""


def problem() -> tuple[list[Vector], Vector]:
    """Gradients for each step, large, tiny and zero ones among them, and parameters to start from."""
    generator = np.random.default_rng(5)
    sizes = np.array([1.0, 1e-3, 30.0, 1e-6, 1.0, 0.0, 2.0])
    return [sizes * generator.normal(size=7) for _ in range(STEPS)], generator.normal(size=7)


def judged(claim: Claim, function: Any, walked: list[Vector], base: dict[str, Any]) -> Verdict:
    """The verdict on an optimizer that made these steps on `problem()`."""
    gradients, start = problem()
    expected = walk(claim.oracle, gradients, start)
    off = [k for k in range(STEPS) if not _alike(walked[k], expected[k], start)]
    if not off:
        return Verdict(word=EXACT, checked=1, compared=COMPARED, **base)
    key, words = _named(claim, walked, gradients, start, off[0])
    if key in CONVENTIONS:
        return Verdict(word=EQUIVALENT, conventions=(words,), checked=1, compared=COMPARED, **base)
    k = off[0]
    i = int(np.argmax(np.abs(walked[k] - expected[k])))
    return Verdict(
        word=DEVIATES, mistakes=(Mistake(key, words, line_of(getattr(function, "step", function), "function")),),
        checked=1, compared=COMPARED, yours=float(walked[k][i] - start[i]), expected=float(expected[k][i] - start[i]),
        probe=f"the way of a parameter after step {k + 1}, gradient {gradients[0][i]:.3g} at first", **base,
    )  # fmt: skip


def walk(oracle: Any, gradients: list[Vector], start: Vector) -> list[Vector]:
    """The steps of an oracle."""
    params, state, walked = {"w": start}, oracle.init({"w": start}), []
    for gradient in gradients:
        params, state = oracle.update({"w": gradient}, state, params)
        walked.append(np.asarray(params["w"]))
    return walked


def _alike(one: Vector, other: Vector, start: Vector) -> bool:
    """Whether two parameters agree, on the scale of the way that they went."""
    return bool(np.allclose(one - start, other - start, rtol=1e-5, atol=1e-10))


def _named(claim: Claim, walked: list[Vector], gradients: list[Vector], start: Vector, first: int) -> tuple[str, str]:
    for key, words, others in _wrong_walks(claim, gradients, start):
        if all(_alike(a, b, start) for a, b in zip(walked, others, strict=True)):
            return key, words
    if first > 0:
        return (
            "wrong-state",
            f"its first {first} steps are right, step {first + 1} is not: moments are updated otherwise",
        )
    return "another-function", "its steps are those of no optimizer that is known"


def _wrong_walks(claim: Claim, gradients: list[Vector], start: Vector) -> Iterator[tuple[str, str, list[Vector]]]:
    yield "sign-flipped", "it goes up the gradient, not down", walk(claim.oracle, [-g for g in gradients], start)
    if claim.name in ("adam", "adamw", "amsgrad", "optimistic_adam"):
        for key, words, rule in ADAMS:
            yield key, words, _adam(claim, rule, gradients, start)
    if claim.name == "rmsprop":
        c = claim.component
        yield "epsilon-inside-the-root", "epsilon stands inside the root", _rmsprop(c, gradients, start)
    for name in ("sgd", "momentum", "nesterov", "rmsprop", "adam", "amsgrad", "optimistic", "optimistic_adam"):
        other = registry().create("optimizer", name, lr=claim.component.lr)
        if name != claim.name:
            yield (
                f"computes-{name}",
                f"its steps are those of {name}",
                walk(registry().oracle(other)(other), gradients, start),
            )


Rule = Callable[[Vector, Vector, int, Any], Vector]

ADAMS: tuple[tuple[str, str, Rule], ...] = (
    (
        "no-bias-correction", "the moments are not corrected for their start at 0",
        lambda m, v, t, c: m / (np.sqrt(v) + c.epsilon),
    ),
    (
        "epsilon-inside-the-root", "epsilon stands inside the root",
        lambda m, v, t, c: m / (1 - c.beta1**t) / np.sqrt(v / (1 - c.beta2**t) + c.epsilon),
    ),
    (
        "half-corrected", "only the first moment is corrected for its start at 0",
        lambda m, v, t, c: m / (1 - c.beta1**t) / (np.sqrt(v) + c.epsilon),
    ),
    (
        "half-corrected", "only the second moment is corrected for its start at 0",
        lambda m, v, t, c: m / (np.sqrt(v / (1 - c.beta2**t)) + c.epsilon),
    ),
    (
        "epsilon-before-correction", "ε is added before the second moment's correction: a larger ε in the first steps",
        lambda m, v, t, c: m / (1 - c.beta1**t) * np.sqrt(1 - c.beta2**t) / (np.sqrt(v) + c.epsilon),
    ),
    (
        "no-root", "the root of the second moment is missing",
        lambda m, v, t, c: m / (1 - c.beta1**t) / (v / (1 - c.beta2**t) + c.epsilon),
    ),
    (
        "late-count", "the step count starts at 0 or 2, so the correction is that of another step",
        lambda m, v, t, c: m / (1 - c.beta1 ** (t + 1)) / (np.sqrt(v / (1 - c.beta2 ** (t + 1))) + c.epsilon),
    ),
)  # fmt: skip
"""Wrong forms of Adam's step, functions of its two moments."""


def _adam(claim: Claim, rule: Rule, gradients: list[Vector], start: Vector) -> list[Vector]:
    component, back = claim.component, float(claim.name == "optimistic_adam")
    m, v, w, walked = np.zeros_like(start), np.zeros_like(start), start, []
    before = np.zeros_like(start)
    for t, g in enumerate(gradients, 1):
        m = component.beta1 * m + (1 - component.beta1) * g
        v = component.beta2 * v + (1 - component.beta2) * g * g
        now = rule(m, v, t, component)
        w, before = w - component.lr * ((1 + back) * now - back * before), now
        walked.append(w)
    return walked


def _rmsprop(component: Any, gradients: list[Vector], start: Vector) -> list[Vector]:
    v, w, walked = np.zeros_like(start), start, []
    for g in gradients:
        v = component.decay * v + (1 - component.decay) * g * g
        w = w - component.lr * g / np.sqrt(v + component.epsilon)
        walked.append(w)
    return walked


def settings(component: Any) -> dict[str, Any]:
    """The parameters of a component under the names that optimizers of PyTorch have for them."""
    own = {field.name: getattr(component, field.name) for field in attrs.fields(type(component))}
    names = {"epsilon": "eps", "decay": "alpha", "centred": "centered"}
    told = {names.get(key, key): value for key, value in own.items()} | own
    if "beta1" in own:
        told["betas"] = (own["beta1"], own["beta2"])
    return told
