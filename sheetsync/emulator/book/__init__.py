"""The truth: a spreadsheet as Google's own JSON resources, its cells, its looks, and the words for places in it."""
