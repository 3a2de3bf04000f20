"""A fully connected layer whose matrix is made orthonormal."""

from collections.abc import Mapping

import attrs

from ganreg.errors import NetworkError
from ganreg.networks.initializers import INITIALIZERS
from ganreg.networks.layers.abstract import AbstractLayer, ParameterSpec, Shape
from ganreg.params import COUNT, FLAG, OneOf, param


@attrs.frozen
class BjorckDense(AbstractLayer):
    """y = W̃·x + b, where all singular values of W̃ are at most 1, and near 1 after enough iterations.

    A₀ = W/‖W‖_F, then A ← A·(I + ½(I − AᵀA)), `iterations` times; W̃ is the last A. An iteration takes each singular
    value σ of A to σ(3 − σ²)/2, which brings all of (0, 1] to 1, so that W̃ comes to have orthonormal rows or columns,
    whichever are fewer. Critics of such layers and `GroupSort` are 1-Lipschitz, and may have slope 1 everywhere. All of
    it is differentiated. W = 0 stays 0 (‖W‖ is taken as 1).

    W̃ does not depend on the size of W. The authors' code divides, if asked to, by √(rows·columns) instead of ‖W‖_F:
    enough only where no number of W exceeds 1, and more iterations.

    Source: Anil, Lucas, Grosse 2019 (arXiv 1811.05381), section 4.2; Björck and Bowie 1971, SIAM J. Numer. Anal. 8(2),
    of first order; 20 iterations: cemanil/LNets, l2_ball.py.
    """

    name = "bjorck_dense"
    piecewise_linear = True

    units: int = param(attrs.NOTHING, "The number of outputs.", validator=COUNT)
    bias: bool = param(True, "Whether b is there; it starts at 0.", validator=FLAG)
    init: str = param("orthogonal", "How W starts.", validator=OneOf(tuple(INITIALIZERS)))
    iterations: int = param(20, "How often W is brought nearer to orthonormal.", validator=COUNT)

    def output_shape(self, shape: Shape) -> Shape:
        """`(units,)`."""
        if len(shape) != 1:
            raise NetworkError(
                f"BjorckDense({self.units}) takes vectors, but its samples have shape {shape}. Put Flatten() before it."
            )
        return (self.units,)

    def parameters(self, shape: Shape) -> Mapping[str, ParameterSpec]:
        """`weight`, which is W, and, unless turned off, `bias`."""
        weight = ParameterSpec((self.units, shape[0]), self.init, fan_in=shape[0], fan_out=self.units)
        return {"weight": weight} | ({"bias": ParameterSpec((self.units,), "zeros")} if self.bias else {})
