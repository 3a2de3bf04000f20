"""What a report begins with: versions, devices, seeds."""

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ganreg.conformance.target import Target

PACKAGES = ("numpy", "torch", "jax", "cupy", "array-api-strict", "array-api-compat")


def head(targets: list[Target]) -> dict[str, Any]:
    """Versions, the machine, and each backend's device where it has one."""
    return {
        "ganreg": version("ganreg"),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "versions": {name: found for name in PACKAGES if (found := _version(name))},
        "devices": {target.label: _device(target) for target in targets if target.backend is not None},
        "seeds": "fixed in each example",
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _device(target: Target) -> str:
    """The device's name as its framework tells it; `cpu` for a backend without devices."""
    placement = getattr(target.backend, "placement", None)
    device = str(getattr(placement, "device", getattr(target.backend, "device", "cpu")))
    if not device.startswith("cuda"):
        return device
    torch = sys.modules.get("torch")
    return device if torch is None else f"{device} ({torch.cuda.get_device_name(device)})"
