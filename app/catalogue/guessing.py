"""What somebody meant who mistyped a word: the nearest words that the catalogue knows."""

from collections.abc import Iterable
from difflib import get_close_matches

from app.catalogue.drafts import words_of
from app.catalogue.models import Product, Sample
from app.text import fold

CLOSE = 0.7
SHORTEST = 3
WORDS = 6
"""So many typed words are compared: a longer sentence means nothing in particular."""


def corrected(words: str, vocabulary: Iterable[str]) -> str:
    """Return the words with every unknown one replaced by its nearest; empty if one has none.

    Known is what begins a word of the vocabulary, as in the search itself.
    """
    typed = fold(words).split()
    if len(typed) > WORDS:
        return ""
    known = sorted(set(vocabulary))
    meant = [_nearest(word, known) for word in typed]
    return " ".join(meant) if all(meant) and meant != typed else ""


def vocabulary_of(products: Iterable[Product], designs: Iterable[tuple[Sample, str]]) -> set[str]:
    """Return every word by which products are found: their own, and their samples' tags."""
    names = {one.id: (one.name_id, one.name_en, one.sku, one.tags) for one in products}
    tags = [sample.tags for sample, _slug in designs if sample.product_id in names]
    own = words_of(*(text for texts in names.values() for text in texts))
    return {*own, *" ".join(tags).split()}


def _nearest(word: str, known: list[str]) -> str:
    if _is_begun(word, known):
        return word
    if len(word) < SHORTEST:
        return ""
    alike = [one for one in known if _begin_alike(word, one)]
    near = get_close_matches(word, alike, n=1, cutoff=CLOSE)
    return _parted(word, known) or (near[0] if near else "")


def _parted(word: str, known: list[str]) -> str:
    """Return two known words that were typed without the space between them."""
    for place in range(SHORTEST, len(word) - SHORTEST + 1):
        first, second = word[:place], word[place:]
        if first in known and _is_begun(second, known):
            return f"{first} {second}"
    return ""


def _is_begun(word: str, known: list[str]) -> bool:
    return any(one.startswith(word) for one in known)


def _begin_alike(word: str, one: str) -> bool:
    """Tell whether two words begin alike but for one letter: another, more, fewer, or swapped.

    Few words do, so that few are compared closely, which takes long.
    """
    return (
        one[0] == word[0]
        or one[1:3] in {word[1:3], word[:2]}
        or one[:2] in {word[1:3], word[1::-1]}
    )
