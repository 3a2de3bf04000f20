"""Modules that know classes: their forward takes `(x, label)`."""

import torch
from torch import nn

from ganreg.errors import DataError


class Labelled(nn.Module):
    """A module that a `Chain` hands the labels to. It refuses their absence only if it cannot do without."""


def required(label: torch.Tensor | None, module: nn.Module) -> torch.Tensor:
    """The labels, class numbers `(n,)`.

    Raises:
        DataError: there are none.
    """
    if label is None:
        raise DataError(
            f"{type(module).__name__} depends on the class of each sample, but no labels were given. Call the network "
            "with (x, label), and train on data with labels."
        )
    return label
