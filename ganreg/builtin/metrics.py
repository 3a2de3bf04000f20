"""Metrics of samples and of training."""

from collections.abc import Iterable

from ganreg.builtin.spec import WGAN_GP, spec
from ganreg.component import ComponentSpec, Requirement

PACGAN = "Lin et al. 2018, arXiv 1712.04086"
TRANSPORT = (
    Requirement(module="ot", install='pip install "ganreg[ot]"'),
    Requirement(module="scipy", install='pip install "ganreg[ot]"'),
)


def metrics() -> Iterable[ComponentSpec]:
    """All metrics."""
    yield spec("metric", "modes", "metrics.modes:Modes", source=f"{PACGAN}, section 4.1", oracle="metrics:Modes")
    yield spec(
        "metric", "classes", "metrics.classes:Classes", source=f"{PACGAN}, section 4.2", oracle="metrics:Classes"
    )
    yield spec(
        "metric",
        "frechet",
        "metrics.frechet:Frechet",
        "fid",
        source="Heusel et al. 2017, arXiv 1706.08500, eq. 6",
        oracle="metrics:Frechet",
    )
    yield spec(
        "metric",
        "kid",
        "metrics.kid:KID",
        source="Bińkowski et al. 2018, arXiv 1801.01401, section 4",
        oracle="metrics:KID",
    )
    yield spec(
        "metric",
        "inception_score",
        "metrics.inception_score:InceptionScore",
        source="Salimans et al. 2016, arXiv 1606.03498, section 4",
        oracle="metrics:InceptionScore",
    )
    yield from _by_distances()
    yield from _of_training()


def _by_distances() -> Iterable[ComponentSpec]:
    """Metrics of the distances between samples, for which SciPy or POT is needed."""
    for name, target, aliases, source in (
        ("w1", "w1:W1", ("wasserstein",), "Villani 2009, definition 6.1"),
        ("sliced_w1", "w1:SlicedW1", ("sliced_wasserstein",), "Rabin et al. 2011; Bonneel et al. 2015"),
        ("mmd", "mmd:MMD", (), "Gretton et al. 2012, lemma 6"),
        (
            "precision_recall",
            "precision_recall:PrecisionRecall",
            (),
            "Kynkäänniemi et al. 2019, arXiv 1904.06991, eq. 1 and 2",
        ),
        (
            "density_coverage",
            "precision_recall:DensityCoverage",
            (),
            "Naeem et al. 2020, arXiv 2002.09797, eq. 3 and 4",
        ),
        (
            "nearest_neighbour",
            "nearest_neighbour:NearestNeighbour",
            ("1nn",),
            "Lopez-Paz and Oquab 2017, arXiv 1610.06545, section 3",
        ),
    ):
        yield ComponentSpec(
            kind="metric",
            name=name,
            target=f"ganreg.metrics.{target}",
            aliases=aliases,
            source=source,
            requires=TRANSPORT,
            oracle=f"ganreg_reference.metrics:{target.partition(':')[2]}",
        )


def _of_training() -> Iterable[ComponentSpec]:
    """Metrics of the players."""
    for name, target, source in (
        ("slopes", "slopes:Slopes", f"{WGAN_GP}, Proposition 1"),
        ("clipped", "clipped:Clipped", f"{WGAN_GP}, figure 1b"),
        ("depth", "depth:Depth", f"{WGAN_GP}, figure 1b"),
    ):
        yield spec("metric", name, f"metrics.{target}", source=source, oracle=f"metrics:{target.partition(':')[2]}")
