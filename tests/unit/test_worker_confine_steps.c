/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_worker_confine_steps.c - that no step of confinement is left out.
 *
 * The steps stand behind one another, so that what a worker tries mostly ends
 * at the first. Here each is seen for itself: Landlock alone, the keeper's,
 * and the attributes of a worker as the rest of the machine sees them.
 */
#include "confined.h"

#include <dirent.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include "attempts.h"
#include "worker/folder.h"

#define ABI_CUTS 3
#define ABI_NETWORK 4
#define ABI_SCOPES 6
#define END_SECONDS 10
#define STANDARD_DESCRIPTORS 3
#define DEPTH 100
#define EMPTY_MS 20000

/* ---- Landlock alone --------------------------------------------------- */

/* Connects to an abstract address that the parent listens on. */
static socklen_t abstract_address(pid_t pid, struct sockaddr_un *ret_address)
{
	*ret_address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
		(gsize)g_snprintf(ret_address->sun_path + 1, 64,
				  "sekimori-test-%d", (int)pid));
}

static int connect_abstract(const Scene *scene)
{
	struct sockaddr_un to;
	socklen_t size = abstract_address(scene->parent, &to);

	return result(connect(socket(AF_UNIX, SOCK_STREAM, 0),
			      (struct sockaddr *)&to, size));
}

static int bind_port(const Scene *scene)
{
	const struct sockaddr_in at = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	(void)scene;
	return result(bind(socket(AF_INET, SOCK_STREAM, 0),
			   (const struct sockaddr *)&at, sizeof at));
}

TRY(signal_parent, kill(scene->parent, 0));
TRY(read_passwd, open("/etc/passwd", O_RDONLY | O_CLOEXEC));
TRY(read_record, open(scene->record, O_RDONLY | O_CLOEXEC));
TRY(write_record, open(scene->record, O_WRONLY | O_CLOEXEC));
TRY(list_keeper, open(scene->keeper, O_RDONLY | O_CLOEXEC));

/* Deeper than descriptors are kept, and before ABI 2 nothing can be moved. */
static int empty_deep(const Scene *scene)
{
	g_autoptr(GString) path = g_string_new(scene->own);

	for (guint i = 0; i < DEPTH; i++) {
		g_string_append(path, "/a");
		if (mkdir(path->str, 0700) != 0)
			return errno;
	}
	return folder_empty(scene->own, FALSE, EMPTY_MS) &&
	       rmdir(scene->own) != 0 && errno == EACCES ? 0 : HUNG;
}

/* What the kernel's Landlock refuses from @since on, and lets be before. */
static const struct {
	const char *name;
	Probe probe;
	guint since;
	int ends;
} landlock_rows[] = {
	{ "no-file-elsewhere", read_passwd, 1, EACCES },
	{ "no-record", write_record, 1, EACCES },
	{ "no-list-of-workers", list_keeper, 1, EACCES },
	{ "nothing-made-elsewhere", make_beside, 1, EACCES },
	{ "nothing-removed-elsewhere", remove_folder, 1, EACCES },
	{ "nothing-cut", cut_record, ABI_CUTS, EACCES },
	{ "nothing-cut-by-neither", cut_by_neither, ABI_CUTS, EACCES },
	{ "no-port", bind_port, ABI_NETWORK, EACCES },
	{ "no-abstract-socket", connect_abstract, ABI_SCOPES, EPERM },
	{ "no-signal", signal_parent, ABI_SCOPES, EPERM },
	{ "its-own-folder-to-any-depth", empty_deep, 1, 0 },
};

static int listen_abstract(void)
{
	int sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un at;
	socklen_t size = abstract_address(getpid(), &at);

	g_assert_cmpint(bind(sock, (struct sockaddr *)&at, size), ==, 0);
	g_assert_cmpint(listen(sock, 64), ==, 0);
	return sock;
}

