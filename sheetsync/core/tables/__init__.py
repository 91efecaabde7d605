"""What stands in the tabs that sync writes, as frames."""
