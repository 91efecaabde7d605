"""The hands: one outside thing per file."""
