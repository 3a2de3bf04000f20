"""Train every mistake on the ring with several seeds, and keep what came of it."""

import argparse
import json
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import numpy as np
import ot

import ganreg
from benchmarks.mistakes.catalogue import MISTAKES, RIGHT
from ganreg.data import Ring
from ganreg.draws import Draws
from ganreg.errors import NonFiniteError

RECORD = Path(__file__).parents[2] / "docs" / "mistakes.json"
RING = Ring(radius=1.0, std=0.01)
COMPARED = 1000


def main() -> None:
    """Run, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--iterations", type=int, default=4000)
    parser.add_argument("--only", nargs="*", default=list(MISTAKES))
    args = parser.parse_args()
    rows: dict[str, list[dict[str, Any]]] = {}
    for name in args.only:
        rows[name] = [trained(MISTAKES[name], seed, args.iterations) for seed in range(args.seeds)]
        print(f"{name:20}", " ".join(f"{key} {middle(rows[name], key):.3g}" for key in rows[name][0]), flush=True)
    if args.only != list(MISTAKES) and RECORD.exists():
        rows = json.loads(RECORD.read_text())["rows"] | rows
    record = {
        "iterations": args.iterations,
        "versions": {"numpy": version("numpy")},
        "rows": {name: rows[name] for name in MISTAKES if name in rows},
    }
    RECORD.write_text(json.dumps(record, indent=1) + "\n")


def middle(rows: list[dict[str, Any]], key: str) -> float:
    """The median over the seeds."""
    return float(median(row[key] for row in rows))


def trained(change: dict[str, Any], seed: int, iterations: int) -> dict[str, float]:
    """What became of one run; of one that ended in NaN, at that point."""
    started = process_time()
    gan = ganreg.build(**RIGHT | change, seed=seed)
    with suppress(NonFiniteError):
        gan.fit(RING, iterations=iterations, progress=False)
    return {
        "iterations": gan.iterations,
        **judged(gan.sample(2500, seed=seed)),
        **slope(gan),
        "seconds": process_time() - started,
    }


def judged(samples: Any) -> dict[str, float]:
    """Modes and share within 3σ, and the distance W1 from as many real samples."""
    away = np.linalg.norm(samples[:, None] - RING.centres, axis=2)
    good = away.min(axis=1) < 3 * RING.std
    modes = len(np.unique(away.argmin(axis=1)[good]))
    real = RING.sample(COMPARED, Draws(0).stream("judge"))
    distance = ot.emd2([], [], ot.dist(samples[:COMPARED], real, metric="euclidean"), numItermax=1_000_000)
    return {"modes": modes, "high_quality": float(good.mean()), "w1": float(distance)}


def slope(gan: ganreg.GAN) -> dict[str, float]:
    """The critic's largest slope at the last measurement."""
    return {"critic_slope": [row["critic_slope"] for row in gan.history if "critic_slope" in row][-1]}


if __name__ == "__main__":
    main()
