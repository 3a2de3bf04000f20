"""A critic's scores, always of shape `(n,)`."""

from typing import Any

import torch

from ganreg.errors import NetworkError

HALF = (torch.float16, torch.bfloat16)


def one_per_sample(output: Any, n: int) -> torch.Tensor:
    """What a critic returned for `n` samples, as a score vector `(n,)`; half precision becomes float32.

    Raises:
        NetworkError: it is neither `(n,)` nor `(n, 1)`. Anything else would broadcast silently.
    """
    if not isinstance(output, torch.Tensor):
        raise NetworkError(
            f"The critic returned a {type(output).__name__}. Expected a tensor with one score per sample."
        )
    if tuple(output.shape) not in ((n,), (n, 1)):
        raise NetworkError(
            f"The critic returned scores of shape {tuple(output.shape)} for {n} samples. Expected ({n},) or ({n}, 1): "
            "one score per sample. End it with nn.Linear(…, 1), or average over the other axes."
        )
    scores = output.reshape(n)
    return scores.float() if scores.dtype in HALF else scores
