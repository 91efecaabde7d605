"""Files that the office opens: workbooks that come and go, pages to print, a new edition."""
