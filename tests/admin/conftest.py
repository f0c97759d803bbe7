"""An order whose trail is read."""

from tests.orders.conftest import flyer, order, place

__all__ = ["flyer", "order", "place"]
