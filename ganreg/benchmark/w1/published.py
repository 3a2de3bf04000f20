"""The figures that were published for the same construction, on the authors' own centres."""

import attrs

SOURCE = (
    "Korotin, Kolesov, Burnaev 2022 (arXiv 2206.07767); justkolesov/Wasserstein1Benchmark at 359d2b1, "
    "metrics/metrics_nd: critic of two hidden layers of 128, batch 1024, Adam 2e-4; 60,000 iterations for gp, lp, "
    "25,000 for GroupSort, 10,000 for spectral normalisation, 5,000 for clip; one seed; on their centres"
)


@attrs.frozen
class Published:
    """What was measured on one pair: W1, mean cosines, and relative errors of W1; `best` is the best cosine of all.

    Args:
        w1: the truth, on 4,096 samples.
        clip: mean cosine with weight clipping.
        gp: mean cosine with the gradient penalty.
        gp_error: (estimate − W1)/W1.
        lp: mean cosine with the one-sided penalty.
        lp_error: as `gp_error`.
        spectral_norm: mean cosine with spectral normalisation.
        groupsort: mean cosine with Björck layers and GroupSort.
        groupsort_error: as `gp_error`.
        best: the best mean cosine of all methods compared.
        best_method: whose, by the authors' names: `dot` is discrete optimal transport, `sort-out` is GroupSort.
    """

    w1: float
    clip: float
    gp: float
    gp_error: float
    lp: float
    lp_error: float
    spectral_norm: float
    groupsort: float
    groupsort_error: float
    best: float
    best_method: str


PUBLISHED = {
    (2, 4): Published(0.8174, 0.072, 0.845, 0.049, 0.818, 0.083, 0.213, 0.773, -0.071, 0.859, "wgan-qp"),
    (2, 16): Published(0.4662, 0.07, 0.681, -0.094, 0.81, 0.027, 0.156, 0.695, -0.392, 0.843, "dot"),
    (2, 64): Published(0.2303, 0.065, 0.355, -0.449, 0.676, -0.029, 0.075, 0.661, -0.629, 0.717, "dot"),
    (4, 4): Published(1.3853, 0.267, 0.949, 0.045, 0.949, 0.07, 0.36, 0.905, -0.086, 0.960, "cowgan"),
    (4, 16): Published(1.0035, 0.093, 0.862, 0.052, 0.9, 0.054, 0.237, 0.727, -0.445, 0.903, "cowgan"),
    (4, 64): Published(0.7098, 0.09, 0.671, -0.185, 0.817, -0.031, 0.146, 0.503, -0.635, 0.817, "wgan-lp"),
    (8, 4): Published(1.8817, 0.341, 0.961, 0.062, 0.961, 0.055, 0.354, 0.894, -0.105, 0.966, "3p-wgan_rev"),
    (8, 16): Published(1.5850, 0.214, 0.925, 0.073, 0.925, 0.049, 0.261, 0.754, -0.343, 0.925, "wgan-lp"),
    (8, 64): Published(1.2593, 0.12, 0.817, -0.077, 0.827, -0.061, 0.186, 0.475, -0.572, 0.827, "wgan-lp"),
    (16, 4): Published(1.9405, 0.333, 0.964, 0.067, 0.964, 0.093, 0.352, 0.971, -0.027, 0.971, "sort-out"),
    (16, 16): Published(1.7375, 0.24, 0.913, 0.044, 0.921, 0.04, 0.254, 0.85, -0.159, 0.921, "wgan-lp"),
    (16, 64): Published(1.5536, 0.154, 0.785, -0.127, 0.783, -0.133, 0.163, 0.569, -0.453, 0.785, "wgan-gp"),
    (32, 4): Published(1.8217, 0.402, 0.955, 0.087, 0.949, 0.052, 0.419, 0.983, -0.025, 0.983, "sort-out"),
    (32, 16): Published(1.6697, 0.205, 0.898, 0.024, 0.899, -0.034, 0.215, 0.941, -0.088, 0.941, "sort-out"),
    (32, 64): Published(1.5429, 0.182, 0.728, -0.228, 0.73, -0.237, 0.141, 0.74, -0.315, 0.740, "sort-out"),
    (64, 4): Published(1.4113, 0.387, 0.918, -0.023, 0.922, 0.034, 0.433, 0.959, 0.01, 0.959, "sort-out"),
    (64, 16): Published(1.3595, 0.197, 0.75, -0.197, 0.755, -0.157, 0.221, 0.947, 0.006, 0.947, "sort-out"),
    (64, 64): Published(1.3173, 0.13, 0.606, -0.382, 0.598, -0.368, 0.118, 0.834, -0.182, 0.834, "sort-out"),
}
"""By (D, N)."""

CELLS = ((2, 4), (2, 16), (4, 4), (8, 4), (16, 4), (16, 16))
"""The pairs that are benchmarked where none is named."""
