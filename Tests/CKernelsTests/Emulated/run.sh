#!/bin/sh
# Tests the AVX-512 and AVX-VNNI products on any x86-64 machine, with SIMDe's emulation of the
# instructions (Debian and Ubuntu: libsimde-dev); those of AVX-VNNI also on the real ones where the
# processor has them under AVX-512. Skips with a message where SIMDe or clang is missing.
set -eu
cd "$(dirname "$0")/../../.."

. Tests/CKernelsTests/find-clang
if ! echo '#include <simde/x86/avx512/dpbusd.h>' | "$clang" -E -x c - >/dev/null 2>&1; then
  echo "skipped: SIMDe is not installed (libsimde-dev)"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kernels=Sources/CKernels

"$clang" -O2 -w -c -I "$kernels" "$kernels"/plain.c -o "$work/plain.o"
"$clang" -O2 -w -c -I "$kernels" "$kernels"/pack.c -o "$work/pack.o"

# compare TITLE TABLE OPTION: the products of the table's file, compiled with the option.
compare() {
  "$clang" -O2 -w "$3" -DTABLE="kernels_table_$2" -I "$kernels" \
    Tests/CKernelsTests/Emulated/products.c "$kernels/$2.c" "$work"/plain.o "$work"/pack.o \
    -o "$work/test"
  "$work/test" "$1"
}

compare "AVX-512 products, emulated" avx512 -DLINEUP_EMULATED_AVX512
compare "AVX-VNNI products, emulated" avxvnni -DLINEUP_EMULATED_AVXVNNI
if grep -q avx512vl /proc/cpuinfo && grep -q avx512_vnni /proc/cpuinfo; then
  compare "AVX-VNNI products, encoded as AVX-512's" avxvnni -DLINEUP_EVEX_AVXVNNI
fi
