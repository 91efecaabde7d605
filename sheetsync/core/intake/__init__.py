"""A file that was filled in Excel, held against its book: what would change, what has no place."""
