/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * confine.c - what keeper and worker give up before the first mail.
 *
 * Runs in:  keeper, worker.
 * Trusts:   the kernel.
 * Effects:  attributes and rights of the calling process, for good.
 */
#include "worker/confine.h"

#include <malloc.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "worker/capabilities.h"
#include "worker/environment.h"
#include "worker/landlock.h"
#include "worker/sanitized.h"
#include "worker/syscalls.h"

#define WORKER_FILES 256
#define HALF 2

/* Character maps, which poppler reads when a document asks for one. */
#define MAPS { "/usr/share/poppler", LANDLOCK_READ }, \
	     { "/usr/local/share/poppler", LANDLOCK_READ }

ConfineRules confine_rules(const Brief *brief)
{
	return (ConfineRules){
		.mode = brief->confinement,
		.memory = brief->limits.worker_memory,
		.file_bytes = MAX(brief->limits.decoded_bytes,
				  brief->limits.scan_unpacked_bytes),
		.cpu_seconds = brief->limits.worker_seconds,
	};
}

static gboolean set_attributes(gboolean is_worker, GError **error)
{
	static const struct {
		int option;
		unsigned long value;
		const char *what;
		gboolean for_keeper;
	} attributes[] = {
		{ PR_SET_PDEATHSIG, SIGKILL, "PR_SET_PDEATHSIG", FALSE },
		{ PR_SET_NO_NEW_PRIVS, 1, "PR_SET_NO_NEW_PRIVS", TRUE },
		{ PR_SET_DUMPABLE, 0, "PR_SET_DUMPABLE", FALSE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(attributes); i++) {
		if (!is_worker && !attributes[i].for_keeper)
			continue;
		if (prctl(attributes[i].option, attributes[i].value,
			  0, 0, 0) != 0)
			return fail_errno(error, attributes[i].what);
	}
	return capabilities_drop(error);
}

/* Addresses in use, engine and libraries included; 0 where unknown. */
static guint64 address_space(void)
{
	g_autofree char *text = NULL;
	guint64 pages;

	if (!g_file_get_contents("/proc/self/statm", &text, NULL, NULL))
		return 0;
	pages = g_ascii_strtoull(text, NULL, 10);
	return pages * (guint64)sysconf(_SC_PAGESIZE);
}

/* At @most the kernel objects; at @end, where that is more, it insists. */
static gboolean limit_until(int resource, guint64 most, guint64 end,
			    const char *what, GError **error)
{
	struct rlimit now;

	if (getrlimit(resource, &now) != 0)
		return fail_errno(error, what);
	now.rlim_max = MIN(now.rlim_max, end);
	now.rlim_cur = MIN(now.rlim_max, most);
	if (setrlimit(resource, &now) != 0)
		return fail_errno(error, what);
	return TRUE;
}

static gboolean limit(int resource, guint64 most, const char *what,
		      GError **error)
{
	return limit_until(resource, most, most, what, error);
}

static gboolean set_limits(const ConfineRules *rules, GError **error)
{
	/* A write that is too long fails; it need not end the worker. */
	(void)signal(SIGXFSZ, SIG_IGN);
	/* A core file would hold the mail. */
	return limit(RLIMIT_CORE, 0, "RLIMIT_CORE", error) &&
	       (SANITIZED ||
		limit(RLIMIT_AS, rules->own_bytes + rules->memory, "RLIMIT_AS",
		      error)) &&
	       /* SIGXCPU first: SIGKILL would be somebody else's doing. */
	       limit_until(RLIMIT_CPU, rules->cpu_seconds,
			   rules->cpu_seconds + 1, "RLIMIT_CPU", error) &&
	       limit(RLIMIT_FSIZE, rules->file_bytes, "RLIMIT_FSIZE",
		     error) &&
	       limit(RLIMIT_NOFILE, WORKER_FILES, "RLIMIT_NOFILE", error) &&
	       limit(RLIMIT_NPROC, 0, "RLIMIT_NPROC", error);
}

/* Standard input is /dev/null (launch.c), and so are the others from now on;
 * the log's socket, signalfd and whatever libraries opened are closed. */
static gboolean drop_descriptors(int channel, GError **error)
{
	int last_standard = SANITIZED ? STDOUT_FILENO : STDERR_FILENO;
	guint first = STDERR_FILENO + 1;

	for (int fd = STDOUT_FILENO; fd <= last_standard; fd++) {
		if (dup2(STDIN_FILENO, fd) < 0)
			return fail_errno(error, "dup2");
	}
	if ((guint)channel > first &&
	    close_range(first, (guint)channel - 1, 0) != 0)
		return fail_errno(error, "close_range");
	if (close_range(MAX((guint)channel + 1, first), ~0U, 0) != 0)
		return fail_errno(error, "close_range");
	return TRUE;
}

/* What the kernel lacks ends us, or is said, as the administrator wants. */
static gboolean tolerate(const ConfineRules *rules, const char *step,
			 GError **reason, GError **error)
{
	if (!*reason)
		return TRUE;
	if (rules->mode != CONFINEMENT_AVAILABLE) {
		g_propagate_prefixed_error(error, g_steal_pointer(reason),
			"confinement = required, and %s fails: ", step);
		return FALSE;
	}
	log_warning("confinement-lacks", "step", step, "reason",
		    (*reason)->message, NULL);
	g_clear_error(reason);
	return TRUE;
}

static gboolean check_mode(const ConfineRules *rules, GError **error)
{
	if (rules->mode == CONFINEMENT_REPORT && !SANITIZED)
		return fail(error, FAIL_GENERAL, "confinement = report is "
			    "for sanitizer builds only; set required");
	if (rules->mode == CONFINEMENT_OFF)
		log_warning("confinement-off", "consequence", "a mail that "
			    "takes over an inspector has the rights of the "
			    "daemon", NULL);
	return TRUE;
}

/* Files and system calls: the two steps that a kernel may lack. */
static gboolean restrict_kernel(const ConfineRules *rules,
				const LandlockRule *files,
				SyscallProfile profile, GError **error)
{
	gboolean report_only = rules->mode == CONFINEMENT_REPORT;
	g_autoptr(GError) reason = NULL;

	(void)landlock_restrict(files, &reason);
	if (!tolerate(rules, "Landlock", &reason, error))
		return FALSE;
	(void)syscalls_restrict(profile, report_only, &reason);
	return tolerate(rules, "seccomp", &reason, error);
}

gboolean confine_keeper(ConfineRules *rules, const char *folder,
			GError **error)
{
	g_autofree char *parent = g_path_get_dirname(folder);
	const LandlockRule files[] = {
		{ folder, LANDLOCK_WRITE },
		{ parent, LANDLOCK_REMOVE },	/* .folder, at the end */
		MAPS,
		{ NULL, 0 },
	};

	if (!check_mode(rules, error))
		return FALSE;
	rules->own_bytes = address_space();
	if (rules->own_bytes == 0)
		return fail(error, FAIL_GENERAL,
			    "/proc/self/statm cannot be read");
	return rules->mode == CONFINEMENT_OFF ||
	       (set_attributes(FALSE, error) &&
		restrict_kernel(rules, files, SYSCALLS_KEEPER, error));
}

gboolean confine_worker(const ConfineRules *rules, const char *folder,
			int channel, GError **error)
{
	const LandlockRule files[] = {
		{ folder, LANDLOCK_WRITE },
		MAPS,
		{ NULL, 0 },
	};

	if (!set_attributes(TRUE, error) || !set_limits(rules, error))
		return FALSE;
	if (rules->mode == CONFINEMENT_OFF)
		return TRUE;
	if (!drop_descriptors(channel, error))
		return FALSE;
	return environment_wipe(error) &&
	       restrict_kernel(rules, files, SYSCALLS_WORKER, error);
}

gboolean confine_is_worn(const ConfineRules *rules)
{
	struct mallinfo2 heap = mallinfo2();
	struct rusage usage;

	if (rules->mode == CONFINEMENT_OFF)
		return FALSE;
	if (getrusage(RUSAGE_SELF, &usage) != 0)
		return TRUE;
	return (guint64)usage.ru_utime.tv_sec + (guint64)usage.ru_stime.tv_sec >
	       rules->cpu_seconds / HALF ||
	       heap.arena + heap.hblkhd > rules->memory / HALF;
}
