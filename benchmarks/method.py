"""How a GAN is trained: the loss, the constraint, and the numbers of both players' steps, the same on every side."""

import attrs


@attrs.frozen(kw_only=True)
class Method:
    """A loss with its constraint, in words that peers understand as well.

    Args:
        loss: `wasserstein` or `non_saturating`.
        constraint: `gp`, `clip`, `r1+r2` or `none`.
        optimizer: `adam` or `rmsprop`.
        lr, beta1, beta2: of both players; RMSProp has decay 0.99 everywhere.
        n_critic: critic steps per generator step.
        generator_step: False for measurements of the critic's step alone.
    """

    name: str
    loss: str
    constraint: str
    optimizer: str = "adam"
    lr: float = 1e-4
    beta1: float = 0.0
    beta2: float = 0.9
    n_critic: int = 5
    generator_step: bool = True

    @property
    def critic_alone(self) -> "Method":
        """One critic step and nothing else."""
        return attrs.evolve(self, n_critic=1, generator_step=False)


WEIGHT = 10.0
"""λ of the gradient penalty, γ of R1 and R2."""
BOUND = 0.01
"""The bound of clipped weights."""

METHODS = {
    method.name: method
    for method in (
        Method(name="wgan-gp", loss="wasserstein", constraint="gp"),
        Method(name="wgan-clip", loss="wasserstein", constraint="clip", optimizer="rmsprop", lr=5e-5),
        Method(name="r1+r2", loss="non_saturating", constraint="r1+r2", n_critic=1),
        Method(name="non-saturating", loss="non_saturating", constraint="none", beta1=0.5, beta2=0.999, n_critic=1),
        # The same optimizer as wgan-gp, so that the two differ by the penalty alone.
        Method(name="wgan-clip-adam", loss="wasserstein", constraint="clip"),
    )
}
