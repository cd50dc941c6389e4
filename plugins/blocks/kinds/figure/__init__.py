"""A figure: a picture with what it shows, its caption, who made it and under which licence."""

from plugins.blocks.calls import Kind
from plugins.blocks.kinds.common import description, focal_point
from plugins.blocks.values import optional, required
from plugins.front_matter.values import choice, one_line

KIND = Kind(
    "figure",
    "A picture from content/images, with caption, credit and licence.",
    argument=required("picture", "ward.jpg", one_line),
    options=(
        required("alt", "What it shows, for those who cannot see it; or the word decorative", description),
        required("credit", "Who made it", one_line),
        required("licence", "Under which licence we may use it", one_line),
        optional(
            "shape",
            "wide or square, when it must be cut; as it comes when left out",
            choice("wide", "square"),
        ),
        optional("focus", "The point that the cut must keep, from left and top: 40% 30%", focal_point),
    ),
    body_meaning="the caption",
    needs_body=False,
)
