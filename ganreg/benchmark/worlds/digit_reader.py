"""What reads the digits that a generator writes."""

from typing import Any, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.data.array import ArraySource
from ganreg.data.digits import bundled_digits
from ganreg.data.stacked_digits import as_number
from ganreg.draws import Draws
from ganreg.metrics.classifier import Classifier, fitted_labels


@attrs.frozen(eq=False)
class DigitReader:
    """A support vector machine that was shown half of scikit-learn's digits, and reads images channel by channel.

    Args:
        classify: from digits `(n, 8, 8)` to their classes `(n,)`.
        accuracy: on the other half.
    """

    classify: Classifier
    accuracy: float

    @classmethod
    def trained(cls, seed: int = 0) -> Self:
        """A reader of one half, drawn by a seed.

        Raises:
            MissingDependencyError: scikit-learn is not installed.
        """
        images, digit = bundled_digits()
        order = Draws(seed).generator("halves").permutation(len(images))
        shown, kept = np.array_split(order, 2)
        classify = fitted_labels(ArraySource(images[shown], digit[shown]))
        return cls(classify, float(np.mean(classify(images[kept]) == digit[kept])))

    def __call__(self, x: NDArray[Any]) -> NDArray[np.int64]:
        """The digits of images `(n, channels, 8, 8)`, each image's read as one number, `(n,)`."""
        digits = self.classify(x.reshape(-1, *x.shape[2:]))
        return as_number(digits.reshape(x.shape[:2]))
