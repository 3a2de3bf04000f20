"""A trained generator as a file that loads without ganreg."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save as save_safetensors

from ganreg.errors import MissingDependencyError, ParameterError, did_you_mean
from ganreg.networks.network import AbstractNetwork
from ganreg.registry import registry
from ganreg.training.checkpoint import write_durably

if TYPE_CHECKING:
    from ganreg.gan import GAN

SUFFIXES = (".safetensors", ".onnx")


def export_generator(gan: "GAN", path: str | Path) -> None:
    """Write the generator to a file, whole or not at all; see `GAN.export`.

    Raises:
        ParameterError: the suffix says no format.
        MissingDependencyError: the format needs a package that is not installed.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ParameterError(
            f"path={str(path)!r}: a file's suffix says its format.{did_you_mean(suffix, SUFFIXES)} "
            f"Expected {' or '.join(SUFFIXES)}."
        )
    arrays = generator_arrays(gan)
    payload = _safetensors(gan, arrays) if suffix == ".safetensors" else _onnx(gan, arrays)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write_durably(beside, payload)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def generator_arrays(gan: "GAN") -> dict[str, NDArray[Any]]:
    """The generator's parameters and buffers, named as in a sequential PyTorch module: `0.weight`.

    The parameters are their average where there is one.
    """
    averaged = bool(gan.engine.state.generator.average)
    starts = ("generator/average/" if averaged else "generator/params/", "generator/buffers/")
    state = gan.engine.export_state().items()
    return {name.removeprefix(start): array for name, array in state for start in starts if name.startswith(start)}


def _safetensors(gan: "GAN", arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """A state dict, with what else is needed to use it as text."""
    scaling, generator = gan.scaling, gan.recipe.generator
    bound = gan.recipe.bound_generator() if isinstance(generator, AbstractNetwork) else None
    layers = [registry().describe(layer) for layer in bound.layers] if bound else type(generator).__qualname__
    facts = {
        "latent_dim": gan.latent_dim,
        "sample_shape": gan.recipe.data_shape,
        "classes": gan.classes,
        "offset": scaling.offset,
        "scale": scaling.scale,
        "layers": layers,
    }
    metadata = {"format": "pt", "units": "samples = offset + scale * output"}
    metadata |= {name: json.dumps(fact) for name, fact in facts.items()}
    return save_safetensors({name: np.asarray(array, order="C") for name, array in arrays.items()}, metadata)


def _onnx(gan: "GAN", arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """A graph from latents (and labels) to samples in the data's units, made by the backend that knows ONNX."""
    try:
        backend: Any = registry().create("backend", "torch", device="cpu")
    except MissingDependencyError as error:
        raise MissingDependencyError(
            f'ONNX files are written by PyTorch ({error}): pip install "ganreg[onnx]"'
        ) from error
    payload: bytes = backend.onnx(gan.recipe, arrays)
    return payload
