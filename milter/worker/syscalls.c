/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * syscalls.c - which system calls keeper and worker may still make.
 *
 * Runs in:  keeper, worker.
 * Trusts:   the kernel.
 * Effects:  a system call filter, for good.
 *
 * What is open to a worker is bounded by more than this list: Landlock says
 * which files openat(2) reaches, rlimits how large and how many, and the
 * descriptors that it has are its channel and the mail in hand.
 */
#include "worker/syscalls.h"

#include <errno.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

#define CALL(name) SCMP_SYS(name)

/* Names that an architecture does not have are negative, and passed over. */
static const int of_worker[] = {
	/* memory; mmap and mprotect are below */
	CALL(brk), CALL(mremap), CALL(munmap), CALL(madvise),
	/* what is open already */
	CALL(read), CALL(readv), CALL(pread64), CALL(preadv),
	CALL(write), CALL(writev), CALL(pwrite64), CALL(pwritev),
	CALL(lseek), CALL(_llseek), CALL(close), CALL(close_range),
	CALL(dup), CALL(dup2), CALL(dup3), CALL(fcntl), CALL(fcntl64),
	CALL(fstat), CALL(fstat64), CALL(fstatfs), CALL(fstatfs64),
	CALL(fsync), CALL(fdatasync), CALL(ftruncate), CALL(ftruncate64),
	CALL(fallocate), CALL(fadvise64), CALL(fadvise64_64), CALL(flock),
	CALL(poll), CALL(ppoll), CALL(ppoll_time64), CALL(select),
	CALL(pselect6), CALL(pselect6_time64), CALL(pipe), CALL(pipe2),
	CALL(eventfd2),
	/* files, where Landlock lets them be */
	CALL(open), CALL(openat), CALL(stat), CALL(stat64), CALL(lstat),
	CALL(lstat64), CALL(newfstatat), CALL(fstatat64), CALL(statx),
	CALL(statfs), CALL(statfs64), CALL(access), CALL(faccessat),
	CALL(faccessat2), CALL(readlink), CALL(readlinkat), CALL(getdents),
	CALL(getdents64), CALL(getcwd), CALL(mkdir), CALL(mkdirat),
	CALL(rmdir), CALL(unlink), CALL(unlinkat), CALL(rename),
	CALL(renameat), CALL(renameat2), CALL(truncate), CALL(truncate64),
	CALL(chmod), CALL(fchmod), CALL(fchmodat), CALL(umask),
	CALL(utimensat), CALL(utimensat_time64),
	/* the channel: an open socket, nothing that makes one */
	CALL(sendmsg), CALL(recvmsg), CALL(sendto), CALL(recvfrom),
	CALL(getsockopt),
	/* time, chance, itself */
	CALL(clock_gettime), CALL(clock_gettime64), CALL(clock_getres),
	CALL(clock_getres_time64), CALL(clock_nanosleep),
	CALL(clock_nanosleep_time64), CALL(nanosleep), CALL(gettimeofday),
	CALL(time), CALL(times), CALL(getrandom), CALL(getrusage),
	CALL(getrlimit), CALL(ugetrlimit), CALL(sysinfo), CALL(uname),
	CALL(getpid), CALL(gettid), CALL(getppid), CALL(getuid),
	CALL(geteuid), CALL(getgid), CALL(getegid), CALL(getuid32),
	CALL(geteuid32), CALL(getgid32), CALL(getegid32),
	/* threads of one process, signals within it, the end */
	CALL(futex), CALL(futex_time64), CALL(rseq), CALL(set_robust_list),
	CALL(membarrier), CALL(sched_yield), CALL(rt_sigaction),
	CALL(rt_sigprocmask), CALL(rt_sigreturn), CALL(sigreturn),
	CALL(sigaltstack), CALL(restart_syscall), CALL(exit),
	CALL(exit_group),
};

static const int of_keeper[] = {
	/* starts workers, hands them over, takes leave of the dead */
	CALL(clone), CALL(fork), CALL(vfork), CALL(wait4), CALL(waitid),
	CALL(socketpair), CALL(pidfd_open), CALL(signalfd4),
	/* what a worker does to itself before its own filter stands */
	CALL(prctl), CALL(setrlimit), CALL(prlimit64), CALL(seccomp),
	CALL(landlock_create_ruleset), CALL(landlock_add_rule),
	CALL(landlock_restrict_self), CALL(tgkill),
	/* libseccomp looks what the kernel can */
	CALL(arch_prctl),
	/* syslog(3), again after the log daemon was restarted */
	CALL(connect), CALL(getpeername),
};

