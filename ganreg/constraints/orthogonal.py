"""Orthogonal regularisation."""

from collections.abc import Mapping
from typing import Any, Self

import attrs

from ganreg.claim import Claim
from ganreg.constraints.abstract import AbstractWeightPenalty, Array, State
from ganreg.constraints.selection import as_matrix, exclude_param, matrices
from ganreg.device import device_of
from ganreg.draws import Stream
from ganreg.params import FLAG, NON_NEGATIVE, param

Weights = Mapping[str, Array]


@attrs.frozen(kw_only=True)
class Orthogonal(AbstractWeightPenalty):
    """P = β·Σ ‖WWᵀ − I‖²_F, or β·Σ ‖WWᵀ ⊙ (1 − I)‖²_F without the diagonal, over all weights of rank 2 or more.

    W is reshaped to `(out, rest)`, so that its rows are the filters; ∂P/∂W = 4β·(WWᵀ − I)·W, without the diagonal
    4β·(WWᵀ ⊙ (1 − I))·W. With the diagonal the filters are drawn to length 1 as well as to right angles.

    The papers write WᵀW, for filters in columns. Brock et al. 2017 sum absolute values, Σ|WWᵀ − I|; the squares are
    those in which BigGAN cites them. BigGAN's released PyTorch code adds 2β(…)W to the gradient, half of equation 3's,
    and regularises the generator; here it is the critic.

    Source: Brock et al. 2017 (arXiv 1609.07093), section 3.3; Brock, Donahue, Simonyan 2019 (arXiv 1809.11096),
    equations 2 and 3, β = 1e-4.
    """

    name = "orthogonal"
    claim = Claim("diverges", "with the non-saturating loss and a single weight, which it pushes from 0 towards ±1")

    weight: float = param(1e-4, "The factor β.", validator=NON_NEGATIVE, schedulable=True)
    diagonal: bool = param(True, "Whether filters are drawn to length 1, too.", validator=FLAG)
    exclude: tuple[str, ...] = exclude_param()

    def among(self, elementwise: tuple[str, ...]) -> Self:
        """The same, leaving scales and shifts alone."""
        return attrs.evolve(self, exclude=(*self.exclude, *elementwise)) if elementwise else self

    def start(self, weights: Weights, stream: Stream) -> State:
        """Nothing, after a look at whether there is a matrix."""
        matrices(weights, self.exclude, self)
        return self.initial_state()

    def value(self, weights: Weights, xp: Any) -> Array:
        """β·Σ ‖R‖²_F with R = WWᵀ − I, or its part beside the diagonal."""
        residuals = [self._residual(as_matrix(weights[name], xp), xp) for name in self._names(weights)]
        return self.weight * sum(xp.sum(residual * residual) for residual in residuals)

    def gradients(self, weights: Weights, xp: Any) -> Weights:
        """4β·R·W."""
        found = {}
        for name in self._names(weights):
            matrix = as_matrix(weights[name], xp)
            gradient = 4 * self.weight * (self._residual(matrix, xp) @ matrix)
            found[name] = xp.reshape(gradient, weights[name].shape)
        return found

    def _names(self, weights: Weights) -> list[str]:
        return matrices(weights, self.exclude, self)

    def _residual(self, matrix: Array, xp: Any) -> Array:
        identity = xp.eye(matrix.shape[0], dtype=matrix.dtype, device=device_of(matrix))
        products = matrix @ matrix.T
        return products - identity if self.diagonal else products * (1 - identity)
