# syntax=docker/dockerfile:1
# docker build -t uphill .   then see docs/operators.md
FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/uphill
COPY requirements.lock /src/
RUN /opt/uphill/bin/pip install --quiet --require-hashes -r /src/requirements.lock
COPY pyproject.toml README.md alembic.ini /src/
COPY app /src/app
COPY templates /src/templates
COPY migrations /src/migrations
# Compiled once here, so that the first page of a new container is quick.
RUN cd /src && /opt/uphill/bin/pip install --quiet --no-deps --no-build-isolation --editable . \
 && /opt/uphill/bin/python -m compileall -q app

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /data uphill && install -d -o uphill -g uphill -m 0700 /data
COPY --from=build /opt/uphill /opt/uphill
COPY --from=build /src /src
ENV PATH=/opt/uphill/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    UPHILL_MODE=production UPHILL_DATA_DIR=/data UPHILL_HOST=0.0.0.0 UPHILL_PORT=8000 UPHILL_WORKERS=2
WORKDIR /src
USER uphill
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=20s CMD ["uphill", "health"]
# Brings the database up to date, then serves. exec: the server gets the container's signals.
CMD ["sh", "-c", "uphill migrate && exec uphill serve"]
