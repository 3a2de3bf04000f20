"""Exact distances between Gaussians."""

from typing import Any

import numpy as np

from ganreg.draws import Float64
from ganreg.errors import DataError
from ganreg.theory.measure import finite

ASYMMETRY = 1e-8
"""What is taken for rounding in a covariance, relative to its largest number."""


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
    shift = difference(mean, other_mean)
    one = square_root(covariance, len(shift), "the covariance")
    other = square_root(other_covariance, len(shift), "the other covariance")
    left, _, right = np.linalg.svd(other @ one)
    return float(np.hypot(np.linalg.norm(shift), np.linalg.norm(one - other @ (left @ right))))


def kl_of_gaussians(mean: Any, covariance: Any, other_mean: Any, other_covariance: Any) -> float:
    """KL(N(μ, Σ) ‖ N(ν, Τ)) = ½[tr(Τ⁻¹Σ) − d − log det(Τ⁻¹Σ) + (μ − ν)ᵀΤ⁻¹(μ − ν)], in nats.

    Args:
        mean: as in `w2_of_gaussians`.
        covariance: likewise, but positive definite.
        other_mean: likewise.
        other_covariance: likewise.

    Raises:
        DataError: shapes do not fit, or a covariance is not symmetric and positive definite.

    >>> round(kl_of_gaussians(0, 1, 1, 4), 6)
    0.443147
    """
    shift, one, other = _pair(mean, covariance, other_mean, other_covariance)
    excess = np.linalg.svd(np.linalg.solve(other, one), compute_uv=False) ** 2 - 1
    return float(np.sum(excess - np.log1p(excess)) + np.sum(np.linalg.solve(other, shift) ** 2)) / 2


def squared_hellinger_of_gaussians(mean: Any, covariance: Any, other_mean: Any, other_covariance: Any) -> float:
    """∫(√p − √q)² = 2 − 2·e^(−B) with B = ⅛(μ − ν)ᵀM⁻¹(μ − ν) + ½ log(det M/√(det Σ·det Τ)), M = (Σ + Τ)/2.

    Without a ½, as in `f_divergence`: from 0 to 2.

    Args:
        mean: as in `kl_of_gaussians`.
        covariance: likewise.
        other_mean: likewise.
        other_covariance: likewise.

    Raises:
        DataError: as in `kl_of_gaussians`.

    Source: B is Bhattacharyya's distance; Kailath 1967, appendix.
    """
    shift, one, other = _pair(mean, covariance, other_mean, other_covariance)
    middle = np.linalg.cholesky((one @ one.T + other @ other.T) / 2)
    spread = np.sum(np.log(np.diag(middle)) - np.log(np.diag(one)) / 2 - np.log(np.diag(other)) / 2)
    return float(-2 * np.expm1(-np.sum(np.linalg.solve(middle, shift) ** 2) / 8 - spread))


def _pair(mean: Any, covariance: Any, other_mean: Any, other_covariance: Any) -> tuple[Float64, Float64, Float64]:
    """μ − ν and the Cholesky factors of Σ and Τ."""
    shift = difference(mean, other_mean)
    one = _factor(covariance, len(shift), "the covariance")
    return shift, one, _factor(other_covariance, len(shift), "the other covariance")


def difference(mean: Any, other_mean: Any) -> Float64:
    """μ − ν `(d,)`."""
    one, other = (np.atleast_1d(finite(at, "a mean")) for at in (mean, other_mean))
    if one.shape != other.shape or one.ndim != 1:
        raise DataError(f"The means have the shapes {one.shape} and {other.shape}; expected (d,), the same in both.")
    return one - other


def _factor(covariance: Any, d: int, name: str) -> Float64:
    try:
        return np.asarray(np.linalg.cholesky(symmetric(covariance, d, name)), dtype=np.float64)
    except np.linalg.LinAlgError as error:
        raise DataError(f"{name} is not positive definite, as this distance needs it ({error}).") from error


def square_root(covariance: Any, d: int, name: str) -> Float64:
    """The symmetric root `(d, d)` of a covariance; eigenvalues that rounding has made negative count as 0."""
    matrix = symmetric(covariance, d, name)
    values, vectors = np.linalg.eigh(matrix)
    if values[0] < -ASYMMETRY * max(values[-1], -values[0]):
        raise DataError(f"{name} has the eigenvalue {values[0]:g}; expected none below 0.")
    return np.asarray((vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T)


def symmetric(covariance: Any, d: int, name: str) -> Float64:
    """A covariance `(d, d)`, made exactly symmetric where rounding has left it almost so."""
    matrix = np.atleast_2d(finite(covariance, name))
    if matrix.shape != (d, d) or np.max(np.abs(matrix - matrix.T)) > ASYMMETRY * np.max(np.abs(matrix)):
        raise DataError(f"{name} has the shape {matrix.shape}; expected a symmetric matrix ({d}, {d}).")
    return np.asarray((matrix + matrix.T) / 2)
