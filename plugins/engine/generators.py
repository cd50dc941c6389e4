"""Pelican's generators: the same results in linear time, in a fixed order, with kept objects where they hold."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from pelican.contents import Article, Content, Page, SkipStub
from pelican.generators import ArticlesGenerator, PagesGenerator, StaticGenerator
from pelican.plugins import signals
from pelican.utils import get_original_items, order_content
from pelican.writers import FileOverwriteFailedError

from plugins.engine.inputs import identity
from plugins.engine.trace import Group

logger = logging.getLogger("pelican.generators")


class _Groups(defaultdict[Any, Any]):
    """Lists of articles by tag, category or author, each list a `Group` with a key."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind

    def __missing__(self, label: Any) -> Group:
        group = self[label] = Group()
        group.key = f"{self._kind}:{getattr(label, 'slug', label)}"
        return group


def among(articles: Iterable[Any], members: Iterable[Any]) -> list[Any]:
    """`[a for a in articles if a in members]` for objects that are equal only to themselves, in linear time."""
    wanted = {identity(member) for member in members}
    return [article for article in articles if identity(article) in wanted]


def translations_of(contents: list[Any], translation_id: Any) -> tuple[list[Any], list[Any]]:
    """`pelican.utils.process_translations` in linear time; same order, same warnings, same errors."""
    if not translation_id:
        return contents, []
    names = {translation_id} if isinstance(translation_id, str) else translation_id
    _sort_by(contents, names)
    index: list[Any] = []
    for values, group in groupby(contents, attrgetter(*names)):
        items = list(group)
        if len(items) == 1 and _is_plain_original(items[0]):
            index.append(items[0])
            items[0].translations = []
            continue
        shown = (values,) if len(names) == 1 else values
        words = "with" + ", ".join([' {} "{{}}"'] * len(names)).format(*names).format(*shown)
        index.extend(get_original_items(items, words))
        for item in items:
            item.translations = [other for other in items if other != item]
    if len(index) == len(contents):
        return index, []
    originals = {identity(item) for item in index}
    return index, [item for item in contents if identity(item) not in originals]


def _is_plain_original(item: Any) -> bool:
    """One item alone is its own original, without a word, unless it says that it is a translation."""
    return "translation" not in item.metadata


def _sort_by(contents: list[Any], names: Any) -> None:
    try:
        contents.sort(key=attrgetter(*names))
    except TypeError:
        message = (
            f"Cannot unpack {names}, 'translation_id' must be falsy, a string or a collection of strings"
        )
        raise TypeError(message) from None
    except AttributeError:
        message = f"Cannot use {names} as 'translation_id', there appear to be items without these metadata attributes"
        raise AttributeError(message) from None


class _Reading:
    """What articles and pages share: files in order, and kept objects where the engine has them.

    `keeper` is set by the engine: `restore(path, class)` gives an object or None, `kept(path, object)` hears of others.
    """

    keeper: Any = None
    categories: Any
    authors: Any
    ahead: dict[Any, set[str]] = {}  # noqa: RUF012 - replaced, never changed, on instances
    path: str
    context: dict[str, Any]
    settings: dict[str, Any]
    readers: Any

    def get_files(self, paths: Any, exclude: Any = None, extensions: Any = None) -> set[str]:
        """Find the files; the answer to the first question after `ahead` was set is taken from there."""
        if extensions is None:
            question = (tuple(paths), tuple(exclude or ()))
            if question in self.ahead:
                return self.ahead.pop(question)
        elif extensions is not False and not extensions:
            return set()
        found: set[str] = super().get_files(paths, exclude, extensions)  # type: ignore[misc]
        return found

    def look_ahead(self, paths: Any, exclude: Any, extensions: Any = None) -> set[str]:
        """Find the files that `generate_context` will ask for, once."""
        del extensions
        question = (tuple(paths), tuple(exclude or ()))
        found = self.ahead.get(question) or self.get_files(paths, exclude=exclude)
        self.ahead = {(tuple(paths), tuple(exclude or ())): found}
        return found

    def read_all(
        self, files: Iterable[str], kind: type[Content], preread: Any, context_signal: Any
    ) -> list[Any]:
        """Every content of the files, in the order of their names, that Pelican would accept."""
        contents = []
        for name in sorted(files):
            content = self.keeper.restore(name, kind) if self.keeper else None
            if content is None:
                content = self.read_one(name, kind, preread, context_signal)
                if content is None:
                    continue
                self.add_source_path(content)  # type: ignore[attr-defined]
            else:
                self.context["generated_content"][content.relative_source_path] = content
            contents.append(content)
            self._add_links(name, content)
        return contents

    def read_one(self, name: str, kind: type[Content], preread: Any, context_signal: Any) -> Any:
        """One content as `generate_context` reads it in Pelican; None when it is skipped or refused."""
        with self.keeper.watching(name) if self.keeper else _nothing():
            try:
                content = self.readers.read_file(
                    base_path=self.path,
                    path=name,
                    content_class=kind,
                    context=self.context,
                    preread_signal=preread,
                    preread_sender=self,
                    context_signal=context_signal,
                    context_sender=self,
                )
            except Exception:
                logger.exception("Could not process %s", name, exc_info=self.settings.get("DEBUG", False))
                self._add_failed_source_path(name)  # type: ignore[attr-defined]
                return None
            if isinstance(content, SkipStub):
                logger.debug("Safely skipping %s", name)
                return None
            if not content.is_valid():
                self._add_failed_source_path(name)  # type: ignore[attr-defined]
                return None
        if content.status == "skip":
            raise AssertionError("Documents with 'skip' status should be skipped")
        return content

    def _add_links(self, name: str, content: Any) -> None:
        links = self.keeper.static_links(name, content) if self.keeper else content.get_static_links()
        if links:
            self.context["static_links"] |= links


