"""Handwritten digits, small enough for any machine."""

import attrs
import numpy as np

from ganreg.data.abstract import AbstractData
from ganreg.data.array import ArraySource
from ganreg.data.source import AbstractSource
from ganreg.errors import MissingDependencyError
from ganreg.params import FLAG, param


@attrs.frozen(kw_only=True)
class Digits(AbstractData):
    """1,797 grey images `(1, 8, 8)` of the digits 0 to 9, values 0 (white paper) to 16, float32.

    They come with scikit-learn; nothing is downloaded.

    Source: Alpaydin and Kaynak 1998, "Optical Recognition of Handwritten Digits" (UCI), its test set.
    """

    name = "digits"

    labels: bool = param(False, "Whether each image comes with its digit.", validator=FLAG)

    def source(self) -> AbstractSource:
        """The images, in memory.

        Raises:
            MissingDependencyError: scikit-learn is not installed.
        """
        try:
            from sklearn.datasets import load_digits
        except ImportError as error:
            raise MissingDependencyError(
                f'digits come with scikit-learn ({error}): pip install "ganreg[data]"'
            ) from error
        digits = load_digits()
        return ArraySource(digits.images[:, None].astype(np.float32), digits.target if self.labels else None)
