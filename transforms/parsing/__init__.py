"""Bytes to articles: one module a format. Pure code, no Beam."""
