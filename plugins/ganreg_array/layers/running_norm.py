"""Batch normalisation, in use."""

from typing import Any

from ganreg_array.layers.abstract import Array, Context, Weights
from ganreg_array.layers.normalisation import Normalised
from ganreg_array.layers.per_channel import PerChannel


class RunningNorm(PerChannel):
    """u = r·(x − running mean) with r = 1/√(running variance + ε), both constants among the weights.

    So J·a = r·a, and no second order in x: what every normalisation has, with ⟨·⟩ = 0.
    """

    def normalised(self, x: Array, weights: Weights, xp: Any, context: Context) -> Normalised:
        """u, and the statistics as if each row had its own."""
        shape = (1, -1) + (1,) * (x.ndim - 2)
        mean, variance = (xp.reshape(weights[name], shape) for name in ("running_mean", "running_var"))
        r = 1 / xp.sqrt(variance + self.spec.epsilon)
        each = {"r": r, "mean": mean, "variance": variance}
        rows = {name: xp.broadcast_to(part, (x.shape[0], *part.shape[1:])) for name, part in each.items()}
        return Normalised(u=r * (x - mean), **rows, hot=self.classes(x, context, xp))

    def mean(self, a: Array, sets: tuple[slice, ...], xp: Any) -> Array:
        """0: the statistics do not follow x."""
        return xp.zeros((1,) * a.ndim, dtype=a.dtype, device=a.device)
