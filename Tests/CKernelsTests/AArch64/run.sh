#!/bin/sh
# Compares what the plain kernels compute on AArch64, under qemu's emulation, with what they compute
# here: checksums of every kernel's results are the same. Skips with a message where a cross
# compiler's libraries or qemu are missing (Debian and Ubuntu: gcc-aarch64-linux-gnu,
# libc6-dev-arm64-cross, qemu-user).
set -eu
cd "$(dirname "$0")/../../.."

. Tests/CKernelsTests/find-clang
link=$(command -v aarch64-linux-gnu-gcc || true)
emulate=$(command -v qemu-aarch64 || true)
if [ -z "$link" ] || [ ! -e /usr/aarch64-linux-gnu/include/stdio.h ] || [ -z "$emulate" ]; then
  echo "skipped: gcc-aarch64-linux-gnu, libc6-dev-arm64-cross or qemu-user is not installed"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kernels=Sources/CKernels
mkdir "$work/here" "$work/there"

# compile FOLDER OPTION…: the test and every table, as object files.
compile() {
  folder=$1
  shift
  for file in Tests/CKernelsTests/AArch64/checksums.c "$kernels"/*.c; do
    "$clang" "$@" -O2 -w -I "$kernels" -I Tests/CKernelsTests/Emulated -c "$file" \
      -o "$work/$folder/$(basename "$file" .c).o"
  done
}

compile here
"$clang" "$work"/here/*.o -lm -o "$work/here/checksums"
compile there --target=aarch64-linux-gnu
# Linked by gcc, which knows where its libraries are; in one piece, so that qemu needs none.
"$link" -static "$work"/there/*.o -lm -o "$work/there/checksums"

"$work/here/checksums" >"$work/expected"
"$emulate" "$work/there/checksums" >"$work/found"
if ! diff "$work/expected" "$work/found"; then
  echo "these kernels compute something else on AArch64"
  exit 1
fi
echo "plain kernels on AArch64: $(wc -l <"$work/expected") checksums agree"
