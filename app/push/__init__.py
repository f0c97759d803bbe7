"""Web push by a person's wish: their devices, what they want to hear, and the outbox behind it."""
