/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_worker_confine.c - what code in a confined worker can still do.
 *
 * Each row runs three times: on this kernel's Landlock, and on what the first
 * kernels with it had (ABI 1), and Debian 12's (ABI 2).
 */
#include "confined.h"

#include <linux/fs.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/xattr.h>

#include "attempts.h"

static int try_open(const char *path, int flags)
{
	return result(open(path, flags | O_CLOEXEC, 0600));
}

static int socket_inet(const Scene *scene)
{
	(void)scene;
	return result(socket(AF_INET, SOCK_STREAM, 0));
}

static int socket_unix(const Scene *scene)
{
	(void)scene;
	return result(socket(AF_UNIX, SOCK_DGRAM, 0));
}

static int socket_pair(const Scene *scene)
{
	int pair[2];

	(void)scene;
	return result(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
}

static int connect_channel(const Scene *scene)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons(25),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	return result(connect(scene->channel, (struct sockaddr *)&to,
			      sizeof to));
}

static int bind_channel(const Scene *scene)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	return result(bind(scene->channel, (struct sockaddr *)&at,
			   sizeof at));
}

static int execute(const Scene *scene)
{
	char *const arguments[] = { (char *)(gintptr)"true", NULL };

	(void)scene;
	return result(execve("/bin/true", arguments, NULL));
}

static int fork_process(const Scene *scene)
{
	(void)scene;
	return result(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
}

static int fork_anew(const Scene *scene)
{
	(void)scene;
	return result(syscall(SYS_clone3, NULL, 0));
}

static int trace_parent(const Scene *scene)
{
	return result(ptrace(PTRACE_ATTACH, scene->parent, NULL, NULL));
}

static int kill_parent(const Scene *scene)
{
	return result(kill(scene->parent, 0));
}

static int signal_thread_of_parent(const Scene *scene)
{
	return result(syscall(SYS_tgkill, scene->parent, scene->parent, 0));
}

static int read_parent(const Scene *scene)
{
	return result(syscall(SYS_process_vm_readv, scene->parent, NULL, 0,
			      NULL, 0, 0));
}

static int take_descriptor(const Scene *scene)
{
	(void)scene;
	return result(syscall(SYS_pidfd_getfd, 0, 0, 0));
}

static int open_passwd(const Scene *scene)
{
	(void)scene;
	return try_open("/etc/passwd", O_RDONLY);
}

static int open_other(const Scene *scene)
{
	g_autofree char *path = g_build_filename(scene->other, "mail", NULL);

	return try_open(path, O_RDONLY);
}

static int list_keeper(const Scene *scene)
{
	return try_open(scene->keeper, O_RDONLY | O_DIRECTORY);
}

static int remove_other(const Scene *scene)
{
	g_autofree char *path = g_build_filename(scene->other, "mail", NULL);

	return result(unlink(path));
}

static int read_record(const Scene *scene)
{
	return try_open(scene->record, O_RDONLY);
}

static int append_record(const Scene *scene)
{
	return try_open(scene->record, O_WRONLY | O_APPEND);
}

static int open_process(const Scene *scene)
{
	(void)scene;
	return try_open("/proc/self/mem", O_RDWR);
}

static int open_descriptors(const Scene *scene)
{
	(void)scene;
	return try_open("/proc/self/fd", O_RDONLY | O_DIRECTORY);
}

static int climb(const Scene *scene)
{
	g_autofree char *path = g_build_filename(scene->own, "..", "..",
						 "record", NULL);

	return try_open(path, O_RDONLY);
}

static int link_record(const Scene *scene)
{
	g_autofree char *path = g_build_filename(scene->own, "link", NULL);

	return result(link(scene->record, path));
}

static int point_at_record(const Scene *scene)
{
	g_autofree char *path = g_build_filename(scene->own, "link", NULL);

	return result(symlink(scene->record, path));
}

static int write_own(const Scene *scene)
{
	g_autofree char *path = g_build_filename(scene->own, "file", NULL);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	char byte = 0;

	if (fd < 0 || write(fd, "x", 1) != 1 || pread(fd, &byte, 1, 0) != 1)
		return errno;
	return byte == 'x' ? result(unlink(path)) : EIO;
}

static int write_too_much(const Scene *scene)
{
	g_autofree char *path = g_build_filename(scene->own, "file", NULL);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	return fd < 0 ? HUNG : result(pwrite(fd, "x", 1, FILE_BYTES));
}

static int open_too_many(const Scene *scene)
{
	g_autofree char *path = g_build_filename(scene->own, "file", NULL);

	for (guint i = 0; i < 1000; i++) {
		int failed = try_open(path, O_RDWR | O_CREAT);

		if (failed)
			return failed;
	}
	return 0;
}

static int take_memory(const Scene *scene)
{
	void *memory = mmap(NULL, MEMORY * 2, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)scene;
	return memory == MAP_FAILED ? errno : 0;
}

static int map_code(const Scene *scene)
{
	void *memory = mmap(NULL, 4096, PROT_READ | PROT_EXEC,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)scene;
	return memory == MAP_FAILED ? errno : 0;
}

static int make_code(const Scene *scene)
{
	void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)scene;
	return memory == MAP_FAILED ? HUNG :
	       result(mprotect(memory, 4096, PROT_READ | PROT_EXEC));
}

