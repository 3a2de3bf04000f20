"""Published set-ups: the hyper-parameters of a (loss, constraint) pair, from the paper that introduced it."""

from typing import Any

import attrs

from ganreg.averages import EMA, AbstractAverage
from ganreg.component import Component
from ganreg.constraints.abstract import AbstractConstraint, AbstractPenalty, AbstractProjection
from ganreg.errors import UnknownNameError, did_you_mean
from ganreg.losses.abstract import AbstractLoss
from ganreg.losses.wasserstein import Wasserstein
from ganreg.optimizers import SGD, AbstractOptimizer, Adam, RMSProp
from ganreg.registry import registry


@attrs.frozen(kw_only=True)
class Setup:
    """A loss, a constraint, and what their paper trains them with. The same optimizer serves both players.

    Args:
        average: of the generator, where a recipe is asked for by name; a warm-up is added, so that a short run's
            average is not its start.
    """

    loss: str
    constraint: str
    optimizer: AbstractOptimizer
    n_critic: int
    batch_size: int
    latent_dim: int | None = None
    init: str = "he"
    average: AbstractAverage | None = None
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

LSGAN_SETUP = Setup(
    loss="least_squares",
    constraint="none",
    optimizer=Adam(lr=1e-3, beta1=0.5, beta2=0.999),
    n_critic=1,
    batch_size=64,
    source="Mao et al. 2017 (arXiv 1611.04076); numbers from xudonmao/LSGAN, train_lsun.py",
)
R1_SETUP = Setup(
    loss="non_saturating",
    constraint="r1",
    optimizer=RMSProp(lr=1e-4),
    n_critic=1,
    batch_size=64,
    average=EMA(decay=0.999, warm_up=True),
    source="Mescheder et al. 2018 (arXiv 1801.04406); numbers from LMescheder/GAN_stability, configs/default.yaml",
)
SNGAN_SETUP = Setup(
    loss="hinge",
    constraint="spectral_norm",
    optimizer=Adam(lr=2e-4, beta1=0.0, beta2=0.9),
    n_critic=5,
    batch_size=64,
    source="Miyato et al. 2018 (arXiv 1802.05957); numbers from pfnet-research/sngan_projection, "
    "configs/sn_cifar10_unconditional.yml",
)
R3GAN_SETUP = Setup(
    loss="relativistic",
    constraint="r1+r2",
    optimizer=Adam(lr=2e-4, beta1=0.0, beta2=0.9),
    n_critic=1,
    batch_size=512,
    average=EMA(half_life=9766, warm_up=True),
    source="Huang et al. 2024 (arXiv 2501.05441): first values of its schedules (learning rate to 5e-5, β₂ to 0.99), "
    "average of half-life 5 million images; γ depends on the data (CIFAR-10: 0.05 to 0.005), and is left at 10",
)

PUBLISHED = {
    "gan": GAN_SETUP,
    "wgan": WGAN_SETUP,
    "wgan-gp": WGAN_GP_SETUP,
    "dcgan": DCGAN_SETUP,
    "lsgan": LSGAN_SETUP,
    "gan-r1": R1_SETUP,
    "sngan": SNGAN_SETUP,
    "r3gan": R3GAN_SETUP,
}
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
    for setup in PUBLISHED.values():
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
