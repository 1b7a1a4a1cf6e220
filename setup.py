"""Packaging of wirelake: two import packages (pipeline, transforms) and one data package (seeds)."""

from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent

setup(
    name="wirelake",
    version="0.1.0",
    description="Streaming ingestion of news wires on Apache Beam: clean, deduplicate, read the facts, keep them in a lake",
    long_description=(HERE / "README.md").read_text(encoding="utf-8") if (HERE / "README.md").exists() else "",
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    license_files=["LICENSE"],
    python_requires=">=3.11,<3.13",
    packages=[*find_packages(include=["pipeline", "pipeline.*", "transforms", "transforms.*"]), "seeds"],
    package_data={
        "seeds": ["*", "sample/*", "sample/**/*"],
        "pipeline": ["py.typed"],
        "pipeline.report": ["assets/*", "templates/*"],
        "transforms": ["py.typed"],
    },
    install_requires=[
        "apache-beam>=2.77,<2.78",  # the engine; the project is written for its portable runners
        "babel>=2.18,<3",  # CLDR names and symbols of all ISO 4217 currencies
        "confluent-kafka>=2.6,<3",  # Kafka consumer with wheels for all systems; the streaming source is built on it
        "deltalake>=1.6,<2",  # the Delta log of each table, without Spark
        "duckdb>=1.4,<3",  # SQL over committed rows
        "fastwarc>=1,<3",  # WARC records at C++ speed; the parser of the Resiliparse project
        "feedparser>=6.0.11,<7",  # RSS, RDF and Atom as they are found
        "httpx[http2,brotli]>=0.28,<1",  # feeds and pages: HTTP/2, streaming with a size cap, sockets that can be checked
        "jinja2>=3.1,<4",  # the report's page, autoescaped
        "langdetect>=1.0.9,<2",  # language of a text
        "listparser>=0.20,<1",  # OPML as found, by feedparser's author
        "lxml-html-clean>=0.4,<1",  # trafilatura needs it and does not pin it
        "numpy>=2,<3",  # fingerprints and their joins
        "pebble>=5.1,<6",  # process pool whose workers can be killed at a time limit
        "prometheus-client>=0.21,<1",  # OpenMetrics text for the node exporter
        "protego>=0.4,<1",  # robots.txt as the big crawlers read it
        "pyarrow>=18,<26",  # Parquet; Beam 2.77 needs < 26
        "pydantic>=2.10,<3",  # settings, checked in one place
        "pyyaml>=6,<7",  # settings files
        "rich>=13.9",  # tables and progress on a terminal
        "trafilatura>=2.0,<3",  # main text and metadata of web pages
        "typer>=0.16,<1",  # the command line
        "vl-convert-python>=1.7,<2",  # Vega-Lite charts in a page without a network, and as pictures
        "xxhash>=3.5,<5",  # stable fast hashes
        "zstandard>=0.23,<1",  # packed fact rows on their way through a shuffle
    ],
    extras_require={"aws": ["apache-beam[aws]>=2.77,<2.78"], "gcp": ["apache-beam[gcp]>=2.77,<2.78"]},
    entry_points={"console_scripts": ["wirelake=pipeline.cli:main"]},
    classifiers=[
        "License :: OSI Approved :: Apache Software License",
        "Programming Language :: Python :: 3.11",
        "Topic :: Text Processing",
    ],
)
