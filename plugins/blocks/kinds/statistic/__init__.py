"""A statistic: one figure, what it counts, of how many, when, and who says so."""

from plugins.blocks.calls import Kind
from plugins.blocks.kinds.common import SOURCE
from plugins.blocks.values import optional, required
from plugins.front_matter.values import one_line, partial_date

KIND = Kind(
    "statistic",
    "One figure, large, with what it counts, the sample, the date and the source.",
    argument=required("figure", "80%", one_line),
    options=(
        required("sample", "Who was asked, how many: 394 members", one_line),
        optional("date", "When: 2018, 2018-10 or 2018-10-04", partial_date),
        SOURCE,
    ),
    body_meaning="what the figure counts, in one sentence",
)
