"""Data that the workers need, each file with its origin and licence in README.md, and the sample input."""
