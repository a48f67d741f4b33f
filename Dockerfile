# syntax=docker/dockerfile:1
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /src
RUN python -m venv /opt/intake
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN /opt/intake/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY intake intake
COPY fixtures fixtures
RUN /opt/intake/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM ${BASE}
# libseccomp2 filters the readers' system calls, bubblewrap confines helper programs, tesseract reads scans.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libseccomp2 bubblewrap tesseract-ocr \
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
