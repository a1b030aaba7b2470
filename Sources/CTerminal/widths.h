#ifndef LINEUP_WIDTHS_H
#define LINEUP_WIDTHS_H

#include <stdint.h>

/// Declares that a character takes 1 or 2 cells, where that may be one's own choice.
void width_set(uint32_t character, int columns);

/// -1 unknown or unprintable, 0 combining, 1 or 2 cells.
int width_of(uint32_t character);

#endif
