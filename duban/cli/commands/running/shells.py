"""The command that prints the script with which a shell completes duban's commands."""

from typing import Annotated

import typer

from duban.cli.options import no_such
from duban.cli.terminal.output import put

_BASH = """\
_duban_completion() {
    local line="${COMP_LINE:0:COMP_POINT}" current="${COMP_WORDS[COMP_CWORD]}" IFS=$'\\n' whole cut
    COMPREPLY=($(_DUBAN_TYPED="$line" "$1" 2>/dev/null | cut -f 1))
    # bash takes = for the end of a word: what stands before it is there already.
    whole="${line##*[[:space:]]}"
    if [[ $current == = ]]; then cut="$whole"; else cut="${whole%"$current"}"; fi
    COMPREPLY=("${COMPREPLY[@]#"$cut"}")
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then compopt -o nospace; fi
}
complete -o default -F _duban_completion duban
"""

_ZSH = """\
#compdef duban
_duban() {
    local -a rows values meanings
    local row
    rows=("${(@f)$(_DUBAN_TYPED="${(j: :)words[1,CURRENT]}" duban 2>/dev/null)}")
    for row in $rows; do
        values+=("${row%%$'\\t'*}")
        meanings+=("${row/$'\\t'/  -- }")
    done
    if (( $#values )); then
        compadd -l -d meanings -a values
    else
        _files
    fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
compdef _duban duban
"""

_FISH = """\
function __duban_complete
    set -lx _DUBAN_TYPED (commandline -cp)
    set -l offered (duban 2>/dev/null | string match -v '')
    if test (count $offered) -gt 0
        printf '%s\\n' $offered
    else
        __fish_complete_path (commandline -ct)
    end
end
complete --command duban --no-files --arguments '(__duban_complete)'
"""

_SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def completion(shell: Annotated[str, typer.Argument(metavar="SHELL", help="Which shell: bash, zsh or fish.")]) -> None:
    """Print what makes a shell complete duban's commands, options and values.

    For bash: eval "$(duban completion bash)" in ~/.bashrc; the same for zsh in ~/.zshrc.
    For fish: duban completion fish > ~/.config/fish/completions/duban.fish

    Example: duban completion bash
    """
    if shell not in _SCRIPTS:
        raise typer.BadParameter(no_such("SHELL", shell, _SCRIPTS))
    put(_SCRIPTS[shell])
