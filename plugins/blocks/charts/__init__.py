"""Charts: a table of numbers, and drawings of it as SVG that widens without making its words smaller."""
