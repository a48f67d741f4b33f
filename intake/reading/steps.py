"""The steps by which a child shuts itself in, made ready ahead of the fork.

What a child looks at lies on a page that is then copied for it, at some five microseconds each. Layer by layer, with
their tables, conversions and sentences, it looked at two hundred before it had read a byte. So the zygote makes each
call's arguments and each layer's sentence ready, and a child only calls. A layer counts where its own calls succeeded
in that very child; where one did not, the layer is taken anew by the function that knows to say why.
"""

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from intake.reading.layers import Layer

Call = tuple[Callable[..., int], tuple[int, ...]]
"""A function of the C library and its arguments; it has succeeded where it gives 0."""

# Without giving up the interpreter's lock and without a copy of errno: a child has one thread, and who says why a call
# was refused makes it again.
_libc = ctypes.PyDLL(None)


@dataclass(frozen=True, slots=True)
class Step:
    """The calls of one layer and the layer that they make; `anew` takes it by another way.

    Without calls (None) only that other way is taken. `layer` is None where the step is none that is shown; `kept` is
    what the calls' addresses point into.
    """

    calls: tuple[Call, ...] | None
    layer: Layer | None
    anew: Callable[[], Layer | None]
    kept: object = None


def function(name: str, arguments: int) -> Callable[..., int]:
    """The C library's function `name`, which takes as many integers or addresses."""
    # Not by attribute, which would give everybody the same one.
    found = _libc[name]
    found.argtypes = (ctypes.c_long,) * arguments
    return found


def take(steps: Sequence[Step]) -> tuple[Layer, ...]:
    """Takes all of them in order; the layers as they hold now. OSError as their ways of taking them anew."""
    layers = []
    for step in steps:
        layer = step.layer
        if step.calls is None:
            layer = step.anew()
        else:
            for call, arguments in step.calls:
                if call(*arguments) != 0:
                    layer = step.anew()
                    break
        if layer is not None:
            layers.append(layer)
    return tuple(layers)
