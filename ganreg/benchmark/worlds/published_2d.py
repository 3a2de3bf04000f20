"""What has been published of the ring and the grid, mean of several trainings; shares of high quality in [0, 1]."""

from ganreg.benchmark.worlds.published import Published

VEEGAN = "Srivastava et al. 2017 (arXiv 1705.07761), table 1: mean of 5 trainings"
PACGAN = "Lin et al. 2018 (arXiv 1712.04086), table 1: mean of 10 trainings of 400,000 iterations"


def _row(method: str, source: str, *scores: float) -> Published:
    names = ("modes_covered", "high_quality", "reverse_kl")
    return Published(method, dict(zip(names, scores, strict=False)), source)


OF_RING = (
    _row("GAN", VEEGAN, 1, 0.993),
    _row("Unrolled GAN", VEEGAN, 7.6, 0.356),
    _row("VEEGAN", VEEGAN, 8, 0.529),
    _row("GAN", PACGAN, 6.3, 0.982, 0.45),
    _row("PacGAN2", PACGAN, 7.9, 0.956, 0.07),
    _row("PacGAN3", PACGAN, 7.8, 0.977, 0.10),
    _row("PacGAN4", PACGAN, 7.8, 0.959, 0.07),
)
OF_GRID = (
    _row("GAN", VEEGAN, 3.3, 0.005),
    _row("Unrolled GAN", VEEGAN, 23.6, 0.16),
    _row("VEEGAN", VEEGAN, 24.6, 0.40),
    _row("GAN", PACGAN, 17.3, 0.948, 0.70),
    _row("PacGAN2", PACGAN, 23.8, 0.913, 0.13),
    _row("PacGAN3", PACGAN, 24.6, 0.942, 0.06),
    _row("PacGAN4", PACGAN, 24.8, 0.936, 0.04),
)