static void test_landlock(gconstpointer data)
{
	guint row = GPOINTER_TO_UINT(data);
	guint since = landlock_rows[row].since;
	int listening = listen_abstract();

	for (guint abi = 1; abi <= landlock_abi(); abi++) {
		int ends = abi < since ? 0 : landlock_rows[row].ends;
		Scene *scene = scene_new();

		scene->abi = abi;
		g_test_message("Landlock ABI %u", abi);
		g_assert_cmpint(ends_with(scene, strict(), STAGE_LANDLOCK,
					  landlock_rows[row].probe), ==, ends);
		scene_free(scene);
	}
	if (since > landlock_abi())
		g_test_skip("this kernel's Landlock is older");
	(void)close(listening);
}

/* ---- the keeper ------------------------------------------------------- */

TRY(execute, execve("/bin/true", (char *[]){ NULL }, NULL));
TRY(socket_inet, socket(AF_INET, SOCK_STREAM, 0));
TRY(socket_log, socket(AF_UNIX, SOCK_DGRAM, 0));
TRY(close_worker, chmod(scene->own, 0));
TRY(limit_parent, syscall(SYS_prlimit64, scene->parent, RLIMIT_CORE, NULL,
			  NULL));
TRY(new_user, syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
TRY(be_traced, prctl(PR_SET_PTRACER, scene->parent, 0, 0, 0));
TRY(name_itself, prctl(PR_SET_NAME, "x", 0, 0, 0));
TRY(abort_thread_of_parent, syscall(SYS_tgkill, scene->parent,
				    scene->parent, 0));
TRY(map_code, mprotect(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE |
			    MAP_ANONYMOUS, -1, 0), 4096,
		       PROT_READ | PROT_EXEC));

static int fork_worker(const Scene *scene)
{
	pid_t child = fork();

	(void)scene;
	if (child == 0)
		_exit(0);
	return child < 0 ? errno : result(waitpid(child, NULL, 0));
}

static const Attempt keeper_rows[] = {
	{ "not-the-list-of-users", read_passwd, EACCES },
	{ "not-the-record", read_record, EACCES },
	{ "nothing-beside-its-folder", make_beside, EACCES },
	{ "the-record-is-not-cut", cut_record, -SIGSYS },
	{ "nor-by-neither", cut_by_neither, -SIGSYS },
	{ "no-program", execute, -SIGSYS },
	{ "no-socket-of-the-internet", socket_inet, -SIGSYS },
	{ "no-signal", signal_parent, -SIGSYS },
	{ "no-signal-to-threads", abort_thread_of_parent, -SIGSYS },
	{ "no-death-that-others-are-blamed-for", kill_itself, -SIGSYS },
	{ "no-owner-of-signals", own_signals, -SIGSYS },
	{ "no-signal-of-choice", choose_signal, -SIGSYS },
	{ "no-signal-by-data", be_signalled, -SIGSYS },
	{ "no-signal-by-ioctl", signals_by_ioctl, ENOTTY },
	{ "no-limit-of-others", limit_parent, -SIGSYS },
	{ "no-namespace", new_user, -SIGSYS },
	{ "nobody-is-let-in", be_traced, EINVAL },
	{ "no-name", name_itself, EINVAL },
	{ "no-new-code", map_code, EACCES },
	{ "its-folder", list_keeper, 0 },
	{ "modes-in-its-folder", close_worker, 0 },
	{ "the-log", socket_log, 0 },
	{ "a-worker", fork_worker, 0 },
};

static void test_keeper(gconstpointer data)
{
	const Attempt *row = data;
	Scene *scene = scene_new();

	g_assert_cmpint(ends_with(scene, strict(), STAGE_KEEPER, row->probe),
			==, row->ends);
	scene_free(scene);
}

/* ---- as the rest of the machine sees it ------------------------------- */

/* Says that it is there, and waits. */
static int stay(const Scene *scene)
{
	char byte = 'x';

	if (write(scene->channel, &byte, 1) != 1)
		return errno;
	return read(scene->channel, &byte, 1) == 1 ? 0 : HUNG;
}

static pid_t confined_child(const Scene *scene, Stage stage)
{
	ConfineRules rules = strict();
	pid_t child = fork();
	char byte;

	g_assert_cmpint(child, >=, 0);
	if (child == 0)
		be_confined(scene, &rules, stage, stay);
	g_assert_cmpint(read(scene->peer, &byte, 1), ==, 1);
	return child;
}

static void let_go(const Scene *scene, pid_t child)
{
	g_assert_cmpint(write(scene->peer, "x", 1), ==, 1);
	g_assert_cmpint(wait_for(scene, child), ==, 0);
}

