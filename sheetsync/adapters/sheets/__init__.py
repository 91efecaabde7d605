"""Layouts and plans as requests of the Sheets API: pure, the same input gives the same requests."""