static int make_memory_file(const Scene *scene)
{
	(void)scene;
	return result(memfd_create("code", 0));
}

static int raise_limit(const Scene *scene)
{
	const struct rlimit more = { RLIM_INFINITY, RLIM_INFINITY };

	(void)scene;
	return result(setrlimit(RLIMIT_AS, &more));
}

static int become_root(const Scene *scene)
{
	(void)scene;
	return result(syscall(SYS_setuid, 0));
}

static int new_namespace(const Scene *scene)
{
	(void)scene;
	return result(syscall(SYS_unshare, 0x10000000));
}

static int use_rings(const Scene *scene)
{
	(void)scene;
	return result(syscall(SYS_io_uring_setup, 1, NULL));
}

static int load_program(const Scene *scene)
{
	(void)scene;
	return result(syscall(SYS_bpf, 0, NULL, 0));
}

static int open_handle(const Scene *scene)
{
	(void)scene;
	return result(syscall(SYS_open_by_handle_at, -1, NULL, 0));
}

static int old_tables(const Scene *scene)
{
	(void)scene;
	return result(syscall(SYS_keyctl, 0, 0, 0, 0, 0));
}

static int keep_descriptor(const Scene *scene)
{
	return result(fcntl(scene->spool, F_GETFD));
}

static int read_environment(const Scene *scene)
{
	(void)scene;
	return environ && environ[0] ? 0 : ENOENT;
}

/* Where execve(2) left it, and what it said there. */
static const char *variable;
static char *variable_said;

static int read_old_environment(const Scene *scene)
{
	(void)scene;
	return strcmp(variable, variable_said) == 0 ? 0 : ENOENT;
}

static int answer_channel(const Scene *scene)
{
	return result(send(scene->channel, "x", 1, 0));
}

