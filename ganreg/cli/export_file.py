"""What is in the file of an exported generator, for whoever will use it."""

from collections.abc import Iterator
from pathlib import Path

from ganreg.gan import GAN

STATE_DICT, GRAPH = ".safetensors", ".onnx"
FORMATS = {"PyTorch": (STATE_DICT,), "ONNX": (GRAPH,)}
"""The suffixes of each kind of file."""


def described(gan: GAN, path: Path) -> Iterator[tuple[str, str]]:
    """Inputs and output of the generator in a file, as label and text."""
    graph = path.suffix.lower() == GRAPH
    yield "Inputs", f"latent (n, {gan.latent_dim}){' float32' * graph}, drawn from N(0, 1)"
    if "generator" in gan.engine.labelled:
        known = "" if gan.classes is None else f", 0 to {gan.classes - 1}"
        yield "", f"label (n,){' int64' * graph}{known}"
    shape = ", ".join(map(str, ("n", *(gan.recipe.data_shape or ()))))
    scaling = gan.scaling
    units = "in the data's units" if graph else f"= {scaling.offset:.6g} + {scaling.scale:.6g} × the network's output"
    yield "Output", f"samples ({shape}) {units}"
