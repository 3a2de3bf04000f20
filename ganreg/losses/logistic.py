"""The logistic loss of the discriminator, shared by the minimax and the non-saturating game."""

from typing import Any

Array = Any


def softplus(x: Array, xp: Any) -> Array:
    """log(1 + eˣ), exact to ±1e4 and beyond in float32: no overflow, no rounding of small values to 0."""
    return xp.logaddexp(x, xp.zeros_like(x))


def sigmoid(x: Array, xp: Any) -> Array:
    """1/(1 + e⁻ˣ), the derivative of softplus, without overflow and with its left tail."""
    return xp.exp(-softplus(-x, xp))


def critic(real: Array, fake: Array, xp: Any) -> Array:
    """E softplus(−D(x)) + E softplus(D(x̃)), which is −E log σ(D(x)) − E log(1 − σ(D(x̃)))."""
    return xp.mean(softplus(-real, xp)) + xp.mean(softplus(fake, xp))


def critic_gradients(real: Array, fake: Array, xp: Any) -> tuple[Array, Array]:
    """−σ(−D(x))/n and σ(D(x̃))/m."""
    return -sigmoid(-real, xp) / real.shape[0], sigmoid(fake, xp) / fake.shape[0]
