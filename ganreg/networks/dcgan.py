"""The deep convolutional GAN."""

import attrs

from ganreg.networks.image_network import NORMS, AbstractImageNetwork, Layers
from ganreg.networks.initializers import FOR_WEIGHTS
from ganreg.networks.layers import (
    ClassProjection,
    Conv2d,
    ConvTranspose2d,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    LeakyReLU,
    ReLU,
    Reshape,
    Tanh,
)
from ganreg.params import COUNT, OneOf, Range, param


@attrs.frozen
class DCGAN(AbstractImageNetwork):
    """Strided convolutions that double the channels while they halve the image, and the way back.

    For images of start·2^L pixels per side, start from 4 to 7 (28 = 7·2², 64 = 4·2⁴):

    - generator: Dense to `width·2^(L−1)` channels of start×start pixels, norm, ReLU; L transposed convolutions that
      double the sides and halve the channels, norm and ReLU between them; the last leads to the image, then tanh.
    - critic: L convolutions from `width` to `width·2^(L−1)` channels, LeakyReLU(0.2) after each, norm before it on all
      but the first, dropout after it if wanted (as in CT-GAN's critic); then Dense to one logit.

    With classes, the generator's latent comes with the label's embedding, and a projection ends the critic. A critic
    with batch norm mixes samples: with a gradient penalty take `norm="layer"` or `"none"`.

    Kernels are 4×4 as in pytorch/examples; those of the authors' first code (Newmu/dcgan_code) were 5×5, which stride 2
    does not divide. As in pytorch/examples, the generator's first norm works channel by channel; that of the first code
    had statistics for each pixel. Unlike in both, norms start at exactly 1, not N(1, 0.02²), and convolutions without a
    norm after them have a bias. The paper's figure 1 is `width=128` for 64×64 pixels, pytorch/examples `width=64`.

    Source: Radford, Metz, Chintala 2016 (arXiv 1511.06434), sections 3 and 4; pytorch/examples, dcgan/main.py.
    """

    name = "dcgan"

    width: int = param(64, "Channels beside the image; twice as many with each halving.", validator=COUNT, kw_only=True)
    norm: str = param("batch", "What normalises both networks.", validator=OneOf(tuple(NORMS)), kw_only=True)
    init: str = param("dcgan", "How all weights start.", validator=OneOf(FOR_WEIGHTS), kw_only=True)
    dropout: float = param(
        0.0,
        "The probability that a number of the critic is dropped, after each activation.",
        validator=Range(0, 1, high_open=True),
        kw_only=True,
    )

    def generator(self, channels: int, start: int, doublings: int) -> Layers:
        """From a latent to an image in (−1, 1)."""
        first, *widths = [self.width << level for level in reversed(range(doublings))]
        labels = () if self.classes is None else (Embedding(self.classes),)
        between = (*NORMS[self.norm], ReLU())
        dense = Dense(first * start**2, bias=self._bias, init=self.init)
        layers: Layers = (*labels, dense, Reshape((first, start, start)), *between)
        for width in widths:
            layers += (ConvTranspose2d(width, kernel=4, stride=2, padding=1, bias=self._bias, init=self.init), *between)
        return (*layers, ConvTranspose2d(channels, kernel=4, stride=2, padding=1, init=self.init), Tanh())

    def critic(self, start: int, doublings: int) -> Layers:
        """From an image to a logit."""
        first, *widths = [self.width << level for level in range(doublings)]
        active: Layers = (LeakyReLU(0.2), *((Dropout(self.dropout),) * (self.dropout > 0)))
        layers: Layers = (Conv2d(first, kernel=4, stride=2, padding=1, init=self.init), *active)
        for width in widths:
            conv = Conv2d(width, kernel=4, stride=2, padding=1, bias=self._bias, init=self.init)
            layers += (conv, *NORMS[self.norm], *active)
        if self.classes is None:
            return (*layers, Flatten(), Dense(1, init=self.init))
        return (*layers, Flatten(), ClassProjection(self.classes, init=self.init))

    @property
    def _bias(self) -> bool:
        """Whether convolutions between others have a bias: before a norm, the norm's own is enough."""
        return self.norm == "none"


dcgan = DCGAN
