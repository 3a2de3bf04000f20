"""Constraints, with their point sets and norms."""

from collections.abc import Iterable

from ganreg.builtin.spec import GOODFELLOW, WGAN, WGAN_GP, spec
from ganreg.component import ComponentSpec

CR_GAN = "Zhang et al. 2020, arXiv 1910.12027"
PETZKA = "Petzka et al. 2018, arXiv 1709.08894"
MESCHEDER = "Mescheder et al. 2018, arXiv 1801.04406"
DRAGAN = "Kodali et al. 2017, arXiv 1705.07215"
SOBOLEV = "Mroueh et al. 2018, arXiv 1711.04894"
BANACH = "Adler and Lunz 2018, arXiv 1806.06621"
SNGAN = "Miyato et al. 2018, arXiv 1802.05957"
BIGGAN = "Brock et al. 2019, arXiv 1809.11096"


def constraints() -> Iterable[ComponentSpec]:
    """All constraints, point sets and norms."""
    yield from _constraints()
    yield from _points()
    yield from _norms()


def _constraints() -> Iterable[ComponentSpec]:
    yield spec("constraint", "none", "constraints.none:NoConstraint", source=f"{GOODFELLOW}, Algorithm 1")
    yield spec("constraint", "clip", "constraints.clip:Clip", source=f"{WGAN}, Algorithm 1", oracle="constraints:Clip")
    yield spec(
        "constraint",
        "gradient_penalty",
        "constraints.gradient_penalty:GradientPenalty",
        "gp",
        source=f"{WGAN_GP}, eq. 3",
        oracle="constraints:GradientPenalty",
    )
    yield spec(
        "constraint",
        "consistency_term",
        "constraints.consistency_term:ConsistencyTerm",
        "ct",
        "ct_gan",
        source="Wei et al. 2018, arXiv 1803.01541, eq. 4",
        oracle="consistency_term:ConsistencyTerm",
    )
    yield spec(
        "constraint",
        "spectral_norm",
        "constraints.spectral_norm:SpectralNorm",
        "sn",
        "spectral_normalisation",
        "spectral_normalization",
        source=f"{SNGAN}, Algorithm 1",
        oracle="spectral_norm:SpectralNorm",
    )
    yield spec(
        "constraint",
        "orthogonal",
        "constraints.orthogonal:Orthogonal",
        "ortho",
        source=f"{BIGGAN}, eq. 2 and 3",
        oracle="orthogonal:Orthogonal",
    )
    yield spec(
        "constraint",
        "instance_noise",
        "constraints.instance_noise:InstanceNoise",
        source="Sønderby et al. 2017, arXiv 1610.04490; Arjovsky and Bottou 2017, arXiv 1701.04862",
        oracle="instance_noise:InstanceNoise",
    )
    yield spec(
        "constraint",
        "consistency",
        "constraints.consistency:Consistency",
        "cr",
        source=f"{CR_GAN}, eq. 2; balanced: Zhao et al. 2020, arXiv 2002.04724",
        oracle="consistency:Consistency",
    )
    yield spec(
        "constraint",
        "lecam",
        "constraints.lecam:LeCam",
        source="Tseng et al. 2021, arXiv 2104.03310",
        oracle="lecam:LeCam",
    )
    yield from _slope_penalties()


def _slope_penalties() -> Iterable[ComponentSpec]:
    """The gradient penalties beside that of WGAN-GP."""
    for name, target, aliases, source in (
        ("one_sided_gp", "one_sided:OneSidedGradientPenalty", ("wgan_lp",), f"{PETZKA}, WGAN-LP"),
        ("r1", "r1:R1", (), f"{MESCHEDER}, eq. 9"),
        ("r2", "r2:R2", (), f"{MESCHEDER}, eq. 10"),
        (
            "zero_centred",
            "zero_centred:ZeroCentred",
            ("zero_centered", "0gp"),
            "Thanh-Tung et al. 2019, arXiv 1902.03984",
        ),
        ("dragan", "dragan:Dragan", (), f"{DRAGAN}, Algorithm 1"),
        ("max_gp", "max_penalty:MaxGradientPenalty", (), "Zhou et al. 2019, arXiv 1902.05687"),
        ("wgan_div", "wgan_div:WGANDiv", (), "Wu et al. 2018, arXiv 1712.01026, Algorithm 1"),
        ("sobolev", "sobolev:Sobolev", (), f"{SOBOLEV}, Algorithm 1"),
    ):
        oracle = f"constraints:{target.partition(':')[2]}"
        yield spec("constraint", name, f"constraints.{target}", *aliases, source=source, oracle=oracle)


def _points() -> Iterable[ComponentSpec]:
    yield spec(
        "points",
        "interpolates",
        "constraints.points:Interpolates",
        source=f"{WGAN_GP}, Algorithm 1",
        oracle="points:Interpolates",
    )
    yield spec("points", "real", "constraints.points:Real", oracle="points:Real")
    yield spec("points", "fake", "constraints.points:Fake", oracle="points:Fake")
    yield spec("points", "both", "constraints.points:RealAndFake", source=SOBOLEV, oracle="points:RealAndFake")
    yield spec(
        "points",
        "perturbed_real",
        "constraints.points:PerturbedReal",
        source=f"{DRAGAN}, Algorithm 1; DRAGAN.ipynb",
        oracle="points:PerturbedReal",
    )
    yield spec(
        "points",
        "flipped_shifted",
        "constraints.points:FlippedShifted",
        source=f"{CR_GAN}, section 3",
        oracle="augmentations:FlippedShifted",
    )
    yield spec("points", "jittered", "constraints.points:Jittered", oracle="augmentations:Jittered")
    yield spec("points", "augmented", "constraints.points:Augmented")
    yield spec("points", "exchanged", "constraints.points:Exchanged", oracle="augmentations:Exchanged")


def _norms() -> Iterable[ComponentSpec]:
    yield spec("norm", "euclidean", "constraints.norms:Euclidean", "l2", oracle="norms:Euclidean")
    for name, cls in (("l1", "L1"), ("linf", "LInf"), ("lp", "Lp")):
        yield spec("norm", name, f"constraints.norms:{cls}", source=BANACH, oracle=f"norms:{cls}")
