"""Published set-ups: the hyper-parameters of a (loss, constraint) pair, from the paper that introduced it."""

from typing import Any

import attrs

from ganreg.component import Component
from ganreg.constraints.abstract import AbstractConstraint, AbstractPenalty, AbstractProjection
from ganreg.errors import UnknownNameError, did_you_mean
from ganreg.losses.abstract import AbstractLoss
from ganreg.losses.wasserstein import Wasserstein
from ganreg.optimizers import SGD, AbstractOptimizer, Adam, RMSProp
from ganreg.registry import registry


@attrs.frozen(kw_only=True)
class Setup:
    """A loss, a constraint, and what their paper trains them with. The same optimizer serves both players."""

    loss: str
    constraint: str
    optimizer: AbstractOptimizer
    n_critic: int
    batch_size: int
    latent_dim: int | None = None
    init: str = "he"
    source: str


GAN_SETUP = Setup(
    loss="minimax",
    constraint="none",
    optimizer=SGD(lr=0.1, momentum=0.5),
    n_critic=1,
    batch_size=100,
    latent_dim=100,
    init="small",
    source="Goodfellow et al. 2014, Algorithm 1 with k = 1 and momentum; numbers from the authors' mnist.yaml",
)
WGAN_SETUP = Setup(
    loss="wasserstein",
    constraint="clip",
    optimizer=RMSProp(lr=5e-5),
    n_critic=5,
    batch_size=64,
    source="Arjovsky et al. 2017, Algorithm 1: α = 0.00005, c = 0.01, m = 64, n_critic = 5",
)
WGAN_GP_SETUP = Setup(
    loss="wasserstein",
    constraint="gradient_penalty",
    optimizer=Adam(lr=1e-4, beta1=0.0, beta2=0.9),
    n_critic=5,
    batch_size=64,
    source="Gulrajani et al. 2017, Algorithm 1: λ = 10, n_critic = 5, α = 0.0001, β₁ = 0, β₂ = 0.9; batch 64",
)
DCGAN_SETUP = Setup(
    loss="non_saturating",
    constraint="none",
    optimizer=Adam(lr=2e-4, beta1=0.5, beta2=0.999),
    n_critic=1,
    batch_size=128,
    source="Radford, Metz, Chintala 2016 (arXiv 1511.06434), section 4",
)

PUBLISHED = {"gan": GAN_SETUP, "wgan": WGAN_SETUP, "wgan-gp": WGAN_GP_SETUP}
"""Set-ups that `recipe=` names."""


def published(name: str) -> Setup:
    """The set-up of that name.

    Raises:
        UnknownNameError: with the names that there are.
    """
    key = name.strip().lower().replace("_", "-")
    if key not in PUBLISHED:
        raise UnknownNameError(
            f"There is no recipe named {name!r}.{did_you_mean(key, PUBLISHED)} Known: {', '.join(PUBLISHED)}."
        )
    return PUBLISHED[key]


def default_setup(loss: AbstractLoss, constraints: tuple[AbstractConstraint, ...]) -> Setup:
    """The published set-up of this pair, or that of the nearest: by the kind of constraint, then by the loss."""
    names = (_name(loss), "+".join(map(_name, constraints)) or "none")
    for setup in (*PUBLISHED.values(), DCGAN_SETUP):
        if (setup.loss, setup.constraint) == names:
            return setup
    if any(isinstance(c, AbstractPenalty) for c in constraints):
        nearest = WGAN_GP_SETUP
    elif any(isinstance(c, AbstractProjection) for c in constraints) or isinstance(loss, Wasserstein):
        nearest = WGAN_SETUP
    else:
        nearest = DCGAN_SETUP
    return attrs.evolve(nearest, n_critic=nearest.n_critic if isinstance(loss, Wasserstein) else 1)


def default_constraint(loss: AbstractLoss) -> Any:
    """What constrains the critic if only a loss is named: the gradient penalty for Wasserstein, nothing otherwise."""
    return "gradient_penalty" if isinstance(loss, Wasserstein) else "none"


def _name(component: Component) -> str:
    return str(registry().describe(component)["name"])
