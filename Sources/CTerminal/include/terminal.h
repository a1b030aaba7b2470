#ifndef LINEUP_TERMINAL_H
#define LINEUP_TERMINAL_H

// The few things about a terminal that Swift cannot say itself: ncurses (macros, variadics and
// global variables that strict concurrency refuses), signal sets, and a fork before any thread.
// Functions return a negative errno where they fail, unless they say otherwise.

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// MARK: Supervisor

/// Forks, runs `program`, which must exit, in the child, and stays behind as its supervisor in the
/// parent: it gives the terminal back whatever the child dies of, stops and continues with it, and
/// ends with its status. Where standard error is a terminal, what the child writes to it is kept, and
/// shown once the terminal is given back. Opens the terminal at `path` (NULL: the controlling one) for
/// both. Also does what `terminal_prepare_signals` does.
///
/// The program gets a thread of its own. The one that was forked keeps the id that Swift's locks
/// remember it by, the parent's; when another thread waits for a lock that it holds, it could never
/// give that back.
///
/// Returns only with an error: `terminal_error_threads` where threads exist already.
int terminal_supervise(const char *path, void (*program)(void *), void *context);

enum { terminal_error_threads = -EBUSY };

/// What the supervisor adds to its one line on standard error when the child dies of a signal.
void terminal_set_last_words(const char *text);

// MARK: Signals and waiting

/// Gives SIGILL, SIGSEGV, SIGTRAP, SIGBUS, SIGFPE, SIGABRT and SIGQUIT back their default action:
/// Swift's own handlers would ask questions on the terminal.
void terminal_default_crash_handlers(void);

/// The above, and blocks the signals that `terminal_signals_open` reads. To be called before the
/// first thread exists, because threads inherit the mask.
void terminal_prepare_signals(void);

/// A descriptor from which `terminal_next_signal` reads; -errno.
int terminal_signals_open(void);

/// The next pending signal's number, 0 if there is none.
int terminal_next_signal(int signals);

/// Whether SIGTERM, SIGHUP or SIGINT waits to be read.
bool terminal_must_end(void);

/// Drops an interrupt that waits to be read: ^C that was meant for another program on the terminal.
void terminal_forget_interrupt(void);

/// Whether a stop waited to be read, which is dropped: ^Z that was meant for another program.
bool terminal_take_stop(void);

int terminal_event_open(void);
void terminal_close(int descriptor);
void terminal_event_signal(int event);
/// Takes back all signals given so far; whether there was one.
bool terminal_event_clear(int event);

enum {
  terminal_ready_input = 1,
  terminal_ready_signal = 2,
  terminal_ready_event = 4,
  terminal_ready_lost = 8,
};

/// Waits until one of the descriptors (each may be -1) is readable; a bit set of the above, 0 after
/// `timeout` milliseconds (negative: for ever) or an interruption.
int terminal_wait(int tty, int signals, int event, int timeout);

/// Seconds of the monotonic clock.
double terminal_clock(void);

/// Has this thread run as soon as it is woken, also where others compute: it asks for the shortest
/// time slices, which interrupt longer ones (Linux 6.12; before, nothing changes). For threads that do
/// little at a time. Threads and programs that it starts do not inherit this.
void terminal_thread_hurry(void);

/// Starts a thread on which `body` runs with `context`. The system shows the first 15 bytes of
/// `name` for it.
int terminal_thread_start(const char *name, void (*body)(void *), void *context);

// MARK: Terminal device

/// Opens the terminal, non-blocking and with a file description of its own, so that the flag stays
/// ours; where the supervisor has opened it, that one is returned. NULL is the controlling terminal.
int terminal_open(const char *path);

/// Rows and columns, at least 1 × 1 and at most 500 × 1000; 24 × 80 where the terminal knows none.
void terminal_get_size(int tty, int *rows, int *columns);

/// Remembers the terminal's settings and makes it pass every byte (^C ^Z ^S ^Q too) unchanged; from
/// now on the supervisor has something to give back.
int terminal_take(int tty);

/// Restores the settings, and tells the supervisor that there is nothing left to do.
void terminal_give_back(void);

/// Whether nobody (the supervisor) gave the terminal back since `terminal_take`.
bool terminal_is_taken(void);

/// Stops the process, and with it its supervisor and process group, as ^Z would. Returns once it is
/// continued in the foreground; false where it was continued in order to end.
bool terminal_stop(int tty);

/// Stops for as long as the process is in the background; false as above.
bool terminal_await_foreground(int tty);

/// Up to `count` bytes; 0 where there is none at the moment; -EIO once the terminal is gone.
ssize_t terminal_read(int tty, uint8_t *bytes, size_t count);

/// Writes until all is written, `stop` (may be -1) becomes readable, or `timeout` milliseconds
/// (negative: for ever) have passed; the number of bytes written, or -errno.
ssize_t terminal_write(int tty, const uint8_t *bytes, size_t count, int stop, int timeout);

