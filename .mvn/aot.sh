# Sourced by ./carillon and by bin/carillon of an installation: what a start gives its JVM. For carillon_aot they have
# set JAVA_HOME, as_somebody, modules, classes and the folder of caches. On a JDK of 25 and newer a start with an ahead-of-time cache (JEP 483) needs
# about half of the CPU time. The cache is made beside the first start, by a training run with data of its
# own that are thrown away, at the lowest priority. It has the JDK in its name, and what the caller adds to that, so
# that another build or JDK gets another one. CARILLON_AOT=off does without.

carillon_heap() { # sets heap to the options of the command $1
  heap="-Xmx${CARILLON_HEAP:-1g}"
  # A service begins with little memory and takes what it needs: one that nobody uses keeps 40 MB less.
  case "$1 ${CARILLON_HEAP:-}${CARILLON_JAVA_OPTS:-}" in
    *-Xm* | *HeapSize* | "service "[0-9]*) ;; # it is said otherwise
    "service "*) heap="$heap -Xms64m" ;;
  esac
  # up is for one machine that does other things too: threads of the collector that wake up 20 times a second are left out.
  [ "$1" != up ] || heap="$heap -XX:G1ConcRefinementThreads=0"
}

# Where $1 starts services on a JVM of version $4: sets aot to the cache in $2, with $3 in its name, and aot_options to
# what goes with it; or has it made if there is none.
carillon_aot() {
  case "$1" in
    up | service) ;;
    *) return 0 ;; # what ends at once starts faster without
  esac
  ca_cache=$2/aot-$3$(cksum <"$JAVA_HOME/release" | cut -d' ' -f1).aot
  if [ -s "$ca_cache" ]; then
    aot=$ca_cache
    aot_options="-Xlog:aot*=off -Xlog:cds*=off"
    # At its own address the pages of the file stay the file's; at another one nearly all are changed, and are memory
    # of the process: 50 MB more. A JVM that does not know an option does not start, so only one that was tried gets it.
    [ "$4" != 25 ] || aot_options="$aot_options -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0"
  elif [ -w "$2" ] && carillon_aot_turn "$ca_cache.maker"; then
    # A subshell: of a function with other outputs, sh keeps the caller's open, who may wait for it.
    (carillon_aot_make "$ca_cache") </dev/null >"$ca_cache.log" 2>&1 &
  fi
}

carillon_aot_turn() { # whether nobody makes it, or whoever did is gone; of many starts at once it is one's
  if [ -e "$1" ]; then
    ps -p "$(cat "$1")" >/dev/null 2>&1 && return 1
    rm -f "$1"
  fi
  (set -C && echo $$ >"$1") 2>/dev/null
}

carillon_aot_make() { # makes the cache $1
  cam_new=$1.$$ # nobody else's, whatever is made beside it
  cam_data=$(mktemp -d "${TMPDIR:-/tmp}/carillon-training.XXXXXX") || return 1
  # Of the environment nothing reaches it but this: it writes to what it finds.
  # shellcheck disable=SC2086 # options are words
  env -i HOME="${HOME:-$cam_data}" PATH="$PATH" ${TMPDIR:+"TMPDIR=$TMPDIR"} ${LC_ALL:+"LC_ALL=$LC_ALL"} \
    $as_somebody nice -n 19 "$JAVA_HOME/bin/java" -XX:+UseG1GC $modules \
    ${JVM_HOME:+"-Duser.home=$JVM_HOME"} "-XX:AOTCacheOutput=$cam_new" \
    -cp "$classes" dev.carillon.launcher.training.Training "$cam_data" &
  echo $! >"$1.maker"
  if wait $! && [ -s "$cam_new" ]; then
    mv "$cam_new" "$1"
  fi
  rm -rf "$cam_data" "$cam_new" "$cam_new.config" "$1.maker"
}
