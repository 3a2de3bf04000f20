"""The same once more for the reference: values alone, sample by sample, in formulas that take complex numbers."""

import numpy as np


def sigmoid(t):
    return 1.0 / (1.0 + np.exp(-t))


def norm(g):
    return np.sqrt(np.sum(g * g))


class JensenShannonOracle:
    def __init__(self, component):
        self.gamma = component.gamma

    def value(self, critic, real, fake, stream):
        at_real = [self._squared(critic, x, i) * (1 - sigmoid(critic.score(x, i))) ** 2 for i, x in enumerate(real)]
        at_fake = [self._squared(critic, x, i) * sigmoid(critic.score(x, i)) ** 2 for i, x in enumerate(fake)]
        return self.gamma / 2 * (sum(at_real) / len(real) + sum(at_fake) / len(fake))

    def _squared(self, critic, x, i):
        slope = critic.slope(x, i)
        return np.sum(slope * slope)


class FreeGPOracle:
    def __init__(self, component):
        self.weight = component.weight

    def value(self, critic, real, fake, stream):
        epsilon = stream.uniform((len(real),))
        points = [e * x + (1 - e) * y for e, x, y in zip(epsilon, real, fake, strict=True)]
        return self.weight * sum((norm(critic.slope(x, i)) - 1) ** 2 for i, x in enumerate(points)) / len(points)


class GradientNormalisationOracle:
    def __init__(self, component):
        pass

    def score(self, critic, x):
        f = critic.score(x)
        return f / (norm(critic.slope(x)) + (f if np.real(f) > 0 else -f))


class AdversarialOracle:
    def __init__(self, component):
        self.weight, self.radius, self.held = component.weight, component.radius, component.held

    def value(self, critic, real, fake, stream):
        noise = 0.1 * stream.normal(real.shape)
        parts = [self._of(critic, x, n, i) for i, (x, n) in enumerate(zip(real, noise, strict=True))]
        return self.weight * sum(parts) / len(parts)

    def _of(self, critic, x, noise, i):
        slope = critic.slope(x + noise, i)
        direction = slope / norm(slope)
        point = x + self.radius * (critic.constant(direction) if self.held else direction)
        return (critic.score(x, i) - critic.score(point, i)) ** 2