static const Attempt rows[] = {
	{ "no-socket-of-the-internet", socket_inet, -SIGSYS },
	{ "no-socket-of-the-system", socket_unix, -SIGSYS },
	{ "no-pair-of-sockets", socket_pair, -SIGSYS },
	{ "no-connection", connect_channel, -SIGSYS },
	{ "no-address", bind_channel, -SIGSYS },
	{ "no-program", execute, -SIGSYS },
	{ "no-process", fork_process, -SIGSYS },
	{ "no-process-the-new-way", fork_anew, ENOSYS },
	{ "no-tracing", trace_parent, -SIGSYS },
	{ "no-signal-to-others", kill_parent, -SIGSYS },
	{ "no-signal-to-their-threads", signal_thread_of_parent, -SIGSYS },
	{ "no-memory-of-others", read_parent, -SIGSYS },
	{ "no-descriptor-of-others", take_descriptor, -SIGSYS },
	{ "not-the-list-of-users", open_passwd, EACCES },
	{ "not-the-mail-of-another-worker", open_other, EACCES },
	{ "not-the-list-of-workers", list_keeper, EACCES },
	{ "nothing-of-another-worker-removed", remove_other, EACCES },
	{ "the-record-is-not-read", read_record, EACCES },
	{ "the-record-is-not-written", append_record, EACCES },
	{ "the-record-is-not-cut", cut_record, -SIGSYS },
	{ "nor-while-reading", cut_while_reading, -SIGSYS },
	{ "nor-while-writing", cut_while_writing, EACCES },
	{ "nor-while-doing-neither", cut_by_neither, -SIGSYS },
	{ "nothing-is-opened-for-neither", open_for_neither, -SIGSYS },
	{ "no-nameless-file-elsewhere", open_nameless, EACCES },
	{ "no-opening-in-ways-a-filter-cannot-see", open_anew, -SIGSYS },
	{ "the-record-keeps-its-mode", close_record, EPERM },
	{ "the-keeper-is-not-shut-out", close_keeper, EPERM },
	{ "nor-from-the-worker's-own-folder", close_own, EPERM },
	{ "no-mode-by-descriptor", close_by_fd, EPERM },
	{ "no-mode-at-a-folder", close_at, EPERM },
	{ "no-mode-the-new-way", close_at_anew, EPERM },
	{ "no-time", age_record, EPERM },
	{ "no-owner", own_record, -SIGSYS },
	{ "no-owner-by-descriptor", own_by_fd, -SIGSYS },
	{ "no-owner-at-a-folder", own_at, -SIGSYS },
	{ "no-attribute", note_record, -SIGSYS },
	{ "no-device", make_device, -SIGSYS },
	{ "no-device-the-old-way", make_device_of_old, -SIGSYS },
	{ "no-handle-of-a-file", name_handle, -SIGSYS },
	{ "the-record-is-not-moved", take_record, EACCES },
	{ "the-record-is-not-removed", remove_record, EACCES },
	{ "no-folder-of-others-removed", remove_folder, EACCES },
	{ "no-folder-elsewhere", make_beside, EACCES },
	{ "no-owner-of-signals", own_signals, -SIGSYS },
	{ "no-signal-of-choice", choose_signal, -SIGSYS },
	{ "no-signal-by-data", be_signalled, -SIGSYS },
	{ "no-way-around-caches", go_around_caches, -SIGSYS },
	{ "no-signal-by-folder", watch_folder, -SIGSYS },
	{ "no-signal-by-ioctl", signals_by_ioctl, ENOTTY },
	{ "no-owner-by-ioctl", own_by_ioctl, ENOTTY },
	{ "no-group-by-ioctl", group_by_ioctl, ENOTTY },
	{ "no-typing-for-others", type_for_others, ENOTTY },
	{ "no-lock", lock_channel, ENOLCK },
	{ "its-descriptors-may-be-copied", copy_descriptor, 0 },
	{ "and-need-not-block", not_wait, 0 },
	{ "no-death-that-others-are-blamed-for", kill_itself, -SIGSYS },
	{ "no-stop", stop_itself, -SIGSYS },
	{ "no-clock-that-signals", set_clock, -SIGSYS },
	{ "its-keeper-is-not-survived", survive_keeper, EINVAL },
	{ "it-stays-unreadable", be_readable, EINVAL },
	{ "it-may-give-up", give_up, -SIGABRT },
	{ "not-the-process-as-a-file", open_process, EACCES },
	{ "not-its-descriptors-as-files", open_descriptors, EACCES },
	{ "no-way-up", climb, EACCES },
	{ "no-hard-link-to-the-record", link_record, -SIGSYS },
	{ "no-symbolic-link", point_at_record, -SIGSYS },
	{ "its-own-folder", write_own, 0 },
	{ "no-file-beyond-its-limit", write_too_much, EFBIG },
	{ "no-descriptors-beyond-their-limit", open_too_many, EMFILE },
	{ "no-memory-beyond-its-limit", take_memory, ENOMEM },
	{ "no-new-code", map_code, EACCES },
	{ "no-memory-becomes-code", make_code, EACCES },
	{ "no-file-in-memory", make_memory_file, ENOSYS },
	{ "no-limit-is-raised", raise_limit, -SIGSYS },
	{ "no-other-user", become_root, -SIGSYS },
	{ "no-namespace", new_namespace, -SIGSYS },
	{ "no-rings", use_rings, -SIGSYS },
	{ "no-program-of-the-kernel", load_program, -SIGSYS },
	{ "no-file-by-handle", open_handle, -SIGSYS },
	{ "no-keys", old_tables, -SIGSYS },
	{ "no-descriptor-from-before", keep_descriptor, EBADF },
	{ "no-environment", read_environment, ENOENT },
	{ "nor-what-was-in-it", read_old_environment, ENOENT },
	{ "its-answer", answer_channel, 0 },
};

