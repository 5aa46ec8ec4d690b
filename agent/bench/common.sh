# shellcheck shell=bash
# The common functions of the agent's benchmarks, which source this file. They compare the agent with other tools that
# report locks: the JDK's own events, and async-profiler.
set -euo pipefail

top=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
agent=$top/agent/target/wubdiag-agent.jar
events=$top/agent/bench/lock-events.jfc
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
trap 'exit 1' HUP INT TERM

# Prints the homes of the JDKs to test, 17 or later, one per line: from JDKS, separated by colons, or the JDKs beside the
# default one and in the directory of Linux distributions.
jdks() {
  local default home
  if [[ -n ${JDKS:-} ]]; then
    tr : '\n' <<<"$JDKS"
    return
  fi
  default=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
  for home in "$(dirname -- "$default")"/* /usr/lib/jvm/*; do
    if [[ -x $home/bin/javac && $(feature "$home") -ge 17 ]]; then
      realpath -- "$home"
    fi
  done | sort -u
}

feature() { sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"; }

# Sets profiler to async-profiler's library, extracted from its jar; empty if it is not available.
find_profiler() {
  local version arch=x64
  [[ $(uname -m) = x86_64 ]] || arch=arm64
  version=$(sed -n 's|.*<async-profiler.version>\(.*\)</async-profiler.version>.*|\1|p' "$top/pom.xml")
  profiler=''
  if (cd -- "$top" && mvn -q -B -ntp -N dependency:copy -DoutputDirectory="$work" \
    -Dartifact="tools.profiler:async-profiler:$version") >&2; then
    (cd -- "$work" && jar xf "async-profiler-$version.jar" "linux-$arch/libasyncProfiler.so")
    profiler=$work/linux-$arch/libasyncProfiler.so
  fi
}

# median: prints the median of the numbers on standard input, one per line.
median() {
  sort -n | awk '{ v[NR] = $1 } END { if (NR) print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}
