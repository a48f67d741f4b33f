"""One layer of the protection around a child, as `intake check` shows it.

Each layer is taken where the machine offers it. What `apply` in limits.py reports is what the child really
got, not what the machine was expected to give. Pure: no I/O, no clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer's `name`, whether it holds, and a sentence: what it does, or what to install or do."""

    name: str
    active: bool
    detail: str


def missing(layers: Iterable[Layer]) -> tuple[str, ...]:
    """A sentence for every layer that does not hold."""
    return tuple(f"The layer {layer.name} is missing: {layer.detail}" for layer in layers if not layer.active)
