# One image for all services of compose.yaml. Python packages are those of requirements.lock, by their hashes; packages
# of Debian are those of the base image's release, as they are on the day of the build.
FROM python:3.11.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    GX_ANALYTICS_ENABLED=false \
    DAGSTER_DISABLE_TELEMETRY=1

# LibreOffice reads .doc, .wps and .rtf, bsdtar .rar; the font draws gongkai read --show.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        libreoffice-writer-nogui libreoffice-calc-nogui libarchive-tools fonts-wqy-zenhei \
    && rm -rf /var/lib/apt/lists/*

# The numbers are the same on every host, so that a folder of the host can be the home.
RUN groupadd --gid 10001 gongkai \
    && useradd --uid 10001 --gid gongkai --create-home gongkai \
    && install -d -o gongkai -g gongkai /srv/gongkai

WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE NOTICE workspace.yaml ./
COPY gongkai gongkai
COPY assets assets
COPY expectations expectations
COPY pipelines pipelines
COPY deploy deploy
COPY data/registry data/registry
RUN pip install --no-cache-dir --no-deps --no-build-isolation -e .

USER gongkai
# A folder in the volume, not the volume itself: gongkai restore gives the home its name when it is whole.
ENV GONGKAI_HOME=/srv/gongkai/home \
    DAGSTER_HOME=/srv/gongkai/home/dagster
VOLUME /srv/gongkai
ENTRYPOINT []
CMD ["gongkai", "doctor"]
