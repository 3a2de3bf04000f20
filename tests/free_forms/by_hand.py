"""Implementations for `numpy`, `cupy` and `strict`, with gradients by hand."""


class JensenShannonByHand:
    """With q = ‖g‖² and s = σ(f): of real samples ∂/∂f = −γ/n·(1 − s)²·s·q and ∂/∂g = γ/n·(1 − s)²·g.

    Of fake ones γ/m·s²·(1 − s)·q and γ/m·s²·g.
    """

    def __init__(self, component):
        self.gamma = component.gamma

    def evaluate(self, critic, real, fake, stream, xp):
        value_of_real, in_scores, in_slopes = self._terms(critic, real, xp, sign=-1.0)
        gradient = critic.score_gradient(real, in_scores) + critic.slope_gradient(real, in_slopes)
        value_of_fake, in_scores, in_slopes = self._terms(critic, fake, xp, sign=1.0)
        gradient = gradient + critic.score_gradient(fake, in_scores) + critic.slope_gradient(fake, in_slopes)
        return value_of_real + value_of_fake, gradient

    def _terms(self, critic, x, xp, sign):
        """The half of the term at these samples, with its derivatives; 1 − σ(f) = σ(−f), so a sign serves both."""
        t, slopes, n = sign * critic.scores(x), critic.slopes(x), x.shape[0]
        s, squares = 1 / (1 + xp.exp(-t)), xp.sum(xp.reshape(slopes, (n, -1)) ** 2, axis=1)
        in_slopes = self.gamma / n * xp.reshape(s * s, (n, *[1] * (x.ndim - 1))) * slopes
        in_scores = sign * self.gamma / n * s * s * (1 - s) * squares
        return self.gamma / 2 * xp.mean(s * s * squares), in_scores, in_slopes


class FreeGPByHand:
    """∂/∂g = 2λ/n·(‖g‖ − 1)·g/‖g‖, 0 where ‖g‖ = 0."""

    def __init__(self, component):
        self.weight = component.weight

    def evaluate(self, critic, real, fake, stream, xp):
        n, ones = real.shape[0], [1] * (real.ndim - 1)
        epsilon = stream.uniform((n, *ones))
        points = epsilon * real + (1 - epsilon) * fake
        slopes = critic.slopes(points)
        norms = xp.sqrt(xp.sum(xp.reshape(slopes, (n, -1)) ** 2, axis=1))
        factors = 2 * self.weight / n * (norms - 1) / xp.where(norms > 0, norms, xp.ones_like(norms))
        directions = xp.reshape(factors, (n, *ones)) * slopes
        return self.weight * xp.mean((norms - 1) ** 2), critic.slope_gradient(points, directions)
