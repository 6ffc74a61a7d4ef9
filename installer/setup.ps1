# Makes a Windows computer ready for desk.cmd: a .venv and the pinned packages, all of them wheels. Nothing outside
# this folder is touched, no administrator is needed, and it is done at once when nothing changed since the last time.
# Interrupted, it leaves nothing half done behind: a mark lies in .venv while packages are put there, and a .venv that
# still bears it is made anew. The file keeps its byte order mark: without it Windows PowerShell reads it as Big5.
$ErrorActionPreference = 'Stop'
$here = Split-Path -Parent $PSScriptRoot
$venv = Join-Path $here '.venv'
$python = Join-Path $venv 'Scripts\python.exe'
$stamp = Join-Path $venv '.ready-run'
$mark = Join-Path $venv '.unfinished'
$lists = 'build.txt', 'run.txt', 'windows.txt' | ForEach-Object { Join-Path $PSScriptRoot "requirements\$_" }
$digest = ($lists + $PSCommandPath | ForEach-Object { (Get-FileHash -Algorithm SHA256 $_).Hash }) -join ' '

function Stop-With([string] $english, [string] $chinese) {
    Write-Host $english
    Write-Host $chinese
    exit 1
}

function Test-Python([string] $version) {
    # What a program says on its error stream would stop this script.
    $ErrorActionPreference = 'SilentlyContinue'
    & py "-$version" -c 'import venv, ensurepip' 2>&1 | Out-Null
    return $LASTEXITCODE -eq 0
}

if ((Test-Path $python) -and -not (Test-Path $mark) -and (Test-Path $stamp) -and ((Get-Content -Raw $stamp).Trim() -eq $digest)) { exit 0 }

if ((Test-Path $mark) -or -not (Test-Path $python)) {
    $found = $null
    if (Get-Command py -ErrorAction SilentlyContinue) {
        $found = '3.13', '3.12', '3.11' | Where-Object { Test-Python $_ } | Select-Object -First 1
    }
    if (-not $found) { Stop-With 'Install Python 3.11 or newer with its launcher (py), then start again.' '請安裝 Python 3.11 以上版本（含 py 啟動程式）後再重新啟動。' }
    if (Test-Path $venv) { Remove-Item -Recurse -Force $venv }
    New-Item -ItemType Directory -Path $venv | Out-Null
    New-Item -ItemType File -Path $mark | Out-Null
    & py "-$found" -m venv $venv
    if ($LASTEXITCODE -ne 0) { Stop-With 'Python could not make its folder .venv here; the lines above say why.' '無法在此建立 .venv 資料夾，原因見上方訊息。' }
}
New-Item -ItemType File -Force -Path $mark | Out-Null
Write-Host 'Installing Python packages; the first time takes a few minutes.'
Write-Host '正在安裝 Python 套件，第一次需要數分鐘。'
foreach ($list in $lists) {
    & $python -m pip install -q --disable-pip-version-check --require-hashes --only-binary ':all:' -r $list
    if ($LASTEXITCODE -ne 0) { Stop-With 'The packages could not be installed; the lines above say why.' '套件安裝失敗，原因見上方訊息。' }
}
Set-Content -Path $stamp -Value $digest
Remove-Item -Force $mark
