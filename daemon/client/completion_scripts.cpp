#include "client/completion.h"

namespace crier::client {
namespace {

// All three ask `crier __complete` with the words so far, the one at the cursor last: so what they offer is what crier takes.

constexpr std::string_view kBash = R"(# bash completion for crier; to load it in one shell: source <(crier completion bash)
_crier() {
  local word current='' glue='' line
  local -a words=()
  # Bash breaks words at ":" and "=", which incident keys and flags may have: they are put together again.
  for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ ( $word == [:=]* || $glue ) && ${#words[@]} -gt 0 ]]; then words[-1]+=$word; else words+=("$word"); fi
    glue=''
    [[ $word == *[:=] ]] && glue=1
  done
  [[ ${#words[@]} -gt 0 ]] && current=${words[-1]}
  local kept=${current%"${current##*[:=]}"}
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "${current#"$kept"}")
      return
    fi
    line=${line%%$'\t'*}
    COMPREPLY+=("${line#"$kept"}")
  done < <("${COMP_WORDS[0]}" __complete "${words[@]}" 2>/dev/null)
}
complete -F _crier crier
)";

constexpr std::string_view kZsh = R"(#compdef crier
# zsh completion for crier; to load it in one shell: source <(crier completion zsh)
_crier() {
  local line value about
  local -a lines values
  lines=("${(@f)$("${words[1]}" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ ${lines[1]} == ':files' ]]; then
    _files
    return
  fi
  for line in $lines; do
    value=${${line%%$'\t'*}//:/\\:}
    about=${line#*$'\t'}
    [[ -n $value ]] && values+=("$value${about:+:$about}")
  done
  (( ${#values} )) && _describe -V 'crier' values
}
if [[ ${funcstack[1]} == _crier ]]; then
  _crier "$@"
else
  compdef _crier crier
fi
)";

constexpr std::string_view kFish = R"(# fish completion for crier; to load it in one shell: crier completion fish | source
function __crier_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    set -l lines ($before[1] __complete $before[2..-1] "$current" 2>/dev/null)
    if test "$lines[1]" = ":files"
        __fish_complete_path "$current"
    else
        printf '%s\n' $lines
    end
end
complete -c crier -f -a '(__crier_complete)'
)";

}  // namespace

std::optional<std::string_view> completion_script(std::string_view shell) {
  if (shell == "bash") return kBash;
  if (shell == "zsh") return kZsh;
  if (shell == "fish") return kFish;
  return std::nullopt;
}

}  // namespace crier::client
