"""One motif per section; each is a handful of layouts, and a layout is a function that draws."""
