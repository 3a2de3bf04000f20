"""The same small GAN on a ring of eight Gaussians, under several losses and constraints.

    python examples/constraints_side_by_side.py --iterations 1000

One seed, and one set of hyperparameters but for the optimizer of `clip`, which is that of its paper: this shows what
each constraint does to the critic, not which is best. Penalties have their default strength, but that of `gp`, `r1` and
`r2` is 1. A mode is found if one in a hundred samples lies within 0.3 of its centre, and `near` is the share of the
samples that lie so near to any; neighbouring centres are 1.08 apart. Slopes are medians over samples.
"""

import argparse

import numpy as np

import ganreg
from ganreg.data import Ring
from ganreg.networks import mlp

PAIRS = (
    ("wasserstein", "clip"),
    ("wasserstein", {"name": "gp", "weight": 1.0}),
    ("wasserstein", "one_sided_gp"),
    ("wasserstein", "sobolev"),
    ("hinge", "spectral_norm"),
    ("non_saturating", "none"),
    ("non_saturating", {"name": "r1", "gamma": 1.0}),
    ("relativistic", {"name": "r1+r2", "gamma": 1.0}),
)
OTHERS = ("iteration", "estimate", "norm", "slope")
"""How the terms end that are neither a loss nor a penalty."""

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--iterations", type=int, default=1000, help="generator updates of each")
arguments = parser.parse_args()

ring, network = Ring(), mlp(width=64, depth=3)
print("loss            constraint     modes  near   slope at real, generated   terms of the last step")
for loss, constraint in PAIRS:
    name = constraint if isinstance(constraint, str) else constraint["name"]
    gan = ganreg.build(
        loss=loss,
        constraint=constraint,
        optimizer="rmsprop" if name == "clip" else {"name": "adam", "beta1": 0.0, "beta2": 0.9},
        lr=1e-3,
        n_critic=3,
        critic=network,
        generator=network,
        batch_size=128,
    ).fit(ring, arguments.iterations, progress=False)
    samples, data = gan.sample(2000, seed=0), gan.source.batch(500, gan.engine.draws, 0, path="example").x
    near = np.linalg.norm(samples[:, None] - ring.centres, axis=2) < 0.3
    found, share = (near.mean(axis=0) > 0.01).sum(), near.any(axis=1).mean()
    at_real, at_generated = (np.median(gan.slopes(x)) for x in (data, samples))
    terms = {term: value for term, value in gan.history[-1].items() if not term.endswith(OTHERS)}
    shown = "  ".join(f"{term.replace('_', ' ')} {value:+.3f}" for term, value in terms.items())
    print(f"{loss:15} {name:14} {found:5d}  {share:4.0%} {at_real:15.3g} {at_generated:11.3g}   {shown}")
