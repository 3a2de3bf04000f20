"""What a world counts as solved by."""

import attrs


@attrs.frozen
class Goal:
    """A bound on one score.

    Args:
        score: its name, as the world's metrics give it.
        bound: the least or the most that is good enough.
        least: whether it is the least.
    """

    score: str
    bound: float
    least: bool = False

    def met(self, value: float) -> bool:
        """Whether a value is good enough; NaN never is."""
        return value >= self.bound if self.least else value <= self.bound


def at_least(score: str, bound: float) -> Goal:
    """A score that must be as large."""
    return Goal(score, bound, least=True)


def at_most(score: str, bound: float) -> Goal:
    """A score that must be as small."""
    return Goal(score, bound)
