"""How far everybody is in the year: what deadlines close, what came after them, what was asked, what was agreed."""
