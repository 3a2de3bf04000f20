"""What a layer may know of a pass beside its samples and its weights."""

from collections.abc import Mapping
from typing import Any

import attrs

Array = Any
Weights = Mapping[str, Array]


@attrs.frozen
class Context:
    """One pass of one set of samples.

    Args:
        labels: class numbers `(n,)`, integers, where the network takes some.
        training: whether the set's own statistics and the masks among the weights are used, not the running ones.
    """

    labels: Array | None = None
    training: bool = True
