# syntax=docker/dockerfile:1
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /opt/build \
    && /opt/build/bin/pip wheel --no-cache-dir --no-deps --require-hashes --wheel-dir /wheels -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY intake intake
COPY fixtures fixtures
# Of the wheels that the lock has verified only those that the program needs are installed, none for its tests.
RUN /opt/build/bin/pip install --no-index --find-links /wheels hatchling editables \
    && /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && python -m venv /opt/intake \
    && /opt/intake/bin/pip install --no-cache-dir --no-index --find-links /wheels application-intake

FROM ${BASE}
# libseccomp2 filters the readers' system calls, bubblewrap confines helper programs, tesseract reads scans, antiword
# old Word files.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libseccomp2 bubblewrap tesseract-ocr antiword \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/intake --create-home intake
COPY --from=build /opt/intake /opt/intake
ENV PATH=/opt/intake/bin:$PATH \
    INTAKE_CONFIG=/etc/intake/intake.toml \
    INTAKE_DATA=/var/lib/intake \
    PYTHONUNBUFFERED=1
USER intake
VOLUME /var/lib/intake
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=20s --start-period=30s CMD ["sh", "-c", "test -n \"$(find /var/lib/intake/alive -newermt '-2 minutes')\""]
ENTRYPOINT ["intake"]
CMD ["run"]
