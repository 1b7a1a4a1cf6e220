"""A stream: windows of processed records merged into the lake one after the other, each as a run of its own."""
