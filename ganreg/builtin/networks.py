"""Layers, networks and data sets."""

from collections.abc import Iterable

from ganreg.builtin.spec import WGAN, WGAN_GP, spec
from ganreg.component import ComponentSpec, Requirement


def networks() -> Iterable[ComponentSpec]:
    """All layers, networks and data sets."""
    yield from _networks()
    yield from _data()


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
        yield spec("layer", module, f"networks.layers.{module}:{name}")
    yield spec("network", "mlp", "networks.mlp:MLP", source=f"{WGAN_GP}, toy experiments")
    yield spec("network", "dcgan", "networks.dcgan:DCGAN", source="Radford et al. 2016, arXiv 1511.06434")
    yield spec("network", "resnet", "networks.resnet:ResNet", source=f"{WGAN_GP}, appendix; gan_cifar_resnet.py")
    yield spec("network", "sequential", "networks.network:Sequential")


def _data() -> Iterable[ComponentSpec]:
    yield spec("data", "ring", "data.ring:Ring", "8gaussians", source="Gulrajani et al., gan_toy.py")
    yield spec("data", "grid", "data.grid:Grid", "25gaussians", source="Gulrajani et al., gan_toy.py")
    yield spec("data", "swiss_roll", "data.swiss_roll:SwissRoll", source="Gulrajani et al., gan_toy.py")
    yield spec("data", "gaussian", "data.gaussian:Gaussian")
    yield spec("data", "parallel_lines", "data.parallel_lines:ParallelLines", source=f"{WGAN}, Example 1")
    bundled = (Requirement(module="sklearn", install='pip install "ganreg[data]"'),)
    yield ComponentSpec(
        kind="data",
        name="digits",
        target="ganreg.data.digits:Digits",
        source="Alpaydin and Kaynak 1998, UCI; bundled with scikit-learn",
        requires=bundled,
    )
    yield ComponentSpec(
        kind="data",
        name="stacked_digits",
        target="ganreg.data.stacked_digits:StackedDigits",
        source="Metz et al. 2017, arXiv 1611.02163, section 3.3.1, with scikit-learn's digits",
        requires=bundled,
    )
