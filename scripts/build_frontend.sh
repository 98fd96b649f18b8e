#!/bin/sh
# Rebuild static/vendor/govuk-frontend from npm. Needs Node.js; the result is committed, so installing does not.
set -eu
cd "$(dirname "$0")/.."
version=6.6.0
out=$PWD/static/vendor/govuk-frontend
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp scripts/frontend.scss "$work/"
(
  cd "$work"
  npm init -y >/dev/null
  npm install --no-audit --no-fund --ignore-scripts --silent "govuk-frontend@$version" sass@1
  node_modules/.bin/sass --no-source-map --style=compressed --quiet-deps --load-path=node_modules frontend.scss plain.css
)
mkdir -p "$out"
# The coat of arms belongs to the crown. Our footer has none, and its rules would name a picture that is not there.
python3 - "$work/plain.css" "$out/govuk-frontend.min.css" <<'PY'
import pathlib, re, sys
css = pathlib.Path(sys.argv[1]).read_text()
pathlib.Path(sys.argv[2]).write_text(re.sub(r"[^{}]*\{[^{}]*govuk-crest[^{}]*\}", "", css))
PY
sed 's@//# sourceMappingURL=.*@@' "$work/node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js" > "$out/govuk-frontend.min.js"
python3 - "$work" "$out" "$version" <<'PY'
import hashlib, json, pathlib, sys
work, out, version = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
lock = json.loads((work / "package-lock.json").read_text())["packages"]
files = ["govuk-frontend.min.css", "govuk-frontend.min.js"]
(out / "frontend.lock").write_text(json.dumps({
    "package": "govuk-frontend",
    "version": version,
    "integrity": lock["node_modules/govuk-frontend"]["integrity"],
    "sass": lock["node_modules/sass"]["version"],
    "command": "scripts/build_frontend.sh",
    "sha256": {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in files},
}, indent=2) + "\n")
PY
