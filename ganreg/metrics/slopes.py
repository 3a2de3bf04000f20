"""The norms of the critic's gradient at samples."""

from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.backend import Batch
from ganreg.draws import Stream
from ganreg.metrics.abstract import AbstractMetric, Scores
from ganreg.metrics.view import View
from ganreg.params import COUNT, param

if TYPE_CHECKING:
    from ganreg.engine import AbstractEngine

Array = NDArray[Any]


@attrs.frozen
class Points:
    """Where a critic is looked at: real samples, and as many generated ones, in the generator's range.

    Fake samples are those that the critic plays against: the generator's as it stands, not its average's.
    """

    engine: "AbstractEngine"
    batch: Batch
    fake: Array

    @classmethod
    def of(cls, engine: "AbstractEngine", batch: Batch, latents: Stream) -> "Points":
        """Real samples, and generated ones of the same labels."""
        assert batch.x is not None
        dimensions = engine.recipe.latent_dim
        assert dimensions is not None
        with np.errstate(over="ignore", invalid="ignore"):  # the next update reports what has overflowed
            return cls(engine, batch, engine.sample(latents.normal((len(batch.x), dimensions)), batch.label))

    def slopes(self) -> Array:
        """‖∇f‖ at real, then at generated samples, `(2n,)`."""
        label = self.batch.label
        labels = None if label is None else np.concatenate([label, label])
        with np.errstate(over="ignore", invalid="ignore"):
            points = np.concatenate([np.asarray(self.batch.x, dtype=np.float64), self.fake])
            return self.engine.slopes(points, labels)

    def estimate(self) -> float:
        """The Wasserstein estimate, mean f(x) − mean f(x̃)."""
        real, fake = (self.engine.scores(np.asarray(x), self.batch.label) for x in (self.batch.x, self.fake))
        return float(np.mean(real, dtype=np.float64) - np.mean(fake, dtype=np.float64))


def observed(slopes: Array, estimate: float | None) -> Scores:
    """The critic's largest observed slope K, and the Wasserstein estimate divided by it where K > 0.

    f/K is 1-Lipschitz as far as was seen, so that the quotient is a Wasserstein estimate whatever K is.
    """
    slope = float(np.max(slopes))
    scores = {"critic_slope": slope}
    if estimate is not None and slope > 0:
        scores["wasserstein_per_slope"] = estimate / slope
    return scores


@attrs.frozen(kw_only=True)
class Slopes(AbstractMetric):
    """How the norms of the critic's gradient are distributed over real and generated samples.

    Mean, standard deviation, the 5 %, 50 % and 95 % quantile, and what training records now and then: the largest one
    K as `critic_slope`, and mean f(x) − mean f(x̃) over K as `wasserstein_per_slope`. Norms are per unit of the
    generator's range, over all non-batch axes. A critic that a gradient penalty holds has them near 1; that of weight
    clipping has them anywhere.

    Source: Gulrajani et al. 2017 (arXiv 1704.00028), section 4 and Proposition 1.
    """

    name = "slopes"

    samples: int = param(500, "How many real samples, and as many generated ones.", validator=COUNT)

    def of(self, view: View) -> Scores:
        """The numbers of a GAN as it stands."""
        points = self._points(view)
        slopes = points.slopes()
        low, middle, high = np.quantile(slopes, (0.05, 0.5, 0.95))
        spread = {"slope_mean": float(np.mean(slopes)), "slope_std": float(np.std(slopes))}
        quantiles = {"slope_5": float(low), "slope_50": float(middle), "slope_95": float(high)}
        return observed(slopes, points.estimate()) | spread | quantiles

    def histogram(self, view: View, bins: int = 30) -> tuple[Array, Array]:
        """How many norms lie in each bin `(bins,)`, and the bins' edges `(bins + 1,)` from 0 to the largest."""
        slopes = self._points(view).slopes()
        return np.histogram(slopes, bins, (0, float(np.max(slopes)) or 1.0))

    def _points(self, view: View) -> Points:
        return Points.of(view.engine, view.batch(self.samples), view.stream("metric/slopes"))
