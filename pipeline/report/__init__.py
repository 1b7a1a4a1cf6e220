"""The report: one self-contained page on what a lake holds. Data is gathered, cut to budgets of bytes, and put into a page."""
