"""Handwritten digits, small enough for any machine."""

import attrs
import numpy as np

from ganreg.data.abstract import AbstractData
from ganreg.data.array import ArraySource
from ganreg.data.source import AbstractSource
from ganreg.errors import MissingDependencyError
from ganreg.params import FLAG, OneOf, param


@attrs.frozen(kw_only=True)
class Digits(AbstractData):
    """1,797 grey images `(1, size, size)` of the digits 0 to 9, values 0 (white paper) to 16, float32.

    They have 8×8 pixels, and are enlarged by linear interpolation if more are wanted. They come with scikit-learn;
    nothing is downloaded.

    Source: Alpaydin and Kaynak 1998, "Optical Recognition of Handwritten Digits" (UCI), its test set.
    """

    name = "digits"

    size: int = param(8, "Pixels per side.", validator=OneOf((8, 16, 32, 64)))
    labels: bool = param(False, "Whether each image comes with its digit.", validator=FLAG)

    def source(self) -> AbstractSource:
        """The images, in memory.

        Raises:
            MissingDependencyError: scikit-learn is not installed.
        """
        try:
            from scipy.ndimage import zoom  # type: ignore[import-untyped]
            from sklearn.datasets import load_digits
        except ImportError as error:
            raise MissingDependencyError(
                f'digits come with scikit-learn ({error}): pip install "ganreg[data]"'
            ) from error
        digits = load_digits()
        factors = (1, 1, self.size // 8, self.size // 8)
        images = zoom(digits.images[:, None], factors, order=1, mode="nearest", grid_mode=True)
        return ArraySource(images.astype(np.float32), digits.target if self.labels else None)
