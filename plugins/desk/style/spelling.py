"""British spelling with Hunspell and SCOWL's en_GB-ise dictionary, which wants -ise and -our.

What can only be a name is passed over: words with a capital inside a sentence, and words in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path

from hunspell import Hunspell

from plugins.desk.style.lengths import sentences
from plugins.desk.style.passages import Passage

DICTIONARY = Path(__file__).with_name("dictionary")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|\S+\.(?:org|com|uk|example)\S*|[#@]\w+|\{\w+\}\S*")
LEAST = 3
SHORT = 4
SUGGESTIONS = 3


class Speller:
    """Hunspell with the words of the house (in small letters)."""

    def __init__(self, words: frozenset[str]) -> None:
        self._words = words
        self._known: dict[str, bool] = {}

    @cached_property
    def _hunspell(self) -> Hunspell:
        """Hunspell itself, loaded when the first word is looked up."""
        return Hunspell("en_GB", hunspell_data_dir=str(DICTIONARY))

    def findings(self, found: Sequence[Passage], allowed: frozenset[str]) -> Iterator[tuple[int, str, str]]:
        """Yield line, cause and fix for each word of a file that is misspelt, each word once."""
        names = names_in(found)
        said: set[str] = set()
        for passage in found:
            if passage.scope == "link":
                continue
            for line, text in passage.lines:
                for word in misspelt_candidates(text):
                    folded = word.casefold()
                    if folded in said or folded in allowed or word in names or self.knows(word):
                        continue
                    said.add(folded)
                    if word[0].isupper() and not self.is_slip(word):
                        continue
                    yield line, f'"{word}" is not in the dictionary.', self.advice(word)

    def knows(self, word: str) -> bool:
        """Tell whether a word is right: as it stands, in small letters, or without a possessive's ending."""
        if word not in self._known:
            plain = word.replace("’", "'")
            bare = plain[:-2] if plain.endswith("'s") else plain.removesuffix("'")
            forms = {plain, plain.lower(), bare, bare.lower()}
            house = {form.casefold() for form in forms} & self._words
            self._known[word] = bool(house) or any(map(self._hunspell.spell, forms))
        return self._known[word]

    def is_slip(self, word: str) -> bool:
        """Tell whether a word that opens a sentence is near a common word, and so no name."""
        plain = word.lower()
        close = 0.8 if len(plain) > SHORT else 0.6
        found = (
            one for one in self._hunspell.suggest(plain)[:SUGGESTIONS] if one.islower() and " " not in one
        )
        return any(SequenceMatcher(None, plain, one).ratio() >= close for one in found)

    def advice(self, word: str) -> str:
        """Return what may be meant, and how to allow a word that is right."""
        close = [f'"{one}"' for one in self._hunspell.suggest(word)[:SUGGESTIONS]]
        guess = f"Perhaps {' or '.join(close)}. " if close else ""
        return f"{guess}If it is right, add it to Words in this file, or for all in house-style.toml."


def misspelt_candidates(text: str) -> Iterator[str]:
    """Yield the words of a line that spelling can be asked about: no addresses, names, capitals, or short words."""
    for sentence in sentences(ADDRESS.sub(" ", text)):
        for number, found in enumerate(WORD.finditer(sentence)):
            word = found[0]
            inside = number > 0 and word[0].isupper()
            beside = sentence[found.end() : found.end() + 1].isdigit() or (
                found.start() > 0 and sentence[found.start() - 1].isdigit()
            )
            if len(word) >= LEAST and not inside and not beside and not any(map(str.isupper, word[1:])):
                yield word


def names_in(found: Sequence[Passage]) -> frozenset[str]:
    """Return the words that stand with a capital inside some sentence of a file: names."""
    return frozenset(
        match[0]
        for passage in found
        for sentence in sentences(passage.text)
        for number, match in enumerate(WORD.finditer(sentence))
        if number > 0 and match[0][0].isupper()
    )