class _nothing:  # noqa: N801 - used as a function
    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


class EngineArticlesGenerator(_Reading, ArticlesGenerator):  # type: ignore[misc]
    """`ArticlesGenerator` for the engine."""

    def __str__(self) -> str:
        return str(ArticlesGenerator.__name__)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name in ("tags", "categories", "authors"):
            if type(getattr(self, name)) is defaultdict and not getattr(self, name):
                setattr(self, name, _Groups(name))

    def generate_context(self) -> None:
        """Read the articles and group them; the steps and signals of Pelican's method, in its order."""
        files = self.get_files(self.settings["ARTICLE_PATHS"], exclude=self.settings["ARTICLE_EXCLUDES"])
        contents = self.read_all(
            files, Article, signals.article_generator_preread, signals.article_generator_context
        )
        self.articles, self.translations = self._sorted(contents, "published")
        self.hidden_articles, self.hidden_translations = self._sorted(contents, "hidden")
        self.drafts, self.drafts_translations = self._sorted(contents, "draft")
        signals.article_generator_pretaxonomy.send(self)
        self._group()
        self.dates = sorted(
            self.articles, key=attrgetter("date"), reverse=self.context["NEWEST_FIRST_ARCHIVES"]
        )
        self.period_archives = self._build_period_archives(self.dates, self.articles, self.settings)
        self.categories = sorted(self.categories.items(), reverse=self.settings["REVERSE_CATEGORY_ORDER"])
        self.authors = sorted(self.authors.items())
        self._update_context(
            (
                "articles",
                "drafts",
                "hidden_articles",
                "dates",
                "tags",
                "categories",
                "authors",
                "related_posts",
            )
        )
        self.context["period_archives"] = self.period_archives
        self.save_cache()
        self.readers.save_cache()
        signals.article_generator_finalized.send(self)

    def _sorted(self, contents: list[Any], status: str) -> tuple[list[Any], list[Any]]:
        chosen = [content for content in contents if content.status == status]
        originals, translations = translations_of(chosen, self.settings["ARTICLE_TRANSLATION_ID"])
        return order_content(originals, self.settings["ARTICLE_ORDER_BY"]), translations

    def _group(self) -> None:
        for article in self.articles:
            if hasattr(article, "category"):
                self.categories[article.category].append(article)
            if hasattr(article, "tags"):
                for tag in article.tags:
                    self.tags[tag].append(article)
            for author in getattr(article, "authors", []):
                self.authors[author].append(article)

    def _build_period_archives(self, sorted_articles: list[Any], articles: list[Any], settings: Any) -> Any:
        """Pelican's, with its quadratic membership test answered once for each period."""
        archives = super()._build_period_archives(sorted_articles, (), settings)
        position = {identity(article): number for number, article in enumerate(articles)}
        for periods in archives.values():
            for period in periods:
                members = [article for article in period["dates"] if identity(article) in position]
                period["articles"] = sorted(members, key=lambda article: position[identity(article)])
        return archives

    def generate_articles(self, write: Callable[..., None]) -> None:
        """Write the page of each article; the addresses of kept articles are known."""
        addresses = self.keeper.addresses if self.keeper else {}
        for article in chain(
            self.translations, self.articles, self.hidden_translations, self.hidden_articles
        ):
            signals.article_generator_write_article.send(self, content=article)
            url, save_as = addresses.get(article) or (article.url, article.save_as)
            write(
                save_as,
                self.get_template(article.template),
                self.context,
                article=article,
                category=getattr(article, "category", None),
                override_output=hasattr(article, "override_save_as"),
                url=url,
                blog=True,
            )

    def generate_pages(self, writer: Any) -> None:
        """Write all pages."""
        self._position = {identity(article): place for place, article in enumerate(self.dates)}
        super().generate_pages(writer)

    def _in_order(self, articles: Iterable[Any]) -> list[Any]:
        """`[a for a in self.dates if a in articles]` in the time that the articles alone take."""
        known = self._position
        places = sorted({known[key] for key in map(identity, articles) if key in known})
        return [self.dates[place] for place in places]

    def generate_tags(self, write: Callable[..., None]) -> None:
        """Write the page of each tag."""
        self._write_lists(write, self.tags.items(), "tag", "Tag")

    def generate_categories(self, write: Callable[..., None]) -> None:
        """Write the page of each category."""
        self._write_lists(write, self.categories, "category", "Category")

    def generate_authors(self, write: Callable[..., None]) -> None:
        """Write the page of each author."""
        self._write_lists(write, self.authors, "author", "Author")

    def _write_lists(self, write: Callable[..., None], groups: Iterable[Any], kind: str, noun: str) -> None:
        template = self.get_template(kind)
        for label, articles in groups:
            dates = self._in_order(articles)
            try:
                write(
                    label.save_as,
                    template,
                    self.context,
                    url=label.url,
                    articles=articles,
                    dates=dates,
                    template_name=kind,
                    blog=True,
                    page_name=label.page_name,
                    all_articles=self.articles,
                    **{kind: label},
                )
            except FileOverwriteFailedError:
                if label.slug:
                    logger.error('Failed to write %s page for "%s".', noun, label)  # noqa: TRY400 - Pelican's words
                    raise
                message = f'{noun} "%s" has an invalid slug; skipping writing {kind} page...'
                logger.info(message, label, extra={"limit_msg": f"Further {kind}s with invalid slugs."})


