"""Charts: a table of numbers, and drawings of it as SVG that scales without a viewBox, so that words keep their size."""
