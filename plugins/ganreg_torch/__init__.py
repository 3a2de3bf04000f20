"""The backend `torch`: PyTorch on CPU and CUDA, for specified networks and for any `nn.Module`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ganreg_torch.reading import read_network

__all__ = ["read_network"]


def __getattr__(name: str) -> Any:
    if name != "read_network":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from ganreg_torch.reading import read_network

    return read_network


def __dir__() -> list[str]:
    return [*globals(), *__all__]
