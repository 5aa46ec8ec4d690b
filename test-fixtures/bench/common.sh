# shellcheck shell=bash disable=SC2034
# The benchmarks' common functions. Each benchmark runs two whole commands in turn, and prints the medians and their
# ratio. The ratio counts, because other load on the machine slows down both.
set -euo pipefail

top=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
wubdiag=$top/wubdiag
fixtures=$top/test-fixtures/target/wubdiag-test-fixtures.jar
runs=${RUNS:-11}
work=$(mktemp -d)
targets=()

# A target ends at the end of its standard input. Only this script holds the writing end, so targets also end when the
# script is killed.
mkfifo "$work/stdin"
exec {stdin}<>"$work/stdin"

end_targets() {
  if ((${#targets[@]} > 0)); then
    kill -KILL "${targets[@]}" 2>/dev/null || true
    wait "${targets[@]}" 2>/dev/null || true
  fi
  targets=()
}

trap 'end_targets; rm -rf -- "$work"' EXIT
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
    if [[ -x $home/bin/jcmd && $(feature "$home") -ge 17 ]]; then
      realpath -- "$home"
    fi
  done | sort -u
}

feature() {
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# use_jdk HOME: selects a JDK for the targets, for the other tools and for wubdiag itself.
use_jdk() {
  jdk=$1
  export WUBDIAG_JAVA_HOME=$jdk JAVA_HOME=$jdk
}

# start OPTION... CLASS ARGUMENT...: starts a program of the zoo. Sets target to its pid, and ready to its output.
start() {
  local said=$work/said.${#targets[@]}.$RANDOM
  "$jdk/bin/java" -XX:+UseSerialGC -cp "$fixtures" "$@" <"$work/stdin" >"$said" 2>&1 {stdin}>&- &
  target=$!
  targets+=("$target")
  until grep -qs '^READY' "$said"; do
    if ! kill -0 "$target" 2>/dev/null; then
      echo "not ready: $*" >&2
      cat -- "$said" >&2
      exit 1
    fi
    sleep 0.05
  done
  ready=$(<"$said")
}

# plant COUNT OPTION... THREADS: starts a shell with that many JVMs of THREADS threads as children, one after the other.
# Sets root to the shell, and jvms to the JVMs.
plant() {
  local said=$work/tree.$RANDOM count=$1 i
  (
    for ((i = 0; i < count; i++)); do
      "$jdk/bin/java" -XX:+UseSerialGC "${@:2:$#-2}" -cp "$fixtures" io.wubdiag.fixtures.bench.Crowd "${!#}" <"$work/stdin" >"$said.$i" 2>&1 &
      echo $! >>"$said.pids"
      until grep -qs '^READY' "$said.$i"; do sleep 0.05; done
    done
    echo done >"$said.all"
    wait
  ) {stdin}>&- &
  root=$!
  targets+=("$root")
  until [[ -e $said.all ]]; do sleep 0.1; done
  mapfile -t jvms <"$said.pids"
  targets+=("${jvms[@]}")
  rm -f -- "$said".*
}

# timed COMMAND...: sets took to its wall time in microseconds. Ignores the exit code, which is the verdict.
timed() {
  local from=${EPOCHREALTIME/[.,]/}
  "$@" >"$work/out" 2>"$work/err" {stdin}>&- || true
  took=$((${EPOCHREALTIME/[.,]/} - from))
}

# median NUMBER...
median() {
  printf '%s\n' "$@" | sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

header() {
  printf '%-44s %6s %12s %12s %8s %8s\n' "$1" JDK "wubdiag" "${2:-other}" ratio target
}

# row WHAT OURS THEIRS TARGET [UNIT-DIVISOR UNIT]: medians in, a line of the table out.
row() {
  awk -v what="$1" -v jdk="$(feature "$jdk")" -v ours="$2" -v theirs="$3" -v target="$4" -v by="${5:-1000}" -v unit="${6:-ms}" '
    BEGIN {
      ratio = theirs > 0 ? ours / theirs : (ours > 0 ? 999 : 0)
      printf "%-44s %6s %9.1f %s %9.1f %s %8.2f %8s %s\n", what, jdk, ours / by, unit, theirs / by, unit, ratio, "<= " target,
        ratio <= target ? "" : "MISSED"
    }'
}

# in_turn RUNS OURS THEIRS: runs two functions in turn, after one warm-up run of each. Sets ours and theirs to the
# medians.
in_turn() {
  local i o=() t=()
  timed "$2"
  timed "$3"
  for ((i = 0; i < $1; i++)); do
    timed "$2"
    o+=("$took")
    timed "$3"
    t+=("$took")
  done
  ours=$(median "${o[@]}")
  theirs=$(median "${t[@]}")
}

"$wubdiag" --version >/dev/null
if [[ ! -f $fixtures ]]; then
  (cd -- "$top" && mvn -B -q -ntp -Dmaven.test.skip=true -pl test-fixtures -am package >&2)
fi
