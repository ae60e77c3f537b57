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
 * descriptors that it has are its channel and the mail in hand. Landlock
 * governs neither mode, owner and times of a file nor signals by fcntl(2),
 * and cutting one only since ABI 3: against those stands this list alone.
 * Limits:   whether a path exists, and what stat(2) tells of it, can be asked.
 */
#include "worker/syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

#define CALL(name) SCMP_SYS(name)
/* Linux 6.6; the same number everywhere, and newer than Debian 12's
 * libseccomp. */
#define CALL_FCHMODAT2 452

/* Names that an architecture does not have are negative, and passed over. */
static const int of_worker[] = {
	/* memory; mmap and mprotect are below */
	CALL(brk), CALL(mremap), CALL(munmap), CALL(madvise),
	/* what is open already */
	CALL(read), CALL(readv), CALL(pread64), CALL(preadv),
	CALL(write), CALL(writev), CALL(pwrite64), CALL(pwritev),
	CALL(lseek), CALL(_llseek), CALL(close), CALL(close_range),
	CALL(dup), CALL(dup2), CALL(dup3),
	CALL(fstat), CALL(fstat64), CALL(fstatfs), CALL(fstatfs64),
	CALL(fsync), CALL(fdatasync), CALL(ftruncate), CALL(ftruncate64),
	CALL(fallocate), CALL(fadvise64), CALL(fadvise64_64), CALL(flock),
	CALL(poll), CALL(ppoll), CALL(ppoll_time64), CALL(select),
	CALL(pselect6), CALL(pselect6_time64), CALL(pipe), CALL(pipe2),
	CALL(eventfd2),
	/* files, where Landlock lets them be; open is below */
	CALL(stat), CALL(stat64), CALL(lstat), CALL(lstat64),
	CALL(newfstatat), CALL(fstatat64), CALL(statx), CALL(statfs),
	CALL(statfs64), CALL(access), CALL(faccessat), CALL(faccessat2),
	CALL(readlink), CALL(readlinkat), CALL(getdents), CALL(getdents64),
	CALL(getcwd), CALL(mkdir), CALL(mkdirat), CALL(rmdir), CALL(unlink),
	CALL(unlinkat), CALL(rename), CALL(renameat), CALL(renameat2),
	CALL(umask),
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
	CALL(wait4), CALL(waitid), CALL(socketpair), CALL(pidfd_open),
	CALL(signalfd4),
	/* into folders that a worker closed to its owner */
	CALL(chmod), CALL(fchmod), CALL(fchmodat), CALL_FCHMODAT2,
	/* what a worker does to itself before its own filter stands */
	CALL(setrlimit), CALL(capset), CALL(seccomp),
	CALL(landlock_create_ruleset), CALL(landlock_add_rule),
	CALL(landlock_restrict_self),
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
	{ CALL(sched_getaffinity), EPERM },
	{ CALL(sched_setscheduler), EPERM },
	{ CALL(setpriority), EPERM },
	{ CALL(mlock), EPERM },
	{ CALL(inotify_init1), ENOSYS },
	{ CALL(memfd_create), ENOSYS },
	/* Unpackers give what they wrote the mode and time of the archive. */
	{ CALL(chmod), EPERM },
	{ CALL(fchmod), EPERM },
	{ CALL(fchmodat), EPERM },
	{ CALL_FCHMODAT2, EPERM },
	{ CALL(utime), EPERM },
	{ CALL(utimes), EPERM },
	{ CALL(futimesat), EPERM },
	{ CALL(utimensat), EPERM },
	{ CALL(utimensat_time64), EPERM },
};

/* A value of one argument, in the bits of @mask. */
typedef struct Condition {
	guint argument;
	guint64 mask;
	guint64 value;
} Condition;

#define CONDITIONS 2
/* The kernel looks at no more of an int, whatever else the register has. */
#define INT_BITS G_MAXUINT32
#define IS(argument, value) { argument, INT_BITS, value }
#define IS_NULL(argument) { argument, G_MAXUINT64, 0 }
#define HAS_NONE(argument, bits) { argument, bits, 0 }
#define NONE { 0, 0, 0 }

/* Calls that are one thing or another by what they are given. What no row
 * takes ends the process. */
typedef struct CallRule {
	int call;
	Condition conditions[CONDITIONS];
	int number;		/* 0: may; else fails with it */
} CallRule;

/* Read, or write and maybe cut. The fourth kind of access (3) asks Landlock
 * for no right at all, and neither does O_TRUNC before ABI 3. */
#define OPENS(call, flags)						\
	{ call, { { flags, O_ACCMODE | O_TRUNC, O_RDONLY } }, 0 },	\
	{ call, { { flags, O_ACCMODE, O_WRONLY } }, 0 },		\
	{ call, { { flags, O_ACCMODE, O_RDWR } }, 0 }

/* No F_SETOWN, F_SETSIG, O_ASYNC: a signal of choice to anybody who has our
 * user. No O_DIRECT: the milter reads the same open file. */
#define FCNTLS(call)							\
	{ call, { IS(1, F_DUPFD) }, 0 },				\
	{ call, { IS(1, F_DUPFD_CLOEXEC) }, 0 },			\
	{ call, { IS(1, F_GETFD) }, 0 },				\
	{ call, { IS(1, F_SETFD) }, 0 },				\
	{ call, { IS(1, F_GETFL) }, 0 },				\
	{ call, { IS(1, F_SETFL), HAS_NONE(2, O_ASYNC | O_DIRECT) }, 0 }, \
	{ call, { IS(1, F_GETLK) }, ENOLCK },				\
	{ call, { IS(1, F_SETLK) }, ENOLCK },				\
	{ call, { IS(1, F_SETLKW) }, ENOLCK }