/* What /proc/PID/@file says behind @name; (transfer full) (nullable). */
static char *said_of(pid_t pid, const char *file, const char *name)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/%s", (int)pid,
						file);
	g_autofree char *text = NULL;
	const char *at;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		g_error("%s cannot be read", path);
	at = strstr(text, name);
	if (!at)
		return NULL;
	at += strlen(name);
	return g_strstrip(g_strndup(at, strcspn(at, "\n")));
}

#define EMPTY_SET "0000000000000000"

static const struct {
	const char *name;
	const char *value;
	gboolean as_root;	/* others cannot give it up */
} statuses[] = {
	{ "NoNewPrivs:", "1", FALSE },
	{ "Seccomp:", "2", FALSE },
	{ "CapInh:", EMPTY_SET, FALSE },
	{ "CapPrm:", EMPTY_SET, FALSE },
	{ "CapEff:", EMPTY_SET, FALSE },
	{ "CapAmb:", EMPTY_SET, FALSE },
	{ "CapBnd:", EMPTY_SET, TRUE },
};

static void check_status(Stage stage, const char *filters)
{
	Scene *scene = scene_new();
	pid_t child = confined_child(scene, stage);
	g_autofree char *count = said_of(child, "status", "Seccomp_filters:");

	for (guint i = 0; i < G_N_ELEMENTS(statuses); i++) {
		g_autofree char *value = said_of(child, "status",
						 statuses[i].name);

		g_test_message("%s", statuses[i].name);
		if (!statuses[i].as_root || geteuid() == 0)
			g_assert_cmpstr(value, ==, statuses[i].value);
	}
	/* A runner may have put one around us. */
	if (count && g_str_equal(filters, "1"))
		g_assert_cmpstr(count, !=, "0");
	else if (count)
		g_assert_false(g_str_equal(count, "0") ||
			       g_str_equal(count, "1"));
	let_go(scene, child);
	scene_free(scene);
}

static void test_keeper_status(void)
{
	check_status(STAGE_KEEPER, "1");
}

static void test_worker_status(void)
{
	check_status(STAGE_WORKER, "2");
}

static void test_limits(void)
{
	static const struct {
		const char *name;
		guint64 soft, hard;
	} limits[] = {
		{ "Max core file size", 0, 0 },
		{ "Max cpu time", CPU_SECONDS, CPU_SECONDS + 1 },
		{ "Max file size", FILE_BYTES, FILE_BYTES },
		{ "Max open files", 256, 256 },
		{ "Max processes", 0, 0 },
	};
	Scene *scene = scene_new();
	pid_t child = confined_child(scene, STAGE_WORKER);

	for (guint i = 0; i < G_N_ELEMENTS(limits); i++) {
		g_autofree char *said = said_of(child, "limits",
						limits[i].name);
		char *end = NULL;

		g_test_message("%s", limits[i].name);
		g_assert_cmpuint(g_ascii_strtoull(said, &end, 10), ==,
				 limits[i].soft);
		g_assert_cmpuint(g_ascii_strtoull(end, NULL, 10), ==,
				 limits[i].hard);
	}
	if (!SANITIZED) {
		g_autofree char *said = said_of(child, "limits",
						"Max address space");

		g_assert_cmpuint(g_ascii_strtoull(said, NULL, 10), >=, MEMORY);
	}
	let_go(scene, child);
	scene_free(scene);
}

/* Its channel, and three times nothing. */
static void test_descriptors(void)
{
	Scene *scene = scene_new();
	pid_t child = confined_child(scene, STAGE_WORKER);
	g_autofree char *path = g_strdup_printf("/proc/%d/fd", (int)child);
	g_autoptr(GDir) list = g_dir_open(path, 0, NULL);
	const char *name;
	guint count = 0;

	/* Only root can look; others are kept out by what is tested below. */
	if (geteuid() == 0)
		g_assert_nonnull(list);
	while (list && (name = g_dir_read_name(list)) != NULL) {
		g_autofree char *link = g_build_filename(path, name, NULL);
		g_autofree char *target = g_file_read_link(link, NULL);
		guint64 fd = g_ascii_strtoull(name, NULL, 10);

		count++;
		if (SANITIZED && fd == STDERR_FILENO)
			continue;
		if (fd <= STDERR_FILENO)
			g_assert_cmpstr(target, ==, "/dev/null");
		else
			g_assert_cmpuint(fd, ==, (guint64)scene->channel);
	}
	if (list)
		g_assert_cmpuint(count, ==, STANDARD_DESCRIPTORS + 1);
	let_go(scene, child);
	scene_free(scene);
}

