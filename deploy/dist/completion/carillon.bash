# For bash, and zsh with bashcompinit: into /usr/share/bash-completion/completions/carillon
# The commands are asked of the program itself, so that they are those of the installed version.
_carillon_load() {
  local script
  script=$(command carillon completion 2>/dev/null) || return 1
  eval "$script"
  complete -F _complete_carillon -o default carillon
  return 124
}
complete -F _carillon_load carillon
