# shellcheck shell=bash
# What the benchmarks of the agent share; sourced by them. They compare the agent with what else tells of locks: the
# JDK's own events, and async-profiler.
set -euo pipefail

top=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
agent=$top/agent/target/wubdiag-agent.jar
events=$top/agent/bench/lock-events.jfc
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
trap 'exit 1' HUP INT TERM

# Prints the homes of the JDKs to run on, 17 or later, one a line: JDKS, separated by colons, or those that lie beside
# the default one or where Linux distributions put them.
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

# Sets profiler to async-profiler's library, taken out of its jar; empty if it can't be had.
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

# median: of the numbers on standard input, one a line.
median() {
  sort -n | awk '{ v[NR] = $1 } END { if (NR) print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}
