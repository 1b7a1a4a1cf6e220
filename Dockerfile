# One image for the launcher and the workers. Base images are named by tag; pin a digest where builds must repeat exactly.
#   docker build -t wirelake .
#   docker run --rm -v "$PWD/wire:/wire:ro" -v "$PWD/lake:/lake" wirelake ingest /wire --lake /lake
FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements-build.lock requirements.lock ./
RUN python -m venv /opt/wirelake \
    && /opt/wirelake/bin/pip install --no-cache-dir --require-hashes -r requirements-build.lock \
    && /opt/wirelake/bin/pip install --no-cache-dir --require-hashes --no-build-isolation --use-pep517 -r requirements.lock
COPY setup.py pyproject.toml README.md LICENSE ./
COPY pipeline pipeline
COPY transforms transforms
COPY seeds seeds
RUN /opt/wirelake/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
COPY --from=build /opt/wirelake /opt/wirelake
ENV PATH=/opt/wirelake/bin:$PATH
RUN useradd --create-home wirelake
USER wirelake
WORKDIR /home/wirelake
ENTRYPOINT ["wirelake"]
CMD ["--help"]
