// How wide a character is, as the frames have it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <wchar.h>

#include "widths.h"

enum { code_points = 0x110000 };

/// A bit for each code point that is wide although libc calls it narrow. Only the screen's thread
/// touches them.
static uint8_t widened[code_points / 8];

/// libc's own opinion, which depends on its age and on the locale.
static int libc_width(uint32_t character) {
  static int (*function)(wchar_t);
  if (!function) function = (int (*)(wchar_t))dlsym(RTLD_NEXT, "wcwidth");
  return function ? function((wchar_t)character) : 1;
}

void width_set(uint32_t character, int columns) {
  // Only of ambiguous ones may a frame know better. What libc does not know at all, neither does
  // many a terminal, and then the rest of the line would be out of place.
  if (character >= code_points || libc_width(character) != 1) return;
  const uint8_t bit = (uint8_t)(1 << character % 8);
  if (columns == 2) {
    widened[character / 8] |= bit;
  } else {
    widened[character / 8] &= (uint8_t)~bit;
  }
}

int width_of(uint32_t character) {
  if (character >= code_points) return -1;
  return widened[character / 8] >> character % 8 & 1 ? 2 : libc_width(character);
}

/// Stands before libc's in every library of the process, so that ncurses believes the frames about
/// characters that the user's terminal draws two cells wide.
int wcwidth(wchar_t character) { return width_of((uint32_t)character); }
