"""What somebody meant who mistyped a word: the nearest words that the catalogue knows."""

from collections.abc import Iterable
from difflib import get_close_matches

from app.catalogue.models import Product
from app.text import fold

CLOSE = 0.7
SHORTEST = 3


def corrected(words: str, vocabulary: Iterable[str]) -> str:
    """Return the words with every unknown one replaced by its nearest; empty if one has none.

    Known is what begins a word of the vocabulary, as in the search itself.
    """
    known = sorted(set(vocabulary))
    meant = [_nearest(word, known) for word in fold(words).split()]
    return " ".join(meant) if all(meant) and meant != fold(words).split() else ""


def vocabulary_of(products: Iterable[Product]) -> set[str]:
    """Return every word by which products are found."""
    texts = (f"{p.name_id} {p.name_en} {p.sku} {p.tags}" for p in products)
    return {word for text in texts for word in fold(text).replace(",", " ").split()}


def _nearest(word: str, known: list[str]) -> str:
    if any(one.startswith(word) for one in known):
        return word
    if len(word) < SHORTEST:
        return ""
    alike = [one for one in known if one[0] == word[0]]  # the first letter is seldom mistyped
    near = get_close_matches(word, alike, n=1, cutoff=CLOSE)
    return near[0] if near else ""
