"""Which files are mutated, and which tests are meant to notice: the quickest first."""

from pathlib import Path

LEFT_OUT = {
    "reference/ganreg_reference/arrays.py": "copies",
    "reference/ganreg_reference/backend.py": "wiring",
    "reference/ganreg_reference/contracts.py": "signatures",
    "reference/ganreg_reference/engine.py": "wiring: which formula is asked when",
    "reference/ganreg_reference/given.py": "refusals",
    "reference/ganreg_reference/oracles.py": "wiring: which formula stands for which component",
    "reference/ganreg_reference/own_formulas.py": "a stranger's own formulas, passed on",
    "reference/ganreg_reference/plugin.py": "an announcement",
    "reference/ganreg_reference/layers/foreign.py": "refusals",
    "ganreg/losses/by_value.py": "refusals",
    "ganreg/constraints/free_form.py": "signatures",
    "ganreg/optimizers/choice.py": "what a user said",
    "ganreg/theory/claims.py": "which claims are measured",
    "ganreg/theory/verdict.py": "measured claims, judged; minutes for each mutant",
}
"""Files in the folders below that compute no formula."""

REFERENCE = "reference/ganreg_reference"
DISTANCES = ("tests/losses/test_kernel_distances.py",)
LOGISTIC = ("tests/losses/test_logistic.py", "tests/losses/test_every_loss.py")
TRANSPORT = ("tests/losses/test_transport.py", "tests/losses/test_monotone.py", "tests/losses/test_sinkhorn.py")
PENALTIES = ("tests/reference/test_penalties.py", "tests/array/test_critic.py", "tests/contracts/test_penalties.py")
LAYERS = (
    "tests/reference/test_layers.py",
    "tests/reference/test_normalisation.py",
    "tests/reference/test_conditional_layers.py",
    "tests/reference/test_convolutions.py",
    "tests/reference/test_gradients.py",
    "tests/array/test_layers.py",
)
FREE_FORMS = ("tests/free_forms/test_reference.py", "tests/free_forms/test_engines.py")
WHOLE = ("tests/reference/test_engine.py", "tests/reference/test_gradients.py", *PENALTIES, "tests/contracts")
AUGMENTATIONS = ("tests/test_augmentations.py", "tests/test_consistency.py")
CORE_SLOPES = ("tests/constraints/test_gradient_penalty.py", "tests/constraints/test_slope_penalties.py")
SLOPES = ("tests/constraints/test_slope_penalties.py", "tests/reference/test_slope_penalties.py")

