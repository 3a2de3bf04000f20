"""The residual networks of WGAN-GP."""

import attrs

from ganreg.networks.image_network import NORMS, AbstractImageNetwork, Layers
from ganreg.networks.initializers import FOR_WEIGHTS
from ganreg.networks.layers import (
    AveragePool,
    ClassProjection,
    ConditionalBatchNorm,
    Conv2d,
    Dense,
    Embedding,
    Flatten,
    ReLU,
    Reshape,
    Residual,
    Tanh,
    Upsample,
)
from ganreg.params import COUNT, OneOf, param


@attrs.frozen
class ResNet(AbstractImageNetwork):
    """Residual blocks of two 3×3 convolutions, all with `width` channels; pre-activated, norms in the generator only.

    For images of start·2^L pixels per side, start from 4 to 7. CIFAR-10's 32 = 4·2³ gives the paper's table:

    - generator: Dense to start×start pixels; L blocks that double the sides; norm, ReLU, 3×3 convolution, tanh.
    - critic: L − 1 blocks that halve the sides, at least one, the first without an activation before it; two blocks
      that keep them; ReLU, the mean over all pixels, Dense to one score.

    So the critic's last images have 2·start pixels per side, of 8×8 images 4. Other sizes get fewer or more blocks of
    the same width; the paper's network for 64×64, whose channels double with each halving, is another.

    With classes, the generator's blocks have conditional batch norm, as in the authors' code, and a projection ends the
    critic, as in Miyato and Koyama 2018 (arXiv 1802.05637). The supervised result of the WGAN-GP paper came from an
    auxiliary classifier instead (AC-GAN). With another norm the label's embedding joins the latent.

    Where batch norm takes the mean, blocks have no biases: the code has some, which change nothing. Where weights start
    from U(−a, a) with He's variance there, they start from a normal distribution here.

    Source: Gulrajani et al. 2017 (arXiv 1704.00028), appendix; igul222/improved_wgan_training, gan_cifar_resnet.py.
    """

    name = "resnet"

    width: int = param(128, "Channels between input and output.", validator=COUNT, kw_only=True)
    norm: str = param("batch", "What normalises the generator.", validator=OneOf(tuple(NORMS)), kw_only=True)
    init: str = param(
        "he",
        "How the 3×3 convolutions of blocks start; all other weights start as glorot.",
        validator=OneOf(FOR_WEIGHTS),
        kw_only=True,
    )

    def generator(self, channels: int, start: int, doublings: int) -> Layers:
        """From a latent to an image in (−1, 1)."""
        labels, norm = self._classes()
        bias = self.norm != "batch"
        conv, skip = self._conv(bias), Conv2d(self.width, kernel=1, bias=bias, init="glorot")
        up = Residual((*norm, ReLU(), Upsample(), conv, *norm, ReLU(), conv), (Upsample(), skip))
        dense = Dense(self.width * start**2, init="glorot")
        image = (*NORMS[self.norm], ReLU(), Conv2d(channels, kernel=3, padding=1, init="glorot"), Tanh())
        return (*labels, dense, Reshape((self.width, start, start)), *(up,) * doublings, *image)

    def _classes(self) -> tuple[Layers, Layers]:
        """What stands before the generator's first layer, and what normalises in its blocks."""
        if self.classes is None:
            return (), NORMS[self.norm]
        if self.norm == "batch":
            return (), (ConditionalBatchNorm(self.classes),)
        return (Embedding(self.classes),), NORMS[self.norm]

    def critic(self, start: int, doublings: int) -> Layers:
        """From an image to a score."""
        conv, skip, halve = self._conv(), Conv2d(self.width, kernel=1, init="glorot"), AveragePool(2)
        first = Residual((conv, ReLU(), conv, halve), (halve, skip))
        down = Residual((ReLU(), conv, ReLU(), conv, halve), (skip, halve))
        keep = Residual((ReLU(), conv, ReLU(), conv))
        halvings = max(1, doublings - 1)
        blocks = (first, *(down,) * (halvings - 1), keep, keep)
        score = Dense(1, init="glorot") if self.classes is None else ClassProjection(self.classes)
        return (*blocks, ReLU(), AveragePool(start << (doublings - halvings)), Flatten(), score)

    def _conv(self, bias: bool = True) -> Conv2d:
        return Conv2d(self.width, kernel=3, padding=1, bias=bias, init=self.init)


resnet = ResNet
