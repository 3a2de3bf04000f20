"""What all tests share: GPU tests are collected everywhere, and run where there is a GPU."""

import signal

import pytest
from hypothesis import settings

settings.register_profile("ganreg", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("ganreg")


def pytest_configure():
    """Listen to Ctrl-C, here and in the processes that tests start: a shell's background jobs begin by ignoring it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def cuda_device() -> bool:
    """Whether there is a CUDA device."""
    try:
        import torch
    except ImportError:
        return False
    return torch.cuda.is_available()


def pytest_collection_modifyitems(items):
    """Skip what is marked `gpu` where there is no device."""
    if not cuda_device():
        for item in items:
            if item.get_closest_marker("gpu"):
                item.add_marker(pytest.mark.skip(reason="no CUDA device"))
