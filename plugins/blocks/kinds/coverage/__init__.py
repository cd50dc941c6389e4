"""In the news: where others reported, when, with a link."""

from plugins.blocks.calls import Kind
from plugins.blocks.values import required
from plugins.front_matter.values import one_line, outside_address, partial_date

KIND = Kind(
    "coverage",
    "Where others reported on us: date, outlet, title, address. Newest first.",
    body="rows",
    body_meaning="2018-12-04 | Outlet | Title of the report | https://address",
    columns=(
        required("date", "2018, 2018-10 or 2018-10-04", partial_date),
        required("outlet", "Who published it", one_line),
        required("title", "What it is about", one_line),
        required("address", "Where it is", outside_address),
    ),
)