/* No memory becomes code: what was loaded before is all that ever runs. */
#define NO_CODE(call)							\
	{ call, { HAS_NONE(2, PROT_EXEC) }, 0 },			\
	{ call, { { 2, PROT_EXEC, PROT_EXEC } }, EACCES }

static const CallRule rules_of_both[] = {
	OPENS(CALL(open), 1),
	OPENS(CALL(openat), 2),
	FCNTLS(CALL(fcntl)),
	FCNTLS(CALL(fcntl64)),
	NO_CODE(CALL(mmap)),
	NO_CODE(CALL(mmap2)),
	NO_CODE(CALL(mprotect)),
};

static const CallRule rules_of_worker[] = {
	/* Names of threads and memory; nothing of what the kernel keeps. */
	{ CALL(prctl), { NONE }, EINVAL },
	/* Limits of its own may be read. */
	{ CALL(prlimit64), { IS(0, 0), IS_NULL(2) }, 0 },
};

#define NAMESPACES (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS |	\
		    CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |	\
		    CLONE_NEWNET)
static const CallRule rules_of_keeper[] = {
#if defined(__s390__) || defined(__CRIS__)
	{ CALL(clone), { HAS_NONE(1, NAMESPACES) }, 0 },
#else
	{ CALL(clone), { HAS_NONE(0, NAMESPACES) }, 0 },
#endif
	{ CALL(fork), { NONE }, 0 },
	{ CALL(prlimit64), { IS(0, 0) }, 0 },
	/* The log. */
	{ CALL(socket), { IS(0, AF_UNIX) }, 0 },
};

/* What a worker does to itself (confine.c, libseccomp); all small numbers. */
static const int prctls_of_keeper[] = {
	PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS,
	PR_CAPBSET_READ, PR_CAPBSET_DROP, PR_GET_SECCOMP, PR_SET_SECCOMP,
};
#define PRCTL_LAST PR_SET_NO_NEW_PRIVS

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

static int add_rule(scmp_filter_ctx filter, const CallRule *rule)
{
	struct scmp_arg_cmp compared[CONDITIONS];
	guint count = 0;

	for (guint i = 0; i < CONDITIONS; i++) {
		const Condition *condition = &rule->conditions[i];

		if (condition->mask == 0)
			continue;
		compared[count++] = (struct scmp_arg_cmp){
			.arg = condition->argument,
			.op = SCMP_CMP_MASKED_EQ,
			.datum_a = condition->mask,
			.datum_b = condition->value,
		};
	}
	return seccomp_rule_add_array(filter, rule->number ?
				      SCMP_ACT_ERRNO((guint)rule->number) :
				      SCMP_ACT_ALLOW, rule->call, count,
				      compared);
}

static int add_rules(scmp_filter_ctx filter, const CallRule *rules,
		     guint count)
{
	int failed = 0;

	for (guint i = 0; i < count && !failed; i++) {
		if (rules[i].call >= 0)	/* else not of this architecture */
			failed = add_rule(filter, &rules[i]);
	}
	return failed;
}

/*
 * abort(3) and its like signal themselves. Not with SIGKILL, which counts as
 * somebody else's doing (deaths.c), nor with SIGSTOP. @pid 0: any process; a
 * keeper's rule, which its workers inherit.
 */
static int add_own_signals(scmp_filter_ctx filter, pid_t pid)
{
	static const int signals[] = { SIGABRT, SIGTRAP };
	int failed = 0;

	for (guint i = 0; i < G_N_ELEMENTS(signals) && !failed; i++) {
		const CallRule rule = { CALL(tgkill), {
			{ 0, pid ? INT_BITS : 0, (guint64)pid },
			IS(2, (guint64)signals[i]),
		}, 0 };

		failed = add_rule(filter, &rule);
	}
	return failed;
}

/* All else fails and does not end who asks: libraries name their memory and
 * threads, and a worker's own filter could not be milder than its keeper's. */
static int add_prctls(scmp_filter_ctx filter)
{
	int failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL),
				      CALL(prctl), 1,
				      SCMP_A0(SCMP_CMP_GT, PRCTL_LAST, 0));

	for (int i = 0; i <= PRCTL_LAST && !failed; i++) {
		CallRule rule = { CALL(prctl), { IS(0, (guint64)i) }, EINVAL };

		for (guint k = 0; k < G_N_ELEMENTS(prctls_of_keeper); k++) {
			if (prctls_of_keeper[k] == i)
				rule.number = 0;
		}
		failed = add_rule(filter, &rule);
	}
	return failed;
}

#define ADD(what, table) what(filter, table, G_N_ELEMENTS(table))

static int fill_keeper(scmp_filter_ctx filter)
{
	int failed = ADD(add_list, of_keeper);

	if (!failed)
		failed = ADD(add_rules, rules_of_keeper);
	if (!failed)
		failed = add_prctls(filter);
	return failed ? failed : add_own_signals(filter, 0);
}

static int fill_worker(scmp_filter_ctx filter)
{
	int failed = ADD(add_rules, rules_of_worker);

	return failed ? failed : add_own_signals(filter, getpid());
}

static int fill(scmp_filter_ctx filter, SyscallProfile profile)
{
	int failed = ADD(add_list, of_worker);

	if (!failed)
		failed = add_declined(filter, profile);
	if (!failed)
		failed = ADD(add_rules, rules_of_both);
	if (failed)
		return failed;
	return profile == SYSCALLS_KEEPER ? fill_keeper(filter) :
					    fill_worker(filter);
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
