#ifndef LINEUP_CONFINEMENT_H
#define LINEUP_CONFINEMENT_H

// What only C can say to the kernel: that from now on this process may open no way to another
// machine. The filter is made of macros, and the calls that install it are variadic.

/// Has the kernel refuse, with EACCES, every socket that is not of this machine alone (AF_UNIX): to
/// this process, to all of its threads, and to all programs that they start, for as long as they live.
/// It can't be taken back. Calls of another ABI (32-bit programs) are refused altogether, since their
/// sockets can't be told apart, and so are io_uring's, which opens sockets without asking for them; and
/// programs that would run with more rights, such as sudo, do not get them.
///
/// Returns 0, or -errno where the kernel will not: -ENOSYS where this build knows no filter for the
/// processor.
int confinement_begin(void);

/// Whether the kernel refuses, tried with a kind of socket that there is not.
int confinement_holds(void);

#endif
