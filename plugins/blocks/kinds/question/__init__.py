"""A question and its answer, in an interview."""

from plugins.blocks.calls import Kind
from plugins.blocks.values import required
from plugins.front_matter.values import one_line

KIND = Kind(
    "question",
    "A question and its answer, in an interview: a block for each.",
    argument=required("question", "What would you change first?", one_line),
    body_meaning="the answer",
)
