"""One DCGAN recipe, trained with NumPy and with PyTorch, and the pictures side by side.

    python examples/dcgan_twice.py runs/dcgan --width 16 --iterations 600

Digits enlarged to 32×32, with their labels; minutes on two cores. In float64 both trainings are the same to many
digits; in float32 rounding grows with every update, and the pictures are alike, not equal.
Needs `pip install "ganreg[demo,torch]"`.
"""

import argparse
from pathlib import Path
from time import perf_counter

import numpy as np

import ganreg
from ganreg.networks import dcgan
from ganreg.plot import check_plotting, save_samples

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("folder", type=Path, help="where both runs and their pictures go; a new folder")
parser.add_argument("--iterations", type=int, default=600, help="generator updates")
parser.add_argument("--width", type=int, default=16, help="channels beside the image")
parser.add_argument("--size", type=int, default=32, help="pixels per side: 8, 16, 32 or 64")
parser.add_argument("--dtype", default="float32", help="float32 or float64")
arguments = parser.parse_args()
check_plotting()

network = dcgan(width=arguments.width)
data = {"name": "digits", "size": arguments.size, "labels": True}
labels = np.repeat(np.arange(10), 10)
pictures = {}
for backend in ("numpy", "torch"):
    gan = ganreg.build(
        loss="non_saturating",
        critic=network,
        generator=network,
        batch_size=64,
        optimizer={"name": "adam", "lr": 2e-4, "beta1": 0.5},
        backend=backend,
        device="cpu",
        dtype=arguments.dtype,
    )
    started = perf_counter()
    gan.fit(data, arguments.iterations, progress=False)
    seconds = perf_counter() - started
    gan.save(arguments.folder / backend)
    pictures[backend] = gan.sample(100, label=labels, seed=0)
    save_samples(pictures[backend], arguments.folder / f"{backend}.png")
    print(f"{backend:6} {arguments.iterations} iterations in {seconds:.1f} s, {arguments.folder / backend}.png")

difference = np.abs(pictures["numpy"] - pictures["torch"])
print(
    f"of 16 grey levels, the pictures differ by {difference.mean():.1e} on average and {difference.max():.1e} at most"
)