JUDGES: dict[str, tuple[str, ...]] = {
    "ganreg/losses/": ("tests/losses",),
    "ganreg/losses/divergences.py": ("tests/losses/test_f_gan.py", "tests/losses/test_every_loss.py"),
    "ganreg/losses/kernel_distance.py": (*DISTANCES, "tests/losses/test_every_loss.py"),
    "ganreg/losses/cramer.py": (*DISTANCES, "tests/losses/test_every_loss.py"),
    "ganreg/losses/mmd.py": (*DISTANCES, "tests/losses/test_every_loss.py"),
    "ganreg/losses/margin.py": ("tests/losses/test_relativistic.py", "tests/losses"),
    "ganreg/losses/relativistic": ("tests/losses/test_relativistic.py", "tests/losses/test_every_loss.py"),
    "ganreg/losses/minimax.py": LOGISTIC,
    "ganreg/losses/non_saturating.py": LOGISTIC,
    "ganreg/losses/logistic.py": LOGISTIC,
    "ganreg/losses/monotone.py": TRANSPORT,
    "ganreg/losses/newton.py": TRANSPORT,
    "ganreg/losses/sinkhorn.py": (*TRANSPORT, "tests/losses/test_every_loss.py"),
    "ganreg/losses/transport.py": TRANSPORT,
    "ganreg/losses/wasserstein.py": LOGISTIC,
    "ganreg/constraints/": (*CORE_SLOPES, "tests/test_combinations.py", "tests/contracts/test_penalties.py"),
    "ganreg/constraints/abstract.py": ("tests/contracts", "tests/test_objectives.py"),
    "ganreg/constraints/clip.py": ("tests/constraints/test_clip.py",),
    "ganreg/constraints/lecam.py": ("tests/test_lecam.py", "tests/contracts/test_consistency_and_lecam.py"),
    "ganreg/constraints/consistency.py": (*AUGMENTATIONS, "tests/contracts/test_consistency_and_lecam.py"),
    "ganreg/constraints/consistency_term.py": ("tests/test_consistency_term.py", "tests/test_randomness.py"),
    "ganreg/constraints/instance_noise.py": ("tests/contracts/test_input_transforms.py",),
    "ganreg/constraints/norms/": ("tests/constraints/test_norms.py", "tests/constraints/test_slope_penalties.py"),
    "ganreg/constraints/orthogonal.py": ("tests/constraints/test_orthogonal.py",),
    "ganreg/constraints/points/": ("tests/constraints/test_points.py", *AUGMENTATIONS),
    "ganreg/constraints/selection.py": (
        "tests/constraints/test_orthogonal.py",
        "tests/constraints/test_spectral_norm.py",
        "tests/constraints/test_clip.py",
    ),
    "ganreg/constraints/sobolev.py": (
        "tests/constraints/test_sobolev.py",
        "tests/constraints/test_slope_penalties.py",
        "tests/test_combinations.py",
    ),
    "ganreg/constraints/spectral_norm.py": ("tests/constraints/test_spectral_norm.py",),
    "ganreg/optimizers/": ("tests/test_optimizers_by_hand.py", "tests/test_optimizers.py"),
    "ganreg/averages/": ("tests/averages", "tests/gan/test_average.py"),
    "ganreg/games/": ("tests/games",),
    "ganreg/schedules/": ("tests/test_schedules.py",),
    "ganreg/theory/": (
        "tests/theory/test_linearisation.py",
        "tests/theory/test_expectation.py",
        "tests/theory/test_dirac.py",
        "tests/theory/test_fields.py",
    ),
    f"{REFERENCE}/": WHOLE,
    f"{REFERENCE}/augmentations.py": ("tests/reference/test_inputs.py", *AUGMENTATIONS),
    f"{REFERENCE}/averages.py": ("tests/reference/test_averages.py", "tests/averages"),
    f"{REFERENCE}/consistency.py": (*AUGMENTATIONS, "tests/contracts/test_consistency_and_lecam.py"),
    f"{REFERENCE}/consistency_term.py": ("tests/reference/test_consistency_term.py", "tests/test_consistency_term.py"),
    f"{REFERENCE}/constraints/clip.py": ("tests/reference/test_constraints.py", "tests/constraints/test_clip.py"),
    f"{REFERENCE}/constraints/sobolev.py": (*SLOPES, "tests/constraints/test_sobolev.py"),
    f"{REFERENCE}/constraints/": ("tests/reference/test_constraints.py", *SLOPES, *PENALTIES),
    f"{REFERENCE}/inputs.py": ("tests/reference/test_inputs.py", "tests/contracts/test_input_transforms.py"),
    f"{REFERENCE}/instance_noise.py": ("tests/reference/test_inputs.py", "tests/contracts/test_input_transforms.py"),
    f"{REFERENCE}/joint.py": ("tests/reference/test_joint.py",),
    f"{REFERENCE}/kinks.py": ("tests/reference/test_kinks.py",),
    f"{REFERENCE}/layers/": LAYERS,
    f"{REFERENCE}/layers/forward.py": ("tests/reference/test_forward_layers.py",),
    f"{REFERENCE}/layers/steps.py": ("tests/reference/test_forward_layers.py",),
    f"{REFERENCE}/free_penalty.py": FREE_FORMS,
    f"{REFERENCE}/score_transform.py": FREE_FORMS,
    f"{REFERENCE}/questions.py": FREE_FORMS,
    f"{REFERENCE}/lecam.py": (
        "tests/reference/test_inputs.py",
        "tests/test_lecam.py",
        "tests/contracts/test_consistency_and_lecam.py",
    ),
    f"{REFERENCE}/logistic.py": ("tests/reference/test_losses.py", "tests/losses"),
    f"{REFERENCE}/losses/by_complex_step.py": ("tests/losses/test_by_value.py",),
    f"{REFERENCE}/losses/": ("tests/reference/test_losses.py", "tests/losses"),
    f"{REFERENCE}/norms/": ("tests/reference/test_slope_penalties.py", "tests/constraints/test_norms.py", *PENALTIES),
    f"{REFERENCE}/optimizers/": ("tests/reference/test_optimizers.py", "tests/test_optimizers.py"),
    f"{REFERENCE}/orthogonal.py": (
        "tests/reference/test_weight_constraints.py",
        "tests/constraints/test_orthogonal.py",
    ),
    f"{REFERENCE}/points/": ("tests/reference/test_inputs.py", "tests/constraints/test_points.py", *PENALTIES),
    f"{REFERENCE}/spectral_norm.py": (
        "tests/reference/test_weight_constraints.py",
        "tests/constraints/test_spectral_norm.py",
    ),
}
"""Tests by the beginning of a file's path; the longest beginning counts."""


def files(root: Path) -> list[str]:
    """All files that are mutated."""
    folders = [root / beginning for beginning in JUDGES if beginning.endswith("/")]
    paths = {path.relative_to(root).as_posix() for folder in folders for path in folder.rglob("*.py")}
    return sorted(path for path in paths if path not in LEFT_OUT and not path.endswith("__init__.py"))


def judges(root: Path, path: str) -> list[str]:
    """The files of tests that judge a file: those that are called like it first."""
    beginning = max((known for known in JUDGES if path.startswith(known)), key=len)
    named = [place for test in JUDGES[beginning] for place in _files(root / test)]
    own = [place for place in named if place.stem == f"test_{Path(path).stem}"]
    return list(dict.fromkeys(place.relative_to(root).as_posix() for place in (*own, *named)))


def _files(place: Path) -> list[Path]:
    return [place] if place.suffix else sorted(place.rglob("test_*.py"))
