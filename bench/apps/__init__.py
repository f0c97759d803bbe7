"""Our own side of the measurements."""
