"""Rendering: what a reply shows of a book, as values and as the Spreadsheet resource."""
