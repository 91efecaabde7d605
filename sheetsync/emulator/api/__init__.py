"""The handlers: one function for each of Google's operations, named as Google names it."""
