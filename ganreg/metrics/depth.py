"""How the gradient of the critic's loss grows or vanishes through its layers."""

import attrs
import numpy as np

from ganreg.metrics.abstract import AbstractMetric, Scores
from ganreg.metrics.view import View
from ganreg.params import COUNT, param


@attrs.frozen(kw_only=True)
class Depth(AbstractMetric):
    """The root mean square of the critic's gradient in the weights of each layer, and the first's over the last's.

    `depth_0`, `depth_1`, … are those of the weight matrices and kernels from the samples to the score, of the whole
    loss with its penalties; `depth_ratio` is the first over the last: below 1 the gradient vanishes on its way to the
    samples, above 1 it explodes. NaN where the last is 0.

    The figure of the paper has norms in the activations; those in the weights show the same, and every backend has
    them.

    Source: Gulrajani et al. 2017 (arXiv 1704.00028), figure 1b, left.
    """

    name = "depth"

    samples: int = param(256, "How many real samples, and as many generated ones.", validator=COUNT)

    def of(self, view: View) -> Scores:
        """The numbers of a GAN as it stands."""
        engine = view.engine
        gradients = engine.gradients("critic", engine.state, view.batch(self.samples), view.step_draws("critic"))
        arrays = [engine.to_numpy(array).astype(np.float64) for array in gradients.params.values()]
        sizes = [float(np.sqrt(np.mean(array**2))) for array in arrays if array.ndim > 1]
        ratio = sizes[0] / sizes[-1] if sizes[-1] > 0 else float("nan")
        return {f"depth_{layer}": size for layer, size in enumerate(sizes)} | {"depth_ratio": ratio}
