"""How a component's claim of convergence is measured: one protocol for each kind.

The component has its own default parameters, and the rest is chosen so that the verdict is about the component. All on
the Dirac-GAN, in alternating steps of plain gradient descent with h = 0.05 where the table says nothing else.

| kind | is measured with |
|---|---|
| loss | no constraint |
| constraint | the loss of its own paper: Wasserstein for those named in `FOR_WASSERSTEIN`, else non-saturating |
| optimizer | the non-saturating loss and R1 with γ = 1, which plain gradient descent lets converge |
| game | the Wasserstein loss alone, the bilinear game, in which plain alternating steps circle |
"""

from collections.abc import Callable, Mapping
from typing import Any

from ganreg.component import Component
from ganreg.errors import ParameterError
from ganreg.registry import registry
from ganreg.support import support_of
from ganreg.theory.dirac import DiracGAN, dirac
from ganreg.theory.verdict import Verdict

FOR_WASSERSTEIN = ("clip", "gradient_penalty", "one_sided_gp", "max_gp", "wgan_div", "sobolev")
"""Constraints that their papers put beside the Wasserstein loss."""

R1 = {"name": "gradient_penalty", "weight": 0.5, "target": 0.0, "points": "real"}
"""(γ/2)·‖∇D‖² at real samples, with γ = 1."""

PARAMETERS: Mapping[str, Mapping[str, Any]] = {"consistency": {"augmentation": "jittered"}}
"""Parameters of components, by name, whose defaults are made for images and do not fit samples of one number."""

BACKENDS = ("numpy", "torch", "reference")
"""Those that a game is measured on: the first that computes it."""

EXEMPT: Mapping[str, str] = {"consistency_term": "it takes a critic with dropout, and that of the Dirac-GAN has none"}
"""Components without a verdict, by name, with the reason: what they need is not there on the Dirac-GAN."""


def protocol(kind: str, value: Any) -> DiracGAN:
    """The Dirac-GAN on which a component is measured.

    Args:
        kind: `loss`, `constraint`, `optimizer` or `game`.
        value: the component: a name, a mapping or an object.

    Raises:
        ParameterError: components of that kind make no claim.
    """
    if kind not in PROTOCOLS:
        raise ParameterError(f"kind={kind!r}: no verdict is defined for it. Expected one of {', '.join(PROTOCOLS)}.")
    known = PARAMETERS.get(value, {}) if isinstance(value, str) else {}
    return PROTOCOLS[kind]({"name": value, **known} if isinstance(value, str) else value)


def measured(kind: str, value: Any) -> Verdict:
    """Whether training converges, circles or diverges with a component, by the protocol of its kind.

    >>> from ganreg.theory import measured
    >>> measured("constraint", {"name": "gp", "target": 0.0, "points": "real"}).word
    'converges'
    """
    period = getattr(registry().resolve(kind, value), "period", 1) if kind == "game" else 1
    return protocol(kind, value).verdict(period)


def _of_loss(loss: Any) -> DiracGAN:
    return dirac(loss=loss)


def _of_constraint(constraint: Any) -> DiracGAN:
    resolved: Component = registry().resolve("constraint", constraint)
    paper = "wasserstein" if registry().describe(resolved)["name"] in FOR_WASSERSTEIN else "non_saturating"
    return dirac(loss=paper, constraint=resolved)


def _of_optimizer(optimizer: Any) -> DiracGAN:
    return dirac(constraint=R1, optimizer=optimizer)


def _of_game(game: Any) -> DiracGAN:
    entry = registry().entry_of(registry().resolve("game", game))
    able = [name for name in BACKENDS if entry is None or support_of(entry, name).level == "full"]
    return dirac(loss="wasserstein", game=game, backend=able[0])


PROTOCOLS: Mapping[str, Callable[[Any], DiracGAN]] = {
    "loss": _of_loss,
    "constraint": _of_constraint,
    "optimizer": _of_optimizer,
    "game": _of_game,
}
"""How the Dirac-GAN is made for each kind that makes claims."""
