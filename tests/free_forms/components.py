"""The parameters of each constraint: all that a component of a free form has."""

import attrs

from ganreg.constraints import AbstractFreePenalty, AbstractScoreTransform
from ganreg.params import NON_NEGATIVE, param


@attrs.frozen(kw_only=True)
class JensenShannon(AbstractFreePenalty):
    """(γ/2)·(E (1 − σ(f(x)))²·‖∇f(x)‖² + E σ(f(x̃))²·‖∇f(x̃)‖²), the gradients those of the logits.

    Source: Roth et al. 2017 (arXiv 1705.09367), Ω_JS of section 3 and Algorithm 1; rothk/Stabilizing_GANs.
    """

    name = "js_regulariser"

    gamma: float = param(2.0, "The strength γ.", validator=NON_NEGATIVE, schedulable=True)


@attrs.frozen(kw_only=True)
class FreeGP(AbstractFreePenalty):
    """WGAN-GP's penalty, λ·E (‖∇f(x̂)‖ − 1)², as its public implementations write it.

    Source: Gulrajani et al. 2017 (arXiv 1704.00028), equation 3.
    """

    name = "free_gp"

    weight: float = param(10.0, "The factor λ.", validator=NON_NEGATIVE)


@attrs.frozen(kw_only=True)
class GradientNormalisation(AbstractScoreTransform):
    """f̂(x) = f(x)/(‖∇ₓf(x)‖ + |f(x)|).

    Source: Wu et al. 2021 (ICCV, arXiv 2109.02235), the definition of gradient normalisation; basiclab/GNGAN-PyTorch.
    """

    name = "gradient_normalisation"


@attrs.frozen(kw_only=True)
class Adversarial(AbstractFreePenalty):
    """λ·E (f(x) − f(x + ε·g/‖g‖))², with g = ∇ₓf(x + ξn) held constant: points that depend on draws and on answers.

    After Miyato et al. 2018, "Virtual adversarial training" (arXiv 1704.03976), with g the slope of the score.
    """

    name = "adversarial"

    weight: float = param(1.0, "The factor λ.", validator=NON_NEGATIVE)
    radius: float = param(0.5, "How far ε.", validator=NON_NEGATIVE)
    held: bool = param(True, "Whether the direction is held constant.")
