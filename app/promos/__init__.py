"""Promos: announcements and discounts with a life cycle, seen at once on every open page."""
