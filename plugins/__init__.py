"""Build time: content in, files out. One room per step; see docs/architecture.md."""
