"""The lake: its layout, how a run is committed to it, recovered, compacted, verified and read."""
