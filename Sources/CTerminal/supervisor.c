// The small parent process that outlives the program and gives the terminal back after it.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "guard.h"
#include "include/terminal.h"

void terminal_set_last_words(const char *text) {
  size_t i = 0;
  for (; text[i] && i + 1 < sizeof guard->last_words; i++) {
    const unsigned char byte = (unsigned char)text[i];
    guard->last_words[i] = byte < 0x20 || byte == 0x7F ? '?' : text[i];
  }
  guard->last_words[i] = 0;
}

/// A file in memory that takes the program's standard error; -1 where that is no terminal anyway.
static int errors = -1;

static bool has_one_thread(void) {
  DIR *threads = opendir("/proc/self/task");
  if (!threads) return true;
  int count = 0;
  for (struct dirent *entry; (entry = readdir(threads));) count += entry->d_name[0] != '.';
  closedir(threads);
  return count <= 1;
}

/// Gives the terminal back in the program's place. `flush` also drops what the terminal has sent and
/// nobody read: the rest of a paste, or mouse reports, must not become the shell's input.
static void restore(bool flush) {
  if (!atomic_load(&guard->taken)) return;
  const size_t length = guard->leave_length;
  if (length <= sizeof guard->leave) {
    const ssize_t written = terminal_write(guard_tty, guard->leave, length, -1, 500);
    if (written >= 0 && (size_t)written < length) {
      terminal_discard_output(guard_tty);
      terminal_write(guard_tty, guard->leave, length, -1, 500);
    }
  }
  // Not TCSAFLUSH, which waits until everything is read that was written.
  if (flush) tcflush(guard_tty, TCIFLUSH);
  guard_restore_settings();
  atomic_store(&guard->taken, false);
}

/// Stops as the child did, together with the process group, until somebody continues it.
static void stop_like(pid_t child) {
  restore(false);
  sigset_t stop, wake, end;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  sigemptyset(&wake);
  sigaddset(&wake, SIGCONT);
  sigemptyset(&end);
  sigaddset(&end, SIGTERM);
  sigaddset(&end, SIGHUP);
  sigaddset(&end, SIGINT);
  kill(0, SIGTSTP);
  sigprocmask(SIG_UNBLOCK, &stop, NULL);  // Here it stops, unless its process group is orphaned.
  sigprocmask(SIG_BLOCK, &stop, NULL);
  const struct timespec now = {0, 0};
  if (sigtimedwait(&wake, NULL, &now) != SIGCONT) return;
  // The child must know why it is continued before it is: in the background it would stop again.
  for (int number; (number = sigtimedwait(&end, NULL, &now)) > 0;) kill(child, number);
  // A shell continues the whole group. A second time would take back a stop that came since.
  siginfo_t continued = {0};
  const int options = WNOHANG | WCONTINUED;
  if (waitid(P_PID, (id_t)child, &continued, options) == 0 && continued.si_pid == child) return;
  kill(child, SIGCONT);
}

/// Writes to standard error, but waits for no terminal.
static void say(const void *text, size_t length) {
  if (errors >= 0) {
    terminal_write(guard_tty, text, length, -1, 500);
  } else if (write(STDERR_FILENO, text, length) < 0) {
    return;
  }
}

/// What the program said on standard error while the terminal was its own: shown at once, a runtime's
/// last message would have gone with the full screen, and any other would have spoiled the picture.
static void repeat_errors(void) {
  if (errors < 0) return;
  unsigned char text[4096];
  ssize_t length = pread(errors, text, sizeof text, 0);
  for (ssize_t i = 0; i < length; i++) {
    const bool is_control = (text[i] < 0x20 && text[i] != '\n' && text[i] != '\t') || text[i] == 0x7F
      || (text[i] >= 0x80 && text[i] < 0xA0 && i > 0 && text[i - 1] == 0xC2);
    if (is_control) text[i] = '?';
  }
  if (length > 0) say(text, (size_t)length);
}

static _Noreturn void end_like(int status) {
  const bool crashed = WIFSIGNALED(status);
  restore(crashed);
  repeat_errors();
  if (!crashed) _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
  const int number = WTERMSIG(status);
  const char *description = strsignal(number);
  const char *words = guard->last_words;
  char line[sizeof guard->last_words + 200];
  const int length = snprintf(
    line, sizeof line, "%s: ended by signal %d (%s)%s%s\n", program_invocation_short_name, number,
    description ? description : "?", words[0] ? "; " : ".", words);
  say(line, length < (int)sizeof line ? (size_t)length : sizeof line - 1);
  // The same signal again, so that whoever waits sees what happened; the core file is the child's.
  const struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  signal(number, SIG_DFL);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  sigprocmask(SIG_UNBLOCK, &set, NULL);
  kill(getpid(), number);
  _exit(128 + number);
}

static void look_after(pid_t child) {
  for (int status; waitpid(child, &status, WNOHANG | WUNTRACED) > 0;) {
    if (!WIFSTOPPED(status)) end_like(status);
    stop_like(child);
  }
}

static _Noreturn void supervise(pid_t child, const sigset_t *set) {
  // `killall` by the program's name then spares the one that cleans up.
  char name[16];
  snprintf(name, sizeof name, "%.9s-guard", program_invocation_short_name);
  prctl(PR_SET_NAME, name);
  for (;;) {
    look_after(child);
    siginfo_t info;
    const int number = sigwaitinfo(set, &info);
    // What the terminal sends reaches the child as well, being of the same process group; only what
    // was meant for this process alone is passed on.
    if (number <= 0 || number == SIGCHLD) continue;
    if (info.si_code == SI_KERNEL && number != SIGHUP) continue;
    kill(child, number);
    // A stopped process, of which this one has not heard, would not learn that it is to end.
    if (number == SIGTERM || number == SIGHUP) kill(child, SIGCONT);
  }
}

int terminal_supervise(const char *path, void (*program)(void *), void *context) {
  if (guard->supervised) return -EALREADY;
  if (!has_one_thread()) return terminal_error_threads;
  const int tty = terminal_open(path);
  if (tty < 0) return tty;
  struct guard *shared = mmap(
    NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return -errno;

  sigset_t set, old;
  sigemptyset(&set);
  const int numbers[] = {
    SIGCHLD, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGCONT, SIGTSTP, SIGTTOU, SIGTTIN,
  };
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) sigaddset(&set, numbers[i]);
  sigprocmask(SIG_BLOCK, &set, &old);

  signal(SIGCHLD, SIG_DFL);  // Ignored, it would hide how children end.
  if (isatty(STDERR_FILENO)) errors = memfd_create("errors", MFD_CLOEXEC);
  fflush(NULL);  // Or both processes would write what is still buffered.
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) {
    const int error = errno;
    sigprocmask(SIG_SETMASK, &old, NULL);
    munmap(shared, sizeof *shared);
    if (errors >= 0) close(errors);
    errors = -1;
    return -error;
  }
  shared->supervised = true;
  guard = shared;
  if (child > 0) {
    signal(SIGTSTP, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    supervise(child, &set);
  }
  // SIGTERM rather than SIGKILL: with the supervisor gone, the program itself must clean up.
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(1);
  if (errors >= 0) dup2(errors, STDERR_FILENO);
  sigprocmask(SIG_SETMASK, &old, NULL);
  terminal_prepare_signals();
  const int error = terminal_thread_start("lineup-main", program, context);
  if (error < 0) return error;
  for (;;) pause();
}
