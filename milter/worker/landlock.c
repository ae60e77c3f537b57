/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * landlock.c - which files a process may still open.
 *
 * Runs in:  keeper, worker.
 * Trusts:   the kernel.
 * Effects:  access rights of the calling process, for good.
 *
 * The system's headers may be older than the kernel (Debian 12: ABI 2), so
 * what later ABIs have is spelt here; see Documentation/userspace-api/
 * landlock.rst of Linux.
 */
#include "worker/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"

typedef struct RulesetAttributes {
	guint64 files;
	guint64 network;	/* ABI 4 */
	guint64 scopes;		/* ABI 6 */
} RulesetAttributes;

#define BIT(n) (G_GUINT64_CONSTANT(1) << (n))
#define FILES_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FILES_EXECUTE LANDLOCK_ACCESS_FS_EXECUTE

/* Rights of files by ABI; bits are handed out in rising order. */
static guint64 files_of(guint abi)
{
	static const guint counts[] = { 0, 13, 14, 15, 15, 16 };
	guint known = MIN(abi, G_N_ELEMENTS(counts) - 1);

	return BIT(counts[known]) - 1;
}

static RulesetAttributes attributes_of(guint abi)
{
	return (RulesetAttributes){
		.files = files_of(abi),
		.network = abi >= 4 ? BIT(2) - 1 : 0,	/* bind, connect */
		.scopes = abi >= 6 ? BIT(2) - 1 : 0,	/* sockets, signals */
	};
}

static gsize size_of(guint abi)
{
	return abi >= 6 ? sizeof(RulesetAttributes) :
	       abi >= 4 ? G_STRUCT_OFFSET(RulesetAttributes, scopes) :
	       G_STRUCT_OFFSET(RulesetAttributes, network);
}

guint landlock_abi(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
			   LANDLOCK_CREATE_RULESET_VERSION);

	return abi > 0 ? (guint)abi : 0;
}

static gboolean allow(int ruleset, const char *path, guint64 rights,
		      GError **error)
{
	AUTO_FD fd = open(path, O_PATH | O_CLOEXEC);
	struct landlock_path_beneath_attr beneath = {
		.allowed_access = rights, .parent_fd = fd,
	};

	if (fd < 0)
		return fail_errno(error, path);
	if (syscall(SYS_landlock_add_rule, ruleset,
		    LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) != 0) {
		fail_errno(error, path);
		g_prefix_error(error, "landlock_add_rule: ");
		return FALSE;
	}
	return TRUE;
}

static guint64 rights_of(LandlockRight right, guint64 handled)
{
	const guint64 rights[] = {
		[LANDLOCK_READ] = FILES_READ,
		[LANDLOCK_WRITE] = handled & ~FILES_EXECUTE,
		[LANDLOCK_REMOVE] = LANDLOCK_ACCESS_FS_REMOVE_DIR,
	};

	return rights[right];
}

gboolean landlock_restrict(const LandlockRule *rules, GError **error)
{
	guint abi = landlock_abi();
	RulesetAttributes attributes = attributes_of(abi);
	AUTO_FD ruleset = -1;

	if (abi == 0)
		return fail(error, FAIL_GENERAL,
			    "this kernel has no Landlock, or it is not in "
			    "the boot option lsm=");
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes,
			       size_of(abi), 0);
	if (ruleset < 0)
		return fail_errno(error, "landlock_create_ruleset");
	for (; rules->path; rules++) {
		if (rules->right == LANDLOCK_READ &&
		    access(rules->path, F_OK) != 0)
			continue;
		if (!allow(ruleset, rules->path,
			   rights_of(rules->right, attributes.files), error))
			return FALSE;
	}
	if (syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
		return fail_errno(error, "landlock_restrict_self");
	return TRUE;
}
