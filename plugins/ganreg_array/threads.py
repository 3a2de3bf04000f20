"""How many BLAS threads a fit uses."""

from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import ThreadpoolController

from ganreg.networks.network import BoundNetwork

NARROW = 128
"""Up to this many units per layer, handing work to a second thread costs more than it saves."""


@contextmanager
def blas_threads(*networks: BoundNetwork) -> Iterator[None]:
    """One thread for narrow networks, the machine's own choice for wide ones. Entered once, since entering is slow."""
    widest = max(max(spec.shape) for network in networks for spec in network.parameters().values())
    if widest > NARROW:
        yield
    else:
        with ThreadpoolController().limit(limits=1, user_api="blas"):
            yield
