#!/bin/sh
# Tests the AVX-512 products on any x86-64 machine, with SIMDe's emulation of the instructions
# (Debian and Ubuntu: libsimde-dev). Skips with a message where SIMDe or clang is missing.
set -eu
cd "$(dirname "$0")/../../.."

clang=$(command -v clang || true)
if [ -z "$clang" ]; then
  swift=$(command -v swift || true)
  [ -n "$swift" ] && clang=$(dirname "$(readlink -f "$swift")")/clang
fi
if [ ! -x "$clang" ]; then
  echo "skipped: no clang"
  exit 0
fi
if ! echo '#include <simde/x86/avx512/dpbusd.h>' | "$clang" -E -x c - >/dev/null 2>&1; then
  echo "skipped: SIMDe is not installed (libsimde-dev)"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kernels=Sources/CKernels
"$clang" -O2 -w -DLINEUP_EMULATED_AVX512 -I "$kernels" \
  Tests/CKernelsTests/Emulated/avx512.c "$kernels"/avx512.c "$kernels"/plain.c "$kernels"/pack.c \
  -o "$work/test"
"$work/test"
