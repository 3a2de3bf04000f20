"""In what precision networks multiply, while parameters, scores, losses and norms stay in the engine's own type."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import torch

from ganreg_torch.scores import HALF

FULL, TF32, BFLOAT16 = "full", "tf32", "bfloat16"
PRECISIONS = (FULL, TF32, BFLOAT16)
IEEE = "ieee"


def network_in(precision: str, device: torch.device) -> AbstractContextManager[Any]:
    """Around one pass of a network: PyTorch's autocast for bfloat16, nothing else otherwise."""
    return torch.autocast(device.type, torch.bfloat16) if precision == BFLOAT16 else nullcontext()


def takes_float16(device: torch.device) -> bool:
    """Whether the caller's autocast computes in float16."""
    kind = device.type
    return torch.is_autocast_enabled(kind) and torch.get_autocast_dtype(kind) == torch.float16


def widened(output: Any) -> Any:
    """What a network returned, in float32 if it is of half precision."""
    return output.float() if isinstance(output, torch.Tensor) and output.dtype in HALF else output


@contextmanager
def products_in(precision: str, device: torch.device) -> Iterator[None]:
    """Around a whole step: whether a CUDA device may round the factors of float32 products to TF32.

    PyTorch's own settings, which allow it for convolutions and not for matrices, are as before afterwards. On a CPU
    there is nothing to choose.
    """
    if device.type != "cuda":
        yield
        return
    setting = TF32 if precision == TF32 else IEEE
    before = _exchanged((setting, setting))
    try:
        yield
    finally:
        _exchanged(before)


def _exchanged(settings: tuple[Any, Any]) -> tuple[Any, Any]:
    """Set those of matrices and of convolutions; returns what they were."""
    matrices: Any = torch.backends.cuda.matmul
    convolutions: Any = torch.backends.cudnn
    if hasattr(matrices, "fp32_precision"):  # since PyTorch 2.9, which complains if both ways to say it are mixed
        before = matrices.fp32_precision, convolutions.conv.fp32_precision
        matrices.fp32_precision, convolutions.conv.fp32_precision = settings
        return before
    allowed = matrices.allow_tf32, convolutions.allow_tf32
    matrices.allow_tf32, convolutions.allow_tf32 = (setting == TF32 for setting in settings)
    return TF32 if allowed[0] else IEEE, TF32 if allowed[1] else IEEE
