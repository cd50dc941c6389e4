"""Bundling without a build step: pure functions from source files to hashed files."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path

import tinycss2
from tinycss2 import ast

PUBLISHED = (".css", ".js", ".woff2", ".svg", ".png", ".ico")
NOT_SERVED = frozenset({"card"})


class AssetError(Exception):
    """An asset that a template or a stylesheet names is not in the theme."""

    exitcode = 1


class Assets:
    """The static files of one theme, each with its address.

    `root` is the theme's `static` folder; `instead` names files that stand in for the theme's own, by their path in
    that folder (another union's `css/tokens.css`). `bundles` are all stylesheets to serve, where they are known.
    """

    def __init__(
        self,
        root: Path,
        instead: Mapping[str, Path] | None = None,
        bundles: Mapping[str, bytes] | None = None,
    ) -> None:
        self.root = root
        self.instead = dict(instead or {})
        self.bundles = bundles
        self._data: dict[str, bytes] = dict(bundles or {})
        self._rules: dict[str, list[ast.Node]] = {}

    def url(self, path: str) -> str:
        """Return the address of an asset, from the root of the site. Raises AssetError for an unknown one."""
        return "/" + self.name(path)

    def name(self, path: str) -> str:
        """Return the output path of an asset: `assets/css/site.<hash>.css`."""
        stem, suffix = posixpath.splitext(path)
        digest = hashlib.sha256(self.data(path)).hexdigest()[:10]
        return f"assets/{stem}.{digest}{suffix}"

    def file(self, path: str) -> Path:
        """Return the file behind an asset."""
        return self.instead.get(path, self.root / path)

    def data(self, path: str) -> bytes:
        """Return the bytes to serve for an asset."""
        if path not in self._data:
            file = self.file(path)
            if not file.is_file():
                raise AssetError(f"The theme has no {path} (looked in {self.root.name}/).")
            data = file.read_bytes()
            self._data[path] = self.stylesheet(path).encode() if path.endswith(".css") else data
        return self._data[path]

    def files(self) -> Iterator[tuple[str, str, bytes]]:
        """Yield path, output path and bytes of every asset: fonts, scripts, icons, stylesheets not imported."""
        sources = sorted(
            file.relative_to(self.root).as_posix()
            for file in self.root.rglob("*")
            if file.suffix in PUBLISHED and not NOT_SERVED & set(file.relative_to(self.root).parts)
        )
        sheets = [path for path in sources if path.endswith(".css")]
        if self.bundles is None:
            imported = {name for path in sheets for name in self.imports(path)}
        else:
            imported = set(sheets) - self.bundles.keys()
        for path in sources:
            if path not in imported:
                yield path, self.name(path), self.data(path)

    def read(self) -> set[str]:
        """Return the paths of all files that have been read so far."""
        return {*self._data, *self._rules}

    def imports(self, path: str) -> list[str]:
        """Return the stylesheets that one imports, in order."""
        return [
            resolve(path, target) for rule in self.rules(path) if (target := import_target(rule)) is not None
        ]

    def rules(self, path: str) -> list[ast.Node]:
        """Return the rules of a stylesheet without comments. A file is parsed once: parsing is most of the work."""
        if path not in self._rules:
            text = self.file(path).read_text("utf-8")
            rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
            self._rules[path] = list(rules)
        return self._rules[path]

    def stylesheet(self, path: str) -> str:
        """Return a stylesheet with its imports in place, its addresses hashed and its comments gone."""
        parts = []
        for rule in self.rules(path):
            target = import_target(rule)
            if target is None:
                parts.append(self.squeezed([rule], path))
            else:
                body = self.stylesheet(resolve(path, target))
                layer = layer_of(rule)
                parts.append(f"@layer {layer}{{{body}}}" if layer else body)
        return "".join(parts)

    def squeezed(self, nodes: list[ast.Node], path: str) -> str:
        """Return nodes as text: runs of white space as one space, none at the edges of blocks."""
        return str(tinycss2.serialize(self.tidy(nodes, path))).strip()

    def tidy(self, nodes: list[ast.Node], path: str) -> list[ast.Node]:
        """Return the nodes without comments, with single spaces and hashed addresses, all the way down."""
        kept: list[ast.Node] = []
        for node in nodes:
            if node.type == "comment":
                continue
            if node.type == "whitespace":
                node.value = " "
                if kept and (kept[-1].type == "whitespace" or is_mark(kept[-1], "{};")):
                    continue
            elif node.type == "url" and not node.value.startswith(("data:", "#", "/")):
                address = self.url(resolve(path, node.value))
                node.value, node.representation = address, f"url({address})"
            elif is_mark(node, "{};") and kept and kept[-1].type == "whitespace":
                kept.pop()
            for name in ("prelude", "content", "arguments"):
                if getattr(node, name, None):
                    inner = self.tidy(getattr(node, name), path)
                    setattr(node, name, without_edge(inner) if name == "content" else inner)
            kept.append(node)
        while kept and kept[-1].type == "whitespace":
            kept.pop()
        return kept


def without_edge(nodes: list[ast.Node]) -> list[ast.Node]:
    """Return the nodes of a block without the space after its brace."""
    return nodes[1:] if nodes and nodes[0].type == "whitespace" else nodes


def is_mark(node: ast.Node, marks: str) -> bool:
    """Tell a literal such as a semicolon."""
    return node.type == "literal" and node.value in marks


def import_target(rule: ast.Node) -> str | None:
    """Return the address in an `@import`, or None for any other rule."""
    if rule.type != "at-rule" or rule.lower_at_keyword != "import":
        return None
    first = next(node for node in rule.prelude if node.type != "whitespace")
    return str((first.arguments[0] if first.type == "function" else first).value)


def layer_of(rule: ast.Node) -> str:
    """Return the layer named in `@import "x.css" layer(name)`, or nothing."""
    functions = [node for node in rule.prelude if node.type == "function" and node.lower_name == "layer"]
    return tinycss2.serialize(functions[0].arguments).strip() if functions else ""


def resolve(path: str, target: str) -> str:
    """Return the asset that `target` names in the stylesheet `path`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
