"""Real handwritten digits, end to end: build, fit, sample, save, load, and a picture to look at.

    python examples/digits.py runs/digits

Half a minute on two cores. Needs `pip install "ganreg[demo]"`.
"""

import argparse
from pathlib import Path

import numpy as np

import ganreg
from ganreg.plot import check_plotting, save_samples

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("folder", type=Path, help="where the run and its picture go; a new folder")
parser.add_argument("--iterations", type=int, default=3000, help="generator updates")
arguments = parser.parse_args()
check_plotting()  # before training rather than after it

# The set-up of the WGAN-GP paper but for the step, which is larger, since these images are small.
adam = {"name": "adam", "lr": 5e-4}
gan = ganreg.build(loss="wasserstein", constraint="gp", optimizer=adam)


def report(gan: ganreg.GAN, record: dict[str, float]) -> None:
    """Ten lines over the whole run."""
    if gan.iterations % max(arguments.iterations // 10, 1) == 0:
        print(f"iteration {gan.iterations:5d}   Wasserstein estimate {record['wasserstein_estimate']:.3f}")


gan.fit("digits", arguments.iterations, callbacks=[report])

samples = gan.sample(64, seed=0)
print(f"{len(samples)} samples of shape {samples.shape[1:]}, from {samples.min():.1f} to {samples.max():.1f}, ", end="")
print("in the data's own units (0 is white paper, 16 is ink)")

gan.save(arguments.folder)
real = gan.source.batch(64, gan.engine.draws, index=0, path="picture").x
save_samples(samples, arguments.folder / "samples.png", real=real)

again = ganreg.load(arguments.folder)
assert np.array_equal(again.sample(64, seed=0), samples)
print(f"saved, loaded, sampled again: the same bits. Look at {arguments.folder / 'samples.png'}")
