"""Which classes are covered, by a classifier's word."""

from collections.abc import Callable
from typing import Any, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.data.source import AbstractSource
from ganreg.draws import HostStream
from ganreg.errors import DataError, ParameterError
from ganreg.metrics.abstract import AbstractSampleMetric, Scores
from ganreg.metrics.classifier import fitted_labels
from ganreg.metrics.functions import as_function
from ganreg.metrics.histogram import reverse_kl
from ganreg.params import COUNT, param


@attrs.frozen(kw_only=True)
class Classes(AbstractSampleMetric):
    """Classes that occur, and the reverse KL of their histogram.

    `classes_covered` are those that the classifier gives at least one sample to, and `class_reverse_kl` is
    KL(p̂ ‖ uniform) of their histogram, in nats.

    A classifier's mistakes hide missing classes: look also at what it makes of real samples (the perfect sampler's
    score), and beware of images that are of no class, for it gives them one all the same.

    Source: Metz et al. 2017 (Unrolled GAN, arXiv 1611.02163), section 3.3.1, "stacked MNIST"; Lin et al. 2018 (PacGAN,
    arXiv 1712.04086), section 4.2: 26,000 samples.
    """

    name = "classes"
    compares = False

    classifier: Callable[[NDArray[Any]], Any] | None = param(
        None,
        "From samples `(n, *shape)` to labels `(n,)`, or `'module:function'`; else learned from the labels.",
        converter=as_function,
    )
    classes: int | None = param(
        None, "How many there are; as many as the data's labels by default.", validator=attrs.validators.optional(COUNT)
    )

    def prepared(self, source: AbstractSource) -> Self:
        """This metric with a classifier of the data's classes.

        Raises:
            DataError: there is neither a classifier nor labels, or there are labels of more classes.
        """
        classes = self.classes or source.classes
        if classes is None:
            raise DataError("Nobody says how many classes there are: give classes=, or data with labels 0, 1, 2, …")
        if self.classifier is None and (source.classes or 0) > classes:
            raise DataError(f"classes={classes}, but the data have labels of {source.classes} classes. Leave it out.")
        return attrs.evolve(self, classes=classes, classifier=self.classifier or fitted_labels(source))

    def measure(self, real: NDArray[Any] | None, fake: NDArray[Any], stream: HostStream) -> Scores:
        """The two scores of samples `(n, *shape)`; real ones play no part."""
        counts = self.count(fake)
        return {
            "classes_covered": int(np.count_nonzero(counts)),
            "class_reverse_kl": float(reverse_kl(counts)),
        }

    def count(self, x: NDArray[Any]) -> NDArray[np.int64]:
        """How many samples are of each class, `(classes,)`.

        Raises:
            ParameterError: there is no classifier, or it gives what is no class.
        """
        if self.classifier is None or self.classes is None:
            raise ParameterError("Classes: no classifier, or no number of classes. Give both.")
        labels = np.asarray(self.classifier(x))
        whole = labels.shape == (len(x),) and labels.dtype.kind in "iu"
        if not whole or labels.min() < 0 or labels.max() >= self.classes:
            raise ParameterError(
                f"The classifier gives {labels.dtype} of shape {labels.shape}, from {labels.min()} to {labels.max()}. "
                f"Expected integers ({len(x)},) from 0 to {self.classes - 1}."
            )
        return np.bincount(labels, minlength=self.classes)
