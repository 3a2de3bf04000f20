"""Features and class probabilities of images, by an extractor such as Inception's, from weights that the user has."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import torch
from numpy.typing import NDArray

from ganreg.errors import DataError, MissingDependencyError, ParameterError
from ganreg.params import COUNT, FINITE, param

COLOURS = 3


@attrs.frozen(kw_only=True)
class ImageExtractor:
    """A PyTorch extractor of features for the metrics `frechet`, `kid`, … and of probabilities for `inception_score`.

    Images `(n, c, h, w)`, grey or in colour, come in the data's own units; `low` and `high` become 0 and 255, and what
    is rounded to whole numbers between is what the extractor sees, as in the implementations that papers compare with.

        extractor = ImageExtractor(module=mine, high=1.0)
        ganreg.metrics.evaluate(gan, {"name": "frechet", "features": extractor.features})

    Args:
        module: from images `(n, 3, h, w)`, uint8, to a tensor of features, or to a tuple of features and logits. The
            extractors of torch-fidelity and of torchmetrics are such modules.
        low: what becomes 0.
        high: what becomes 255.
        batch_size: how many images go through it at once.
        device: where it computes.
    """

    module: Callable[[torch.Tensor], Any] = attrs.field()
    low: float = param(0.0, "What becomes 0.", validator=FINITE)
    high: float = param(255.0, "What becomes 255.", validator=FINITE)
    batch_size: int = param(64, "Images at once.", validator=COUNT)
    device: str = "cpu"

    def __attrs_post_init__(self) -> None:
        if not self.low < self.high:
            raise ParameterError(f"low={self.low}, high={self.high}: expected low < high, the data's range.")

    def features(self, x: NDArray[Any]) -> NDArray[np.float64]:
        """Features `(n, d)`."""
        return self._extracted(x, 0)

    def probabilities(self, x: NDArray[Any]) -> NDArray[np.float64]:
        """Probabilities `(n, classes)`: softmax of the logits.

        Raises:
            ParameterError: the extractor gives no logits.
        """
        logits = torch.from_numpy(self._extracted(x, 1))
        return np.asarray(torch.softmax(logits, dim=1))

    def _extracted(self, x: NDArray[Any], place: int) -> NDArray[np.float64]:
        images = self._as_bytes(x)
        with torch.no_grad():
            parts = [self._part(self.module(some.to(self.device)), place) for some in images.split(self.batch_size)]
        return torch.cat(parts).numpy()

    def _part(self, given: Any, place: int) -> torch.Tensor:
        """Features or logits among what the module gives, `(n, d)`, on the host."""
        several = given if isinstance(given, (tuple, list)) else (given,)
        if place >= len(several):
            raise ParameterError("This extractor gives features alone, no logits: there are no probabilities.")
        return several[place].flatten(1).double().cpu()

    def _as_bytes(self, x: NDArray[Any]) -> torch.Tensor:
        """Images in colour, uint8.

        Raises:
            DataError: they are no images.
        """
        images = np.asarray(x, dtype=np.float64)
        if images.ndim != 4 or images.shape[1] not in (1, COLOURS):
            raise DataError(f"Samples of shape {images.shape}: expected images (n, 1, h, w) or (n, 3, h, w).")
        scaled = np.clip(np.rint(255 * (images - self.low) / (self.high - self.low)), 0, 255)
        return torch.from_numpy(np.repeat(scaled, COLOURS // images.shape[1], axis=1).astype(np.uint8))


def inception(weights: str | Path, **choices: Any) -> ImageExtractor:
    """Inception v3 as FID, KID and the Inception score use it, by torch-fidelity. Nothing is downloaded.

    Args:
        weights: the file `weights-inception-2015-12-05-6726825d.pth` of torch-fidelity's releases, the weights of
            TensorFlow's `inception-2015-12-05`.
        choices: `low`, `high`, `batch_size` and `device` of an `ImageExtractor`.

    Raises:
        MissingDependencyError: torch-fidelity is not installed.
        DataError: the file is missing, or holds no weights of that network.

    Source: Szegedy et al. 2016 (arXiv 1512.00567); Heusel et al. 2017 (arXiv 1706.08500).
    """
    try:
        module = import_module("torch_fidelity.feature_extractor_inceptionv3")
    except ImportError as error:
        raise MissingDependencyError(
            f'Inception needs torch-fidelity, which cannot be imported ({error}). Install it: pip install "ganreg[fid]"'
        ) from error
    path = Path(weights)
    if not path.is_file():
        raise DataError(f"There are no weights {str(path)!r}. Get weights-inception-2015-12-05-6726825d.pth first.")
    try:
        torch.load(path, map_location="cpu", weights_only=True)  # torch-fidelity itself would run whatever is in it
        network = module.FeatureExtractorInceptionV3("inception", ["2048", "logits_unbiased"], str(path))
    except Exception as error:
        raise DataError(f"{str(path)!r} holds no weights of Inception v3: {error}") from error
    extractor = ImageExtractor(module=network, **choices)
    network.to(extractor.device)
    return extractor
