"""Frozen values to JSON-able data and back, for the wire to the child, the database and `--json`.

Pydantic does the work: it checks types on the way in, so a value from the child is whole or refused.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


def _build(cls: Any) -> TypeAdapter[Any]:
    return TypeAdapter(cls)


# Building an adapter compiles the type's schema: once a type and process.
_adapter: Callable[[Any], TypeAdapter[Any]] = cache(_build)


def to_data(value: Any) -> Any:
    """Plain JSON-able data (dict, list, str, int, float, bool, None) of a model value."""
    return _adapter(type(value)).dump_python(value, mode="json")


def from_data(cls: type[T], data: Any) -> T:
    """The value of type `cls` in `data`; ValueError (pydantic's ValidationError) where it does not fit."""
    value: T = _adapter(cls).validate_python(data)
    return value


def to_json(value: Any) -> bytes:
    """UTF-8 JSON of a model value."""
    return _adapter(type(value)).dump_json(value)


def from_json(cls: type[T], data: bytes | str) -> T:
    """The value of type `cls` in JSON text; ValueError where it does not fit."""
    value: T = _adapter(cls).validate_json(data)
    return value
