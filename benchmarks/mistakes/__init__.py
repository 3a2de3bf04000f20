"""What the known mistakes in a gradient penalty do to training: each trains the same WGAN-GP on the ring.

    python -m benchmarks.mistakes [--seeds 3] [--iterations 4000]

Writes `docs/mistakes.json`; the table in docs/verify.md is made of it.
"""
