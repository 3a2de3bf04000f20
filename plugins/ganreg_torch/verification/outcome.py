"""What a function gave back, or how it failed."""

import traceback
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from ganreg.conformance.verification.observation import Failure


def numbers_in(outcome: Any) -> Iterator[Any]:
    """The numbers and tensors in what a function returned, in order."""
    if isinstance(outcome, dict):
        outcome = list(outcome.values())
    if isinstance(outcome, (tuple, list)):
        for one in outcome:
            yield from numbers_in(one)
    elif isinstance(outcome, torch.Tensor):
        if outcome.is_floating_point() and outcome.numel() > 0:
            yield outcome
    elif isinstance(outcome, np.ndarray) and outcome.size > 0:
        yield outcome
    elif isinstance(outcome, (float, np.floating)) or (isinstance(outcome, int) and not isinstance(outcome, bool)):
        yield float(outcome)


def failure_of(error: BaseException, functions: list[Any]) -> Failure:
    """An error of the user's code, with the line of their file."""
    files = {function.__code__.co_filename for function in functions}
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename in files]
    line = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return Failure(f"{type(error).__name__}: {error}".strip().partition("\n")[0], line, type(error).__name__)
