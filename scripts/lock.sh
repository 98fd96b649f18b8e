#!/bin/sh
# Renew the locks: requirements-dev.lock is one resolution of all, requirements.lock its run-time part, and
# requirements-names.lock what the language model needs beside that.
set -eu
python=$1
"$python" -m pip install --quiet uv
common="--universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet --upgrade"
# shellcheck disable=SC2086
"$python" -m uv pip compile pyproject.toml --extra dev $common -o requirements-dev.lock
constraints=$(mktemp)
# A constraint file may hold no hashes.
sed -e '/--hash/d' -e 's/ \\$//' requirements-dev.lock > "$constraints"
# shellcheck disable=SC2086
"$python" -m uv pip compile pyproject.toml $common -c "$constraints" -o requirements.lock
# shellcheck disable=SC2086
"$python" -m uv pip compile pyproject.toml --extra names $common -c "$constraints" -o requirements-names.lock
rm "$constraints"
