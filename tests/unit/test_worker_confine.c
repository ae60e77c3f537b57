/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_worker_confine.c - what code in a confined worker can still do.
 *
 * Each row is a child that goes the way of a keeper and then of a worker,
 * and then tries one thing, as code would that took the worker over.
 */
#include "worker/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools.h"
#include "worker/folder.h"
#include "worker/landlock.h"

#define MEMORY (G_GUINT64_CONSTANT(256) << 20)
#define FILE_BYTES (1 << 20)
#define HUNG 99

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* Paths that probes try; absolute, as the worker has no other way. */
typedef struct Scene {
	char *keeper;	/* folder of the keeper */
	char *own;	/* of the worker */
	char *other;	/* of another worker, with a mail in it */
	char *record;	/* outside */
	int channel;
	int spool;	/* of an earlier mail, closed by then */
	pid_t parent;
} Scene;

/* How a probe ends: 0 or an errno; a signal ends it before. */
typedef int (*Probe)(const Scene *scene);

static int result(long returned)
{
	return returned < 0 ? errno : 0;
}

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

static int cut_record(const Scene *scene)
{
	return result(truncate(scene->record, 0));
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

static int answer_channel(const Scene *scene)
{
	return result(send(scene->channel, "x", 1, 0));
}

static const struct {
	const char *name;
	Probe probe;
	int ends;	/* errno; 0: may; -SIGSYS: the kernel ends it */
} rows[] = {
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
	{ "the-record-is-not-cut", cut_record, EACCES },
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
	{ "its-answer", answer_channel, 0 },
};

static Scene *scene_new(const Tools *tools)
{
	Scene *scene = g_new0(Scene, 1);
	int pair[2];

	tools_must(tools, "mkdir -p keeper/own keeper/other && "
		   "echo secret >keeper/other/mail && echo line >record");
	scene->keeper = g_build_filename(tools->folder, "keeper", NULL);
	scene->own = g_build_filename(scene->keeper, "own", NULL);
	scene->other = g_build_filename(scene->keeper, "other", NULL);
	scene->record = g_build_filename(tools->folder, "record", NULL);
	scene->parent = getpid();
	scene->spool = open(scene->record, O_RDONLY | O_CLOEXEC);
	g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
				   pair), ==, 0);
	scene->channel = pair[0];
	return scene;
}

static void scene_free(Scene *scene)
{
	(void)close(scene->spool);
	g_free(scene->keeper);
	g_free(scene->own);
	g_free(scene->other);
	g_free(scene->record);
	g_free(scene);
}

/* As launch.c starts a keeper, and keeper.c a worker; never returns. */
static void be_confined(const Scene *scene, ConfineRules *rules, Probe probe)
{
	g_autoptr(GError) error = NULL;
	int null = open("/dev/null", O_RDONLY);

	(void)alarm(30);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    !confine_keeper(rules, scene->keeper, &error) ||
	    !confine_worker(rules, scene->own, scene->channel, &error)) {
		g_printerr("%s\n", error ? error->message : "no /dev/null");
		_exit(HUNG);
	}
	_exit(probe(scene));
}

static int ends_with(const Scene *scene, ConfineRules rules, Probe probe)
{
	pid_t child = fork();
	int status = 0;

	g_assert_cmpint(child, >=, 0);
	if (child == 0)
		be_confined(scene, &rules, probe);
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static ConfineRules strict(void)
{
	return (ConfineRules){
		.mode = CONFINEMENT_REQUIRED, .memory = MEMORY,
		.file_bytes = FILE_BYTES, .cpu_seconds = 600,
	};
}

static void test_row(gconstpointer data)
{
	guint i = GPOINTER_TO_UINT(data);
	Tools *tools = tools_new();
	Scene *scene = scene_new(tools);

	if (SANITIZED && rows[i].probe == take_memory)
		g_test_skip("sanitizers need all addresses");
	else
		g_assert_cmpint(ends_with(scene, strict(), rows[i].probe), ==,
				rows[i].ends);
	scene_free(scene);
	tools_free(tools);
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
		keep_descriptor,
	};
	Tools *tools = tools_new();
	Scene *scene = scene_new(tools);
	ConfineRules rules = strict();

	rules.mode = CONFINEMENT_OFF;
	for (guint i = 0; i < G_N_ELEMENTS(open_without); i++) {
		tools_must(tools, "rm -f keeper/own/link");
		g_assert_cmpint(ends_with(scene, rules, open_without[i]), ==,
				0);
	}
	scene_free(scene);
	tools_free(tools);
}

static int spin(const Scene *scene)
{
	volatile guint64 turns = 0;

	(void)scene;
	while (turns < G_MAXUINT64)
		turns++;
	return 0;
}

static void test_time(void)
{
	Tools *tools = tools_new();
	Scene *scene = scene_new(tools);
	ConfineRules rules = strict();

	rules.cpu_seconds = 1;
	g_assert_cmpint(ends_with(scene, rules, spin), ==, -SIGKILL);
	scene_free(scene);
	tools_free(tools);
}

static void test_report(void)
{
	Tools *tools = tools_new();
	Scene *scene = scene_new(tools);
	ConfineRules rules = strict();

	rules.mode = CONFINEMENT_REPORT;
	g_assert_cmpint(ends_with(scene, rules, socket_unix), ==,
			SANITIZED ? 0 : HUNG);
	scene_free(scene);
	tools_free(tools);
}

static int attributes(const Scene *scene)
{
	struct rlimit core;

	(void)scene;
	return getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max == 0 ?
		0 : HUNG;
}

static void test_core(void)
{
	Tools *tools = tools_new();
	Scene *scene = scene_new(tools);

	g_assert_cmpint(ends_with(scene, strict(), attributes), ==, 0);
	scene_free(scene);
	tools_free(tools);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	if (landlock_abi() == 0) {
		g_printerr("this kernel has no Landlock: nothing can be "
			   "shown here\n");
		return 77;
	}
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/worker/confine/",
						    rows[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
	}
#define T(name, test) g_test_add_func("/worker/confine/" name, test)
	T("without-confinement-all-of-it-works", test_off);
	T("no-time-beyond-its-limit", test_time);
	T("report-is-refused-in-a-production-build", test_report);
	T("no-core-file", test_core);
#undef T
	return g_test_run();
}
