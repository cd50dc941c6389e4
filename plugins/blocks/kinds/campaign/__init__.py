"""A callout to a campaign: its aim, where it stands, the way to it. Filled in when all content is known."""

from plugins.blocks.calls import Kind
from plugins.blocks.values import required
from plugins.front_matter.values import slug

KIND = Kind(
    "campaign",
    "A callout to a campaign, by the name of its file: aim and status come from there.",
    argument=required("campaign", "safe-rotas", slug),
    body_meaning="why it concerns the reader of this story",
    needs_body=False,
)
