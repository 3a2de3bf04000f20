"""What others have published of a world."""

from collections.abc import Mapping

import attrs


@attrs.frozen
class Published:
    """Scores of one method.

    Args:
        method: its name.
        scores: by the names of the world's metrics, in their units; what was not published is missing.
        source: where they stand.
    """

    method: str
    scores: Mapping[str, float]
    source: str
