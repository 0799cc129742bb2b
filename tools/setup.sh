#!/bin/sh
# Makes .venv with exactly what requirements.lock pins, and the project itself in editable form.
# System packages (Python's venv module; LibreOffice, which reads .doc and .wps) are installed with apt when root, named
# clearly when not. Only the venv module is indispensable: without LibreOffice a .doc is refused with what to install.
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
if ! command -v soffice >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends libreoffice-writer-nogui
    else
        echo "LibreOffice is missing; .doc, .wps and .rtf files will not be read. To read them install it:" >&2
        echo "  apt-get install libreoffice-writer-nogui" >&2
    fi
fi
"$PYTHON" -m venv "$VENV"
"$VENV/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
"$VENV/bin/python" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
