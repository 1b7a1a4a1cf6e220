"""Facts in text: numbers, money, units, change, dates, trade frames, reconciliation. Pure code, no Beam."""
