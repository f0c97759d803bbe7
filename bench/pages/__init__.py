"""How long the server takes for each page, for each role, in a small and in a large studio."""
