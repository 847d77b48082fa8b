# Completes roles in fish: roles completions fish > ~/.config/fish/completions/roles.fish

function __roles_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l tool (string replace -r '^~/' "$HOME/" -- $words[1])
    set -l lines ($tool complete -- $words[2..-1] "$typed" 2>/dev/null)
    set -l place $lines[1]
    set -e lines[1]
    if set -q lines[1]
        printf '%s\n' $lines
        return
    end
    set -l option (string match -r '^--[^=]+=' -- "$typed")
    set -l path (string replace -r '^--[^=]+=' '' -- "$typed")
    switch "$place"
        case files
            __fish_complete_path "$path" | string replace -r '^' -- "$option"
        case folders
            __fish_complete_directories "$path" '' | string replace -r '^' -- "$option"
    end
end

complete -c roles -f -a '(__roles_complete)'
