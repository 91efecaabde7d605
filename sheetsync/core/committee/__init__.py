"""What the committee asks of a result before it decides: how close, what if, how fair."""
