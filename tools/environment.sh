# Sourced by ./start and ./test (bash): finds Python, makes .venv, installs a lock file into it once.
# Sets `bin`, the directory of the environment's programs. Talk goes to stderr.
#
#   YOUJU_PYTHON   the Python to build the environment with (default: the first that is new enough)
#   YOUJU_VENV     an environment that is already installed: it is used as it is, nothing is installed

say() { printf '%s\n' "$*" >&2; }

# One line that says what is missing, and the exit code for "could not run".
give_up() {
    say "$@"
    exit 2
}

# may_install: are we root on a Debian, so that apt-get may be used?
may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

# apt_install PACKAGE...: installs Debian packages quietly; false when that fails.
apt_install() {
    DEBIAN_FRONTEND=noninteractive apt-get -qq update >/dev/null 2>&1 || true
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null 2>&1
}

# find_python: prints the first Python of at least 3.11. A name alone proves nothing (version managers
# leave shims of versions that are not active), so each is run.
find_python() {
    local name
    for name in ${YOUJU_PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            printf '%s\n' "$name"
            return 0
        fi
    done
    return 1
}

# make_venv: .venv with pip in it, or one line that says what to install.
make_venv() {
    local python package
    [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1 && return 0
    python=$(find_python) || give_up \
        "需要 Python 3.11 或更高版本，请安装后重试（Debian：apt-get install python3 python3-venv）。" \
        "Python 3.11 or newer is needed."
    if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        # Debian packs venv apart from Python.
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        if may_install; then
            say "正在安装 Debian 软件包 $package …"
            apt_install "$package" || apt_install python3-venv || true
        fi
        "$python" -c 'import venv, ensurepip' >/dev/null 2>&1 || give_up \
            "缺少 Python 的 venv 模块，请以管理员身份执行 apt-get install $package 后重试。" \
            "Python's venv module is missing: install $package as root and try again."
    fi
    say "正在建立 Python 环境 .venv …"
    "$python" -m venv --clear .venv || give_up "未能建立 .venv，请检查磁盘空间和目录权限。Could not make .venv."
}

# use_environment LOCK: makes .venv hold LOCK, whose every file is checked against its hash, and youju
# itself. A stamp remembers what was installed, so that the next time costs nothing.
use_environment() {
    local lock=$1 stamp digest
    export PYTHONPATH="$PWD/src${PYTHONPATH:+:$PYTHONPATH}"
    if [ -n "${YOUJU_VENV:-}" ]; then
        bin=$YOUJU_VENV/bin
        return 0
    fi
    bin=$PWD/.venv/bin
    # Two doors opened at once must not install into the same place at once.
    exec 9<pyproject.toml
    if command -v flock >/dev/null 2>&1; then flock 9; fi
    make_venv
    stamp=.venv/installed-$lock
    # The place belongs to the stamp: scripts in an environment that was moved point to the old place.
    digest=$({ printf '%s\n' "$PWD"; .venv/bin/python --version; cat "$lock" pyproject.toml; } | sha256sum)
    if [ "$(cat "$stamp" 2>/dev/null)" != "$digest" ]; then
        say "正在安装 $lock 中锁定的软件包（仅首次，约一分钟）…"
        # Plain pip, so that the mirror and proxy of the user's own pip settings hold.
        .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input \
            --require-hashes --no-deps -r "$lock" &&
            .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input \
                --no-deps --no-build-isolation -e . ||
            give_up "安装软件包失败，请检查网络或 pip 镜像设置（pip config list）后重试。" \
                "Installing the packages failed: check the network or pip's settings and try again."
        printf '%s\n' "$digest" >"$stamp"
        # What ./test installs contains all that ./start needs.
        if [ "$lock" = requirements-dev.lock ]; then
            { printf '%s\n' "$PWD"; .venv/bin/python --version; cat requirements.lock pyproject.toml; } |
                sha256sum >.venv/installed-requirements.lock
        fi
    fi
    exec 9>&-
}
