"""Oracles of the averages of the generator, array by array."""

from typing import Any

from ganreg.state import Parameters

USUAL = 0.999


class EMA:
    """θ̄ ← βθ̄ + (1 − β)θ, where β is the decay, or β^half_life = ½.

    Warming up, β is at most (1 + k)/(10 + k) at the k-th average. Until `begin` updates are made θ̄ is θ.

    Source: Yazıcı et al. 2019 (arXiv 1806.04498).
    """

    def __init__(self, average: Any) -> None:
        self.component = average

    def updated(self, average: Parameters, params: Parameters, update: int) -> Parameters:
        """θ̄ after update 0, 1, 2, …"""
        if update < self.component.begin:
            return dict(params)
        beta = self._beta(update - self.component.begin + 1)
        return {name: beta * average[name] + (1.0 - beta) * params[name] for name in params}

    def _beta(self, k: int) -> float:
        """The share of the past at the k-th average."""
        beta = USUAL if self.component.decay is None else self.component.decay
        if self.component.half_life is not None:
            beta = 2.0 ** (-1.0 / self.component.half_life)
        if self.component.warm_up and (1.0 + k) / (10.0 + k) < beta:
            beta = (1.0 + k) / (10.0 + k)
        return float(beta)
