"""Φ, the distribution function of N(0, 1), which the array API has not."""

from importlib import import_module
from typing import Any

import numpy as np

from ganreg.errors import MissingDependencyError
from ganreg_array.layers.abstract import Array


def require_erf() -> None:
    """Look for SciPy.

    Raises:
        MissingDependencyError: it is not there.
    """
    try:
        import_module("scipy.special")
    except ImportError as error:
        raise MissingDependencyError(
            "GELU() needs SciPy. Run `pip install scipy`, or take GELU(approximate=True)."
        ) from error


def normal_distribution(x: Array, xp: Any) -> Array:
    """Φ(x) = erfc(−x/√2)/2, to full precision in both tails."""
    return _erfc(x * -(0.5**0.5), xp) / 2


def _erfc(x: Array, xp: Any) -> Array:
    """1 − erf(x): by SciPy on the host, by CuPy on a GPU, by way of the host for any other namespace."""
    name = xp.__name__.rpartition(".")[2]
    if name in ("numpy", "cupy"):
        return import_module("scipy.special" if name == "numpy" else "cupyx.scipy.special").erfc(x)
    host = np.asarray(xp.asarray(x, device=xp.__array_namespace_info__().default_device()))
    return xp.asarray(import_module("scipy.special").erfc(host), dtype=x.dtype, device=x.device)
