"""What the plugin announces."""

from ganreg.component import ComponentSpec

HAND = ("numpy", "cupy", "strict")


def _spec(cls, name, *, hand=False, **details):
    implementations = {"torch": f"free_forms.by_torch:{cls}ByTorch"}
    implementations |= dict.fromkeys(HAND, f"free_forms.by_hand:{cls}ByHand") if hand else {}
    return ComponentSpec(
        kind="constraint",
        name=name,
        target=f"free_forms.components:{cls}",
        oracle=f"free_forms.oracles:{cls}Oracle",
        implementations=implementations,
        **details,
    )


def ganreg_components():
    """The Jensen–Shannon regulariser, WGAN-GP's penalty, gradient normalisation, and a penalty of moving points."""
    yield _spec("JensenShannon", "js_regulariser", hand=True, source="Roth et al. 2017, Ω_JS")
    yield _spec("FreeGP", "free_gp", hand=True, source="Gulrajani et al. 2017, equation 3")
    yield _spec("GradientNormalisation", "gradient_normalisation", source="Wu et al. 2021, f̂")
    yield _spec("Adversarial", "adversarial")
