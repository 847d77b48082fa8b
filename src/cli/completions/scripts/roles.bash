# Completes roles in bash: source <(roles completions bash)

_roles() {
  local line=${COMP_LINE:0:COMP_POINT} words=() part rest i
  # Bash parts words at = and : too. What no space parts is one word.
  rest=$line
  for ((i = 0; i <= COMP_CWORD; i++)); do
    part=${COMP_WORDS[i]}
    # The last one ends where the cursor is.
    ((i < COMP_CWORD)) || part=${rest#"${rest%%[![:space:]]*}"}
    if ((${#words[@]} > 0)) && [[ $rest != [[:space:]]* ]]; then
      words[${#words[@]} - 1]+=$part
    else
      rest=${rest#"${rest%%[![:space:]]*}"}
      words+=("$part")
    fi
    rest=${rest#"$part"}
  done
  local tool=${words[0]/#\~\//$HOME/}
  local typed=${words[${#words[@]} - 1]}
  # Only what stands behind the last = or : is replaced.
  local head="" sign
  for sign in = :; do
    [[ $COMP_WORDBREAKS == *"$sign"* && $typed == *"$sign"* ]] || continue
    part=${typed##*"$sign"}
    part=${typed%"$part"}
    ((${#part} <= ${#head})) || head=$part
  done

  COMPREPLY=()
  local place="" value
  while IFS=$'\t' read -r value _; do
    if [[ -z $place ]]; then
      place=$value
    else
      COMPREPLY+=("${value#"$head"}")
    fi
  done < <("$tool" complete -- "${words[@]:1}" 2>/dev/null)

  # Bash 3, as macOS has it, cannot change its options here: it offers files where nothing fits.
  type compopt >/dev/null 2>&1 || return 0
  [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace
  case $place in
  files) ;;
  folders) compopt +o default +o bashdefault -o dirnames ;;
  *) compopt +o default +o bashdefault ;;
  esac
}

complete -o bashdefault -o default -F _roles roles