static void try_row(const Attempt *row, guint abi)
{
	Scene *scene = scene_new();

	scene->abi = abi;
	g_test_message("Landlock ABI %u", abi ? abi : landlock_abi());
	g_assert_cmpint(ends_with(scene, strict(), STAGE_WORKER, row->probe),
			==, row->ends);
	scene_free(scene);
}

static void test_row(gconstpointer data)
{
	static const guint abis[] = { 0, 1, 2 };
	const Attempt *row = data;

	if (SANITIZED && row->probe == take_memory) {
		g_test_skip("sanitizers need all addresses");
		return;
	}
	for (guint i = 0; i < G_N_ELEMENTS(abis); i++) {
		if (abis[i] <= landlock_abi())
			try_row(row, abis[i]);
	}
}

/* Each probe must be able to fail: without confinement all but the limits
 * of the kernel let it through. */
static void test_off(void)
{
	static const Probe open_without[] = {
		socket_inet, socket_unix, socket_pair, kill_parent,
		open_passwd, open_other, list_keeper, read_record,
		append_record, open_process, climb, link_record, map_code,
		make_code, make_memory_file, read_environment,
		read_old_environment, keep_descriptor, cut_record,
		cut_while_reading, cut_while_writing, cut_by_neither,
		open_for_neither, open_nameless, close_record, close_own,
		close_by_fd, close_at, age_record, own_signals,
		choose_signal, be_signalled, signals_by_ioctl, own_by_ioctl,
		group_by_ioctl, make_beside, survive_keeper, be_readable,
	};
	Scene *scene = scene_new();
	ConfineRules rules = strict();

	rules.mode = CONFINEMENT_OFF;
	for (guint i = 0; i < G_N_ELEMENTS(open_without); i++) {
		tools_must(scene->tools, "rm -f keeper/own/link; "
			   "rm -rf record-2; chmod 700 keeper/own; "
			   "chmod 600 record");
		g_test_message("attempt %u", i);
		/* Not dumpable, it is root's even then. */
		if (open_without[i] == open_process && geteuid() != 0)
			continue;
		g_assert_cmpint(ends_with(scene, rules, STAGE_WORKER,
					  open_without[i]), ==, 0);
	}
	scene_free(scene);
}

static int spin(const Scene *scene)
{
	volatile guint64 turns = 0;

	(void)scene;
	while (turns < G_MAXUINT64)
		turns++;
	return 0;
}

static int spin_on(const Scene *scene)
{
	(void)signal(SIGXCPU, SIG_IGN);
	return spin(scene);
}

/* Its own doing at first; it may not take notice, and ends all the same. */
static void test_time(void)
{
	Scene *scene = scene_new();
	ConfineRules rules = strict();

	rules.cpu_seconds = 1;
	g_assert_cmpint(ends_with(scene, rules, STAGE_WORKER, spin), ==,
			-SIGXCPU);
	g_assert_cmpint(ends_with(scene, rules, STAGE_WORKER, spin_on), ==,
			-SIGKILL);
	scene_free(scene);
}

static void test_report(void)
{
	Scene *scene = scene_new();
	ConfineRules rules = strict();

	rules.mode = CONFINEMENT_REPORT;
	g_assert_cmpint(ends_with(scene, rules, STAGE_WORKER, socket_unix),
			==, SANITIZED ? 0 : HUNG);
	scene_free(scene);
}

int main(int argc, char **argv)
{
	variable = environ && environ[0] ? environ[0] : "";
	variable_said = g_strdup(*variable ? variable : "unset");
	g_test_init(&argc, &argv, NULL);
	if (landlock_abi() == 0) {
		g_printerr("this kernel has no Landlock: nothing can be "
			   "shown here\n");
		return 77;
	}
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/worker/confine/",
						    rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
#define T(name, test) g_test_add_func("/worker/confine/" name, test)
	T("without-confinement-all-of-it-works", test_off);
	T("no-time-beyond-its-limit", test_time);
	T("report-is-refused-in-a-production-build", test_report);
#undef T
	return g_test_run();
}
