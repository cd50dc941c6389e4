"""The theme's assets from what was bundled before, where none of its static files has changed: parsing takes time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import tinycss2

from plugins.assets import pipeline
from plugins.assets.pipeline import Assets
from plugins.images.store import Store, checksum, fingerprint, key_of


def asset_files(root: Path, instead: Mapping[str, Path], store: Store) -> Iterator[tuple[str, str, bytes]]:
    """Yield path, output path and bytes of every asset, as `Assets.files` does. Raises what that raises."""
    found = sorted(file for file in root.rglob("*") if file.is_file())
    data = {file.relative_to(root).as_posix(): file.read_bytes() for file in found}
    data |= {path: file.read_bytes() for path, file in sorted(instead.items()) if file.is_file()}
    made_of = [(path, checksum(content).hex()) for path, content in sorted(data.items())]
    there = [(path, file.is_file()) for path, file in sorted(instead.items())]
    code = fingerprint([Path(str(pipeline.__file__)), Path(__file__)])
    key = key_of("bundles", made_of, there, code, tinycss2.__version__)
    kept = store.get(key)
    if kept is not None:
        bundles = {path: text.encode() for path, text in json.loads(kept).items()}
        yield from Assets(root, instead, bundles).files()
        return
    assets = Assets(root, instead)
    files = list(assets.files())
    if assets.read() <= data.keys():
        sheets = {path: content.decode() for path, _, content in files if path.endswith(".css")}
        store.put(key, json.dumps(sheets).encode())
    yield from files
