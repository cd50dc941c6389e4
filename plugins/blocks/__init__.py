"""The body of a story: Markdown to clean HTML."""
