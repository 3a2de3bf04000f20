"""What ganreg runs on: versions, linear algebra, cores."""

import os
import platform
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path
from typing import Any

import attrs


@attrs.frozen(kw_only=True)
class Machine:
    """Versions as text; `blas` one line per library, `cores` those that this process may use."""

    ganreg: str
    folder: str
    python: str
    platform: str
    numpy: str
    blas: tuple[str, ...]
    cores: int


def machine() -> Machine:
    """What ganreg runs on here."""
    import numpy

    import ganreg

    return Machine(
        ganreg=_installed(),
        folder=str(Path(str(ganreg.__file__)).parent),
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.machine()}",
        numpy=numpy.__version__,
        blas=tuple(_blas()),
        cores=_cores(),
    )


def distributions_of(module: str) -> list[str]:
    """The distributions that a module comes from, with their versions.

    >>> [text.partition(" ")[0] for text in distributions_of("numpy")]
    ['numpy']
    """
    try:
        return [f"{module} {version(module)}"]
    except PackageNotFoundError:  # cupy comes from cupy-cuda12x; to find that out takes most of a second
        found = dict.fromkeys(packages_distributions().get(module, ()))
        return [f"{distribution} {version(distribution)}" for distribution in found]


def _installed() -> str:
    try:
        return version("ganreg")
    except PackageNotFoundError:
        return "not installed"


def _blas() -> list[str]:
    """The linear algebra that is loaded, with the threads it takes if nobody says otherwise."""
    try:
        from threadpoolctl import threadpool_info

        found: list[dict[str, Any]] = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    except Exception:  # noqa: BLE001 - it reads foreign libraries, and what it says is only told
        return []
    return [f"{pool['internal_api']} {pool['version'] or ''}, {_threads(pool['num_threads'])}" for pool in found]


def _threads(count: int) -> str:
    return "1 thread" if count == 1 else f"{count} threads"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
