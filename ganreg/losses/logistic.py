"""The logistic loss of the discriminator, shared by the minimax and the non-saturating game."""

from typing import Any

from ganreg.params import Range, param

Array = Any


def softplus(x: Array, xp: Any) -> Array:
    """log(1 + eˣ), exact to ±1e4 and beyond in float32: no overflow, no rounding of small values to 0."""
    return xp.logaddexp(x, xp.zeros_like(x))


def sigmoid(x: Array, xp: Any) -> Array:
    """1/(1 + e⁻ˣ), the derivative of softplus, without overflow and with its left tail."""
    return xp.exp(-softplus(-x, xp))


def critic(real: Array, fake: Array, real_label: float, xp: Any) -> Array:
    """E[α softplus(−D(x)) + (1 − α) softplus(D(x))] + E softplus(D(x̃)), where α is the label of real samples.

    For α = 1 that is −E log σ(D(x)) − E log(1 − σ(D(x̃))). softplus(s) = softplus(−s) + s saves one of the three.
    """
    return xp.mean(softplus(-real, xp) + (1 - real_label) * real) + xp.mean(softplus(fake, xp))


def critic_gradients(real: Array, fake: Array, real_label: float, xp: Any) -> tuple[Array, Array]:
    """(1 − α − σ(−D(x)))/n and σ(D(x̃))/m."""
    return (1 - real_label - sigmoid(-real, xp)) / real.shape[0], sigmoid(fake, xp) / fake.shape[0]


def real_label_param() -> Any:
    """The label α of real samples in one-sided label smoothing (Salimans et al. 2016, section 3.4)."""
    return param(
        1.0,
        "The critic's target for real samples; below 1 is one-sided label smoothing.",
        validator=Range(0.5, 1, low_open=True),
    )
