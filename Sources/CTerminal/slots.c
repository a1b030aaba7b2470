// Numbers of ncurses that stand for other colours.
#include "slots.h"

#include <stdio.h>
#include <string.h>

enum { first = 16, limit = 240, rgb = 1 << 24 };

static int32_t slots[limit];
static int used;

bool slots_fit(const char *text, bool is_ground) {
  if (!text) return false;
  return is_ground
    ? strcmp(text, "\033[48;5;100m") == 0 || strcmp(text, "\033[48:5:100m") == 0
    : strcmp(text, "\033[38;5;100m") == 0 || strcmp(text, "\033[38:5:100m") == 0;
}

int slot_of(int color) {
  if (color < first) return color;
  for (int i = 0; i < used; i++) {
    if (slots[i] == color) return first + i;
  }
  if (used == limit) return color & rgb ? -1 : color;
  slots[used] = color;
  return first + used++;
}

void slots_forget(void) { used = 0; }

bool slots_forget_if_many(void) {
  if (used <= limit / 2) return false;
  used = 0;
  return true;
}

/// The length of a sequence for a slot, such as `ESC [ 3 8 ; 5 ; 1 6 m`, at the beginning of some
/// bytes; 0 where there is none.
static size_t parse(const uint8_t *bytes, size_t count, uint8_t *ground, int *slot) {
  if (count < 10 || bytes[0] != 27 || bytes[1] != '[') return 0;
  if (bytes[2] != '3' && bytes[2] != '4') return 0;
  const uint8_t separator = bytes[4];
  if (bytes[3] != '8' || (separator != ';' && separator != ':')) return 0;
  if (bytes[5] != '5' || bytes[6] != separator) return 0;
  int number = 0;
  size_t at = 7;
  while (at < count && at < 10 && bytes[at] >= '0' && bytes[at] <= '9') {
    number = 10 * number + (bytes[at++] - '0');
  }
  if (at == count || bytes[at] != 'm' || number < first || number >= first + used) return 0;
  *ground = bytes[2];
  *slot = number - first;
  return at + 1;
}

size_t slots_write(uint8_t *to, const uint8_t *from, size_t count) {
  size_t length = 0;
  for (size_t at = 0; at < count;) {
    uint8_t ground;
    int slot;
    const size_t sequence = from[at] == 27 ? parse(from + at, count - at, &ground, &slot) : 0;
    if (!sequence) {
      to[length++] = from[at++];
      continue;
    }
    const int32_t color = slots[slot];
    char text[24];
    const int size = color & rgb
      ? snprintf(
          text, sizeof text, "\033[%c8;2;%d;%d;%dm", ground, color >> 16 & 255, color >> 8 & 255,
          color & 255)
      : snprintf(text, sizeof text, "\033[%c8;5;%dm", ground, (int)color);
    memcpy(to + length, text, (size_t)size);
    length += (size_t)size;
    at += sequence;
  }
  return length;
}
