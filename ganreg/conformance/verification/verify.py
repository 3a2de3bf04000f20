"""From a function and a name to a verdict."""

from typing import Any

import attrs

from ganreg.conformance.verification import by_hand, judge_clip, judge_loss, judge_optimizer, judge_penalty, judge_step
from ganreg.conformance.verification.claim import LOSS, OPTIMIZER, PENALTY, PROJECTION, STEP, Claim, claim_of
from ganreg.conformance.verification.observation import Observation
from ganreg.conformance.verification.target import Target, load
from ganreg.conformance.verification.verdict import DOES_NOT_RUN, Verdict
from ganreg.registry import registry

JUDGES = {
    PENALTY: judge_penalty.judged,
    LOSS: judge_loss.judged,
    PROJECTION: judge_clip.judged,
    STEP: judge_step.judged,
}


def verify(
    function: Any, like: Any = "gp", *, weight: float | None = None, call: str = "", seconds: float = 15.0
) -> Verdict:
    """Run a function of yours on critics, batches and scores of ours, and compare it with the reference.

    Args:
        function: the function, method, class or object; or where it is, as `package.module:function`,
            `module:Class.method` or `path/to/file.py:function`.
        like: what it shall compute: the name of a gradient penalty, a loss, `clip` or an optimizer, a component with
            its parameters, or a whole training step: `wgan_gp`, `wgan`.
        weight: λ (γ, k) that it shall have; by default the paper's, or what its own module says.
        call: how to call it, where its argument names do not tell: `"fn(D, real, fake, 'cpu')"`.
        seconds: how long all its runs may take.

    Returns:
        The verdict; `verify(...).assert_right()` is a test.

    Raises:
        UnknownNameError: nothing is called `like`.
        ParameterError: there is no such file or function, or the component cannot be verified.
        MissingDependencyError: PyTorch is not installed.
    """
    claim, target = claim_of(like, weight), load(function)
    name = target.name or getattr(function, "__name__", str(function))
    base = {"target": name, "claim": claim.title, "formula": claim.formula, "source": claim.sources}
    torch = registry().create("backend", "torch")
    if claim.kind == OPTIMIZER:
        return _of_optimizer(torch, claim, target, base)
    runs: list[Observation] = torch.bench(target, claim, call, seconds).observations()
    ended = [o for o in runs if o.failure is None]
    if not ended:
        by_arrays = by_hand.judged(claim, target, base) if by_hand.takes_arrays(target, claim) else None
        return by_arrays or _does_not_run(runs[0], target, base)
    ended = _general(runs, ended)
    notes = (*target.notes, *_partly(runs))
    is_step = claim.kind == PROJECTION and any(o.updates for o in ended)
    is_step = is_step or (claim.kind == LOSS and any(o.updates for o in ended))
    judge, base = JUDGES[STEP if is_step else claim.kind], {**base, "notes": notes}
    verdict = judge(claim, target.function, ended, base)
    if {mistake.key for mistake in verdict.mistakes} != {"norm-over-some-axes"}:
        return verdict
    signals = [o for o in ended if o.real.ndim == 3]
    alone = judge(claim, target.function, signals, base) if signals else verdict
    note = f"judged on signals, batches of rank 3; on others {verdict.mistakes[0].words}"
    return attrs.evolve(alone, notes=(*alone.notes, note)) if alone.right else verdict


def _of_optimizer(torch: Any, claim: Claim, target: Target, base: dict[str, Any]) -> Verdict:
    try:
        walked = torch.optimizer_steps(target.function, judge_optimizer.settings(claim.component))(
            *judge_optimizer.problem()
        )
    except Exception as error:  # noqa: BLE001 - whatever their code does is a verdict
        return Verdict(word=DOES_NOT_RUN, cause=f"{type(error).__name__}: {error}", notes=target.notes, **base)
    return judge_optimizer.judged(claim, target.function, walked, {**base, "notes": target.notes})


def _general(runs: list[Observation], ended: list[Observation]) -> list[Observation]:
    """Runs that ended well, but for those of a rank for which a function is not made and that it takes by accident.

    An ε of shape `(n, 1)` fits images that are as high as the batch is large, and no others.
    """
    accident = [o for o in ended if o.size in o.real.shape[1:] and not _runs_at(o.real.ndim, runs)]
    return [o for o in ended if o not in accident] or ended


def _runs_at(rank: int, runs: list[Observation]) -> bool:
    """Whether the function runs on a batch of this rank that is as large as no axis is long."""
    return any(o.failure is None and o.real.ndim == rank and o.size not in o.real.shape[1:] for o in runs)


def _does_not_run(o: Observation, target: Target, base: dict[str, Any]) -> Verdict:
    assert o.failure is not None
    cause = o.failure.error + (f" ({o.failure.line})" if o.failure.line else "")
    return Verdict(word=DOES_NOT_RUN, cause=cause, notes=(*target.notes, *o.notes), **base)


def _partly(runs: list[Observation]) -> list[str]:
    """A note on the ranks on which it does not run."""
    failed = [o for o in runs if o.failure is not None]
    if not failed:
        return []
    assert failed[0].failure is not None
    ranks = sorted({o.real.ndim for o in failed})
    told = " and ".join(str(rank) for rank in ranks)
    return [
        f"it does not run on all batches of rank {told}, and was judged on the others: {short(failed[0].failure.error)}"
    ]


def short(text: str, most: int = 90) -> str:
    """A text in at most so many characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
