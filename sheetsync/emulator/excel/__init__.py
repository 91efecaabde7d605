"""Excel and CSV: a spreadsheet as a file."""
