// Other programs: the clipboard's, the user's editor; and the file that a copy goes to.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "include/terminal.h"

extern char **environ;

static int write_all(int file, const uint8_t *bytes, size_t count) {
  while (count > 0) {
    const ssize_t written = write(file, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return written < 0 ? -errno : -EIO;
    bytes += written;
    count -= (size_t)written;
  }
  return 0;
}

/// Starts a program; with a terminal (not -1) in a process group of its own that has the terminal.
static pid_t spawn(
  char *const *arguments, const uint8_t *input, size_t count, bool quiet, int tty) {
  int source = -1;
  if (input) {
    // A file in memory, not a pipe: a reader that hangs blocks nobody.
    source = memfd_create("input", MFD_CLOEXEC);
    if (source < 0) return -errno;
    const int error = write_all(source, input, count);
    if (error || lseek(source, 0, SEEK_SET) != 0) {
      close(source);
      return error ? error : -EIO;
    }
  }
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  if (source >= 0) posix_spawn_file_actions_adddup2(&files, source, STDIN_FILENO);
  // Its own may be the file that the supervisor keeps.
  if (!quiet) posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  if (quiet) {
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  }
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
#if defined __GLIBC__ && __GLIBC_PREREQ(2, 35)
  // Not where there is no job control, as on a terminal that is not the controlling one.
  if (tty >= 0 && tcgetpgrp(tty) == getpgrp()) {
    flags |= POSIX_SPAWN_SETPGROUP;
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawn_file_actions_addtcsetpgrp_np(&files, tty);
  }
#endif
  posix_spawnattr_setflags(&attributes, flags);
  pid_t process = 0;
  const int error = posix_spawnp(&process, arguments[0], &files, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (source >= 0) close(source);
  return error ? -error : process;
}

/// A shell's own children stop and end with it where it leads a group.
static void signal_group(pid_t process, int number) {
  kill(getpgid(process) == process ? -process : process, number);
}

pid_t terminal_spawn(char *const *arguments, const uint8_t *input, size_t count, bool quiet) {
  return spawn(arguments, input, count, quiet, -1);
}

pid_t terminal_spawn_foreground(
  char *const *arguments, const uint8_t *input, size_t count, int tty) {
  return spawn(arguments, input, count, false, tty);
}

void terminal_set_foreground(int tty, pid_t process) {
  const pid_t group = process > 0 ? getpgid(process) : getpgrp();
  if (group < 0) return;
  // In the background, one is stopped for this.
  sigset_t output, old;
  sigemptyset(&output);
  sigaddset(&output, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &output, &old);
  tcsetpgrp(tty, group);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
}

int terminal_await_beside(pid_t process, int event) {
  const int handle = (int)syscall(SYS_pidfd_open, process, 0);
  struct pollfd wait[2] = {{.fd = handle, .events = POLLIN}, {.fd = event, .events = POLLIN}};
  // A stop is nothing that can be waited for together with others.
  poll(wait, 2, 200);
  if (handle >= 0) close(handle);
  int status;
  pid_t ended;
  while ((ended = waitpid(process, &status, WNOHANG | WUNTRACED)) < 0) {
    if (errno != EINTR) return -errno;
  }
  if (ended == 0) return terminal_runs;
  if (WIFSTOPPED(status)) return terminal_stopped;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

void terminal_stop_beside(pid_t process) { signal_group(process, SIGTSTP); }

void terminal_end(pid_t process) {
  signal_group(process, SIGTERM);
  signal_group(process, SIGCONT);
}

int terminal_await(pid_t process, int timeout) {
  if (timeout >= 0) {
    const int handle = (int)syscall(SYS_pidfd_open, process, 0);
    if (handle >= 0) {
      struct pollfd wait = {.fd = handle, .events = POLLIN};
      const int ready = poll(&wait, 1, timeout);
      close(handle);
      if (ready <= 0) {
        // Nobody would ever ask for it again.
        kill(process, SIGKILL);
        while (waitpid(process, NULL, 0) < 0 && errno == EINTR) continue;
        return -ETIMEDOUT;
      }
    }
  }
  int status;
  while (waitpid(process, &status, WUNTRACED) < 0) {
    if (errno != EINTR) return -errno;
  }
  if (WIFSTOPPED(status)) return -EAGAIN;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

void terminal_continue(pid_t process) { signal_group(process, SIGCONT); }

int terminal_write_private_file(const char *path, const uint8_t *bytes, size_t count) {
  const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return -errno;
  fchmod(file, 0600);  // It may have existed with other rights.
  const int error = write_all(file, bytes, count);
  return close(file) != 0 && !error ? -errno : error;
}

const char *terminal_environment(const char *name) {
  const char *value = getenv(name);
  return value && *value ? value : NULL;
}
