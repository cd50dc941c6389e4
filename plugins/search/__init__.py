"""The search index of a published tree, made by Pagefind.

Not a plugin: `publish` calls `make_index` on the new tree before the switch.
"""

from plugins.search.index import FOLDER, make_index

__all__ = ["FOLDER", "make_index"]
