"""Losses."""

from collections.abc import Iterable

from ganreg.builtin.spec import GOODFELLOW, WGAN, spec
from ganreg.component import ComponentSpec, Requirement

RELATIVISTIC = "Jolicoeur-Martineau 2019, arXiv 1807.00734"


def losses() -> Iterable[ComponentSpec]:
    """All losses."""
    yield spec(
        "loss", "minimax", "losses.minimax:Minimax", "js", "gan", source=f"{GOODFELLOW}, eq. 1", oracle="losses:Minimax"
    )
    yield spec(
        "loss",
        "non_saturating",
        "losses.non_saturating:NonSaturating",
        "ns",
        source=f"{GOODFELLOW}, section 3",
        oracle="losses:NonSaturating",
    )
    yield spec(
        "loss",
        "wasserstein",
        "losses.wasserstein:Wasserstein",
        "w",
        source=f"{WGAN}, Algorithm 1",
        oracle="losses:Wasserstein",
    )

    yield from _score_losses()


def _score_losses() -> Iterable[ComponentSpec]:
    """Losses beside those of the first papers."""
    yield spec(
        "loss",
        "least_squares",
        "losses.least_squares:LeastSquares",
        "lsgan",
        "ls",
        source="Mao et al. 2017, arXiv 1611.04076, eq. 2",
        oracle="losses:LeastSquares",
    )
    yield spec(
        "loss",
        "hinge",
        "losses.hinge:Hinge",
        source="Lim and Ye 2017, arXiv 1705.02894; Miyato et al. 2018, arXiv 1802.05957, eq. 16 and 17",
        oracle="losses:Hinge",
    )
    yield spec(
        "loss",
        "relativistic",
        "losses.relativistic:Relativistic",
        "rpgan",
        "rsgan",
        source=f"{RELATIVISTIC}, section 4.1",
        oracle="losses:Relativistic",
    )
    yield spec(
        "loss",
        "relativistic_average",
        "losses.relativistic_average:RelativisticAverage",
        "ragan",
        "rasgan",
        source=f"{RELATIVISTIC}, section 4.2",
        oracle="losses:RelativisticAverage",
    )
    yield spec(
        "loss",
        "f_gan",
        "losses.f_gan:FGan",
        source="Nowozin et al. 2016, arXiv 1606.00709, Tables 1 to 6",
        oracle="losses:FGan",
    )
    yield spec(
        "loss",
        "cramer",
        "losses.cramer:Cramer",
        "energy",
        source="Bellemare et al. 2017, arXiv 1705.10743, section 5",
        oracle="losses:Cramer",
    )
    yield spec(
        "loss",
        "mmd",
        "losses.mmd:MMD",
        source="Li et al. 2017, arXiv 1705.08584; Bińkowski et al. 2018, arXiv 1801.01401",
        oracle="losses:MMD",
    )
    yield ComponentSpec(
        kind="loss",
        name="sinkhorn",
        target="ganreg.losses.sinkhorn:Sinkhorn",
        source="Genevay et al. 2018, arXiv 1706.00292; Feydy et al. 2019, arXiv 1810.08278",
        requires=(Requirement(module="ot", install='pip install "ganreg[ot]"'),),
        oracle="ganreg_reference.losses:Sinkhorn",
    )
