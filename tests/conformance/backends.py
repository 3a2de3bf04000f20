"""The backends that tests hold against the reference, in both precisions."""

import pytest

from ganreg.registry import registry


def backends():
    """A function that makes it for each backend and precision."""
    for dtype in ("float32", "float64"):
        yield pytest.param(
            lambda d=dtype: registry().create("backend", "numpy", dtype=d, compile="always"), id=f"numpy-{dtype}"
        )
        yield pytest.param(
            lambda d=dtype: registry().create("backend", "torch", dtype=d, device="cpu"), id=f"torch-{dtype}"
        )
        yield pytest.param(lambda d=dtype: registry().create("backend", "strict", dtype=d), id=f"strict-{dtype}")
        yield pytest.param(
            lambda d=dtype: registry().create("backend", "torch", dtype=d, device="cuda"),
            id=f"torch-cuda-{dtype}",
            marks=pytest.mark.gpu,
        )
        yield pytest.param(
            lambda d=dtype: registry().create("backend", "cupy", dtype=d), id=f"cupy-{dtype}", marks=pytest.mark.gpu
        )
