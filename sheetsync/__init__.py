"""sheetsync: collects emulation scores from shared Google Sheets, scores, publishes and tells."""
