"""Copies of one story: fingerprints, weights, verification, clustering. Pure code, no Beam."""
