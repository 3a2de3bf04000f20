"""The Inception score, of any classifier."""

from collections.abc import Callable
from typing import Any, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.data.source import AbstractSource
from ganreg.draws import HostStream
from ganreg.errors import DataError, ParameterError
from ganreg.metrics.abstract import AbstractSampleMetric, Scores
from ganreg.metrics.classifier import fitted_probabilities
from ganreg.metrics.functions import as_function
from ganreg.params import COUNT, param


@attrs.frozen(kw_only=True)
class InceptionScore(AbstractSampleMetric):
    """exp(E KL(p(y|x) ‖ p(y))) of a classifier's probabilities, as mean and deviation over `splits` of the samples.

    Between 1 and the number of classes. It never looks at real samples: one perfect image of each class, again and
    again, scores highest. Without a classifier one is learned from the data's labels.

    Source: Salimans et al. 2016 (arXiv 1606.03498), section 4; its code: 10 splits, population deviation.
    """

    name = "inception_score"
    compares = False
    ordered = True

    classifier: Callable[[NDArray[Any]], Any] | None = param(
        None,
        "From samples `(n, *shape)` to probabilities `(n, classes)`, or 'module:function'.",
        converter=as_function,
    )
    splits: int = param(10, "Into how many parts the samples are split, in their order.", validator=COUNT)

    def prepared(self, source: AbstractSource) -> Self:
        """This metric with a classifier.

        Raises:
            DataError: there is neither a classifier nor labels.
        """
        return attrs.evolve(self, classifier=self.classifier or fitted_probabilities(source))

    def measure(self, real: NDArray[Any] | None, fake: NDArray[Any], stream: HostStream) -> Scores:
        """Mean and standard deviation over the splits; real samples play no part."""
        if len(fake) < self.splits:
            raise DataError(
                f"{len(fake)} samples do not make {self.splits} splits. Give more samples, or fewer splits."
            )
        scores = [_score(part) for part in np.array_split(self._probabilities(fake), self.splits)]
        return {"inception_score": float(np.mean(scores)), "inception_score_std": float(np.std(scores))}

    def _probabilities(self, x: NDArray[Any]) -> NDArray[np.float64]:
        if self.classifier is None:
            raise ParameterError("InceptionScore: no classifier. Give a function from samples to probabilities.")
        found = np.asarray(self.classifier(x), dtype=np.float64)
        rows = found.ndim == 2 and len(found) == len(x) and np.all(found >= 0)
        if not rows or not np.allclose(found.sum(axis=1), 1, atol=1e-4):
            raise DataError(
                f"The classifier gives shape {found.shape}. Expected probabilities ({len(x)}, classes) whose rows sum "
                "to 1: apply softmax to logits."
            )
        return found


def _score(probabilities: NDArray[np.float64]) -> float:
    """Exp of the mean KL of the rows from their mean; 0·log 0 = 0."""
    even = probabilities.mean(axis=0)
    ratios = np.divide(probabilities, even, out=np.ones_like(probabilities), where=probabilities > 0)
    return float(np.exp(np.mean(np.sum(probabilities * np.log(ratios), axis=1))))
