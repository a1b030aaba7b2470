// What Swift cannot say of a mapped file: what happens when its bytes are gone when they are read.
#ifndef LINEUP_MAPPING_H
#define LINEUP_MAPPING_H

#include <stdbool.h>
#include <stddef.h>

/// Takes on the bus errors of a mapped file, read-only and `bytes` bytes from `start`: from the
/// first page on that cannot be read any more, because the file was shortened or its disk failed,
/// the mapping reads as zeros, and `mapping_is_damaged` says so. Any other bus error does what it
/// did before. Returns the watch's number, or -1 where there are too many.
int mapping_watch(const void *start, size_t bytes);

/// Whether zeros have taken the place of bytes of the file.
bool mapping_is_damaged(int watch);

/// Ends a watch, before the mapping is removed.
void mapping_unwatch(int watch);

#endif
