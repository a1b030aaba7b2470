#ifndef LINEUP_SLOTS_H
#define LINEUP_SLOTS_H

// True colour on terminals whose terminfo entry has 256 colours, which are nearly all: ncurses is
// given numbers from 16 to 255 that stand for any colour (slots), and what it writes for them is
// replaced by the sequence for that colour. Palette colours from 16 on get slots too.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether this, the terminal's sequence for text or ground of colour 100, is one that is found here.
bool slots_fit(const char *text, bool is_ground);

/// The number to give ncurses for a colour: 0 to 255 of the palette, 0x1RRGGBB, or -1.
int slot_of(int color);

void slots_forget(void);
/// Forgets where more than half of them are used; whether it did.
bool slots_forget_if_many(void);

/// Copies ncurses' bytes with slots replaced; the number of bytes written, at most twice as many.
/// `from` may lie in `to`, so far behind its beginning as it has bytes.
size_t slots_write(uint8_t *to, const uint8_t *from, size_t count);

#endif
