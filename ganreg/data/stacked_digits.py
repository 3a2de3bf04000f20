"""Three handwritten digits as the channels of one image: a thousand modes."""

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.data.digits import bundled_digits
from ganreg.data.distribution import AbstractDistribution
from ganreg.draws import HostStream
from ganreg.params import COUNT, param


@attrs.frozen(kw_only=True)
class StackedDigits(AbstractDistribution):
    """Images `(channels, 8, 8)`, each channel one of scikit-learn's 1,797 digits, drawn by itself; values 0 to 16.

    With three channels there are 10³ modes, about equally likely, and 5.8·10⁹ images: what "stacked MNIST" is with the
    digits of MNIST.

    Source: Metz et al. 2017 (Unrolled GAN, arXiv 1611.02163), section 3.3.1; the digits are those of `Digits`.
    """

    name = "stacked_digits"

    channels: int = param(3, "Digits per image.", validator=COUNT)

    @property
    def shape(self) -> tuple[int, ...]:
        """`(channels, 8, 8)`."""
        return (self.channels, 8, 8)

    @property
    def bounds(self) -> tuple[float, float]:
        """White paper and black ink: 0 and 16."""
        return 0.0, 16.0

    @property
    def modes(self) -> int:
        """10^channels."""
        return int(10**self.channels)

    def sample(self, n: int, stream: HostStream) -> NDArray[np.float64]:
        """`n` images `(n, channels, 8, 8)`.

        Raises:
            MissingDependencyError: scikit-learn is not installed.
        """
        return self.labelled(n, stream)[0]

    def labelled(self, n: int, stream: HostStream) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """`n` images and their modes `(n,)`: the digits read as one number, that of the first channel in front.

        Raises:
            MissingDependencyError: scikit-learn is not installed.
        """
        images, digit = bundled_digits()
        chosen = stream.integers(len(images), n * self.channels).reshape(n, self.channels)
        return images[chosen], as_number(digit[chosen])


def as_number(digits: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of digits `(n, channels)`, each read as one number in the decimal system, `(n,)`."""
    return np.asarray(digits @ 10 ** np.arange(digits.shape[1])[::-1])
