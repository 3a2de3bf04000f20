"""What a user's function is said to be: a component of ours, its oracle, its source."""

from typing import Any

import attrs

from ganreg.constraints.norms import Euclidean
from ganreg.errors import ParameterError, UnknownNameError
from ganreg.registry import registry

PENALTY, LOSS, PROJECTION, OPTIMIZER, STEP = "gradient penalty", "loss", "projection", "optimizer", "step"

FORMULAS = {
    "gradient_penalty": "λ·mean((‖∇ₓf(x̂)‖ − 1)²) at x̂ = ε·x + (1 − ε)·x̃, one ε ~ U[0, 1] per sample",
    "one_sided_gp": "λ·mean(max(0, ‖∇ₓf(x̂)‖ − 1)²) at x̂ = ε·x + (1 − ε)·x̃, one ε ~ U[0, 1] per sample",
    "r1": "(γ/2)·mean(‖∇ₓf(x)‖²) at real samples",
    "r2": "(γ/2)·mean(‖∇ₓf(x̃)‖²) at generated samples",
    "zero_centred": "λ·mean(‖∇ₓf(x̂)‖²) at x̂ = ε·x + (1 − ε)·x̃, one ε ~ U[0, 1] per sample",
    "dragan": "λ·mean((‖∇ₓf(x + δ)‖ − 1)²) around real samples",
    "max_gp": "λ·(maxᵢ ‖∇ₓf(x̂ᵢ)‖)² at x̂ = ε·x + (1 − ε)·x̃",
    "wgan_div": "k·mean(‖∇ₓf(x̂)‖⁶) at x̂ = ε·x + (1 − ε)·x̃",
    "clip": "w ← min(max(w, −c), c) for every parameter of the critic, after its optimizer's step",
    "wasserstein": "critic: mean f(x̃) − mean f(x); generator: −mean f(x̃)",
    "minimax": "critic: mean softplus(−f(x)) + mean softplus(f(x̃)); generator: −mean softplus(f(x̃))",
    "non_saturating": "critic: mean softplus(−f(x)) + mean softplus(f(x̃)); generator: mean softplus(−f(x̃))",
    "least_squares": "critic: ½ mean (f(x) − 1)² + ½ mean f(x̃)²; generator: ½ mean (f(x̃) − 1)²",
    "hinge": "critic: mean max(0, 1 − f(x)) + mean max(0, 1 + f(x̃)); generator: −mean f(x̃)",
    "relativistic": "critic: mean softplus(f(x̃) − f(x)); generator: mean softplus(f(x) − f(x̃))",
    "relativistic_average": "softplus of each score against the mean of the others, real and generated",
}
"""Formulas as a person reads them."""

LEARNING_RATE = 1e-3
"""Of an optimizer, which has no default."""

STEPS = {"wgan_gp": ("wasserstein", "gp"), "wgan": ("wasserstein", "clip")}
"""Names of whole methods: a loss and a constraint."""


@attrs.frozen
class Claim:
    """A component that a function is said to compute.

    Args:
        name: the registered name.
        kind: one of the kinds above.
        component: ours, with λ where it has one.
        oracle: the reference's formulas, made with the component.
        source: where it is published.
        weight: λ, γ or k; 1 where there is none.
        stated: whether the user gave λ.
        constraint: of a whole step, the constraint; the component is its loss.
    """

    name: str
    kind: str
    component: Any
    oracle: Any
    source: str
    weight: float = 1.0
    stated: bool = False
    constraint: "Claim | None" = None

    @property
    def title(self) -> str:
        """What it is called: of a step, the loss and the constraint."""
        return self.name if self.constraint is None else f"a step of {self.name} with {self.constraint.name}"

    @property
    def formula(self) -> str:
        """The published formula in words and signs."""
        own = FORMULAS.get(self.name, "") or (type(self.component).__doc__ or "").partition("\n")[0]
        return own if self.constraint is None else f"{own}; {self.constraint.formula}"

    @property
    def sources(self) -> str:
        """Where it is published: of a step, loss and constraint."""
        both = [self.source, *([self.constraint.source] if self.constraint is not None else [])]
        return "; ".join(dict.fromkeys(both))

    @property
    def points(self) -> str:
        """The name of a penalty's point set."""
        return str(getattr(getattr(self.component, "points", None), "name", ""))


def claim_of(like: Any, weight: float | None = None) -> Claim:
    """The claim of a name, or of a component.

    Raises:
        UnknownNameError: nothing that can be verified is called so.
        ParameterError: it can not be verified, or has no λ.
    """
    if isinstance(like, str) and like.replace("-", "_") in STEPS:
        loss, constraint = STEPS[like.replace("-", "_")]
        made = claim_of(loss)
        return attrs.evolve(made, kind=STEP, constraint=claim_of(constraint, weight))
    component = _component(like)
    entry = registry().entry_of(component)
    name = entry.spec.name if entry else type(component).__name__
    kind = _kind(component)
    if weight is not None:
        component = _with_weight(component, weight, name)
    if registry().name_of(getattr(component, "norm", None) or Euclidean()) != "euclidean":
        raise ParameterError(f"{name} with another norm than the Euclidean cannot be verified. Leave norm out.")
    oracle = registry().oracle(component)
    if oracle is None:
        raise ParameterError(f"{name!r} has no oracle in the reference, so nothing can be verified against it.")
    stated = weight is not None
    return Claim(
        name, kind, component, oracle(component), entry.spec.source if entry else "", _weight(component), stated
    )


def _component(like: Any) -> Any:
    if not isinstance(like, str):
        return like
    name = like.replace("-", "_")
    for kind in ("constraint", "loss", "optimizer"):
        if name in registry().names(kind):
            return registry().create(kind, name, **({"lr": LEARNING_RATE} if kind == OPTIMIZER else {}))
    known = [n for kind in ("constraint", "loss", "optimizer") for n in registry().names(kind)]
    raise UnknownNameError(f"Nothing that can be verified is called {like!r}. Known: {', '.join([*known, *STEPS])}.")


def _kind(component: Any) -> str:
    if component.kind in (LOSS, OPTIMIZER):
        return str(component.kind)
    if hasattr(component, "project"):
        return PROJECTION
    if hasattr(component, "derivative") and getattr(component, "points", None):
        return PENALTY
    raise ParameterError(
        f"{type(component).__name__} cannot be verified. Expected a gradient penalty, a loss, clip or an optimizer."
    )


WEIGHTS = ("weight", "gamma")


def _weight(component: Any) -> float:
    return next((float(getattr(component, key)) for key in WEIGHTS if hasattr(component, key)), 1.0)


def _with_weight(component: Any, weight: float, name: str) -> Any:
    for key in WEIGHTS:
        if hasattr(component, key):
            return attrs.evolve(component, **{key: weight})
    raise ParameterError(f"{name!r} has no weight, but {weight:g} was given. Leave it out.")
