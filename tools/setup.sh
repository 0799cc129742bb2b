#!/bin/sh
# Makes .venv with exactly what requirements.lock pins, and the project itself in editable form; and .client with the
# oldest DuckDB that releases promise to be opened by, for the test that does so.
# System packages are installed with apt when root, named clearly when not. Only Python's venv module is indispensable:
# without LibreOffice .doc, .wps and .rtf, without bsdtar .rar files are refused with what to install; without a Chinese
# font --show draws no PNG. Tests that need one of them skip where it is missing.
set -eu
PYTHON=${PYTHON:-python3.11}
VENV=${VENV:-.venv}

command -v "$PYTHON" >/dev/null 2>&1 || PYTHON=python3
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "gongkai needs Python 3.11 or newer; found: $("$PYTHON" --version 2>&1)" >&2
    exit 1
}
if ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -q && apt-get install -y -q --no-install-recommends "python$version-venv"
    else
        echo "Python's venv module is missing. Install it, then run make again:" >&2
        echo "  apt-get install python$version-venv" >&2
        exit 1
    fi
fi
missing=""
command -v soffice >/dev/null 2>&1 || missing="$missing libreoffice-writer-nogui libreoffice-calc-nogui"
command -v bsdtar >/dev/null 2>&1 || missing="$missing libarchive-tools"
[ -n "$(find /usr/share/fonts -name '*[Cc][Jj][Kk]*' -o -name 'wqy*' 2>/dev/null | head -n 1)" ] || missing="$missing fonts-wqy-zenhei"
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        # shellcheck disable=SC2086  # a list of words
        apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
    else
        echo "Some documents will not be read or drawn until these are installed (gongkai doctor says which):" >&2
        echo "  apt-get install$missing" >&2
    fi
fi
"$PYTHON" -m venv "$VENV"
"$VENV/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
"$VENV/bin/python" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
rm -rf .client
if "$PYTHON" -c 'import sys; sys.exit(sys.version_info >= (3, 14))'; then
    "$VENV/bin/python" -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: \
        --target .client -r requirements-client.lock
else
    echo "DuckDB 1.2 has no package for this Python: the test that opens a release with it is skipped." >&2
fi