class EnginePagesGenerator(_Reading, PagesGenerator):  # type: ignore[misc]
    """`PagesGenerator` for the engine."""

    def __str__(self) -> str:
        return str(PagesGenerator.__name__)

    def generate_context(self) -> None:
        """Read the pages; the steps and signals of Pelican's method, in its order."""
        files = self.get_files(self.settings["PAGE_PATHS"], exclude=self.settings["PAGE_EXCLUDES"])
        contents = self.read_all(files, Page, signals.page_generator_preread, signals.page_generator_context)
        self.pages, self.translations = self._sorted(contents, "published")
        self.hidden_pages, self.hidden_translations = self._sorted(contents, "hidden")
        self.draft_pages, self.draft_translations = self._sorted(contents, "draft")
        self._update_context(("pages", "hidden_pages", "draft_pages"))
        self.save_cache()
        self.readers.save_cache()
        signals.page_generator_finalized.send(self)

    def _sorted(self, contents: list[Any], status: str) -> tuple[list[Any], list[Any]]:
        chosen = [content for content in contents if content.status == status]
        originals, translations = translations_of(chosen, self.settings["PAGE_TRANSLATION_ID"])
        return order_content(originals, self.settings["PAGE_ORDER_BY"]), translations


class EngineStaticGenerator(StaticGenerator):  # type: ignore[misc]
    """`StaticGenerator` for the engine: in a fixed order, and asking `copier` before it copies."""

    copier: Any = None

    def __str__(self) -> str:
        return str(StaticGenerator.__name__)

    def get_files(self, *arguments: Any, **named: Any) -> set[str]:
        """Find the files; the set knows its order, and `|` with it keeps that."""
        extensions = named.get("extensions", False)
        if extensions is not None and extensions is not False and not extensions:
            return set()
        return _Sorted(super().get_files(*arguments, **named))

    def look_ahead(self, paths: Any, exclude: Any, extensions: Any = False) -> set[str]:
        """Find the static files."""
        return self.get_files(paths, exclude=exclude, extensions=extensions)

    def _copy_staticfile(self, sc: Any) -> None:
        if self.copier is None or not self.copier.reuse_static(self, sc):
            super()._copy_staticfile(sc)


class _Sorted(set[str]):
    """A set that is always gone through in order."""

    def __iter__(self) -> Any:
        return iter(sorted(set.__iter__(self)))

    def __ror__(self, other: Any) -> "_Sorted":
        return _Sorted(set.union(self, other))

    def __or__(self, other: Any) -> "_Sorted":  # type: ignore[override]
        return _Sorted(set.union(self, other))


ENGINE_CLASSES = {
    ArticlesGenerator: EngineArticlesGenerator,
    PagesGenerator: EnginePagesGenerator,
    StaticGenerator: EngineStaticGenerator,
}
