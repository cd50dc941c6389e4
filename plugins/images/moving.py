"""Moving pictures: kept, but only for five seconds in all, so that nothing moves on a page without end.

WCAG 2.2, success criterion 2.2.2: what moves for longer than five seconds needs a way to stop it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageSequence

from plugins.images.photos import flatten
from plugins.images.sources import patience

LONGEST = 5000  # milliseconds, all rounds together
WIDEST = 800
SHORTEST_FRAME = 50


@dataclass(frozen=True)
class MovingTask:
    """The two files of a moving picture: WebP and GIF, at one width."""

    file: Path
    width: int
    height: int
    keys: tuple[tuple[str, str], ...]  # key, format

    @property
    def cost(self) -> float:
        """About how long it takes, in seconds of one core."""
        return 2.0

    def make(self) -> Iterator[tuple[str, bytes]]:
        """Yield key and bytes of both files."""
        frames, durations = read_frames(self.file.read_bytes(), (self.width, self.height))
        rounds = max(1, LONGEST // sum(durations))
        for key, kind in self.keys:
            yield key, encode_frames(frames, durations, rounds, kind)


def read_frames(data: bytes, size: tuple[int, int]) -> tuple[list[Image.Image], list[int]]:
    """Return the frames that fit into LONGEST, at a size, and how long each is shown (milliseconds)."""
    frames: list[Image.Image] = []
    durations: list[int] = []
    with patience():
        for frame in ImageSequence.Iterator(Image.open(BytesIO(data))):
            shown = max(SHORTEST_FRAME, int(frame.info.get("duration", 100)))
            if frames and sum(durations) + shown > LONGEST:
                break
            frames.append(flatten(frame).convert("RGB").resize(size, Image.Resampling.LANCZOS))
            durations.append(shown)
    return frames, durations


def shown(data: bytes) -> tuple[int, bool]:
    """Return how many frames of a moving picture fit into LONGEST, each decoded, and whether that is all of it.

    Raises what Pillow raises for a frame that cannot be decoded (OSError, EOFError, SyntaxError, ValueError).
    """
    count = total = 0
    with patience():
        for frame in ImageSequence.Iterator(Image.open(BytesIO(data))):
            frame.load()
            total += max(SHORTEST_FRAME, int(frame.info.get("duration", 100)))
            if count and total > LONGEST:
                return count, False
            count += 1
    return count, True


def encode_frames(frames: list[Image.Image], durations: list[int], rounds: int, kind: str) -> bytes:
    """Return frames as one moving file that stops by itself after some rounds."""
    out = BytesIO()
    options: dict[str, object] = {"append_images": frames[1:], "save_all": True, "duration": durations}
    if kind == "webp":
        frames[0].save(out, "WEBP", loop=rounds, quality=70, method=4, **options)
    else:
        # A GIF counts the repeats after the first round, and plays once when it says nothing.
        loop = {"loop": rounds - 1} if rounds > 1 else {}
        frames[0].save(out, "GIF", optimize=True, **loop, **options)
    return out.getvalue()