/* ---- attributes that only the process itself can be asked for --------- */

static int look_at_itself(const Scene *scene)
{
	int at_end = 0;

	(void)scene;
	if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
		return 1;
	if (prctl(PR_GET_PDEATHSIG, &at_end, 0, 0, 0) != 0 ||
	    at_end != SIGKILL)
		return 2;
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 0 : 3;
}

/* They are set whatever `confinement` says. */
static void test_attributes(void)
{
	Scene *scene = scene_new();
	ConfineRules rules = strict();

	rules.mode = CONFINEMENT_OFF;
	g_assert_cmpint(ends_with(scene, rules, STAGE_WORKER, look_at_itself),
			==, 0);
	scene_free(scene);
}

/* A keeper with a worker, that is gone as soon as the worker is there. */
static void be_short_lived_keeper(const Scene *scene)
{
	g_autoptr(GError) error = NULL;
	ConfineRules rules = strict();
	int ready[2];
	char byte;

	if (pipe(ready) != 0 || dup2(open("/dev/null", O_RDONLY), 0) != 0 ||
	    !confine_keeper(&rules, scene->keeper, &error))
		_exit(HUNG);
	if (fork() == 0) {
		(void)alarm(60);
		if (confine_worker(&rules, scene->own, scene->channel, NULL))
			(void)stay(scene);
		_exit(HUNG);
	}
	(void)close(ready[1]);
	/* The worker closes its end with all its descriptors. */
	_exit(read(ready[0], &byte, 1) == 0 ? 0 : HUNG);
}

static void test_orphan(void)
{
	Scene *scene = scene_new();
	pid_t keeper = fork();
	struct pollfd end = { .events = POLLIN };
	char byte;

	g_assert_cmpint(keeper, >=, 0);
	if (keeper == 0)
		be_short_lived_keeper(scene);
	(void)close(scene->channel);
	scene->channel = -1;
	g_assert_cmpint(wait_for(scene, keeper), ==, 0);
	end.fd = scene->peer;
	/* It may have said something before; then comes the end. */
	do {
		g_assert_cmpint(poll(&end, 1, END_SECONDS * 1000), ==, 1);
	} while (read(scene->peer, &byte, 1) == 1);
	scene_free(scene);
}

static void add_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(landlock_rows); i++) {
		g_autofree char *path = g_strconcat("/worker/landlock/",
						landlock_rows[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i),
				     test_landlock);
	}
	for (guint i = 0; i < G_N_ELEMENTS(keeper_rows); i++) {
		g_autofree char *path = g_strconcat("/worker/keeper/",
						keeper_rows[i].name, NULL);

		g_test_add_data_func(path, &keeper_rows[i], test_keeper);
	}
}

int main(int argc, char **argv)
{
	const struct rlimit some = { FILE_BYTES, FILE_BYTES };

	/* A shell's own limit would hide that ours is missing. */
	(void)setrlimit(RLIMIT_CORE, &some);
	g_test_init(&argc, &argv, NULL);
	if (landlock_abi() == 0) {
		g_printerr("this kernel has no Landlock: nothing can be "
			   "shown here\n");
		return 77;
	}
	add_rows();
#define T(name, test) g_test_add_func("/worker/steps/" name, test)
	T("a-keeper-has-no-privileges-and-a-filter", test_keeper_status);
	T("a-worker-has-no-privileges-and-two-filters", test_worker_status);
	T("a-worker-has-every-limit", test_limits);
	T("a-worker-has-its-channel-and-nothing-else", test_descriptors);
	T("a-worker-is-unreadable-and-bound-to-its-keeper", test_attributes);
	T("a-worker-ends-with-its-keeper", test_orphan);
#undef T
	return g_test_run();
}
