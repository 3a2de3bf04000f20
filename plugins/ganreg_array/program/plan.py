"""From what was recorded to what is run: without idle operations and copies, and in little memory."""

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from ganreg_array.program.call import Call
from ganreg_array.program.memory import Arena, Block, View, address, is_array, owner_of

Array = Any


@attrs.define(eq=False)
class Planned:
    """A call whose arrays are views of blocks."""

    call: Call
    arguments: tuple[Any, ...]

    @property
    def views(self) -> list[View]:
        """The arrays among its arguments."""
        return [argument for argument in self.arguments if isinstance(argument, View)]

    @property
    def written(self) -> View:
        """What it writes."""
        return next(view for view in self.views if view.writes)


class Plan:
    """The calls of a recording, made fewer.

    Args:
        calls: as recorded.
        filled: what is filled anew before each run.
        outputs: what is read after each run.
        copy: the function that copies.
    """

    def __init__(self, calls: list[Call], filled: Iterable[Array], outputs: Iterable[Array], copy: Any) -> None:
        self._blocks: dict[int, Block] = {}
        self._spoilt: set[Block] = set()  # by changes that nobody reads, and that are left out but were recorded
        self._copy = copy
        self.filled = {self._block(array) for array in filled}
        self.outputs = {self._block(array) for array in outputs}
        for block in self.filled | self.outputs:
            block.fixed = True
        self.steps = [self._planned(index, call) for index, call in enumerate(calls)]
        self.steps_by_call = dict(enumerate(self.steps))
        self._drop_unread()
        self._drop_constant()
        for step in list(self.steps):
            self._write_in_place(step)

    def settle(self, kept: Mapping[int, Array]) -> None:
        """Have fixed blocks be where their values are, in the place of stand-ins.

        Args:
            kept: arrays by the identity of their stand-ins.
        """
        for block in self._blocks.values():
            if block.fixed:
                block.owner = kept.get(id(block.owner), block.owner)

    def arena(self) -> Arena:
        """Memory for all blocks that are not fixed."""
        arena, order = Arena(), {id(step): index for index, step in enumerate(self.steps)}
        last = {block: max(order_of) for block, order_of in self._times(order).items()}
        for index, step in enumerate(self.steps):
            block = step.written.block
            if not block.fixed and block not in arena.places:
                heir_of = self._heir_of(step, index, last, arena)
                if heir_of is None:
                    arena.take(block)
                else:
                    arena.inherit(block, heir_of)
                    last[heir_of] = -1  # its place has been passed on
            for used in {view.block for view in step.views}:
                if not used.fixed and last[used] == index:
                    arena.release(used)
        return arena

    # Reading what was recorded ---------------------------------------------------------------------------------------

    def _block(self, array: Array) -> Block:
        owner = owner_of(array)
        return self._blocks.setdefault(id(owner), Block(owner.nbytes, owner))

    def _planned(self, index: int, call: Call) -> Planned:
        arguments = []
        for argument in call.arguments:
            if not is_array(argument):
                arguments.append(argument)
                continue
            block, writes = self._block(argument), argument is call.written
            offset = address(argument) - address(block.owner)
            view = View(block, offset, argument, index, reads=call.updates or not writes, writes=writes)
            block.uses.append(view)
            arguments.append(view)
        return Planned(call, tuple(arguments))

    def _times(self, order: dict[int, int]) -> dict[Block, list[int]]:
        times: dict[Block, list[int]] = {}
        for step in self.steps:
            for view in step.views:
                times.setdefault(view.block, []).append(order[id(step)])
        return times

    # Fewer calls -----------------------------------------------------------------------------------------------------

    def _keep(self, steps: list[Planned]) -> None:
        kept = {id(view) for step in steps for view in step.views}
        for block in self._blocks.values():
            block.uses = [view for view in block.uses if id(view) in kept]
        self.steps = steps

    def _drop_unread(self) -> None:
        """Leave out what nobody reads."""
        wanted, kept = set(self.outputs), []
        for step in reversed(self.steps):
            if step.written.block in wanted:
                wanted |= {view.block for view in step.views if view.reads}
                kept.append(step)
            else:
                self._spoilt.add(step.written.block)
        self._keep(kept[::-1])

    def _drop_constant(self) -> None:
        """Leave out what is the same at each run: it is in memory already, as recording has left it."""
        moving, before = self.filled | self._spoilt, -1
        while before != len(moving):
            before = len(moving)
            for step in self.steps:
                if any(view.reads and view.block in moving for view in step.views):
                    moving.add(step.written.block)
            moving |= self._rewritten(moving)
        for block in self._blocks.values():
            block.fixed = block.fixed or block not in moving
        self._keep([step for step in self.steps if step.written.block in moving])

    def _rewritten(self, moving: set[Block]) -> set[Block]:
        """Blocks that are written after something that moves has read them: recording leaves their last values only."""
        read: set[Block] = set()
        found: set[Block] = set()
        for step in self.steps:
            if step.written.block in read:
                found.add(step.written.block)
            if step.written.block in moving:
                read |= {view.block for view in step.views if view.reads}
        return found

    def _write_in_place(self, step: Planned) -> None:
        """Leave out a copy by having its source computed at its target's place."""
        if step.call.function is not self._copy or not all(isinstance(one, View) for one in step.arguments):
            return
        target, source = step.arguments
        if self._may_move(source, target):
            moved = source.block
            for view in moved.uses:
                view.block, view.offset = target.block, view.offset + target.offset
            target.block.uses = sorted([*target.block.uses, *moved.uses], key=lambda view: view.call)
            self._keep_without(step, target.block)

    def _keep_without(self, step: Planned, block: Block) -> None:
        own = set(map(id, step.views))
        block.uses = [view for view in block.uses if id(view) not in own]
        self.steps.remove(step)

    def _may_move(self, source: View, target: View) -> bool:
        """Whether a source can be computed at its target's place: nobody looks there meanwhile, or at the source later.

        An operation that goes element by element may read the very place that it writes.
        """
        block, now = source.block, source.call
        if block.fixed or block is target.block or not (source.is_whole and source.is_laid_out_like(target)):
            return False
        if any(view.call > now for view in block.uses) or not any(view.writes for view in block.uses):
            return False
        first = next(view for view in block.uses if view.writes)
        between = [view for view in target.block.uses if first.call <= view.call < now]
        touching = [view for view in between if view.overlaps(target.offset, target.array.nbytes, target.block)]
        return all(view.call == first.call and view.stands_at(target) for view in touching) and (
            not touching or (self.steps_by_call[first.call].call.elementwise and first.is_whole)
        )

    def _heir_of(self, step: Planned, index: int, last: dict[Block, int], arena: Arena) -> Block | None:
        """A block whose place the written one may take: read here for the last time, element by element."""
        written = step.written
        if not (step.call.elementwise and written.is_whole):
            return None
        for view in step.views:
            fits = view.is_whole and view.is_laid_out_like(written)
            if fits and not view.writes and view.block in arena.places and last[view.block] == index:
                return view.block
        return None