/* Tried without need: told that it does not work, and not ended for it. */
static const struct {
	int call;
	int number;
} declined[] = {
	{ CALL(ioctl), ENOTTY },	/* is this a terminal? */
	{ CALL(clone3), ENOSYS },	/* glibc then takes clone */
	{ CALL(getpeername), ENOTSOCK },
	{ CALL(prctl), EINVAL },	/* names of threads and memory */
	{ CALL(sched_getaffinity), EPERM },
	{ CALL(sched_setscheduler), EPERM },
	{ CALL(setpriority), EPERM },
	{ CALL(mlock), EPERM },
	{ CALL(inotify_init1), ENOSYS },
	{ CALL(memfd_create), ENOSYS },
};

static int add_list(scmp_filter_ctx filter, const int *calls, guint count)
{
	int failed = 0;

	for (guint i = 0; i < count && !failed; i++) {
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
		/* Not of this architecture, not known to this library. */
		if (failed == -EDOM || failed == -EINVAL)
			failed = 0;
	}
	return failed;
}

static int add_declined(scmp_filter_ctx filter, SyscallProfile profile)
{
	int failed = 0;

	for (guint i = 0; i < G_N_ELEMENTS(declined) && !failed; i++) {
		gboolean needed = FALSE;

		for (guint k = 0; profile == SYSCALLS_KEEPER &&
		     k < G_N_ELEMENTS(of_keeper); k++)
			needed |= of_keeper[k] == declined[i].call;
		if (!needed)
			failed = seccomp_rule_add(filter,
					SCMP_ACT_ERRNO(declined[i].number),
					declined[i].call, 0);
	}
	return failed;
}

/* No memory becomes code: what was loaded before is all that ever runs. */
static int add_no_code(scmp_filter_ctx filter)
{
	static const int calls[] = { CALL(mmap), CALL(mmap2), CALL(mprotect) };
	int failed = 0;

	for (guint i = 0; i < G_N_ELEMENTS(calls) && !failed; i++) {
		if (calls[i] < 0)
			continue;
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 1,
				SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
		if (!failed)
			failed = seccomp_rule_add(filter,
				SCMP_ACT_ERRNO(EACCES), calls[i], 1,
				SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC,
					PROT_EXEC));
	}
	return failed;
}

/* abort(3) signals itself; limits may be read. */
static int add_own_process(scmp_filter_ctx filter)
{
	int failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(tgkill), 1,
				      SCMP_A0(SCMP_CMP_EQ,
					      (scmp_datum_t)getpid(), 0));

	if (!failed)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
					  CALL(prlimit64), 1,
					  SCMP_A2(SCMP_CMP_EQ, 0, 0));
	return failed;
}

static int add_log_socket(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(socket), 1,
				SCMP_A0(SCMP_CMP_EQ, AF_UNIX, 0));
}

static int fill(scmp_filter_ctx filter, SyscallProfile profile)
{
	int failed = add_list(filter, of_worker, G_N_ELEMENTS(of_worker));

	if (!failed)
		failed = add_declined(filter, profile);
	if (!failed)
		failed = add_no_code(filter);
	if (!failed && profile == SYSCALLS_WORKER)
		failed = add_own_process(filter);
	if (!failed && profile == SYSCALLS_KEEPER)
		failed = add_list(filter, of_keeper,
				  G_N_ELEMENTS(of_keeper));
	if (!failed && profile == SYSCALLS_KEEPER)
		failed = add_log_socket(filter);
	return failed;
}

gboolean syscalls_restrict(SyscallProfile profile, gboolean report_only,
			   GError **error)
{
	scmp_filter_ctx filter = seccomp_init(
		report_only ? SCMP_ACT_LOG : SCMP_ACT_KILL_PROCESS);
	int failed;

	if (!filter)
		return fail(error, FAIL_GENERAL, "seccomp_init failed");
	failed = fill(filter, profile);
	/* Sorted by number as a tree: some 120 calls, one in each syscall. */
	if (!failed)
		failed = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (!failed)
		failed = seccomp_load(filter);
	seccomp_release(filter);
	return !failed ? TRUE :
	       fail(error, FAIL_GENERAL, "system call filter: %s",
		    g_strerror(-failed));
}
