"""Question packs: reading them strictly, checking them, and the library with its index."""
