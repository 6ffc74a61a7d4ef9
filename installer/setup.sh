#!/bin/sh
# Makes this computer ready for ./desk: Debian packages, a .venv and the pinned Python packages.
#
#   installer/setup.sh run     what the program needs
#   installer/setup.sh test    that, and what its tests need
#
# It installs only what is missing, asks for sudo only then, and is done at once when nothing changed since the last
# time: a stamp in .venv holds the digest of the lists. Running it twice does no harm; two at once wait for each other.
# Interrupted, it leaves nothing half done behind: a mark lies in .venv while packages are put there, and a .venv that
# still bears it is made anew the next time.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$here"
kind=${1:-run}
lists=installer/requirements
stamp=.venv/.ready-$kind
mark=.venv/.unfinished

case $kind in
run) packages=installer/packages/run.txt ;;
test) packages='installer/packages/run.txt installer/packages/test.txt' ;;
*)
    echo "installer/setup.sh run | test" >&2
    exit 2
    ;;
esac

say() { # say ENGLISH CHINESE
    printf '%s\n%s\n' "$1" "$2" >&2
}

stop() { # stop CODE ENGLISH CHINESE
    code=$1
    shift
    say "$@"
    exit "$code"
}

digest() { # of everything that decides what is installed; the folder too, because a .venv cannot be moved
    # shellcheck disable=SC2086
    { echo "$here" && cat installer/setup.sh $packages "$lists"/build.txt "$lists/$kind.txt"; } | sha256sum | cut -d' ' -f1
}

ready() {
    [ -x .venv/bin/python ] && [ ! -e $mark ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(digest)" ]
}

missing_packages() {
    # shellcheck disable=SC2086
    for name in $(sed 's/#.*//' $packages); do
        case $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null || true) in
        installed) ;;
        *) printf '%s ' "$name" ;;
        esac
    done
}

may_administer() {
    [ "$(id -u)" = 0 ] && return 0
    command -v sudo >/dev/null || return 1
    sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_packages() {
    command -v dpkg-query >/dev/null || {
        say "This is not Debian: make sure that the packages in installer/packages are installed." \
            "這不是 Debian 系統：請確認 installer/packages 所列的套件均已安裝。"
        return 0
    }
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    may_administer || stop 3 \
        "Some Debian packages are missing, and this account may not install them. Ask the person who looks after this computer to run the command below, then start again." \
        "缺少部分 Debian 套件，而此帳號沒有安裝權限。請電腦管理人員執行下列指令，完成後再重新啟動。
    apt-get update && apt-get install -y --no-install-recommends $missing"
    say "Installing Debian packages: $missing" "正在安裝 Debian 套件，請稍候。"
    as_root dpkg --configure -a >"$log" 2>&1 || true # ends what an interrupted installation began
    as_root apt-get -q update >"$log" 2>&1 || true   # an outage here shows itself in the next line
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 install -y --no-install-recommends $missing >"$log" 2>&1 || {
        tail -n 30 "$log" >&2
        stop 4 "The Debian packages could not be installed; the lines above say why. Check the network and start again." \
            "Debian 套件安裝失敗，原因見上方訊息。請檢查網路後重新啟動。"
    }
}

choose_python() { # the newest that we know, Debian's own first
    for candidate in /usr/bin/python3 python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return 0
        fi
    done
    stop 5 "Python 3.11 or newer is needed, with its venv module." "需要 Python 3.11 以上版本（含 venv 模組）。"
}

make_venv() {
    [ ! -e $mark ] && .venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null &&
        grep -qF -- "$here/.venv" .venv/pyvenv.cfg && return 0
    [ -w . ] || stop 7 \
        "This account may not write in $here. Start once as the owner of that folder, or copy the folder to a place of your own." \
        "此帳號無法寫入 $here。請由該資料夾的擁有者先執行一次，或將資料夾複製到自己的位置。"
    rm -rf .venv
    "$(choose_python)" -m venv .venv
}

pip_install() {
    PIP_DISABLE_PIP_VERSION_CHECK=1 .venv/bin/python -m pip install -q --require-hashes "$@" >"$log" 2>&1 || {
        grep -v "it is neither a file nor a directory" "$log" | tail -n 30 >&2
        stop 6 "The Python packages could not be installed; the lines above say why. Check the network and start again." \
            "Python 套件安裝失敗，原因見上方訊息。請檢查網路後重新啟動。"
    }
}

install_requirements() {
    say "Installing Python packages into .venv; the first time takes a few minutes." \
        "正在安裝 Python 套件到 .venv，第一次需要數分鐘。"
    pip_install --only-binary :all: -r "$lists/build.txt"
    # pyscard has no wheel for Linux: it alone is built here, with the pinned tools above and no others.
    PATH="$here/.venv/bin:$PATH" pip_install --only-binary :all: --no-binary pyscard --no-build-isolation -r "$lists/$kind.txt"
}

ready && exit 0
if [ -z "${DESK_SETUP_LOCKED-}" ] && command -v flock >/dev/null; then
    DESK_SETUP_LOCKED=1 exec flock "$here/installer" "$here/installer/setup.sh" "$kind"
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 130' HUP INT TERM # a signal alone would pass the line above by
install_packages
make_venv
: >$mark
install_requirements
.venv/bin/python -m compileall -q app || true # the first start is as quick as any, whoever owns the folder
digest >"$stamp"
[ "$kind" = run ] || (kind=run packages=installer/packages/run.txt && digest >.venv/.ready-run)
rm -f $mark
