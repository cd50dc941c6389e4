"""One person's view, inside a panel of reactions. A monogram stands for the face; portraits are never invented."""

from typing import Any

from plugins.blocks.calls import Around, Call, Kind
from plugins.blocks.values import optional, required
from plugins.front_matter.values import one_line


def monogram(call: Call, _around: Around) -> dict[str, Any]:
    """Return the initials of the person: first and last name."""
    names = [word for word in str(call.argument).split() if word[0].isalpha()]
    return {"initials": "".join(word[0] for word in names[:1] + names[1:][-1:]).upper()}


KIND = Kind(
    "reaction",
    "One person's view, in a panel of reactions.",
    argument=required("name", "Asha Verma", one_line),
    options=(
        required("role", "What the person does", one_line),
        optional("organisation", "Where", one_line),
        required("view", "The view in a word or three: Welcomes it", one_line),
    ),
    body_meaning="the view in a sentence or two, in our words",
    inside="reactions",
    context=monogram,
)
