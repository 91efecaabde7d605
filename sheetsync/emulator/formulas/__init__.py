"""Formulas: read, rewritten when cells move, and worked out; no code is ever run."""
