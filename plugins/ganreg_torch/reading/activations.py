"""Functions of single numbers: their arguments, as PyTorch's functions take them, and their layers."""

from ganreg.networks.layers import ELU, GELU, Dropout, LeakyReLU, ReLU, Sigmoid, SiLU, Softplus, Tanh
from ganreg_torch.reading.part import Part, Step

Parts = tuple[Part, ...]

THRESHOLD = 20.0
"""PyTorch's own: above β·x = 20 its softplus is x, off by less than 2.1e-9/β. A lower one would be off by more."""


def relu(step: Step, inplace: bool = False) -> Parts:
    """max(x, 0)."""
    return (Part(ReLU()),)


def leaky_relu(step: Step, negative_slope: float = 0.01, inplace: bool = False) -> Parts:
    """PyTorch's default slope is 0.01, not 0.2."""
    return (Part(LeakyReLU(negative_slope)),)


def tanh(step: Step) -> Parts:
    """Tanh x."""
    return (Part(Tanh()),)


def sigmoid(step: Step) -> Parts:
    """1/(1 + exp(−x))."""
    return (Part(Sigmoid()),)


def softplus(step: Step, beta: float = 1.0, threshold: float = THRESHOLD) -> Parts:
    """log(1 + exp(β·x))/β; PyTorch's linear piece far to the right is read as if it were not there."""
    if threshold < THRESHOLD:
        step.place.refuse(
            f"its threshold {threshold} cuts softplus off where it is not linear yet",
            f"Take a threshold of {THRESHOLD:g} or more.",
        )
    return (Part(Softplus(beta)),)


def elu(step: Step, alpha: float = 1.0, inplace: bool = False) -> Parts:
    """X where x > 0, α·(exp(x) − 1) elsewhere."""
    return (Part(ELU(alpha)),)


def gelu(step: Step, approximate: str = "none") -> Parts:
    """x·Φ(x), or its approximation by tanh."""
    return (Part(GELU(approximate == "tanh")),)


def silu(step: Step, inplace: bool = False) -> Parts:
    """x·σ(x)."""
    return (Part(SiLU()),)


def dropout(step: Step, p: float = 0.5, training: bool = True, inplace: bool = False) -> Parts:
    """Numbers one by one; nothing where nothing is dropped. The masks will be ganreg's draws, not PyTorch's."""
    if training and p == 1:
        step.place.refuse("it drops everything (p=1)", "Set p below 1.")
    return (Part(Dropout(p)),) if training and p > 0 else ()


def other_dropout(step: Step, p: float = 0.5, training: bool = True, inplace: bool = False) -> Parts:
    """Nothing where nothing is dropped; whole channels, or anything but zeros, are no specified layer."""
    if training and p > 0:
        instead = "Call eval() on the module, set p to 0, or take nn.Dropout."
        step.place.refuse(f"it drops numbers at random (p={p}), but not one by one", instead)
    return ()
