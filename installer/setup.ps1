# Makes a Windows computer ready for desk.cmd: a .venv and the pinned packages, all of them wheels. Nothing outside
# this folder is touched, no administrator is needed, and it is done at once when nothing changed since the last time.
$ErrorActionPreference = 'Stop'
$here = Split-Path -Parent $PSScriptRoot
$venv = Join-Path $here '.venv'
$python = Join-Path $venv 'Scripts\python.exe'
$stamp = Join-Path $venv '.ready-run'
$lists = 'build.txt', 'run.txt', 'windows.txt' | ForEach-Object { Join-Path $PSScriptRoot "requirements\$_" }
$digest = ($lists + $PSCommandPath | ForEach-Object { (Get-FileHash -Algorithm SHA256 $_).Hash }) -join ' '

function Stop-With([string] $english, [string] $chinese) {
    Write-Host $english
    Write-Host $chinese
    exit 1
}

if ((Test-Path $python) -and (Test-Path $stamp) -and ((Get-Content -Raw $stamp).Trim() -eq $digest)) { exit 0 }

if (-not (Test-Path $python)) {
    $found = '3.13', '3.12', '3.11' | Where-Object { & py "-$_" -c 'pass' 2>$null; $LASTEXITCODE -eq 0 } | Select-Object -First 1
    if (-not $found) { Stop-With 'Install Python 3.11 or newer with its launcher (py), then start again.' '請安裝 Python 3.11 以上版本（含 py 啟動程式）後再重新啟動。' }
    & py "-$found" -m venv $venv
}
Write-Host 'Installing Python packages; the first time takes a few minutes.'
Write-Host '正在安裝 Python 套件，第一次需要數分鐘。'
foreach ($list in $lists) {
    & $python -m pip install -q --disable-pip-version-check --require-hashes --only-binary ':all:' -r $list
    if ($LASTEXITCODE -ne 0) { Stop-With 'The packages could not be installed; the lines above say why.' '套件安裝失敗，原因見上方訊息。' }
}
Set-Content -Path $stamp -Value $digest
