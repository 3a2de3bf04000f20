"""Whether a critic can be differentiated twice, which a gradient penalty does: found by trying, on a few samples."""

import torch
from torch import nn

from ganreg.errors import UnsupportedError

COMPILED = (
    "torch.compile does not differentiate twice. Give the critic uncompiled (the module that you compiled, or "
    "critic._orig_mod) and compile the generator, or compile with backend='eager'; ganreg.build(…, backend='torch') "
    "compiles the penalty itself."
)
REMEDIES = {
    "donated buffers": COMPILED,
    "aot_autograd": COMPILED,
    "scaled_dot_product": (
        "Fused attention has no second derivative; use the math SDPA backend: with torch.nn.attention.sdpa_kernel("
        "torch.nn.attention.SDPBackend.MATH): around this call. Its backward pass may stand outside."
    ),
    "use_reentrant": "Call torch.utils.checkpoint.checkpoint(…, use_reentrant=False) in the critic's forward.",
}
"""What to do, by what PyTorch says."""


def check_second_order(critic: nn.Module, points: torch.Tensor, scores: torch.Tensor) -> None:
    """Differentiate the slopes at a few points in the critic's weights; nothing is left in `.grad`.

    Raises:
        UnsupportedError: PyTorch cannot; with the remedy, if it is known.
    """
    try:
        with torch.enable_grad():
            _differentiate_twice(critic, points, scores)
    except RuntimeError as error:
        raise UnsupportedError(
            f"A gradient penalty differentiates the critic {type(critic).__name__} twice, and PyTorch cannot: "
            f"“{str(error).splitlines()[0]}” {_remedy(str(error))}"
        ) from error


def _differentiate_twice(critic: nn.Module, points: torch.Tensor, scores: torch.Tensor) -> None:
    weights = [weight for weight in critic.parameters() if weight.requires_grad]
    if not scores.requires_grad:
        return
    (slopes,) = torch.autograd.grad(scores.sum(), points, create_graph=True, materialize_grads=True)
    if slopes.requires_grad:
        torch.autograd.grad(slopes.square().sum(), weights, retain_graph=True, allow_unused=True)


def _remedy(said: str) -> str:
    known = [remedy for sign, remedy in REMEDIES.items() if sign in said]
    return known[0] if known else "Build it of operations that have a second derivative."
