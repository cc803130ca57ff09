# Sourced by ./mvnw and ./carillon. Finds a JDK of at least 21 and sets JAVA_HOME to the newest one:
# JAVA_HOME, then `java` on the PATH, then the folders where JDKs are usually installed.
# CARILLON_JDK_MIN raises the minimum. Leaves JAVA_HOME alone when it is good enough already.

carillon_jdk_feature() { # prints the feature version (17, 21, 25...) of the JDK in $1, or 0
  if [ -x "$1/bin/javac" ] && [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" | head -n 1
  elif [ -x "$1/bin/javac" ]; then
    "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
  else
    echo 0
  fi
}

carillon_find_jdk() {
  cfj_min=${CARILLON_JDK_MIN:-21}
  cfj_found=$(carillon_jdk_feature "${JAVA_HOME:-/nonexistent}")
  [ "${cfj_found:-0}" -ge "$cfj_min" ] && return 0
  cfj_best=0
  cfj_home=
  cfj_java=$(command -v java 2>/dev/null || true)
  cfj_path_home=
  if [ -n "$cfj_java" ]; then
    cfj_real=$(readlink -f "$cfj_java" 2>/dev/null || echo "$cfj_java")
    cfj_path_home=$(dirname "$(dirname "$cfj_real")")
  fi
  for cfj_dir in "$cfj_path_home" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*; do
    [ -d "$cfj_dir" ] || continue
    cfj_v=$(carillon_jdk_feature "$cfj_dir")
    if [ "${cfj_v:-0}" -ge "$cfj_min" ] && [ "$cfj_v" -gt "$cfj_best" ]; then
      cfj_best=$cfj_v
      cfj_home=$cfj_dir
    fi
  done
  if [ -z "$cfj_home" ]; then
    echo "Carillon needs a JDK of version $cfj_min or newer (with javac). None was found in JAVA_HOME," >&2
    echo "on the PATH or in the usual folders. Install one, or set JAVA_HOME to it." >&2
    return 1
  fi
  JAVA_HOME=$cfj_home
  export JAVA_HOME
}

carillon_find_jdk || exit 1
