"""Two distributions whose W1 and optimal potential are known exactly."""

from pathlib import Path
from typing import Any, Self

import attrs
import numpy as np

from ganreg.benchmark.w1.funnels import SIDE, Float64, Funnels
from ganreg.draws import HostStream
from ganreg.errors import DataError

POWER = 8
"""How strongly samples are drawn towards the centres."""


@attrs.frozen(eq=False)
class Pair:
    """Q uniform on a box, and P its image under y = aₙ + T·(t/T)⁸·v along the rays of `Funnels`.

    A sample x of Q in cell n lies on the ray from aₙ along v = (x − aₙ)/t, t = ‖x − aₙ‖; T is where the ray leaves box
    or cell. y lies on the same ray, nearer to aₙ, so u(x) − u(y) = ‖x − y‖: transport along rays of slope 1 is optimal
    (Kantorovich–Rubinstein), W1(Q, P) = E ‖x − y‖, and −u is an optimal critic, high on P.

    Source: Korotin, Kolesov, Burnaev 2022 (arXiv 2206.07767), section 4; justkolesov/Wasserstein1Benchmark (p = 8).
    """

    name: str
    funnels: Funnels

    @classmethod
    def drawn(cls, dim: int, funnels: int, seed: int = 0) -> Self:
        """The pair of a seed, as `Funnels.drawn` says."""
        return cls(f"dim{dim}_funnels{funnels}", Funnels.drawn(dim, funnels, seed))

    @classmethod
    def from_file(cls, path: str | Path) -> Self:
        """A pair from an `.npz` file with `centers` `(n, d)`, within the box, and `bias` `(n,)`.

        Raises:
            DataError: the file holds no such arrays.
        """
        path = Path(path)
        try:
            with np.load(path, allow_pickle=False) as arrays:
                centres, biases = arrays["centers"].astype(np.float64), arrays["bias"].astype(np.float64)
        except (OSError, KeyError, ValueError, TypeError, EOFError) as error:
            raise DataError(
                f"{str(path)!r} holds no pair: {error}. Expected .npz with `centers` and `bias`."
            ) from error
        _check(path, centres, biases)
        return cls(path.stem, Funnels(centres, biases))

    @property
    def dim(self) -> int:
        """The dimension d of the box."""
        return self.funnels.dim

    @property
    def count(self) -> int:
        """How many funnels there are."""
        return len(self.funnels.biases)

    def fake(self, n: int, stream: HostStream) -> Float64:
        """`n` samples of Q, `(n, d)`."""
        return (2 * stream.uniform((n, self.dim)) - 1) * SIDE

    def real(self, n: int, stream: HostStream) -> Float64:
        """`n` samples of P, `(n, d)`, not coupled to any of Q that were drawn elsewhere."""
        return self.transported(self.fake(n, stream))

    def transported(self, x: Any) -> Float64:
        """The optimal map at points of the box `(m, d)`; a centre stays where it is."""
        cells = self.funnels.cells(x)
        start = self.funnels.centres[cells]
        length, direction = np.linalg.norm(x - start, axis=1), self.funnels.gradient(x)
        reach = np.where(length > 0, self.funnels.reach(cells, direction), 1)
        return start + (reach * (length / reach) ** POWER)[:, None] * direction  # type: ignore[no-any-return]

    def distance(self, n: int, stream: HostStream) -> tuple[float, float]:
        """W1 as the mean of ‖x − y‖ over `n` samples, and its standard error."""
        x = self.fake(n, stream)
        lengths = np.linalg.norm(x - self.transported(x), axis=1)
        return float(lengths.mean()), float(lengths.std() / n**0.5)

    def critic_gradient(self, y: Any) -> Float64:
        """−∇u, the gradient of the optimal critic that is high on P."""
        return -self.funnels.gradient(y)


def _check(path: Path, centres: Float64, biases: Float64) -> None:
    shapes = f"centers {centres.shape} and bias {biases.shape}"
    if centres.ndim != 2 or biases.shape != centres.shape[:1] or centres.size == 0:
        raise DataError(f"{str(path)!r} has {shapes}, expected (n, d) and (n,).")
    if not (np.isfinite(biases).all() and (abs(centres) <= SIDE).all()):
        raise DataError(f"{str(path)!r}: expected finite biases, and centres within [−{SIDE}, {SIDE}].")
