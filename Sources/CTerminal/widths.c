// How wide a character is, as the frames have it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <wchar.h>

#include "widths.h"

enum { code_points = 0x110000 };

/// Two bits a code point: 0 where libc's answer stands. Only the screen's thread touches it.
static uint8_t widths[code_points / 4];

/// libc's own opinion, which depends on its age and on the locale.
static int libc_width(wchar_t character) {
  static int (*function)(wchar_t);
  if (!function) function = (int (*)(wchar_t))dlsym(RTLD_NEXT, "wcwidth");
  return function ? function(character) : 1;
}

void width_set(uint32_t character, int columns) {
  if (character >= code_points || columns < 1 || columns > 2) return;
  // Where libc says two, a frame that has room for one has cut the character off.
  const int libc = libc_width((wchar_t)character);
  if (libc == 2) return;
  const unsigned shift = 2 * (character % 4);
  uint8_t *place = &widths[character / 4];
  *place = (uint8_t)((*place & ~(3u << shift)) | (libc == columns ? 0u : (unsigned)columns << shift));
}

int width_of(uint32_t character) {
  if (character >= code_points) return -1;
  const int columns = widths[character / 4] >> (2 * (character % 4)) & 3;
  return columns ? columns : libc_width((wchar_t)character);
}

/// Stands before libc's in every library of the process, so that ncurses believes the frames: about
/// characters newer than libc, and about ambiguous ones on terminals that draw them two cells wide.
int wcwidth(wchar_t character) { return width_of((uint32_t)character); }
