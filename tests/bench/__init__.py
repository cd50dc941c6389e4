"""Benchmarks and long tests: `./inv bench` and `./inv soak`, never the tests. Ratios within one run, medians."""

from __future__ import annotations

from importlib import import_module

BENCHES = ("archive", "mailing", "engine", "serve")


def run(only: str = "") -> None:
    """Run all benchmarks, or one."""
    for name in BENCHES:
        if only in {"", name}:
            import_module(f"tests.bench.{name}").run()


def soak(minutes: int, only: str = "") -> None:
    """Run all long tests, or one: the engine's for so many minutes, mailing's for 200 kills."""
    if only in {"", "engine"}:
        import_module("tests.engine.soak").run(minutes)
    if only in {"", "mailing"}:
        import_module("tests.bench.mailing").soak()
