"""The benchmark: a critic for each pair, and its score."""

from collections.abc import Callable, Iterable, Iterator
from time import process_time

from ganreg.benchmark.w1.critic import Settings, train, untrained
from ganreg.benchmark.w1.pair import Pair
from ganreg.benchmark.w1.score import Score, score

Tell = Callable[[str, int], None]


def scores(
    pairs: Iterable[Pair], settings: Settings, iterations: int, tell: Tell = lambda name, done: None
) -> Iterator[Score]:
    """Train a critic on each pair, and score it.

    Args:
        pairs: the truths.
        settings: of each critic, as in `critic.recipe`.
        iterations: of each critic.
        tell: hears the pair's name and how many iterations are done.

    Raises:
        NonFiniteError: a critic diverged.
    """
    for pair in pairs:
        gan, started = untrained(pair, settings), process_time()
        train(gan, pair, iterations, lambda done, name=pair.name: tell(name, done))  # type: ignore[misc]
        yield score(gan, pair, process_time() - started)
