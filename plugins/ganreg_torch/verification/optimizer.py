"""The steps that a user's optimizer makes."""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

Arrays = list[NDArray[np.float64]]


def steps_of(optimizer: Any, settings: dict[str, Any]) -> Callable[[Arrays, NDArray[np.float64]], Arrays]:
    """From gradients and first parameters to the parameters after each step, in float64.

    Args:
        optimizer: a class of optimizers, or a function from parameters to one.
        settings: its parameters by name; those that it does not take are left out.
    """
    known = inspect.signature(optimizer).parameters
    takes = {name: value for name, value in settings.items() if name in known}

    def steps(gradients: Arrays, start: NDArray[np.float64]) -> Arrays:
        parameter = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
        made, walked = optimizer([parameter], **takes), []
        for gradient in gradients:
            parameter.grad = torch.tensor(gradient, dtype=torch.float64)
            made.step()
            walked.append(parameter.detach().numpy().copy())
        return walked

    return steps
