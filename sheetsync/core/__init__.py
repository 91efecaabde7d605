"""The part that thinks: pure functions from what was pulled to what is published and told."""
