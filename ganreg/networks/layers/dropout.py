"""Dropout."""

from collections.abc import Mapping

import attrs

from ganreg.networks.layers.abstract import AbstractLayer, MaskSpec, Shape
from ganreg.params import Range, param


@attrs.frozen
class Dropout(AbstractLayer):
    """y = m·x in training, number by number: m is 0 with probability `rate`, else 1/(1 − rate), so that E y = x.

    In use (`sample`, `scores`, `slopes`) y = x. Every set of samples has masks of its own: real and fake ones, each
    penalty's points, and the generator's latents. They are draws, functions of the seed, the set and the update: the
    same on every backend, and the same again in a resumed run. The paper scales by 1 − rate in use instead, and names
    the form used here in section 10.

    Source: Srivastava et al. 2014 (JMLR 15), sections 4 and 10.
    """

    name = "dropout"
    piecewise_linear = True

    rate: float = param(0.5, "The probability that a number is dropped.", validator=Range(0, 1, high_open=True))

    def masks(self, shape: Shape) -> Mapping[str, MaskSpec]:
        """`mask`: one number for each of a sample's."""
        return {"mask": MaskSpec(shape, self.rate)}
