# Completes roles in PowerShell: roles completions powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName 'roles' -ScriptBlock {
    param($typed, $commandLine, $cursor)
    $before = @($commandLine.CommandElements |
        Where-Object { $_.Extent.EndOffset -lt $cursor -or ($_.Extent.EndOffset -eq $cursor -and $typed -eq '') } |
        ForEach-Object { $_.Extent.Text })
    $tool = $before[0]
    $words = @($before | Select-Object -Skip 1)
    # An empty argument would be lost on its way.
    $lines = @(
        if ($typed -eq '') { & $tool complete --new-word '--' @words 2>$null }
        else { & $tool complete '--' @words $typed 2>$null }
    )
    $found = @($lines | Select-Object -Skip 1)
    foreach ($line in $found) {
        $value, $brief = $line -split "`t", 2
        if (-not $brief) { $brief = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $brief)
    }
    if ($found.Count -eq 0 -and $lines.Count -gt 0 -and $lines[0] -ne 'nothing') {
        $option = if ($typed -match '^--[^=]+=') { $Matches[0] } else { '' }
        [System.Management.Automation.CompletionCompleters]::CompleteFilename($typed.Substring($option.Length)) |
            Where-Object { $lines[0] -eq 'files' -or $_.ResultType -eq 'ProviderContainer' } |
            ForEach-Object {
                [System.Management.Automation.CompletionResult]::new(
                    $option + $_.CompletionText, $_.ListItemText, $_.ResultType, $_.ToolTip)
            }
    }
}
