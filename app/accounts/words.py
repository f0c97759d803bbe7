"""Finding people by the beginnings of words: of names, numbers, e-mail addresses and phones.

Every word of an account is a row of its own, so that a search reads a stretch of an index instead
of every account.
"""

import re

import sqlalchemy as sa

from app.accounts.tables import WORD, user_words, users
from app.text import fold

TYPED = 6
CANDIDATES = 2000
"""So many accounts with the longest typed word are looked at closer: who types more finds more."""
LAST = "\U0010ffff"
_BETWEEN = re.compile(r"[^\w@.+-]+")


def words_of(name: str, number: str, email: str | None, phone: str | None) -> set[str]:
    """Return the words by which an account is found.

    A phone number is found as it is kept, as people here dial it, and by its last four digits.
    """
    found = {*_cut(name), *_cut(number), *_cut(email or "")}
    if phone:
        found |= {phone, "0" + phone.removeprefix("+62"), phone[-4:]}
    return {word[:WORD] for word in found}


def matching(query: sa.Select[tuple[object, ...]], typed: str) -> sa.Select[tuple[object, ...]]:
    """Narrow a query of users to those who have a word with each typed beginning."""
    beginnings = sorted(_cut(typed), key=len, reverse=True)[:TYPED]
    if typed.strip() and not beginnings:
        return query.where(sa.false())
    for place, word in enumerate(beginnings):
        begins = sa.and_(user_words.c.word >= word[:WORD], user_words.c.word < word[:WORD] + LAST)
        if place == 0:
            having = sa.select(user_words.c.user_id).where(begins).limit(CANDIDATES)
            query = query.where(users.c.id.in_(having))
        else:
            query = query.where(sa.exists().where(user_words.c.user_id == users.c.id, begins))
    return query


def _cut(text: str) -> list[str]:
    return [word for word in _BETWEEN.split(fold(text)) if word]
