"""Array namespaces, and scores in them."""

import array_api_compat.torch as torch_xp
import array_api_strict
import numpy as np
import pytest
import torch

NAMESPACES = {"numpy": np, "torch": torch_xp, "strict": array_api_strict}


@pytest.fixture(params=list(NAMESPACES))
def xp(request):
    """Each namespace in turn."""
    return NAMESPACES[request.param]


def _array(xp, *values, dtype="float32"):
    return xp.asarray(values, dtype=getattr(xp, dtype))


def _numbers(values):
    return np.asarray(values.numpy() if isinstance(values, torch.Tensor) else values).tolist()


@pytest.fixture(scope="session")
def array():
    """Scores in a namespace, from numbers."""
    return _array


@pytest.fixture(scope="session")
def numbers():
    """Scores as a list of numbers."""
    return _numbers
