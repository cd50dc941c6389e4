"""Notes to editors, at the end of a release."""

from plugins.blocks.calls import Kind

KIND = Kind(
    "notes-to-editors",
    "Notes to editors, at the end of a release: who we are, figures, how to reach us.",
    body_meaning="a list, or paragraphs",
)
