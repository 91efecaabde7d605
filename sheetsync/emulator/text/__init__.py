"""Text and values: what typed text means in a locale, and how a value is written."""
