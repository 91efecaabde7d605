"""Digests as letters, and where letters go."""
