"""Templates compiled once, for all generators of a build, which have an environment each, and for later builds.

What is kept depends on the template's source and on what the compiler sees of its environment, and on nothing else:
with the optimizer off and `PlainCode`, nothing that a filter or test returns is compiled in.
"""

from __future__ import annotations

import marshal
import sys
from importlib.util import MAGIC_NUMBER
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator

from plugins.images.store import Store, key_of

SYNTAX = (
    "block_start_string block_end_string variable_start_string variable_end_string comment_start_string "
    "comment_end_string line_statement_prefix line_comment_prefix trim_blocks lstrip_blocks newline_sequence "
    "keep_trailing_newline"
).split()
SWITCHES = "autoescape finalize is_async optimized sandboxed".split()


class PlainCode(CodeGenerator):
    """Compiles expressions as they stand: a filter on a constant is called when the page is made."""

    def _output_child_to_const(self, node: nodes.Expr, frame: Any, finalize: Any) -> str:
        if not isinstance(node, nodes.TemplateData | nodes.Const):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)


class CompiledTemplates(jinja2.BytecodeCache):
    """Compiled templates in a store, under keys that say all that they were made from."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get_bucket(
        self, environment: jinja2.Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Return what is kept of a template; its key is empty when there is no telling what would shape it."""
        seen = seen_by_compiler(environment)
        key = "" if seen is None else key_of("template", *seen, name, filename, source)
        bucket = Bucket(environment, key, key)
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with what was compiled before."""
        kept = self._store.get(bucket.key) if bucket.key else None
        bucket.code = None if kept is None else marshal.loads(kept)  # noqa: S302 (our own, and its checksum holds)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.key and bucket.code is not None:
            self._store.put(bucket.key, marshal.dumps(bucket.code))


def seen_by_compiler(environment: jinja2.Environment) -> tuple[object, ...] | None:
    """Return all that shapes compiled code beside the source; None when that is more than can be told."""
    switches = [getattr(environment, name) for name in SWITCHES]
    foreign = [name for name in environment.extensions if not name.startswith("jinja2.ext.")]
    plain = environment.code_generator_class is PlainCode and not environment.optimized
    if foreign or not plain or not all(isinstance(switch, bool | None) for switch in switches):
        return None
    return (
        (sys.version, MAGIC_NUMBER, jinja2.__version__),
        [getattr(environment, name) for name in SYNTAX],
        switches,
        sorted(environment.extensions),
        called(environment.filters),
        called(environment.tests),
    )


def called(functions: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the names of functions, each with what it is given beside its arguments."""
    return sorted((name, str(getattr(one, "jinja_pass_arg", ""))) for name, one in functions.items())
