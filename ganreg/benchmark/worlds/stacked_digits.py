"""Three digits as the channels of one image: a thousand modes."""

from ganreg.benchmark.worlds.digit_reader import DigitReader
from ganreg.benchmark.worlds.digits import IMAGE_SCALING
from ganreg.benchmark.worlds.goal import at_least, at_most
from ganreg.benchmark.worlds.published import Published
from ganreg.benchmark.worlds.training import RelativisticTraining
from ganreg.benchmark.worlds.world import Metrics, World
from ganreg.data import StackedDigits
from ganreg.metrics import Classes

MNIST = "stacked MNIST, 28×28, which is another data set: "
VEEGAN = f"{MNIST}Srivastava et al. 2017 (arXiv 1705.07761), table 2"
PACGAN = f"{MNIST}Lin et al. 2018 (arXiv 1712.04086), table 2: mean of 10 trainings"
R3GAN = f"{MNIST}Huang et al. 2024 (arXiv 2501.05441), table 3"


def _metrics() -> Metrics:
    return (Classes(classifier=DigitReader.trained(), classes=1000, samples=26_000),)


def _row(method: str, source: str, modes: float, kl: float) -> Published:
    return Published(method, {"classes_covered": modes, "class_reverse_kl": kl}, source)


STACKED_DIGITS = World(
    name="stacked-digits",
    title="three of scikit-learn's digits as channels, 1,000 modes; 26,000 samples, each channel read by a classifier",
    data=StackedDigits(),
    training=RelativisticTraining(
        iterations=20000,
        width=256,
        critic_depth=3,
        generator_depth=4,
        latent_dim=64,
        batch_size=128,
        lr=2e-3,
        gamma=(0.1, 1e-3),
        scaling=IMAGE_SCALING,
    ),
    measures=_metrics,
    goals=(at_least("classes_covered", 1000), at_most("class_reverse_kl", 0.035)),
    published=(
        _row("DCGAN", VEEGAN, 99, 3.4),
        _row("VEEGAN", VEEGAN, 150, 2.95),
        _row("PacGAN2", PACGAN, 1000, 0.06),
        _row("WGAN-GP", R3GAN, 959, 0.73),
        _row("StyleGAN2", R3GAN, 940, 0.42),
        _row("R3GAN", R3GAN, 1000, 0.029),
    ),
    repetitions=3,
)
