"""The real archive: build time against stock Pelican on the same content, memory, and what a page weighs."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import brotli

from tests.bench.engine import environment
from tests.support.sites import CODE, ROOT

RUNS = 5
STOCK = """
import pelican
from pelican.settings import read_settings
settings = read_settings(override={
    "PATH": %(content)r, "OUTPUT_PATH": %(output)r, "THEME": %(theme)r, "PLUGINS": [], "SITEURL": "https://x.example",
    "ARTICLE_PATHS": ["news", "features", "opinion", "campaigns", "advice", "press"],
    "TIMEZONE": "Europe/London", "SLUGIFY_SOURCE": "basename", "ARTICLE_TRANSLATION_ID": None,
    "FILENAME_METADATA": "", "STATIC_PATHS": [], "USE_FOLDER_AS_CATEGORY": True,
    "ARTICLE_URL": "{category}/{slug}/", "ARTICLE_SAVE_AS": "{category}/{slug}/index.html",
    "PAGINATION_PATTERNS": [
        (1, "{name}{extension}", "{name}{extension}"), (2, "{name}/{number}{extension}", "{name}/{number}{extension}")
    ],
})
pelican.Pelican(settings).run()
"""
MEMORY = "\nimport resource; print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"


def run() -> None:
    """Print the figures of the archive."""
    with tempfile.TemporaryDirectory() as folder:
        places = {name: Path(folder) / name for name in ("ours", "stock", "cache", "cold")}
        cold, _ = timed(ours(places["cold"], places["cache"]))
        pairs = [
            (timed(ours(places["ours"], places["cache"])), timed(stock(places["stock"]))) for _ in range(RUNS)
        ]
        built = [pair[0][0] for pair in pairs]
        plain = [pair[1][0] for pair in pairs]
        ratio = statistics.median(a / b for a, b in zip(built, plain, strict=True))
        print(f"archive, median of {RUNS}: ours {statistics.median(built):.2f} s, ", end="")
        print(f"stock Pelican with its simple theme {statistics.median(plain):.2f} s")
        print(f"  ratio {ratio:.2f} (goal: at most 3)")
        again = statistics.median(
            timed(ours(places["ours"], places["cache"], fresh=False))[0] for _ in range(RUNS)
        )
        print(
            f"  built again with nothing changed {again:.2f} s, ratio {again / statistics.median(plain):.2f}"
        )
        print(f"  cold, every picture and card encoded: {cold:.2f} s")
        print(f"  peak memory {max(pair[0][1] for pair in pairs) / 1024:.0f} MB (goal: below 300)")
        weigh(places["ours"])


def ours(output: Path, cache: Path, *, fresh: bool = True) -> list[str]:
    """Return the command of our build, into a new folder with nothing kept but pictures, or over the last one."""
    if fresh:
        shutil.rmtree(output, ignore_errors=True)
        shutil.rmtree(output.with_name(f".{output.name}.engine"), ignore_errors=True)
    overrides = f'{{"OUTPUT_PATH": "{output}", "FRONTFOOT_CACHE": "{cache}"}}'
    code = CODE.replace("sys.exit(", "code = (") + MEMORY
    return [sys.executable, "-c", code, "pelicanconf.py", overrides]


def stock(output: Path) -> list[str]:
    """Return the command of a stock build of the same articles."""
    import pelican

    shutil.rmtree(output, ignore_errors=True)
    theme = Path(pelican.__file__).parent / "themes" / "simple"
    names = {"content": str(ROOT / "content"), "output": str(output), "theme": str(theme)}
    return [sys.executable, "-c", STOCK % names + MEMORY]


def timed(command: list[str]) -> tuple[float, int]:
    """Run a command; return its seconds and its peak memory in kilobytes."""
    begun = time.perf_counter()
    result = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - begun
    if result.returncode:
        raise SystemExit(result.stdout + result.stderr)
    return seconds, int(result.stdout.rsplit("peak ", 1)[1])


def weigh(output: Path) -> None:
    """Print what pages, styles, scripts and fonts weigh, as a browser with Brotli gets them."""
    articles = sorted(
        len(brotli.compress(page.read_bytes()))
        for section in ("news", "features", "opinion", "campaigns", "advice", "press")
        for page in (output / section).glob("*/index.html")
    )
    print(
        f"  article HTML, Brotli: median {articles[len(articles) // 2]:,}, most {articles[-1]:,} bytes (15,000)"
    )
    for name, pattern, goal in (("CSS", "*.css", "12,000"), ("scripts", "*.js", "3,000")):
        total = sum(len(brotli.compress(file.read_bytes())) for file in (output / "assets").rglob(pattern))
        print(f"  all {name}, Brotli: {total:,} bytes ({goal})")
    for font in sorted((output / "assets" / "fonts").glob("*.woff2")):
        print(f"  {font.name}: {font.stat().st_size:,} bytes")
