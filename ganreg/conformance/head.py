"""What a report begins with: versions, devices, seeds."""

import platform
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
        "devices": {one.label: ", ".join(one.backend.devices()) for one in targets if one.backend is not None},
        "seeds": "fixed in each example",
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
