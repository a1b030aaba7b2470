#ifndef LINEUP_GUARD_H
#define LINEUP_GUARD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

/// What the program leaves for its supervisor in a page that both see.
struct guard {
  bool supervised;
  /// The terminal is in our hands and must be given back.
  atomic_bool taken;
  /// Its settings before that.
  struct termios saved;
  /// Its settings since.
  struct termios ours;
  /// Bytes that switch full screen off.
  size_t leave_length;
  unsigned char leave[512];
  char last_words[2048];
};

/// A private one until there is a supervisor.
extern struct guard *guard;

/// Puts the settings back: in the foreground, and in the background as long as nobody else has made
/// other ones.
void guard_restore_settings(void);

/// The terminal device, -1 until it is opened.
extern int guard_tty;

#endif
