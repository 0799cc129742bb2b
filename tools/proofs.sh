#!/bin/sh
# What make accuracy needs beside the project itself: programs that make documents, and Chinese fonts. Installed with apt
# when root; named clearly when not.
set -eu
missing=""
for pair in chromium:chromium soffice:libreoffice-writer-nogui; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
# Writer alone writes no workbooks.
if command -v soffice >/dev/null 2>&1; then
    [ -e "$(dirname "$(readlink -f "$(command -v soffice)")")/libsclo.so" ] || missing="$missing libreoffice-calc-nogui"
else
    missing="$missing libreoffice-calc-nogui"
fi
for pair in NotoSerifCJK:fonts-noto-cjk wqy-zenhei:fonts-wqy-zenhei DejaVuSerif:fonts-dejavu-core; do
    fc-list 2>/dev/null | grep -q "${pair%%:*}" || missing="$missing ${pair#*:}"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    # shellcheck disable=SC2086
    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends fontconfig $missing
else
    echo "make accuracy makes documents with Chromium, LibreOffice and Chinese fonts. Install what is missing:" >&2
    echo "  apt-get install$missing" >&2
    exit 1
fi
