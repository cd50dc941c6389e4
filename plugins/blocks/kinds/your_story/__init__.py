"""Tell us your story: an invitation to write, with what will be done with it."""

from typing import Any

from plugins.blocks.calls import Around, Call, Kind
from plugins.blocks.kinds.action.letter import mail_link
from plugins.blocks.values import optional, required
from plugins.front_matter.values import one_line


def context(call: Call, around: Around) -> dict[str, Any]:
    """Return the mail link, to the address given or the newsroom's."""
    address = call.values["email"] or around.organisation.get("email", "")
    return {"address": address, "link": mail_link(address, str(call.argument), "")}


KIND = Kind(
    "your-story",
    "An invitation to write to us. Say what we will do with what we get, and that names can be withheld.",
    argument=required("title", "Has your pay been late?", one_line),
    options=(optional("email", "Where to write; the newsroom's address when left out", one_line),),
    body_meaning="what we would like to hear",
    context=context,
)
