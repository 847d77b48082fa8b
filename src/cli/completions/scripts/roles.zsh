#compdef roles
# Completes roles in zsh: source <(roles completions zsh)

_roles() {
  local place line value
  local -a lines whole open
  lines=("${(@f)$("${(Q)words[1]/#\~\//$HOME/}" complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  place=$lines[1]
  for line in "${(@)lines[2,-1]}"; do
    value=${line%%$'\t'*}
    line="${value//:/\\:}:${line#*$'\t'}"
    if [[ $value == *= ]]; then open+=("$line"); else whole+=("$line"); fi
  done
  if (( $#whole + $#open )); then
    (( ! $#whole )) || _describe -t values value whole
    (( ! $#open )) || _describe -t values value open -S ''
    return
  fi
  [[ $PREFIX != --*=* ]] || compset -P '*='
  case $place in
    files) _files ;;
    folders) _files -/ ;;
  esac
}

if [[ $funcstack[1] == _roles ]]; then
  _roles "$@"
else
  compdef _roles roles
fi
