"""What the site's pictures need: every output file with its key, and the tasks that make the missing ones."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from lxml import etree
from PIL import __version__ as pillow

from plugins.images import cards, monograms, moving, photos, tasks, typography
from plugins.images.cards import Card, CardTask
from plugins.images.covers import Composition, forms, render
from plugins.images.models import Image
from plugins.images.monograms import Monogram
from plugins.images.moving import MovingTask
from plugins.images.photos import Crop, PhotoTask
from plugins.images.sources import Source, digest_of
from plugins.images.store import Store, fingerprint, key_of
from plugins.images.tasks import RasterTask, Task
from plugins.memory import code, pure

FOLDER = "images"
SHORT = 10  # characters of a key in a file name


@dataclass(frozen=True, eq=False)
class Sketch:
    """The files of a drawing: their paths by shape, `raster` and `share`, and the tone of its ground.

    `lengths` are their sizes in bytes by path, once they are known.
    """

    tone: str
    paths: Mapping[str, str]
    lengths: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Kept:
    """A sketch of an earlier build with the keys of its pictures and its ready drawings, both by path."""

    sketch: Sketch
    keys: Mapping[str, str]
    drawn: Mapping[str, bytes]


@pure
def recalled(store: Store, key: str) -> Kept:
    """Return what is kept under a key, which says all that it was made from. Raises KeyError when nothing is."""
    data = store.get(key)
    if data is None:
        raise KeyError(key)
    kept = json.loads(data)
    drawn = {path: text.encode() for path, text in kept["drawn"].items()}
    return Kept(Sketch(kept["tone"], kept["paths"], kept["lengths"]), kept["keys"], drawn)


@pure
def sketch_key(*made_of: object) -> str:
    """Return the key of a sketch."""
    return key_of("sketch", *made_of)


@dataclass
class Plan:
    """The picture files of one build, by output path. What is asked for twice is made once."""

    store: Store
    drawn: dict[str, bytes] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    _tasks: dict[str, Task] = field(default_factory=dict)
    _crops: defaultdict[Source, dict[str, Crop]] = field(default_factory=lambda: defaultdict(dict))
    _codes: dict[str, str] = field(default_factory=dict)
    _lengths: dict[str, int] = field(default_factory=dict)
    _drawings: dict[str, Sketch] = field(default_factory=dict)
    _draw: dict[str, Callable[[], Sketch]] = field(
        default_factory=dict
    )  # how to draw what was recalled, by path

    def svg(self, stem: str, data: bytes) -> str:
        """Add a drawing that is ready; return its path."""
        path = f"{FOLDER}/{stem}.{digest_of(data)[:SHORT]}.svg"
        self.drawn[path] = data
        return path

    def raster(self, stem: str, drawn: Composition | Monogram, width: int, height: int) -> str:
        """Add a drawing as PNG at a size; return its path."""
        key = key_of("raster", drawn, width, height, self._code("drawing"))
        self._tasks[key] = RasterTask(key, drawn, width, height)
        return self._named(f"{stem}-{width}", key, "png")

    def card(self, stem: str, card: Card) -> str:
        """Add a share card; return its path."""
        key = key_of("card", _identity(card), self._code("card"))
        self._tasks[key] = CardTask(key, card)
        return self._named(f"{stem}-card", key, cards.suffix(card))

    def crop(self, source: Source, stem: str, crop: Crop) -> str:
        """Add one file from a photograph; return its path."""
        key = key_of("photo", source.digest, crop, self._code("photo"))
        self._crops[source][key] = crop
        return self._named(f"{stem}-{crop.width}", key, crop.format)

    def moving(self, source: Source, stem: str, width: int, height: int) -> dict[str, str]:
        """Add a moving picture at a width; return the paths of its WebP and its GIF."""
        keys = {
            kind: key_of("moving", source.digest, width, height, kind, self._code("photo"))
            for kind in ("webp", "gif")
        }
        task = MovingTask(source.file, width, height, tuple((key, kind) for kind, key in keys.items()))
        self._tasks |= dict.fromkeys(keys.values(), task)
        return {kind: self._named(f"{stem}-{width}", key, kind) for kind, key in keys.items()}

    def sketch(self, made_of: tuple[object, ...], draw: Callable[[], Sketch]) -> Sketch:
        """Return what `draw` gives, which adds its files to the plan; without drawing, where all of it is kept.

        `made_of` are all that `draw` goes by beside the code of this package.
        """
        key = sketch_key(made_of, self._makers)
        try:
            kept = recalled(self.store, key)
        except KeyError:
            kept = None
        if kept is None or not self._has_files(kept):
            self._drawings[key] = draw()
            return self._drawings[key]
        self.keys |= kept.keys
        self.drawn |= kept.drawn
        self._draw |= dict.fromkeys(kept.keys, draw)
        return kept.sketch

    def _has_files(self, kept: Kept) -> bool:
        """Return whether the pictures of a kept sketch are there, and remember how many bytes they have."""
        lengths = {key: kept.sketch.lengths[path] for path, key in kept.keys.items()}
        if any(self.store.length(key) != length for key, length in lengths.items()):
            return False
        self._lengths |= lengths
        return True

    def _written(self, sketch: Sketch) -> bytes:
        """Return a sketch and its files as JSON."""
        paths = sorted(sketch.paths.values())
        keys = {path: self.keys[path] for path in paths if path in self.keys}
        ready = {path: self.drawn[path].decode() for path in paths if path in self.drawn}
        lengths = {path: self._length(path) for path in paths}
        kept = {"tone": sketch.tone, "paths": sketch.paths, "lengths": lengths, "keys": keys, "drawn": ready}
        return json.dumps(kept).encode()

    def make(self) -> int:
        """Make every file that is not kept whole already, and keep sketches; return how many files that were."""
        count = self._make({key for key in self.keys.values() if not self._kept(key)})
        for key, sketch in self._drawings.items():
            self.store.put(key, self._written(sketch))
        return count

    def _make(self, missing: set[str]) -> int:
        """Make the files of some keys; return how many files that were."""
        wanted: list[Task] = [self._tasks[key] for key in sorted(missing & self._tasks.keys())]
        for source, crops in self._crops.items():
            left = tuple((key, crop) for key, crop in crops.items() if key in missing)
            if left:
                wanted.append(PhotoTask(source.file, source.digest, source.width, source.height, left))
        return tasks.make(list(dict.fromkeys(wanted)), self.store)

    def paths(self) -> list[str]:
        """Return all output paths in order."""
        return sorted({*self.drawn, *self.keys})

    def data(self, path: str) -> bytes:
        """Return the bytes of a file that has been made. Raises RuntimeError when the cache has lost it since."""
        if path in self.drawn:
            return self.drawn[path]
        kept = self.store.get(self.keys[path])
        if kept is None and path in self._draw:
            self._draw[path]()
            self._make({self.keys[path]})
            kept = self.store.get(self.keys[path])
        if kept is None:
            raise RuntimeError(f"The cache lost {path} while the site was being built. Build again.")
        return kept

    def measured(self, image: Image) -> Image:
        """Return an image whose renditions know their sizes in bytes; to be asked after `make`."""
        if all(one.length for one in image.renditions.values()):
            return image
        renditions = {
            slot: one._replace(length=self._length(one.src.removeprefix("/")))
            for slot, one in image.renditions.items()
        }
        return replace(image, renditions=renditions)

    def _kept(self, key: str) -> bool:
        """Return whether the bytes of a key are kept whole, and remember how many they are."""
        if key in self._lengths:
            return True
        kept = self.store.get(key)
        if kept is not None:
            self._lengths[key] = len(kept)
        return kept is not None

    def _length(self, path: str) -> int:
        """Return the size in bytes of a file that has been made."""
        known = None if path in self.drawn else self._lengths.get(self.keys[path])
        return len(self.data(path)) if known is None else known

    def _named(self, stem: str, key: str, suffix: str) -> str:
        """Remember a key under the path that it gives; return the path."""
        path = f"{FOLDER}/{stem}.{key[:SHORT]}.{suffix}"
        self.keys[path] = key
        return path

    def _code(self, kind: str) -> str:
        """Return a digest of what makes files of a kind: our code, our fonts, and Pillow."""
        if kind not in self._codes:
            self._codes[kind] = fingerprint(_made_by(kind)) + pillow
        return self._codes[kind]

    @cached_property
    def _makers(self) -> tuple[str, ...]:
        """What makes sketches: our code, our fonts, and libraries."""
        fonts = fingerprint(sorted(typography.FONTS.glob("*.*")))
        return code(str(Path(__file__).parent)), fonts, pillow, etree.__version__


def _made_by(kind: str) -> Iterable[Path]:
    """Return the files whose bytes decide what files of a kind look like."""
    modules = {
        "photo": (photos, moving),
        "drawing": (render, forms, monograms, typography, tasks),
        "card": (cards, typography, render, forms, monograms, photos, tasks),
    }[kind]
    ours = [Path(str(module.__file__)) for module in modules]
    return ours if kind == "photo" else [*ours, *sorted(typography.FONTS.glob("*.*"))]


def _identity(card: Card) -> Card:
    """Return a card as it counts for its key: where a photograph lies on this machine does not matter."""
    if not isinstance(card.panel, cards.PhotoPanel):
        return card
    return replace(card, panel=replace(card.panel, file=Path(card.panel.file.name)))
