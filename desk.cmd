@echo off
rem The one command of Registry Desk on Windows: desk demo, desk run, desk doctor ... (desk --help lists them).
setlocal
set "HERE=%~dp0"
powershell -NoProfile -ExecutionPolicy Bypass -File "%HERE%installer\setup.ps1" || exit /b 1
set "PYTHONPATH=%HERE%"
set "PYTHONUTF8=1"
if "%~1"=="demo" goto program
if "%~1"=="run" goto program
"%HERE%.venv\Scripts\python.exe" -P -m app.cli %*
exit /b %ERRORLEVEL%
:program
"%HERE%.venv\Scripts\python.exe" -P -m app %*
exit /b %ERRORLEVEL%
