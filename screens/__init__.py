"""Pictures of every screen: python -m screens. What there is to see is the list in `pages.py`."""
