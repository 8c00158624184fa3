#!/usr/bin/env bash
# Brings the validators of the conformance suite into .cache/validators: veraPDF, EU DSS and pyHanko, each pinned by version
# and SHA-256. What is there already is left alone; a part that failed half way is fetched anew.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=$(cd "$here/../.." && pwd)/.cache/validators
packages='openjdk-17-jre-headless maven python3-venv poppler-utils qpdf openssl chromium'

main() {
  require_tools
  mkdir -p "$cache"
  fetch verapdf fetch_verapdf
  fetch dss fetch_dss
  fetch pyhanko fetch_pyhanko
  echo "Alle Prüfprogramme liegen in $cache."
}

require_tools() {
  local missing=()
  for tool in java mvn python3 pdfsig pdftotext qpdf openssl chromium; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  echo "Es fehlen: ${missing[*]}. Abhilfe: apt-get install $packages" >&2
  exit 1
}

# A part counts as fetched once its folder carries the mark of this very pinning.
fetch() { # name, function
  local mark
  mark=$(cat "${BASH_SOURCE[0]}" "$here/dss-pom.xml" "$here/dss.sha256" "$here/pyhanko.lock.txt" | sha256sum)
  if [ "$(cat "$cache/$1/.complete" 2>/dev/null)" = "$mark" ]; then return; fi
  echo "$1 wird geholt …"
  rm -rf "${cache:?}/$1"
  mkdir -p "$cache/$1"
  "$2" "$cache/$1"
  echo "$mark" >"$cache/$1/.complete"
}

fetch_verapdf() { # folder
  mvn -q -B dependency:copy -Dartifact=org.verapdf.apps:cli:1.30.2 -DoutputDirectory="$1"
  echo "287cc9c9757f99dcff4a2d39b68268245b48103fb6af443162d5a29df2afa332  $1/cli-1.30.2.jar" | sha256sum --check --quiet
}

fetch_dss() { # folder
  mvn -q -B -f "$here/dss-pom.xml" dependency:copy-dependencies -DoutputDirectory="$1"
  (cd "$1" && sha256sum --check --quiet --strict "$here/dss.sha256")
}

fetch_pyhanko() { # folder
  python3 -m venv "$1"
  "$1/bin/pip" install --quiet --disable-pip-version-check --require-hashes --requirement "$here/pyhanko.lock.txt"
}

main
