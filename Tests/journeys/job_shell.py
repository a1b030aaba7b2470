"""The least of a shell with job control, without a line editor that would touch the terminal.

    job_shell.py CONTROL COMMAND …

Leads a session on the terminal that is its standard input, runs COMMAND in a process group of its
own in the foreground, and tells on the socket with the descriptor CONTROL what becomes of it: a
line each, "started PID", "stopped SIGNAL", "exited STATUS", "killed SIGNAL". Reads from there
"fg" and "bg", and ends with the command.
"""

import fcntl
import os
import select
import signal
import sys
import termios


def give_terminal(group):
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
    os.tcsetpgrp(0, group)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTTOU})


def main():
    control = int(sys.argv[1])
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        give_terminal(os.getpgrp())
        os.close(control)
        os.execv(sys.argv[2], sys.argv[2:])
    try:
        os.setpgid(child, child)
    except PermissionError:
        pass
    os.write(control, f"started {child}\n".encode())
    wake, wakes = os.pipe()
    os.set_blocking(wakes, False)
    signal.set_wakeup_fd(wakes)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while True:
        process, status = os.waitpid(child, os.WNOHANG | os.WUNTRACED)
        if process:
            give_terminal(os.getpgrp())
            if os.WIFSTOPPED(status):
                said = f"stopped {os.WSTOPSIG(status)}"
            elif os.WIFSIGNALED(status):
                said = f"killed {os.WTERMSIG(status)}"
            else:
                said = f"exited {os.WEXITSTATUS(status)}"
            os.write(control, said.encode() + b"\n")
            if not os.WIFSTOPPED(status):
                # Whoever asks about the terminal may do so as long as its session lives.
                os.read(control, 1)
                return
            continue
        ready, _, _ = select.select([wake, control], [], [])
        if wake in ready:
            os.read(wake, 100)
        if control in ready:
            order = os.read(control, 100).decode()
            if not order:
                return
            if order == "fg\n":
                give_terminal(child)
            os.killpg(child, signal.SIGCONT)


main()
