"""Every loss with the parameters that change its formula: what tests of all losses run through."""

from ganreg.losses.divergences import DIVERGENCES
from ganreg.losses.margin import MARGIN_LOSSES
from ganreg.registry import registry

EXACT = {"tolerance": 1e-15}
"""Plans as exact as float64 can tell."""

POINTWISE = [
    {"name": "wasserstein"},
    {"name": "minimax"},
    {"name": "minimax", "real_label": 0.9},
    {"name": "non_saturating"},
    {"name": "non_saturating", "real_label": 0.7},
    {"name": "least_squares"},
    {"name": "least_squares", "a": -1.0, "b": 1.5, "c": 0.25},
    {"name": "hinge"},
]
RELATIVISTIC = [
    *({"name": "relativistic", "base": base} for base in MARGIN_LOSSES),
    {"name": "relativistic", "saturating": True},
    *({"name": "relativistic_average", "base": base} for base in MARGIN_LOSSES),
]
F_GAN = [
    {"name": "f_gan", "divergence": divergence, "non_saturating": non_saturating}
    for divergence in DIVERGENCES
    for non_saturating in (False, True)
]
DISTANCES = [
    {"name": "cramer"},
    {"name": "mmd"},
    {"name": "mmd", "bandwidths": [0.5, 3.0]},
    {"name": "mmd", "kernel": "rational_quadratic"},
    {"name": "sinkhorn", **EXACT},
    {"name": "sinkhorn", "p": 1.0, **EXACT},
    {"name": "sinkhorn", "epsilon": 0.3, "p": 1.5, **EXACT},
]
DESCRIBED = [*POINTWISE, *RELATIVISTIC, *F_GAN, *DISTANCES]
UNBIASED = [{"name": "cramer", "unbiased": True}, {"name": "mmd", "unbiased": True}]
"""Defined for two samples or more."""


def _label(described):
    return "-".join(str(value) for key, value in described.items() if key not in EXACT)


LOSSES = {_label(described): registry().resolve("loss", described) for described in (*DESCRIBED, *UNBIASED)}
