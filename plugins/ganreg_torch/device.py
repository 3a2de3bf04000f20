"""Which device a backend computes on."""

import re
from typing import Any

import attrs
import torch

from ganreg.errors import DeviceError, ParameterError


@attrs.frozen
class DeviceName:
    """A validator: `"auto"`, `"cpu"`, `"cuda"` or `"cuda:1"`. Whether the device is there is not its question."""

    def __call__(self, instance: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
        """Raise `ParameterError` for anything else."""
        if not self.accepts(value):
            raise ParameterError(
                f"{type(instance).__name__}: {attribute.name}={value!r}, expected {self.describe()}. "
                "Other accelerators are not supported."
            )

    def accepts(self, value: Any) -> bool:
        """Whether `value` is such a name."""
        return isinstance(value, str) and re.fullmatch(r"auto|cpu|cuda(:\d+)?", value) is not None

    def describe(self) -> str:
        """The names in words."""
        return "'auto', 'cpu', 'cuda' or 'cuda:1' (any number)"

    def examples(self) -> tuple[list[Any], list[Any]]:
        """Values that are accepted, and values that are refused."""
        return ["auto", "cpu", "cuda", "cuda:1"], ["gpu", "cuda:", "cuda:-1", "", 0, None]


def available_devices() -> list[str]:
    """The names of the devices that PyTorch sees here."""
    return ["cpu", *(f"cuda:{index}" for index in range(torch.cuda.device_count()))]


def described_devices() -> tuple[str, ...]:
    """The same with the model of each GPU: `cuda:0 (NVIDIA H100 80GB HBM3)`."""
    cpu, *gpus = available_devices()
    return (cpu, *(f"{name} ({torch.cuda.get_device_name(name)})" for name in gpus))


def resolve_device(name: str) -> torch.device:
    """The device of that name; `auto` is the first CUDA device where there is one, otherwise the CPU.

    Raises:
        DeviceError: it is not there; lists the devices that are.
    """
    devices = available_devices()
    if name == "auto":
        return torch.device(devices[1] if len(devices) > 1 else "cpu")
    wanted = "cuda:0" if name == "cuda" else name
    if wanted not in devices:
        build = "" if torch.version.cuda else " This PyTorch was built without CUDA; see pytorch.org for one with it."
        raise DeviceError(
            f"There is no device {name!r} here. Available: {', '.join(devices)}.{build} Or take device='auto'."
        )
    return torch.device(wanted)
