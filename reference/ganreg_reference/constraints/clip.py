"""Weight clipping."""

from fnmatch import fnmatchcase
from typing import Any

import numpy as np

Array = Any


class Clip:
    """w ← min(max(w, −c), c), one number at a time, except for parameters that are left alone.

    Source: Arjovsky, Chintala, Bottou 2017 (arXiv 1701.07875), Algorithm 1, line 7.
    """

    def __init__(self, clip: Any) -> None:
        self.bound = clip.bound
        self.exclude = clip.exclude

    def project(self, name: str, value: Array) -> Array:
        """The parameter `name`, any shape, with every number brought into [−c, c]; NaN stays NaN."""
        if [pattern for pattern in self.exclude if fnmatchcase(name, pattern)]:
            return np.array(value, dtype=np.float64)
        flat = [max(min(number, self.bound), -self.bound) for number in np.ravel(value)]
        return np.array(flat, dtype=np.float64).reshape(np.shape(value))
