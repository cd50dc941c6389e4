"""Reactions: a panel of named people, each with a role and a view."""

from plugins.blocks.calls import Kind
from plugins.blocks.kinds.common import NEEDED_SOURCES
from plugins.blocks.values import required
from plugins.front_matter.values import one_line

KIND = Kind(
    "reactions",
    "A panel of named people and what each thinks. Give it four slashes: the blocks inside have three.",
    argument=required("title", "How it was received", one_line),
    options=(NEEDED_SOURCES,),
    body_meaning='a "reaction" block for each person',
)
