"""Exact distances between Gaussians."""

from typing import Any

import numpy as np

from ganreg.draws import Float64
from ganreg.errors import DataError
from ganreg.theory.measure import finite


def w2_of_gaussians(mean: Any, covariance: Any, other_mean: Any, other_covariance: Any) -> float:
    """W₂ of N(μ, Σ) and N(ν, Τ), whose square is ‖μ − ν‖² + tr(Σ + Τ − 2(Σ^½ Τ Σ^½)^½). Not squared.

    The trace is computed as ‖Σ^½ − Τ^½U‖² with the orthogonal matrix U that makes it smallest, so that nothing cancels
    between distributions that are almost the same: there the trace as written is exact only to 1e-8 in W₂.

    Args:
        mean: `(d,)`, or a number for d = 1.
        covariance: `(d, d)`, symmetric and positive semidefinite; a number, the variance, for d = 1.
        other_mean: `(d,)` likewise.
        other_covariance: `(d, d)` likewise.

    Raises:
        DataError: shapes do not fit, or a covariance is not symmetric or has a negative eigenvalue.

    Source: Dowson and Landau 1982; U: Bhatia, Jain, Lim 2019 (arXiv 1712.01504), theorem 1.

    >>> round(w2_of_gaussians(0, 1, 1, 4), 12)  # ‖μ − ν‖ = 1, and so do the standard deviations differ
    1.414213562373
    """
    shift = np.atleast_1d(finite(mean, "the mean")) - np.atleast_1d(finite(other_mean, "the other mean"))
    if shift.ndim != 1:
        raise DataError(f"The difference of both means has the shape {shift.shape}; expected (d,).")
    one = square_root(covariance, len(shift), "the covariance")
    other = square_root(other_covariance, len(shift), "the other covariance")
    left, _, right = np.linalg.svd(other @ one)
    return float(np.hypot(np.linalg.norm(shift), np.linalg.norm(one - other @ (left @ right))))


def square_root(covariance: Any, d: int, name: str) -> Float64:
    """The symmetric root `(d, d)` of a covariance; eigenvalues that rounding has made negative count as 0."""
    matrix = np.atleast_2d(finite(covariance, name))
    size = np.max(np.abs(matrix), initial=0)
    if matrix.shape != (d, d) or np.max(np.abs(matrix - matrix.T), initial=0) > 1e-8 * size:
        raise DataError(f"{name} has the shape {matrix.shape}; expected a symmetric matrix ({d}, {d}).")
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    if values[0] < -1e-8 * size:
        raise DataError(f"{name} has the eigenvalue {values[0]:g}; expected none below 0.")
    return np.asarray((vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T)
