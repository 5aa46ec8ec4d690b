# What the launchers share, sourced by them: finds a JDK and builds what is not built. Whatever it has to say goes to
# stderr. It needs to know $tool, the name that errors begin with, and $home, the directory of the top pom.xml.
#
#   WUBDIAG_JAVA_HOME  the JDK to run on, 17 or later; else JAVA_HOME; else the java on the PATH
# shellcheck shell=sh

fail() {
  printf '%s: %s\n' "$tool" "$1" >&2
  exit 1
}

find_jdk() {
  if [ -n "${WUBDIAG_JAVA_HOME:-}" ]; then
    jdk=$WUBDIAG_JAVA_HOME
    named_by="WUBDIAG_JAVA_HOME is"
  elif [ -n "${JAVA_HOME:-}" ]; then
    jdk=$JAVA_HOME
    named_by="JAVA_HOME is"
  elif java=$(command -v java); then
    java=$(readlink -f -- "$java")
    jdk=${java%/bin/java}
    named_by="the java on the PATH lies in"
  else
    fail "there is no Java: set WUBDIAG_JAVA_HOME to a JDK, 17 or later, or install one and the Maven that builds $tool\
 (Debian: apt-get install default-jdk-headless maven)"
  fi
  java=$jdk/bin/java
  [ -x "$java" ] || fail "$named_by $jdk, where there is no bin/java: set WUBDIAG_JAVA_HOME to a JDK, 17 or later"
}

# Reads the JDK's own description of itself, a file of lines like JAVA_VERSION="17.0.15".
check_jdk() {
  version='' build=''
  if [ -r "$jdk/release" ]; then
    while IFS='="' read -r key _ value _; do
      case $key in
        JAVA_VERSION) version=$value ;;
        JAVA_RUNTIME_VERSION) build=$value ;;
      esac
    done <"$jdk/release"
  fi
  if [ -z "$version" ]; then
    modules=$("$java" --list-modules 2>/dev/null) || modules=''
    version=${modules#*java.base@}
    version=${version%%[!0-9.]*}
  fi
  feature=${version%%[!0-9]*}
  [ "${feature:-0}" -ge 17 ] ||
    fail "$named_by $jdk, which is Java ${version:-of an unknown version}: set WUBDIAG_JAVA_HOME to a JDK, 17 or later"
}

# build MODULE JAR: builds a module and what it needs, unless its jar is there. One launch builds, the others wait.
build() {
  [ ! -f "$2" ] || return 0
  command -v mvn >/dev/null ||
    fail "$tool is not built yet, and there is no mvn on the PATH: install Maven 3.8 or later"
  [ -x "$jdk/bin/javac" ] ||
    fail "$tool is not built yet, and $named_by $jdk, where there is no bin/javac: install a JDK, 17 or later\
 (Debian: apt-get install default-jdk-headless)"
  (
    if command -v flock >/dev/null; then
      flock 9
    fi
    [ ! -f "$2" ] || exit 0
    printf '%s: building %s, this once\n' "$tool" "$1" >&2
    cd -- "$home"
    JAVA_HOME=$jdk mvn -B -q -ntp -Dmaven.test.skip=true -pl "$1" -am package </dev/null >&2
  ) 9<"$home/pom.xml" || fail "the build failed: run 'mvn package' in $home"
}
