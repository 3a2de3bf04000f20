"""A generator as an ONNX graph."""

import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from importlib import import_module
from io import BytesIO
from typing import Any

import torch
from torch import nn

from ganreg.data.scaling import Scaling
from ganreg.errors import MissingDependencyError
from ganreg.recipe import Recipe
from ganreg_torch.network import sequential
from ganreg_torch.placement import Placement
from ganreg_torch.probe import takes_labels

HOST = Placement(torch.device("cpu"), torch.float32)


class InUnits(nn.Module):
    """A generator whose samples come in the data's own units."""

    def __init__(self, generator: nn.Module, scaling: Scaling) -> None:
        super().__init__()
        self.generator, self.offset, self.scale = generator, scaling.offset, scaling.scale

    def forward(self, *arguments: torch.Tensor) -> torch.Tensor:
        """`offset + scale·G(z)`, or of `G(z, label)`."""
        samples: torch.Tensor = self.generator(*arguments) * self.scale + self.offset
        return samples


def generator_module(recipe: Recipe, arrays: Mapping[str, Any]) -> tuple[nn.Module, bool]:
    """The generator with these numbers, in evaluation mode on the CPU, and whether it takes labels."""
    if isinstance(recipe.generator, nn.Module):
        module = deepcopy(recipe.generator).to(HOST.device, HOST.dtype)
        module.load_state_dict({name: HOST.tensor(array) for name, array in arrays.items()})
        return module.eval(), takes_labels(module)
    bound = recipe.bound_generator()
    return sequential(bound, arrays, HOST).eval(), bound.classes is not None


def onnx_graph(recipe: Recipe, arrays: Mapping[str, Any]) -> bytes:
    """An ONNX file's content: inputs `latent` `(n, latent_dim)` and perhaps `label` `(n,)`, output `samples`.

    Raises:
        MissingDependencyError: PyTorch's exporter lacks a package.
    """
    for package in ("onnx", "onnxscript"):
        try:
            import_module(package)
        except ImportError as error:
            raise MissingDependencyError(
                f'ONNX files need {package!r}, which cannot be imported ({error}): pip install "ganreg[onnx]"'
            ) from error
    module, labelled = generator_module(recipe, arrays)
    inputs = {"latent": torch.zeros(2, recipe.latent_dim or 1)}
    inputs |= {"label": torch.zeros(2, dtype=torch.int64)} if labelled else {}
    n = torch.export.Dim("n")
    with _quiet(), torch.no_grad():
        program: Any = torch.onnx.export(
            InUnits(module, recipe.scaling or Scaling()),
            tuple(inputs.values()),
            dynamo=True,
            verbose=False,
            input_names=list(inputs),
            output_names=["samples"],
            dynamic_shapes=(tuple({0: n} for _ in inputs),),
        )
    file = BytesIO()
    program.save(file)
    return file.getvalue()


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the exporter's own remarks on PyTorch's inside and on packages that it does not need here."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
