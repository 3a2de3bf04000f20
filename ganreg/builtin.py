"""ganreg's own components, announced as any plugin announces its own. The oracles are in the reference package."""

from collections.abc import Iterable

from ganreg.component import ComponentSpec, Requirement, Support

GOODFELLOW = "Goodfellow et al. 2014, arXiv 1406.2661"
RELATIVISTIC = "Jolicoeur-Martineau 2019, arXiv 1807.00734"
WGAN = "Arjovsky et al. 2017, arXiv 1701.07875"
CR_GAN = "Zhang et al. 2020, arXiv 1910.12027"
WGAN_GP = "Gulrajani et al. 2017, arXiv 1704.00028"
PETZKA = "Petzka et al. 2018, arXiv 1709.08894"
MESCHEDER = "Mescheder et al. 2018, arXiv 1801.04406"
DRAGAN = "Kodali et al. 2017, arXiv 1705.07215"
SOBOLEV = "Mroueh et al. 2018, arXiv 1711.04894"
BANACH = "Adler and Lunz 2018, arXiv 1806.06621"
SNGAN = "Miyato et al. 2018, arXiv 1802.05957"
BIGGAN = "Brock et al. 2019, arXiv 1809.11096"
CONSENSUS = "Mescheder et al. 2017, arXiv 1705.10461"
WITHOUT_SECOND_DERIVATIVES = (
    "it needs the second derivatives of both losses in all parameters, and only first ones are written by hand there. "
    "Use backend='torch'."
)


def ganreg_components() -> Iterable[ComponentSpec]:
    """What the core has of every kind but backends."""
    yield from _losses()
    yield from _constraints()
    yield from _points()
    yield from _norms()
    yield from _optimizers()
    yield from _averages()
    yield from _games()
    yield from _schedules()
    yield from _networks()
    yield from _data()


def _spec(
    kind: str, name: str, target: str, *aliases: str, source: str = "", oracle: str | None = None
) -> ComponentSpec:
    reference = f"ganreg_reference.{oracle}" if oracle else None
    return ComponentSpec(
        kind=kind, name=name, target=f"ganreg.{target}", aliases=aliases, source=source, oracle=reference
    )


