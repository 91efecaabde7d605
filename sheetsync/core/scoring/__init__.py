"""From what people gave to totals, ranks and bands: one line, one unit, then all units."""
