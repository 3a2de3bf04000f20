"""ganreg's own components, announced as any plugin announces its own. The oracles are in the reference package."""

from collections.abc import Iterable

from ganreg.builtin.constraints import constraints
from ganreg.builtin.losses import losses
from ganreg.builtin.metrics import metrics
from ganreg.builtin.networks import networks
from ganreg.builtin.training import training
from ganreg.component import ComponentSpec


def ganreg_components() -> Iterable[ComponentSpec]:
    """What the core has of every kind but backends."""
    yield from losses()
    yield from constraints()
    yield from training()
    yield from networks()
    yield from metrics()
