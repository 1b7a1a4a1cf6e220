"""Fixtures of whole runs; the S3 server is the one of the lake's own tests."""

from tests.unit.lake.conftest import bucket, server

__all__ = ["bucket", "server"]