def _losses() -> Iterable[ComponentSpec]:
    yield _spec(
        "loss", "minimax", "losses.minimax:Minimax", "js", "gan", source=f"{GOODFELLOW}, eq. 1", oracle="losses:Minimax"
    )
    yield _spec(
        "loss",
        "non_saturating",
        "losses.non_saturating:NonSaturating",
        "ns",
        source=f"{GOODFELLOW}, section 3",
        oracle="losses:NonSaturating",
    )
    yield _spec(
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
    yield _spec(
        "loss",
        "least_squares",
        "losses.least_squares:LeastSquares",
        "lsgan",
        "ls",
        source="Mao et al. 2017, arXiv 1611.04076, eq. 2",
        oracle="losses:LeastSquares",
    )
    yield _spec(
        "loss",
        "hinge",
        "losses.hinge:Hinge",
        source="Lim and Ye 2017, arXiv 1705.02894; Miyato et al. 2018, arXiv 1802.05957, eq. 16 and 17",
        oracle="losses:Hinge",
    )
    yield _spec(
        "loss",
        "relativistic",
        "losses.relativistic:Relativistic",
        "rpgan",
        "rsgan",
        source=f"{RELATIVISTIC}, section 4.1",
        oracle="losses:Relativistic",
    )
    yield _spec(
        "loss",
        "relativistic_average",
        "losses.relativistic_average:RelativisticAverage",
        "ragan",
        "rasgan",
        source=f"{RELATIVISTIC}, section 4.2",
        oracle="losses:RelativisticAverage",
    )
    yield _spec(
        "loss",
        "f_gan",
        "losses.f_gan:FGan",
        source="Nowozin et al. 2016, arXiv 1606.00709, Tables 1 to 6",
        oracle="losses:FGan",
    )
    yield _spec(
        "loss",
        "cramer",
        "losses.cramer:Cramer",
        "energy",
        source="Bellemare et al. 2017, arXiv 1705.10743, section 5",
        oracle="losses:Cramer",
    )
    yield _spec(
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


def _constraints() -> Iterable[ComponentSpec]:
    yield _spec("constraint", "none", "constraints.none:NoConstraint", source=f"{GOODFELLOW}, Algorithm 1")
    yield _spec("constraint", "clip", "constraints.clip:Clip", source=f"{WGAN}, Algorithm 1", oracle="constraints:Clip")
    yield _spec(
        "constraint",
        "gradient_penalty",
        "constraints.gradient_penalty:GradientPenalty",
        "gp",
        source=f"{WGAN_GP}, eq. 3",
        oracle="constraints:GradientPenalty",
    )
    yield _spec(
        "constraint",
        "consistency_term",
        "constraints.consistency_term:ConsistencyTerm",
        "ct",
        "ct_gan",
        source="Wei et al. 2018, arXiv 1803.01541, eq. 4",
        oracle="consistency_term:ConsistencyTerm",
    )
    yield _spec(
        "constraint",
        "spectral_norm",
        "constraints.spectral_norm:SpectralNorm",
        "sn",
        "spectral_normalisation",
        "spectral_normalization",
        source=f"{SNGAN}, Algorithm 1",
        oracle="spectral_norm:SpectralNorm",
    )
    yield _spec(
        "constraint",
        "orthogonal",
        "constraints.orthogonal:Orthogonal",
        "ortho",
        source=f"{BIGGAN}, eq. 2 and 3",
        oracle="orthogonal:Orthogonal",
    )
    yield _spec(
        "constraint",
        "instance_noise",
        "constraints.instance_noise:InstanceNoise",
        source="Sønderby et al. 2017, arXiv 1610.04490; Arjovsky and Bottou 2017, arXiv 1701.04862",
        oracle="instance_noise:InstanceNoise",
    )
    yield _spec(
        "constraint",
        "consistency",
        "constraints.consistency:Consistency",
        "cr",
        source=f"{CR_GAN}, eq. 2; balanced: Zhao et al. 2020, arXiv 2002.04724",
        oracle="consistency:Consistency",
    )
    yield _spec(
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
        yield _spec("constraint", name, f"constraints.{target}", *aliases, source=source, oracle=oracle)


def _points() -> Iterable[ComponentSpec]:
    yield _spec(
        "points",
        "interpolates",
        "constraints.points:Interpolates",
        source=f"{WGAN_GP}, Algorithm 1",
        oracle="points:Interpolates",
    )
    yield _spec("points", "real", "constraints.points:Real", oracle="points:Real")
    yield _spec("points", "fake", "constraints.points:Fake", oracle="points:Fake")
    yield _spec("points", "both", "constraints.points:RealAndFake", source=SOBOLEV, oracle="points:RealAndFake")
    yield _spec(
        "points",
        "perturbed_real",
        "constraints.points:PerturbedReal",
        source=f"{DRAGAN}, Algorithm 1; DRAGAN.ipynb",
        oracle="points:PerturbedReal",
    )
    yield _spec(
        "points",
        "flipped_shifted",
        "constraints.points:FlippedShifted",
        source=f"{CR_GAN}, section 3",
        oracle="augmentations:FlippedShifted",
    )
    yield _spec("points", "jittered", "constraints.points:Jittered", oracle="augmentations:Jittered")
    yield _spec("points", "augmented", "constraints.points:Augmented")
    yield _spec("points", "exchanged", "constraints.points:Exchanged", oracle="augmentations:Exchanged")


def _norms() -> Iterable[ComponentSpec]:
    yield _spec("norm", "euclidean", "constraints.norms:Euclidean", "l2", oracle="norms:Euclidean")
    for name, cls in (("l1", "L1"), ("linf", "LInf"), ("lp", "Lp")):
        yield _spec("norm", name, f"constraints.norms:{cls}", source=BANACH, oracle=f"norms:{cls}")


def _optimizers() -> Iterable[ComponentSpec]:
    yield _spec("optimizer", "sgd", "optimizers.sgd:SGD", source="Polyak 1964", oracle="optimizers:SGD")
    yield _spec(
        "optimizer",
        "rmsprop",
        "optimizers.rmsprop:RMSProp",
        source="Tieleman and Hinton 2012, Lecture 6.5; centred: Graves 2013, arXiv 1308.0850, eq. 38-40",
        oracle="optimizers:RMSProp",
    )
    yield _spec(
        "optimizer",
        "adam",
        "optimizers.adam:Adam",
        source="Kingma and Ba 2015, arXiv 1412.6980, Algorithm 1",
        oracle="optimizers:Adam",
    )
    yield _spec("optimizer", "momentum", "optimizers.momentum:Momentum", source="Polyak 1964", oracle="optimizers:SGD")
    yield _spec(
        "optimizer",
        "nesterov",
        "optimizers.nesterov:Nesterov",
        "nag",
        source="Sutskever et al. 2013, eq. 3 and 4; Bengio et al. 2013, arXiv 1212.0901, section 3.5",
        oracle="optimizers:Nesterov",
    )
    yield _spec(
        "optimizer",
        "adamw",
        "optimizers.adamw:AdamW",
        source="Loshchilov and Hutter 2019, arXiv 1711.05101, Algorithm 2",
        oracle="optimizers:AdamW",
    )
    yield _spec(
        "optimizer",
        "amsgrad",
        "optimizers.amsgrad:AMSGrad",
        source="Reddi et al. 2018, arXiv 1904.09237, Algorithm 2",
        oracle="optimizers:AMSGrad",
    )
    yield _spec(
        "optimizer",
        "optimistic",
        "optimizers.optimistic:Optimistic",
        "omd",
        "ogda",
        source="Daskalakis et al. 2018, arXiv 1711.00141, section 2",
        oracle="optimizers:Optimistic",
    )
    yield _spec(
        "optimizer",
        "optimistic_adam",
        "optimizers.optimistic_adam:OptimisticAdam",
        "oadam",
        "omd_adam",
        source="Daskalakis et al. 2018, arXiv 1711.00141, Algorithm 1",
        oracle="optimizers:OptimisticAdam",
    )


def _averages() -> Iterable[ComponentSpec]:
    yield _spec(
        "average",
        "ema",
        "averages.ema:EMA",
        source="Yazıcı et al. 2019, arXiv 1806.04498; Karras et al. 2018, arXiv 1710.10196, appendix A.1",
        oracle="averages:EMA",
    )


def _games() -> Iterable[ComponentSpec]:
    yield _spec("game", "alternating", "games.alternating:Alternating", source=f"{GOODFELLOW}, Algorithm 1")
    yield _spec("game", "simultaneous", "games.simultaneous:Simultaneous", source=f"{CONSENSUS}, Algorithm 1")
    yield _spec(
        "game",
        "extragradient",
        "games.extragradient:Extragradient",
        source="Korpelevich 1976; Gidel et al. 2019, arXiv 1802.10551, Algorithms 2 and 4",
    )
    by_hand = Support(level="none", reason=WITHOUT_SECOND_DERIVATIVES)
    yield ComponentSpec(
        kind="game",
        name="consensus",
        target="ganreg.games.consensus:Consensus",
        source=f"{CONSENSUS}, Algorithm 2",
        support={"numpy": by_hand, "cupy": by_hand},
    )
    yield _spec(
        "game",
        "lookahead",
        "games.lookahead:Lookahead",
        source="Chavdarova et al. 2021, arXiv 2006.14567, Algorithm 1",
    )


def _schedules() -> Iterable[ComponentSpec]:
    yield _spec("schedule", "constant", "schedules.constant:Constant")
    yield _spec("schedule", "linear", "schedules.linear:Linear")
    yield _spec("schedule", "cosine", "schedules.cosine:Cosine", source="Loshchilov and Hutter 2017, arXiv 1608.03983")
    yield _spec("schedule", "warm_up", "schedules.warm_up:WarmUp", source="Goyal et al. 2017, arXiv 1706.02677")
    yield _spec("schedule", "bursts", "schedules.bursts:Bursts", "wgan-code", source="WassersteinGAN, main.py")


def _networks() -> Iterable[ComponentSpec]:
    for module, name in (
        ("average_pool", "AveragePool"),
        ("batch_norm", "BatchNorm"),
        ("bjorck_dense", "BjorckDense"),
        ("class_projection", "ClassProjection"),
        ("conditional_batch_norm", "ConditionalBatchNorm"),
        ("constant", "Constant"),
        ("conv2d", "Conv2d"),
        ("conv_transpose2d", "ConvTranspose2d"),
        ("dense", "Dense"),
        ("dropout", "Dropout"),
        ("elu", "ELU"),
        ("embedding", "Embedding"),
        ("flatten", "Flatten"),
        ("gelu", "GELU"),
        ("group_norm", "GroupNorm"),
        ("group_sort", "GroupSort"),
        ("head", "Head"),
        ("layer_norm", "LayerNorm"),
        ("leaky_relu", "LeakyReLU"),
        ("relu", "ReLU"),
        ("reshape", "Reshape"),
        ("residual", "Residual"),
        ("sigmoid", "Sigmoid"),
        ("silu", "SiLU"),
        ("softplus", "Softplus"),
        ("tanh", "Tanh"),
        ("upsample", "Upsample"),
    ):
        yield _spec("layer", module, f"networks.layers.{module}:{name}")
    yield _spec("network", "mlp", "networks.mlp:MLP", source=f"{WGAN_GP}, toy experiments")
    yield _spec("network", "dcgan", "networks.dcgan:DCGAN", source="Radford et al. 2016, arXiv 1511.06434")
    yield _spec("network", "resnet", "networks.resnet:ResNet", source=f"{WGAN_GP}, appendix; gan_cifar_resnet.py")
    yield _spec("network", "sequential", "networks.network:Sequential")


def _data() -> Iterable[ComponentSpec]:
    yield _spec("data", "ring", "data.ring:Ring", "8gaussians", source="Gulrajani et al., gan_toy.py")
    yield _spec("data", "grid", "data.grid:Grid", "25gaussians", source="Gulrajani et al., gan_toy.py")
    yield _spec("data", "swiss_roll", "data.swiss_roll:SwissRoll", source="Gulrajani et al., gan_toy.py")
    yield _spec("data", "gaussian", "data.gaussian:Gaussian")
    yield _spec("data", "parallel_lines", "data.parallel_lines:ParallelLines", source=f"{WGAN}, Example 1")
    yield ComponentSpec(
        kind="data",
        name="digits",
        target="ganreg.data.digits:Digits",
        source="Alpaydin and Kaynak 1998, UCI; bundled with scikit-learn",
        requires=(Requirement(module="sklearn", install='pip install "ganreg[data]"'),),
    )
