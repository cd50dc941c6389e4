"""A pull quote: words of the story, large. It is hidden from screen readers, which read the words in the text."""

from plugins.blocks.calls import Kind
from plugins.blocks.values import optional
from plugins.front_matter.values import one_line

KIND = Kind(
    "pull-quote",
    "Words of the story, set large beside it. They must stand in the text as well, exactly.",
    options=(optional("by", "Who said it", one_line),),
    body_meaning="the words, copied from the story",
)
