"""Whether weight clipping holds the critic's weights at its bound."""

import attrs
import numpy as np

from ganreg.constraints.clip import Clip
from ganreg.errors import DataError
from ganreg.metrics.abstract import AbstractMetric, Scores
from ganreg.metrics.view import View
from ganreg.params import POSITIVE, Range, param
from ganreg.schedules import settled


@attrs.frozen(kw_only=True)
class Clipped(AbstractMetric):
    """The share of the critic's parameters at ±c, and within 1 % of 0: clipping drives weights to both.

    `clipped_share` counts |w| ≥ c·(1 − tolerance), `vanishing_share` |w| ≤ c/100, both over all trainable parameters of
    the critic. c is the bound of the recipe's `clip`, unless one is given.

    Source: Gulrajani et al. 2017 (arXiv 1704.00028), figure 1b, right.
    """

    name = "clipped"

    bound: float | None = param(
        None, "The bound c; that of the recipe's clip by default.", validator=attrs.validators.optional(POSITIVE)
    )
    tolerance: float = param(
        1e-3, "How far from c, relative to it, a weight still counts.", validator=Range(0, 1, high_open=True)
    )

    def of(self, view: View) -> Scores:
        """Both shares of a GAN as it stands.

        Raises:
            DataError: there is no bound.
        """
        bound = self._bound(view)
        engine = view.engine
        arrays = [np.abs(engine.to_numpy(array)).ravel() for array in engine.state.critic.params.values()]
        weights = np.concatenate(arrays).astype(np.float64)
        return {
            "clipped_share": float(np.mean(weights >= bound * (1 - self.tolerance))),
            "vanishing_share": float(np.mean(weights <= bound / 100)),
        }

    def _bound(self, view: View) -> float:
        if self.bound is not None:
            return self.bound
        clips = [one for one in view.gan.recipe.constraints if isinstance(one, Clip)]
        if not clips:
            raise DataError("The metric 'clipped' needs a bound: this recipe has no clip. Give bound=….")
        update = max(0, view.engine.updates("critic") - 1)
        return float(settled(clips[0], update).bound)
