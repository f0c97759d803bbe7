"""The live engine: one websocket per page, durable channels, nothing lost, doubled or reordered."""
