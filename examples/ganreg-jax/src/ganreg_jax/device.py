"""Which device JAX computes on."""

from typing import Any

import jax

from ganreg.errors import DeviceError


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
    if not (number or "0").isdecimal() or int(number or 0) >= len(devices):
        raise DeviceError(f"There is no device {name!r}; JAX finds {', '.join(map(str, devices))}, counted from 0.")
    return devices[int(number or 0)]
