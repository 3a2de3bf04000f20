"""A program's operations as one CUDA graph, as launching each by itself would cost as much as the work."""

from collections.abc import Callable
from typing import Any

import numpy as np


def captured(run: Callable[[], None], base: Any) -> Callable[[], None]:
    """What does the same as `run`: the launch of a graph on a GPU, `run` itself elsewhere.

    It is run once before, so that libraries have their workspaces. What it allocates on the way comes from a pool of
    its own, which lives as long as the graph: replays write to the same addresses again.

    Args:
        run: operations on arrays that stay where they are.
        base: NumPy or CuPy.
    """
    if base is np:
        return run
    pool, stream = base.cuda.MemoryPool(), base.cuda.Stream(non_blocking=True)
    with base.cuda.using_allocator(pool.malloc), stream:
        run()
        stream.synchronize()
        stream.begin_capture(base.cuda.runtime.streamCaptureModeThreadLocal)
        run()
        graph = stream.end_capture()

    def launch(_: Any = pool) -> None:  # which keeps the pool
        current = base.cuda.get_current_stream()
        stream.wait_event(current.record())
        graph.launch(stream)
        current.wait_event(stream.record())

    return launch
