"""Optimizers, averages, games and schedules."""

from collections.abc import Iterable

from ganreg.builtin.spec import GOODFELLOW, spec
from ganreg.component import ComponentSpec, Support

CONSENSUS = "Mescheder et al. 2017, arXiv 1705.10461"
WITHOUT_SECOND_DERIVATIVES = (
    "it needs the second derivatives of both losses in all parameters, and only first ones are written by hand there. "
    "Use backend='torch'."
)


def training() -> Iterable[ComponentSpec]:
    """All optimizers, averages, games and schedules."""
    yield from _optimizers()
    yield from _averages()
    yield from _games()
    yield from _schedules()


def _optimizers() -> Iterable[ComponentSpec]:
    yield spec("optimizer", "sgd", "optimizers.sgd:SGD", source="Polyak 1964", oracle="optimizers:SGD")
    yield spec(
        "optimizer",
        "rmsprop",
        "optimizers.rmsprop:RMSProp",
        source="Tieleman and Hinton 2012, Lecture 6.5; centred: Graves 2013, arXiv 1308.0850, eq. 38-40",
        oracle="optimizers:RMSProp",
    )
    yield spec(
        "optimizer",
        "adam",
        "optimizers.adam:Adam",
        source="Kingma and Ba 2015, arXiv 1412.6980, Algorithm 1",
        oracle="optimizers:Adam",
    )
    yield spec("optimizer", "momentum", "optimizers.momentum:Momentum", source="Polyak 1964", oracle="optimizers:SGD")
    yield spec(
        "optimizer",
        "nesterov",
        "optimizers.nesterov:Nesterov",
        "nag",
        source="Sutskever et al. 2013, eq. 3 and 4; Bengio et al. 2013, arXiv 1212.0901, section 3.5",
        oracle="optimizers:Nesterov",
    )
    yield spec(
        "optimizer",
        "adamw",
        "optimizers.adamw:AdamW",
        source="Loshchilov and Hutter 2019, arXiv 1711.05101, Algorithm 2",
        oracle="optimizers:AdamW",
    )
    yield spec(
        "optimizer",
        "amsgrad",
        "optimizers.amsgrad:AMSGrad",
        source="Reddi et al. 2018, arXiv 1904.09237, Algorithm 2",
        oracle="optimizers:AMSGrad",
    )
    yield spec(
        "optimizer",
        "optimistic",
        "optimizers.optimistic:Optimistic",
        "omd",
        "ogda",
        source="Daskalakis et al. 2018, arXiv 1711.00141, section 2",
        oracle="optimizers:Optimistic",
    )
    yield spec(
        "optimizer",
        "optimistic_adam",
        "optimizers.optimistic_adam:OptimisticAdam",
        "oadam",
        "omd_adam",
        source="Daskalakis et al. 2018, arXiv 1711.00141, Algorithm 1",
        oracle="optimizers:OptimisticAdam",
    )


def _averages() -> Iterable[ComponentSpec]:
    yield spec(
        "average",
        "ema",
        "averages.ema:EMA",
        source="Yazıcı et al. 2019, arXiv 1806.04498; Karras et al. 2018, arXiv 1710.10196, appendix A.1",
        oracle="averages:EMA",
    )


def _games() -> Iterable[ComponentSpec]:
    yield spec("game", "alternating", "games.alternating:Alternating", source=f"{GOODFELLOW}, Algorithm 1")
    yield spec("game", "simultaneous", "games.simultaneous:Simultaneous", source=f"{CONSENSUS}, Algorithm 1")
    yield spec(
        "game",
        "extragradient",
        "games.extragradient:Extragradient",
        source="Korpelevich 1976; Gidel et al. 2019, arXiv 1802.10551, Algorithms 2 and 4",
    )
    by_hand = Support(level="none", reason=WITHOUT_SECOND_DERIVATIVES)
    yield ComponentSpec(
        kind="game",
        name="consensus",
        target="ganreg.games.consensus:Consensus",
        source=f"{CONSENSUS}, Algorithm 2",
        support={"numpy": by_hand, "cupy": by_hand, "strict": by_hand},
    )
    yield spec(
        "game",
        "lookahead",
        "games.lookahead:Lookahead",
        source="Chavdarova et al. 2021, arXiv 2006.14567, Algorithm 1",
    )


def _schedules() -> Iterable[ComponentSpec]:
    yield spec("schedule", "constant", "schedules.constant:Constant")
    yield spec("schedule", "linear", "schedules.linear:Linear")
    yield spec("schedule", "cosine", "schedules.cosine:Cosine", source="Loshchilov and Hutter 2017, arXiv 1608.03983")
    yield spec("schedule", "warm_up", "schedules.warm_up:WarmUp", source="Goyal et al. 2017, arXiv 1706.02677")
    yield spec("schedule", "bursts", "schedules.bursts:Bursts", "wgan-code", source="WassersteinGAN, main.py")
