"""ganreg's own components, announced as any plugin announces its own. The oracles are in the reference package."""

from collections.abc import Iterable

from ganreg.component import ComponentSpec, Requirement

GOODFELLOW = "Goodfellow et al. 2014, arXiv 1406.2661"
WGAN = "Arjovsky et al. 2017, arXiv 1701.07875"
WGAN_GP = "Gulrajani et al. 2017, arXiv 1704.00028"


def ganreg_components() -> Iterable[ComponentSpec]:
    """Losses, constraints, point sets, norms, optimizers, layers, networks, schedules and data sets of the core."""
    yield from _losses()
    yield from _constraints()
    yield from _points()
    yield from _norms()
    yield from _optimizers()
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


def _points() -> Iterable[ComponentSpec]:
    yield _spec(
        "points",
        "interpolates",
        "constraints.points:Interpolates",
        source=f"{WGAN_GP}, Algorithm 1",
        oracle="constraints:Interpolates",
    )
    yield _spec("points", "real", "constraints.points:Real", oracle="constraints:Real")
    yield _spec("points", "fake", "constraints.points:Fake", oracle="constraints:Fake")


def _norms() -> Iterable[ComponentSpec]:
    yield _spec("norm", "euclidean", "constraints.norms:Euclidean", oracle="constraints:Euclidean")


def _optimizers() -> Iterable[ComponentSpec]:
    yield _spec("optimizer", "sgd", "optimizers.sgd:SGD", source="Polyak 1964", oracle="optimizers:SGD")
    yield _spec(
        "optimizer",
        "rmsprop",
        "optimizers.rmsprop:RMSProp",
        source="Tieleman and Hinton 2012, Lecture 6.5",
        oracle="optimizers:RMSProp",
    )
    yield _spec(
        "optimizer",
        "adam",
        "optimizers.adam:Adam",
        source="Kingma and Ba 2015, arXiv 1412.6980, Algorithm 1",
        oracle="optimizers:Adam",
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
        ("class_projection", "ClassProjection"),
        ("conditional_batch_norm", "ConditionalBatchNorm"),
        ("constant", "Constant"),
        ("conv2d", "Conv2d"),
        ("conv_transpose2d", "ConvTranspose2d"),
        ("dense", "Dense"),
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
