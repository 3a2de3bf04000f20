"""Which device JAX computes on."""

import re
from typing import Any

import attrs
import jax

from ganreg.errors import DeviceError, ParameterError

KINDS = ("auto", "cpu", "cuda", "gpu", "rocm", "tpu")


@attrs.frozen
class DeviceName:
    """A validator: `"auto"`, or a kind of device and perhaps a number. Whether it is there is not its question."""

    def __call__(self, instance: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
        """Raise `ParameterError` for anything else."""
        if not self.accepts(value):
            raise ParameterError(
                f"{type(instance).__name__}: {attribute.name}={value!r}, expected {self.describe()}. 'auto' is JAX's "
                "own first choice."
            )

    def accepts(self, value: Any) -> bool:
        """Whether `value` is such a name."""
        return isinstance(value, str) and re.fullmatch(rf"auto|({'|'.join(KINDS[1:])})(:\d+)?", value) is not None

    def describe(self) -> str:
        """The names in words."""
        return f"one of {', '.join(map(repr, KINDS))}, the kinds also with a number, 'gpu:1'"

    def examples(self) -> tuple[list[Any], list[Any]]:
        """Values that are accepted, and values that are refused."""
        return ["auto", "cpu", "gpu:1", "tpu"], ["auto:1", "gpu:", "gpu:-1", "", 0, None]


def resolve_device(name: str) -> Any:
    """The device of a name: `auto` is JAX's own first choice, `cpu`, `gpu` and `tpu` are kinds, `gpu:1` is one of them.

    Raises:
        DeviceError: it is not there.
    """
    kind, _, number = name.partition(":")
    try:
        devices = jax.devices() if kind == "auto" else jax.devices(kind)
    except RuntimeError as error:
        raise DeviceError(f"JAX finds no device {name!r} ({error}). Use device='cpu'.") from error
    if int(number or 0) >= len(devices):
        raise DeviceError(f"There is no device {name!r}; JAX finds {', '.join(map(str, devices))}, counted from 0.")
    return devices[int(number or 0)]


def described_devices() -> tuple[str, ...]:
    """The devices of the kinds that JAX has here, those of its first choice first; the model where it is another."""
    kinds = dict.fromkeys((jax.default_backend(), "cpu"))
    devices = [device for kind in kinds for device in jax.devices(kind)]
    return tuple(_described(device) for device in devices)


def _described(device: Any) -> str:
    name = f"{device.platform}:{device.id}"
    return name if device.device_kind == device.platform else f"{name} ({device.device_kind})"
