"""The editors' desk: what people run to write, check, preview, schedule and import. Nothing here runs in a build."""
