"""What is found out about a user's function."""

from typing import Any

import attrs

EXACT, EQUIVALENT, DEVIATES, DOES_NOT_RUN = "exact", "equivalent", "deviates", "does not run"


@attrs.frozen
class Mistake:
    """A mistake that was found.

    Args:
        key: its short name, of the table in `docs/verify.md`.
        words: what it is, with the numbers of this function.
        line: `file:line: code` where it can be found, or empty.
    """

    key: str
    words: str
    line: str = ""

    def rows(self, label: str = "mistake") -> list[tuple[str, str]]:
        """What there is to say, each with a label."""
        return [(label, f"{self.words} [{self.key}]"), *([("line", self.line)] if self.line else [])]


@attrs.frozen(kw_only=True)
class Verdict:
    """The verdict on a function.

    Args:
        target: what was verified.
        claim: what it was said to be.
        word: `exact`, `equivalent`, `deviates` or `does not run`.
        mistakes: of `deviates`, the named mistakes, the closest first.
        warnings: where the right formula breaks as a program: NaN at zero slope, logarithms of 0.
        conventions: of `equivalent`, what differs by name: a factor ½, λ outside, the critic's sign, a sum for a mean.
        cause: of `does not run`.
        notes: what else a user should know.
        probe: the smallest critic and batch on which it fails.
        yours: the function's number there.
        expected: the formula's.
        formula: the published formula.
        source: where it is published.
        checked: on how many critics and batches it ran.
        compared: what was compared.
    """

    target: str
    claim: str
    word: str
    mistakes: tuple[Mistake, ...] = ()
    warnings: tuple[Mistake, ...] = ()
    conventions: tuple[str, ...] = ()
    cause: str = ""
    notes: tuple[str, ...] = ()
    probe: str = ""
    yours: float | None = None
    expected: float | None = None
    formula: str = ""
    source: str = ""
    checked: int = 0
    compared: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """Whether the function computes what it is said to, at most up to a named convention."""
        return self.word in (EXACT, EQUIVALENT)

    @property
    def exit_code(self) -> int:
        """0 for a right function, 1 for another, 2 for one that does not run."""
        return 0 if self.right else 2 if self.word == DOES_NOT_RUN else 1

    def assert_exact(self) -> None:
        """Raise `AssertionError` unless the verdict is exact."""
        assert self.word == EXACT, self.describe()

    def assert_right(self) -> None:
        """Raise `AssertionError` unless the verdict is exact, or equivalent up to a named convention."""
        assert self.right, self.describe()

    def describe(self) -> str:
        """The verdict in lines of text."""
        head = f"{self.target} as {self.claim}: {self.headline}"
        return "\n".join([head, *(f"  {label:<10}  {words}" for label, words in self.rows())])

    def rows(self) -> list[tuple[str, str]]:
        """What there is to say, each with a label."""
        rows = [row for mistake in self.mistakes for row in mistake.rows()]
        rows += [row for warning in self.warnings for row in warning.rows("warning")]
        rows += [("convention", one) for one in self.conventions]
        rows += [("cause", self.cause)] if self.cause else []
        rows += [("numbers", self.numbers)] if self.numbers else []
        rows += [("formula", self.formula)] if self.formula else []
        rows += [("source", self.source)] if self.source else []
        rows += (
            [("compared", f"{', '.join(self.compared)}; on {self.checked} critics and batches")]
            if self.compared
            else []
        )
        return rows + [("note", note) for note in self.notes]

    @property
    def numbers(self) -> str:
        """The function's number beside the formula's, where they differ."""
        if self.yours is None or self.expected is None or abs(self.yours - self.expected) <= 1e-3 * abs(self.expected):
            return ""
        return f"yours gives {self.yours:.6g} where the formula gives {self.expected:.6g} ({self.probe})"

    @property
    def headline(self) -> str:
        """The verdict as one phrase."""
        return {EQUIVALENT: "equivalent up to a named convention"}.get(self.word, self.word)

    def to_plain(self) -> dict[str, Any]:
        """Everything as plain values, for JSON."""
        return {"verdict": self.word, **attrs.asdict(self, filter=lambda field, _: field.name != "word")}
