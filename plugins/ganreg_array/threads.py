"""How many BLAS threads a fit uses."""

from collections.abc import Iterator
from contextlib import contextmanager
from math import prod

from threadpoolctl import ThreadpoolController

from ganreg.networks.network import BoundNetwork

SMALL = 256 * 256
"""Up to this many weights in every layer, handing work to a second thread costs more than it saves."""


@contextmanager
def blas_threads(*networks: BoundNetwork) -> Iterator[None]:
    """One thread for small networks, the machine's own choice for large ones. Entered once, since entering is slow."""
    largest = max(prod(spec.shape) for network in networks for spec in network.parameters().values())
    if largest > SMALL:
        yield
    else:
        with ThreadpoolController().limit(limits=1, user_api="blas"):
            yield
