"""A number that leaves and arrives slowly."""

from math import cos, pi

import attrs

from ganreg.schedules.linear import Linear


@attrs.frozen(kw_only=True)
class Cosine(Linear):
    """end + (start − end)·(1 + cos πs)/2 with s as in `Linear`.

    Source: Loshchilov and Hutter 2017 (arXiv 1608.03983), equation 5, one period.
    """

    name = "cosine"

    def __call__(self, update: int) -> float:
        """The number at an update."""
        return self.end + (self.start - self.end) * (1 + cos(pi * self.share(update))) / 2
