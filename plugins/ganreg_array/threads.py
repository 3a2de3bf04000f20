"""How many BLAS threads a fit uses."""

from collections.abc import Iterator
from contextlib import contextmanager
from math import prod

from threadpoolctl import ThreadpoolController

from ganreg.networks.network import BoundNetwork

SMALL = 256 * 256
"""Up to so many multiplications per sample in every layer, handing work to a second thread costs more than it saves."""


@contextmanager
def blas_threads(*networks: BoundNetwork) -> Iterator[None]:
    """One thread for small networks, the machine's own choice for large ones. Entered once, since entering is slow."""
    if max(map(multiplications, networks)) > SMALL:
        yield
    else:
        with ThreadpoolController().limit(limits=1, user_api="blas"):
            yield


def multiplications(network: BoundNetwork) -> int:
    """Those of the largest layer for one sample: each weight once, at each pixel of the output for images."""
    layers = zip(network.layers, network.shapes[:-1], network.shapes[1:], strict=True)
    return max(
        prod(spec.shape) * prod(after[1:])
        for layer, before, after in layers
        for spec in layer.parameters(before).values()
    )