/// Throws away what was written and not yet read by the other side.
void terminal_discard_output(int tty);

// MARK: Screen (ncurses). All of it belongs to one thread at a time.

enum {
  terminal_error_locale = 1,    // no UTF-8 locale
  terminal_error_unknown = 2,   // no terminfo entry
  terminal_error_dumb = 3,      // an entry, but not of a screen with a movable cursor
  terminal_error_ncurses = 4,
};

/// Sets up ncurses for $TERM with no more than `color_limit` colours (negative: what it has). ncurses
/// writes to a buffer, never to the terminal. 0 or one of the above.
int terminal_screen_open(int rows, int columns, int color_limit);
void terminal_screen_close(void);

/// 0, 8, 16, 256 or 1 << 24 (colour numbers from 8 are then 0xRRGGBB, unless the next one holds).
int terminal_screen_colors(void);

/// Whether colour numbers are those of 256, and 0x1RRGGBB beside them.
bool terminal_screen_mixes_rgb(void);

/// To be called when all pairs are asked for anew, with another theme: makes room for its colours.
void terminal_screen_forget_colors(void);

/// Whether the user's own locale, not just the one fallen back to, is UTF-8.
bool terminal_locale_is_utf8(void);

/// Whether the terminal takes operating system commands (OSC), such as a title.
bool terminal_screen_has_osc(void);

/// The bytes that switch the terminal to full screen, and back. With `mouse`, it reports the mouse.
size_t terminal_screen_enter_bytes(uint8_t *bytes, size_t capacity, bool mouse);
size_t terminal_screen_leave_bytes(uint8_t *bytes, size_t capacity);

/// The number of a pair of colours; -1 is the terminal's own colour.
int terminal_screen_pair(int foreground, int background);

enum {
  terminal_bold = 1,
  terminal_dim = 2,
  terminal_italic = 4,
  terminal_underline = 8,
  terminal_reverse = 16,
};

/// A grapheme cluster of `scalars` code points that takes `columns` (1 or 2) cells.
struct terminal_cluster {
  uint8_t scalars;
  uint8_t columns;
  uint8_t attributes;
  /// Its one code point is always that wide; not so where something was left out.
  bool whole;
  int32_t pair;
};

/// Puts clusters, whose code points follow each other in `scalars`, from a place on to the right.
void terminal_screen_put(
  int row, int column, const struct terminal_cluster *clusters, size_t count,
  const uint32_t *scalars);

/// memcmp, which Swift has only together with all of libc.
bool terminal_same_bytes(const void *left, const void *right, size_t count);

void terminal_screen_resize(int rows, int columns);

/// Blanks the whole picture.
void terminal_screen_blank(void);
/// Supposes nothing about what the terminal shows at the next update.
void terminal_screen_redraw(void);

/// Brings the terminal from its last state to the new one: the bytes for it, valid until the next
/// call. `count` is 0 where nothing changed.
const uint8_t *terminal_screen_update(int caret_row, int caret_column, size_t *count);

// MARK: Other programs

/// Starts a program, found in PATH, with `input` (may be NULL) as its standard input and, if
/// `quiet`, no output; signals as a new program expects them. Its process id or -errno.
pid_t terminal_spawn(char *const *arguments, const uint8_t *input, size_t count, bool quiet);

/// Waits up to `timeout` milliseconds (negative: for ever) for its end: its exit status, 128 + signal,
/// `terminal_stopped` where it only stopped, or -errno. A program that takes longer is ended.
int terminal_await(pid_t process, int timeout);

enum { terminal_stopped = -EAGAIN, terminal_runs = -EINPROGRESS };

/// Starts a program that gets the terminal, as a shell would start it: in a process group of its own,
/// so that ^C and ^Z are meant for it alone. To be called while the terminal is given back.
pid_t terminal_spawn_foreground(
  char *const *arguments, const uint8_t *input, size_t count, int tty);

/// Gives the terminal to a process's group, or (0) to this process's own.
void terminal_set_foreground(int tty, pid_t process);

/// Waits until a program ends or stops, or `event` becomes readable, but only for a moment: as
/// `terminal_await`, or `terminal_runs`.
int terminal_await_beside(pid_t process, int event);

/// Asks a program to stop, as ^Z does, and all in its group where it has one of its own.
void terminal_stop_beside(pid_t process);

/// Asks a program to end, and all in its group where it has one of its own.
void terminal_end(pid_t process);

/// Continues a stopped program, and all in its group where it has one of its own.
void terminal_continue(pid_t process);

/// Writes a file that only the user can read, replacing what it held; 0 or -errno.
int terminal_write_private_file(const char *path, const uint8_t *bytes, size_t count);

/// The value of an environment variable, NULL where it is not set or empty.
const char *terminal_environment(const char *name);

#endif
