"""Which stories belong together, scored as Hugo scores related content.

Every article has terms: its campaign, its series, its topics and the telling words of its title. An inverted
index lists, for each term, the articles that have it. An article's candidates are those that share a term;
each shared term adds its weight, and a candidate counts when the sum reaches `THRESHOLD` on the scale of 0 to
100 on which the heaviest term is 100. (Hugo asks that the mean weight reach threshold/matches: the same thing
on this scale.)

https://gohugo.io/content-management/related-content/
"""

from __future__ import annotations

import heapq
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

WEIGHTS = {"campaign": 100, "series": 80, "topic": 60, "word": 20}
THRESHOLD = 40
MOST = 4
REACH = 50
"""How many of the newest holders of one term are looked at: this keeps the work linear in the archive."""
COMMON = 0.1
"""A title word that more than this share of the older stories has says nothing."""
COMMON_AT_LEAST = 10
"""A word of at most this many stories always counts."""

WORD = re.compile(r"[^\W\d_]{3,}(?:['’][^\W\d_]+)?")
COMMON_WORDS = """
about after again all also and any are been being but can could did does down for from get gets had
has have her here him his how into its it's just may more most must new not now off one only our out
over own say says should six some ten than that the their them then there these they this those
three too two under until was way were what what's when where which while who why will with would
you your
"""
STOP_WORDS = frozenset(COMMON_WORDS.split())

Term = tuple[str, Hashable]


def terms(article: Any) -> list[Term]:
    """Return the terms of an article without repeats; a campaign's own page holds its campaign's term too."""
    found: list[Term] = [("topic", tag.slug) for tag in getattr(article, "tags", None) or ()]
    if article.series:
        found.append(("series", article.series.slug))
    if article.kind == "campaign":
        found.append(("campaign", article.slug))
    if article.campaign:
        found.append(("campaign", article.campaign.slug))
    found += [("word", word) for word in title_words(article.title)]
    return list(dict.fromkeys(found))


def title_words(title: str) -> list[str]:
    """Return the words of a title that tell something: three letters or more, no stop words, folded case."""
    words = WORD.findall(title.casefold().replace("’", "'"))
    return [word for word in words if word not in STOP_WORDS]


def score(articles: Iterable[Any]) -> dict[Any, tuple[Any, ...]]:
    """Return for each article at most four related ones, the best first; among equals the newest.

    Only stories that are not newer than the article are considered (Hugo's `includeNewer = false`): a page
    once published keeps its list, so a new story changes no old page, and readers' caches stay good. The
    parts of the article's own guide are left out, because the page lists them already.
    """
    ordered = sorted(articles, key=lambda article: (article.date, article.category.slug, article.slug))
    dates = [article.date for article in ordered]
    all_terms = [terms(article) for article in ordered]
    index = inverted_index(all_terms)
    places = {article: place for place, article in enumerate(ordered)}
    related = {}
    for place, article in enumerate(ordered):
        not_newer = bisect_right(dates, article.date)
        scores = candidates(all_terms[place], index, not_newer)
        for apart in (article, *(article.guide_parts or ())):
            scores.pop(places.get(apart, place), None)
        related[article] = tuple(ordered[found] for found in best(scores))
    return related


def inverted_index(all_terms: Sequence[Sequence[Term]]) -> dict[Term, list[int]]:
    """Return for each term the places, in ascending order, of the articles that have it."""
    index: dict[Term, list[int]] = defaultdict(list)
    for place, article_terms in enumerate(all_terms):
        for term in article_terms:
            index[term].append(place)
    return index


def candidates(article_terms: Iterable[Term], index: dict[Term, list[int]], not_newer: int) -> dict[int, int]:
    """Return the score of each place below `not_newer` that shares a term."""
    scores: dict[int, int] = defaultdict(int)
    for term in article_terms:
        holders = index[term]
        end = bisect_right(holders, not_newer - 1)
        if term[0] == "word" and end > max(COMMON_AT_LEAST, COMMON * not_newer):
            continue
        for place in holders[max(0, end - REACH) : end]:
            scores[place] += WEIGHTS[term[0]]
    return scores


def best(scores: dict[int, int]) -> list[int]:
    """Return the places of the best candidates: by score, then the later place (the newer story)."""
    enough = ((weight, place) for place, weight in scores.items() if weight >= THRESHOLD)
    return [place for _weight, place in heapq.nlargest(MOST, enough)]
