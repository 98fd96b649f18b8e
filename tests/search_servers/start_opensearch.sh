#!/usr/bin/env bash
# Starts a real OpenSearch node on the loopback address for tests; stays in the foreground.
# usage: start_opensearch.sh FOLDER PORT [RUNNER_VERSION]    FOLDER: jars and data; yours to delete.
# PORT: 9201 to 9290, a limit of the runner. Nodes with the same CLUSTER and different FOLDER and PORT form one cluster.
# Needs Maven and Java 17 (2.19.1.0) or 21 and newer (3.5.0.0, JAVA=path of that java).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd); folder=$(mkdir -p "$1" && cd "$1" && pwd); port=$2; version=${3:-2.19.1.0}
jars=${JARS:-$folder/jars}-$version
if [ ! -d "$jars" ]; then
  fetched=$(mktemp -d "$jars.XXXXXX")
  mvn -q -B -f "$here/opensearch.pom.xml" -Drunner="$version" \
    org.apache.maven.plugins:maven-dependency-plugin:2.8:copy-dependencies -DoutputDirectory="$fetched"
  mv -T "$fetched" "$jars"
fi
mkdir -p "$folder/node"
exec "${JAVA:-java}" -Xms512m -Xmx"${HEAP:-1g}" -cp "$jars/*" org.codelibs.opensearch.runner.OpenSearchRunner \
  -basePath "$folder/node" -numOfNode 1 -baseHttpPort $((port - 1)) -clusterName "${CLUSTER:-local-offer-tests}"
