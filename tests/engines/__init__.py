"""Engines on loopback for tests and benchmarks: Prism, a Flink cluster with job server and worker pool, a Kafka broker."""
