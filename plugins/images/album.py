"""The pictures in content/images: each file is read and judged once, and again only when its bytes change."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageOps
from PIL import __version__ as pillow

from plugins.images import drawings, moving, sources, tones
from plugins.images.photos import to_srgb
from plugins.images.sources import Complaint, Source
from plugins.images.store import Store, fingerprint, key_of

Verdict = tuple[Source | None, tuple[Complaint, ...]]


@dataclass
class Album:
    """The pictures of one site. `images` is content/images; verdicts are kept in `store` from build to build."""

    images: Path
    store: Store
    _seen: dict[str, Verdict] = field(default_factory=dict)
    _rules: str = ""

    def look_up(self, written: str) -> Verdict:
        """Return the picture that an editor named, or None, and what there is to say about it."""
        if written not in self._seen:
            found = sources.find(self.images, written)
            self._seen[written] = (None, (found,)) if isinstance(found, Complaint) else self._judge(found)
        return self._seen[written]

    def _judge(self, file: Path) -> Verdict:
        """Return the verdict on a file, from the store when these bytes have been judged before."""
        data = file.read_bytes()
        complaint = sources.complaint_at_sight(file, data)
        if complaint:
            return None, (complaint,)
        self._rules = self._rules or rules()
        name = file.relative_to(self.images).as_posix()
        key = key_of("verdict", name, sources.digest_of(data), self._rules)
        kept = self.store.get(key)
        if kept is None:
            kept = _written(examine(file, name, data))
            self.store.put(key, kept)
        return _read(kept, file)


def rules() -> str:
    """Return a digest of the code that judges: when a rule changes, every picture is judged anew."""
    modules = (sources, tones, drawings, moving)
    return fingerprint([Path(str(module.__file__)) for module in modules] + [Path(__file__)]) + pillow


def examine(file: Path, name: str, data: bytes) -> Verdict:
    """Return the verdict on a picture by decoding it whole."""
    if file.suffix.lower() == ".svg":
        return _examine_drawing(file, name, data)
    image, complaints = sources.judge(file, data)
    if image is None:
        return None, complaints
    width, height = sources.upright_size(data)
    frames = 1
    if image.format in ("GIF", "WEBP") and getattr(image, "is_animated", False):
        frames, more = _examine_moving(file, data)
        complaints += more
        if not frames:
            return None, complaints
    tone = tones.tone_of(_small(image))
    return Source(name, file, sources.digest_of(data), width, height, frames, tone=tone), complaints


def _examine_moving(file: Path, data: bytes) -> tuple[int, tuple[Complaint, ...]]:
    """Return how many frames of a moving picture are shown (0: it is damaged), and what there is to say."""
    try:
        frames, whole = moving.shown(data)
    except (OSError, SyntaxError, ValueError, EOFError):
        return 0, (Complaint(f'"{file.name}" is cut short.', "Export it again from the original."),)
    if whole:
        return frames, ()
    cause = f'"{file.name}" moves for more than {moving.LONGEST // 1000} seconds and is cut there.'
    return frames, (Complaint(cause, "Make it shorter, so that it ends where you want.", "warning"),)


def _small(image: Image.Image) -> Image.Image:
    """Return a small upright RGB copy of a decoded picture."""
    image.thumbnail((64, 64), reducing_gap=2.0)
    return to_srgb(ImageOps.exif_transpose(image))


def _examine_drawing(file: Path, name: str, data: bytes) -> Verdict:
    """Return the verdict on an SVG."""
    try:
        drawing = drawings.clean(data)
    except drawings.NotADrawing as error:
        cause = f'"{file.name}" is not an SVG that can be shown ({error}).'
        return None, (Complaint(cause, "Export it again as plain SVG, or as PNG."),)
    source = Source(name, file, sources.digest_of(data), drawing.width, drawing.height, drawing=True)
    if not drawing.removed:
        return source, ()
    cause = f'"{file.name}" has parts that were removed: {", ".join(drawing.removed)}.'
    return source, (Complaint(cause, "Export it as plain SVG, without scripts or links.", "warning"),)


def _written(verdict: Verdict) -> bytes:
    """Return a verdict as JSON."""
    source, complaints = verdict
    facts = source and {
        name: getattr(source, name)
        for name in ("name", "digest", "width", "height", "frames", "drawing", "tone")
    }
    said = [[one.cause, one.fix, one.severity] for one in complaints]
    return json.dumps({"source": facts, "complaints": said}).encode()


def _read(kept: bytes, file: Path) -> Verdict:
    """Return a verdict from JSON."""
    found = json.loads(kept)
    source = Source(file=file, **found["source"]) if found["source"] else None
    return source, tuple(Complaint(*one) for one in found["complaints"])
