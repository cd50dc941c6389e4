"""A fact box: what something is, for those who do not know."""

from plugins.blocks.calls import Kind
from plugins.blocks.kinds.common import SOURCES
from plugins.blocks.values import required
from plugins.front_matter.values import one_line

KIND = Kind(
    "fact-box",
    "What something is, for readers who do not know.",
    argument=required("title", "What is a rota?", one_line),
    options=(SOURCES,),
    body_meaning="a paragraph or two, or a list",
)
