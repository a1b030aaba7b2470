// Signals as something to wait for, together with the terminal and messages from other threads.
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "include/terminal.h"

static void fill(sigset_t *set) {
  sigemptyset(set);
  const int numbers[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGCONT, SIGTSTP};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) sigaddset(set, numbers[i]);
}

void terminal_default_crash_handlers(void) {
  const int numbers[] = {SIGILL, SIGSEGV, SIGTRAP, SIGBUS, SIGFPE, SIGABRT, SIGQUIT};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) signal(numbers[i], SIG_DFL);
}

void terminal_prepare_signals(void) {
  sigset_t set;
  fill(&set);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  terminal_default_crash_handlers();
  signal(SIGPIPE, SIG_IGN);
}

int terminal_signals_open(void) {
  sigset_t set;
  fill(&set);
  const int signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  return signals < 0 ? -errno : signals;
}

int terminal_next_signal(int signals) {
  struct signalfd_siginfo info;
  return read(signals, &info, sizeof info) == sizeof info ? (int)info.ssi_signo : 0;
}

bool terminal_must_end(void) {
  sigset_t pending;
  if (sigpending(&pending) != 0) return false;
  return sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGHUP) == 1
    || sigismember(&pending, SIGINT) == 1;
}

static bool take(int number) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  const struct timespec now = {0, 0};
  bool came = false;
  while (sigtimedwait(&set, NULL, &now) == number) came = true;
  return came;
}

void terminal_forget_interrupt(void) { take(SIGINT); }

bool terminal_take_stop(void) { return take(SIGTSTP); }

int terminal_event_open(void) {
  const int event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  return event < 0 ? -errno : event;
}

void terminal_close(int descriptor) {
  if (descriptor >= 0) close(descriptor);
}

void terminal_event_signal(int event) {
  const uint64_t one = 1;
  // It fails only where 2^64 - 2 signals wait already, and then the reader wakes anyway.
  if (write(event, &one, sizeof one) < 0) return;
}

bool terminal_event_clear(int event) {
  uint64_t count;
  return read(event, &count, sizeof count) == sizeof count;
}

int terminal_wait(int tty, int signals, int event, int timeout) {
  struct pollfd wait[3] = {
    {.fd = tty, .events = POLLIN}, {.fd = signals, .events = POLLIN}, {.fd = event, .events = POLLIN},
  };
  if (poll(wait, 3, timeout) <= 0) return 0;
  int ready = 0;
  if (wait[0].revents & POLLIN) {
    ready |= terminal_ready_input;
  } else if (wait[0].revents) {
    ready |= terminal_ready_lost;
  }
  if (wait[1].revents) ready |= terminal_ready_signal;
  if (wait[2].revents) ready |= terminal_ready_event;
  return ready;
}

/// The kernel's `struct sched_attr`, which only newer C libraries know.
struct scheduling {
  uint32_t size, policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime, deadline, period;
};

void terminal_thread_hurry(void) {
  enum { reset_on_fork = 1, shortest_slice = 100000 };
  struct scheduling now = {.size = sizeof now};
  if (syscall(SYS_sched_getattr, 0, &now, sizeof now, 0) != 0 || now.policy != SCHED_OTHER) return;
  now.size = sizeof now;
  now.flags = reset_on_fork;
  now.runtime = shortest_slice;
  syscall(SYS_sched_setattr, 0, &now, 0);
}

struct start {
  char name[16];
  void (*body)(void *);
  void *context;
};

static void *run(void *argument) {
  const struct start start = *(struct start *)argument;
  free(argument);
  prctl(PR_SET_NAME, start.name);
  start.body(start.context);
  return NULL;
}

int terminal_thread_start(const char *name, void (*body)(void *), void *context) {
  struct start *start = malloc(sizeof *start);
  if (!start) return -ENOMEM;
  *start = (struct start){.body = body, .context = context};
  snprintf(start->name, sizeof start->name, "%s", name);
  pthread_t thread;
  const int error = pthread_create(&thread, NULL, run, start);
  if (error) {
    free(start);
    return -error;
  }
  pthread_detach(thread);
  return 0;
}
