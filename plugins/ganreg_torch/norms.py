"""Norms of gradients: by PyTorch's kernel where it has the same norm, otherwise by the norm's own formula."""

import array_api_compat.torch as xp
import torch

from ganreg.constraints.norms import AbstractNorm, Euclidean


def norms_of(gradients: torch.Tensor, norm: AbstractNorm, thrice: bool = False) -> torch.Tensor:
    """The norm of each row of gradients `(n, d)`, `(n,)`; 0 with derivative 0, never NaN, where a row is 0.

    Args:
        gradients: of scores in samples, with a graph.
        norm: whose formula holds.
        thrice: whether the critic is differentiated once more, after the gradient in its weights. The kernel's second
            derivative is NaN at 0; the formula's is not.
    """
    if type(norm) is Euclidean and not thrice:
        euclidean: torch.Tensor = torch.linalg.vector_norm(gradients, dim=1)
        return euclidean
    norms: torch.Tensor = norm.value(gradients, xp)
    return norms
