// The terminal as a device: its settings, its size, its bytes.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "guard.h"
#include "include/terminal.h"

static struct guard own_guard;
struct guard *guard = &own_guard;
int guard_tty = -1;

int terminal_open(const char *path) {
  if (guard->supervised && guard_tty >= 0) return guard_tty;
  // Reopened by its name, because O_NONBLOCK on the inherited descriptors would be the shell's too.
  const int flags = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC;
  int tty = open(path ? path : "/dev/tty", flags);
  if (tty < 0 && !path) {
    const char *name = ttyname(STDIN_FILENO);
    if (name) tty = open(name, flags);
  }
  if (tty < 0) return -errno;
  if (!isatty(tty)) {
    close(tty);
    return -ENOTTY;
  }
  guard_tty = tty;
  return tty;
}

void terminal_get_size(int tty, int *rows, int *columns) {
  struct winsize size = {0};
  *rows = 24;
  *columns = 80;
  if (ioctl(tty, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return;
  *rows = size.ws_row > 500 ? 500 : size.ws_row;
  *columns = size.ws_col > 1000 ? 1000 : size.ws_col;
}

int terminal_take(int tty) {
  struct termios now;
  if (tcgetattr(tty, &now) != 0) return -errno;
  // After an unexpected stop the settings may still be ours: those are not the ones to go back to.
  if (!atomic_load(&guard->taken) || (now.c_lflag & ICANON)) guard->saved = now;
  now.c_iflag &= ~(tcflag_t)(BRKINT | PARMRK | INPCK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
  now.c_oflag &= ~(tcflag_t)OPOST;
  now.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
  now.c_cflag = (now.c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8;
  now.c_cc[VMIN] = 1;
  now.c_cc[VTIME] = 0;
  guard->ours = now;
  atomic_store(&guard->taken, true);
  while (tcsetattr(tty, TCSANOW, &now) != 0) {
    if (errno != EINTR) return -errno;
  }
  // What the device made of them.
  tcgetattr(tty, &guard->ours);
  return 0;
}

/// Whether the settings are those that `terminal_take` made. Once the supervisor is dead, the shell
/// has the terminal; not every shell cares for what it finds there.
static bool are_ours(int tty) {
  struct termios now;
  const struct termios *ours = &guard->ours;
  return tcgetattr(tty, &now) == 0 && now.c_iflag == ours->c_iflag && now.c_oflag == ours->c_oflag
    && now.c_cflag == ours->c_cflag && now.c_lflag == ours->c_lflag
    && memcmp(now.c_cc, ours->c_cc, sizeof now.c_cc) == 0;
}

void guard_restore_settings(void) {
  const int tty = guard_tty;
  const bool is_foreground = tcgetpgrp(tty) == getpgrp() || getsid(0) != tcgetsid(tty);
  if (!is_foreground && !are_ours(tty)) return;
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, SIGTTOU);  // It would stop the process instead.
  pthread_sigmask(SIG_BLOCK, &set, &old);
  // Not TCSADRAIN: a terminal that nobody reads would never drain.
  while (tcsetattr(tty, TCSANOW, &guard->saved) != 0 && errno == EINTR) continue;
  pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void terminal_give_back(void) {
  if (!atomic_load(&guard->taken)) return;
  guard_restore_settings();
  atomic_store(&guard->taken, false);
}

bool terminal_is_taken(void) { return atomic_load(&guard->taken); }

/// Stops by a signal that has its default action; whether the process was stopped and continued. In
/// an orphaned process group, where nobody could continue it, the kernel ignores the signal.
static bool stop_by(int number) {
  sigset_t set, old, continued;
  sigemptyset(&set);
  sigaddset(&set, number);
  sigemptyset(&continued);
  sigaddset(&continued, SIGCONT);
  signal(number, SIG_DFL);
  pthread_sigmask(SIG_BLOCK, &continued, &old);
  // The supervisor stops the rest of the group, after it has seen this process stop.
  if (guard->supervised) {
    raise(number);
  } else {
    kill(0, number);
  }
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  const struct timespec now = {0, 0};
  const bool was_continued = sigtimedwait(&continued, NULL, &now) == SIGCONT;
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  return was_continued;
}

bool terminal_await_foreground(int tty) {
  while (tcgetpgrp(tty) != getpgrp()) {
    if (terminal_must_end()) return false;
    if (tcgetpgrp(tty) < 0 && errno != ENOTTY) return false;
    if (getsid(0) != tcgetsid(tty)) break;  // Not the controlling terminal: no job control on it.
    if (!stop_by(SIGTTOU)) return false;
  }
  return !terminal_must_end();
}

bool terminal_stop(int tty) {
  stop_by(SIGTSTP);
  return terminal_await_foreground(tty);
}

ssize_t terminal_read(int tty, uint8_t *bytes, size_t count) {
  for (;;) {
    const ssize_t got = read(tty, bytes, count);
    if (got > 0) return got;
    if (got == 0) return -EIO;  // With VMIN 1, only a terminal that is gone has nothing to say.
    if (errno == EAGAIN || errno == EWOULDBLOCK) return 0;
    if (errno != EINTR) return -EIO;
  }
}

double terminal_clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

ssize_t terminal_write(int tty, const uint8_t *bytes, size_t count, int stop, int timeout) {
  const double end = terminal_clock() + timeout / 1000.0;
  size_t done = 0;
  while (done < count) {
    const ssize_t written = write(tty, bytes + done, count - done);
    if (written > 0) {
      done += (size_t)written;
      continue;
    }
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno != EAGAIN && errno != EWOULDBLOCK) return -errno;
    int left = -1;
    if (timeout >= 0) {
      const double seconds = end - terminal_clock();
      if (seconds <= 0) break;
      left = (int)(seconds * 1000) + 1;
    }
    struct pollfd wait[2] = {{.fd = tty, .events = POLLOUT}, {.fd = stop, .events = POLLIN}};
    if (poll(wait, 2, left) < 0 && errno != EINTR) return -errno;
    if (wait[1].revents) break;
    if ((wait[0].revents & (POLLERR | POLLHUP | POLLNVAL)) && !(wait[0].revents & POLLOUT)) {
      return -EIO;
    }
  }
  return (ssize_t)done;
}

void terminal_discard_output(int tty) { tcflush(tty, TCOFLUSH); }
