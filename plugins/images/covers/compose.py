"""Choose a cover's layout and colours, and draw it as a list of shapes. Pure: no clock, no chance, no file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from plugins.images.covers import colourways
from plugins.images.covers.colourways import Colourway
from plugins.images.covers.dice import Dice
from plugins.images.covers.forms import Shape, mirrored
from plugins.images.covers.motifs import advice, campaigns, features, news, opinion, press
from plugins.images.palette import Palette
from plugins.memory import pure

Layout = Callable[[float, Dice, Colourway], Iterator[Shape]]


@dataclass(frozen=True)
class Motif:
    """What a section's covers have in common: its layouts, and its colours from a palette."""

    layouts: tuple[Layout, ...]
    colours: Callable[[Palette], tuple[Colourway, ...]]
    upright: tuple[Layout, ...] = ()  # never turned left to right


MOTIFS: Mapping[str, Motif] = MappingProxyType(
    {
        "news": Motif(news.LAYOUTS, colourways.news),
        "features": Motif(features.LAYOUTS, colourways.features),
        "opinion": Motif(opinion.LAYOUTS, colourways.opinion, opinion.UPRIGHT),
        "advice": Motif(advice.LAYOUTS, colourways.advice),
        "campaigns": Motif(campaigns.LAYOUTS, colourways.campaigns),
        "press": Motif(press.LAYOUTS, colourways.press),
    }
)


@dataclass(frozen=True)
class Look:
    """The choices that make a cover: which layout, which colours, which way round (indexes into a motif)."""

    layout: int
    colours: int
    turned: bool


@dataclass(frozen=True)
class Composition:
    """A cover, ready to draw: its aspect ratio (width over height), its ground colour and its shapes."""

    aspect: float
    ground: str
    shapes: tuple[Shape, ...]


def motif_of(section: str) -> Motif:
    """Return the motif of a section; a section that has none of its own borrows one, always the same."""
    if section in MOTIFS:
        return MOTIFS[section]
    return MOTIFS[Dice(section).choice("motif", sorted(MOTIFS))]


@pure
def look_of(slug: str, section: str, topics: tuple[str, ...] = (), before: tuple[Look, ...] = ()) -> Look:
    """Choose a story's look: the layout from its slug, the colours from its first topic and its slug.

    `before` are the looks of the stories just before it in the section: the choice avoids the layout
    and the colours of these where it can, so that neighbours on a page never look alike.
    """
    motif = motif_of(section)
    dice = Dice(f"{section}/{slug}")
    topic = Dice(topics[0]) if topics else dice
    count = len(motif.colours(Palette()))
    layout = _free(
        dice.whole("layout", 0, len(motif.layouts) - 1), len(motif.layouts), [b.layout for b in before]
    )
    start = topic.whole("colours", 0, count - 1) + dice.whole("colours", 0, 1)
    return Look(layout, _free(start % count, count, [b.colours for b in before]), dice.flag("turned"))


def _free(wanted: int, count: int, taken: Sequence[int]) -> int:
    """Return the first of `count` options, from the wanted one on, that is not among the last ones taken.

    Some choice is always left (a third of the options, two at the least), so that no fixed round begins.
    """
    spared = min(max(1, count - max(2, count // 3)), count - 1)
    avoid = set(list(taken)[-spared:]) if spared else set()
    return next((wanted + step) % count for step in range(count) if (wanted + step) % count not in avoid)


def compose(
    slug: str,
    section: str,
    topics: tuple[str, ...] = (),
    aspect: float = 16 / 9,
    *,
    palette: Palette = Palette(),  # noqa: B008 - frozen
    look: Look | None = None,
) -> Composition:
    """Return the cover of a story at an aspect ratio; the same arguments always give the same drawing."""
    motif = motif_of(section)
    look = look or look_of(slug, section, topics)
    colours = motif.colours(palette)[look.colours]
    shapes = tuple(motif.layouts[look.layout](aspect, Dice(f"{section}/{slug}"), colours))
    turn = look.turned and motif.layouts[look.layout] not in motif.upright
    return Composition(aspect, colours.ground, mirrored(shapes, aspect) if turn else shapes)
