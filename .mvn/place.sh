# Sourced by ./mvnw and ./carillon, which have set $root to the checkout. Makes up for what an account
# or a machine may lack: a home, a locale in which every path can be written, a path without colons.

# An account may have no home, or one that it cannot write to: then .build/home of the checkout is
# used, and the JVM is told so, because it asks the list of accounts and not the environment. Where
# the checkout belongs to somebody else there is none, and what needs one does without.
carillon_home() {
  JVM_HOME=
  ch_known=$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6) || ch_known=
  [ -n "${HOME:-}" ] || HOME=$ch_known
  if ! { [ -n "$HOME" ] && [ -d "$HOME" ] && [ -w "$HOME" ]; }; then
    HOME=/nonexistent
    if mkdir -p "$root/.build/home" 2>/dev/null && [ -w "$root/.build/home" ]; then
      HOME=$root/.build/home
    fi
  fi
  if command -v getent >/dev/null 2>&1 && [ -d "$HOME" ] && ! { [ -n "$ch_known" ] && [ -w "$ch_known" ]; }; then
    JVM_HOME=$HOME
  fi
  export HOME
}

# In the locale C a JVM can write the letters of ASCII only, and paths that have others are lost.
carillon_locale() {
  command -v locale >/dev/null 2>&1 || return 0
  case "$(locale charmap 2>/dev/null)" in
    ANSI_X3.4* | US-ASCII | 646 | '') ;;
    *) return 0 ;;
  esac
  cl_utf8=$(locale -a 2>/dev/null | grep -i '^C\.utf-*8$' | head -n 1)
  [ -n "$cl_utf8" ] || cl_utf8=$(locale -a 2>/dev/null | grep -i 'utf-*8$' | head -n 1)
  if [ -n "$cl_utf8" ]; then
    LC_ALL=$cl_utf8
    export LC_ALL
  fi
}

# A class path cannot name a file with a colon: the checkout is then reached through a link.
carillon_plain_path() {
  case "$root" in
    *:*) ;;
    *) return 0 ;;
  esac
  cp_links=$HOME/.cache/carillon/links
  cp_link=$cp_links/$(printf '%s' "$root" | cksum | tr ' ' -)
  case "$cp_link" in
    *:*)
      echo "The path of this checkout has a colon, which no class path can have: $root" >&2
      return 1
      ;;
  esac
  mkdir -p "$cp_links"
  [ "$(readlink "$cp_link" 2>/dev/null)" = "$root" ] || ln -sfn "$root" "$cp_link"
  root=$cp_link
}
