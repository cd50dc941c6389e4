"""What a content type is: a folder, its fields, and what each field means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from plugins.front_matter.values import one_line

Convert = Callable[[str], Any]


@dataclass(frozen=True, eq=False)
class FieldSpec:
    """One field: its name as editors type it, how its text becomes a value, and its meaning in plain words.

    With `many`, the field holds one entry a line and its value is a tuple. `default` stands in when the
    field is not given (an empty tuple for `many`).
    """

    name: str
    meaning: str
    convert: Convert = one_line
    required: bool = False
    many: bool = False
    default: Any = None

    @cached_property
    def attribute(self) -> str:
        """The name under which the value is kept: `Short_title` as `short_title`."""
        return self.name.lower()


@dataclass(frozen=True, eq=False)
class ContentType:
    """One kind of file: where it lives, which fields it takes, which `Type` values tell its kinds apart.

    The first of `kinds` is the one taken when `Type` is not given. `needs_body` is False for files that
    may be fields alone.
    """

    name: str
    folder: str
    fields: tuple[FieldSpec, ...]
    kinds: tuple[str, ...] = ()
    needs_body: bool = True
    template: str = ""

    def spec(self, name: str) -> FieldSpec | None:
        """Return the field of that name, whatever its case."""
        return self._specs.get(name.lower())

    @cached_property
    def _specs(self) -> dict[str, FieldSpec]:
        """The fields by the name of their value; of two with one name the first counts."""
        return {spec.attribute: spec for spec in reversed(self.fields)}

    @property
    def default_kind(self) -> str:
        """The kind of a file without a `Type` line."""
        return self.kinds[0] if self.kinds else self.name
