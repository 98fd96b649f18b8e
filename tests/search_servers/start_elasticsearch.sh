#!/usr/bin/env bash
# Starts a real Elasticsearch on the loopback address for tests; stays in the foreground.
# usage: start_elasticsearch.sh FOLDER [PORT] [VERSION]    FOLDER: where it is unpacked and keeps its data; yours to delete.
# PASSWORD: security is switched on, and the user `elastic` has this password. Without it anybody may do anything.
# Needs: Java 17 or newer with javac, Maven, unzip. As root it runs as `nobody`, since Elasticsearch refuses root.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd); folder=$(mkdir -p "$1" && cd "$1" && pwd); port=${2:-9250}; version=${3:-8.19.4}
home=$folder/elasticsearch-$version
if [ ! -x "$home/bin/elasticsearch" ]; then
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:2.8:copy -DoutputDirectory="$folder" \
    -Dartifact="org.elasticsearch.distribution.integ-test-zip:elasticsearch:$version:zip"
  unzip -q -o "$folder/elasticsearch-$version.zip" -d "$folder"; chmod +x "$home"/bin/*
fi
plugin=$home/plugins/english-for-tests
if [ ! -e "$plugin/plugin-descriptor.properties" ]; then
  classes=$(mktemp -d); javac -nowarn -Xlint:none --release 17 -cp "$(printf '%s:' "$home"/lib/*.jar)" -d "$classes" "$here/EnglishForTests.java"
  mkdir -p "$plugin"; jar cf "$plugin/english-for-tests.jar" -C "$classes" .; rm -r "$classes"
  printf '%s\n' "name=english-for-tests" "description=English analysis for tests" "version=1" "java.version=17" \
    "classname=localoffer.tests.EnglishForTests" "elasticsearch.version=$version" > "$plugin/plugin-descriptor.properties"
fi
mkdir -p "$folder"/{data,logs,tmp}
security=false; [ -z "${PASSWORD:-}" ] || security=true
printf '%s\n' "discovery.type: single-node" "network.host: 127.0.0.1" "http.port: $port" "xpack.security.enabled: $security" \
  "cluster.routing.allocation.disk.threshold_enabled: false" "path.data: $folder/data" "path.logs: $folder/logs" > "$home/config/elasticsearch.yml"
export ES_JAVA_HOME=${ES_JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")} ES_TMPDIR=$folder/tmp HOME=$folder
export ES_JAVA_OPTS=${ES_JAVA_OPTS:--Xms512m -Xmx512m}
cd "$home"
if [ -n "${PASSWORD:-}" ]; then
  rm -f config/elasticsearch.keystore; bin/elasticsearch-keystore create -s
  printf %s "$PASSWORD" | bin/elasticsearch-keystore add -x -s bootstrap.password
fi
if [ "$(id -u)" = 0 ]; then chown -R nobody "$folder"; exec setpriv --reuid=nobody --regid=nogroup --clear-groups bin/elasticsearch; fi
exec bin/elasticsearch
