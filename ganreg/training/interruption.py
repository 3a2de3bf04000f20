"""Ctrl-C between iterations, never within one."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Self


class Interruption:
    """While it is held, the first Ctrl-C is remembered instead of raised; a second one is raised at once.

    An iteration is several updates. Stopping between two of them would leave a state that no uninterrupted run passes
    through, and a resumed run would differ. A process that ignores Ctrl-C, as one in the background does, goes on
    ignoring it.
    """

    def __init__(self) -> None:
        self.requested = False
        self._before: Any = None

    def __enter__(self) -> Self:
        in_main_thread = threading.current_thread() is threading.main_thread()
        if in_main_thread and signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            self._before = signal.signal(signal.SIGINT, self._remember)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _remember(self, number: int, frame: FrameType | None) -> None:
        if self.requested:
            raise KeyboardInterrupt
        self.requested = True

    def raise_if_requested(self) -> None:
        """Raise the remembered Ctrl-C."""
        if self.requested:
            raise KeyboardInterrupt
