/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_worker_channel.c - whole frames or a failure, and no descriptor lost.
 */
#include "worker/channel.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"
#define PATIENCE (20 * G_USEC_PER_SEC)

typedef struct Pair {
	int ours;
	int theirs;
} Pair;

static gint64 soon(void)
{
	return g_get_monotonic_time() + PATIENCE;
}

static Pair pair_new(void)
{
	int ends[2];

	g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
				   ends), ==, 0);
	return (Pair){ ends[0], ends[1] };
}

static void pair_close(Pair *pair)
{
	fd_close(&pair->ours);
	fd_close(&pair->theirs);
}

static guint count_fds(void)
{
	g_autoptr(GDir) folder = g_dir_open("/proc/self/fd", 0, NULL);
	guint count = 0;

	while (g_dir_read_name(folder))
		count++;
	return count;
}

static void test_whole(void)
{
	Pair pair = pair_new();
	g_autoptr(Frame) frame = NULL;
	g_autoptr(Frame) empty = NULL;

	g_assert_true(channel_send(pair.ours, FRAME_FINDINGS, "{}", 2, NULL, 0,
				   soon(), NULL));
	g_assert_true(channel_send(pair.ours, FRAME_READY, NULL, 0, NULL, 0,
				   soon(), NULL));
	frame = channel_receive(pair.theirs, 2, soon(), NULL, NULL, NULL);
	g_assert_cmpint(frame->type, ==, FRAME_FINDINGS);
	g_assert_cmpmem(frame->bytes->data, frame->bytes->len, "{}", 2);
	g_assert_cmpint(frame->fds[0], ==, -1);
	empty = channel_receive(pair.theirs, 0, soon(), NULL, NULL, NULL);
	g_assert_cmpint(empty->type, ==, FRAME_READY);
	g_assert_cmpuint(empty->bytes->len, ==, 0);
	pair_close(&pair);
}

typedef struct Large {
	int sock;
	GByteArray *bytes;
} Large;

static gpointer send_large(gpointer data)
{
	Large *large = data;

	g_assert_true(channel_send(large->sock, FRAME_BRIEF,
				   large->bytes->data, large->bytes->len, NULL,
				   0, soon(), NULL));
	return NULL;
}

/* More than any socket takes at once. */
static void test_large(void)
{
	Pair pair = pair_new();
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(Frame) frame = NULL;
	Large large = { pair.ours, bytes };
	GThread *sender;

	g_byte_array_set_size(bytes, 8000001);
	for (guint i = 0; i < bytes->len; i++)
		bytes->data[i] = (guint8)(i * 7 >> 3);
	sender = g_thread_new("sender", send_large, &large);
	frame = channel_receive(pair.theirs, bytes->len, soon(), NULL, NULL,
				NULL);
	g_thread_join(sender);
	g_assert_nonnull(frame);
	g_assert_cmpmem(frame->bytes->data, frame->bytes->len, bytes->data,
			(int)bytes->len);
	pair_close(&pair);
}

static gpointer send_bytewise(gpointer data)
{
	const guint32 prefix[] = { FRAME_JOB, 4 };
	const int *sock = data;
	char bytes[12];

	memcpy(bytes, prefix, 8);
	memcpy(bytes + 8, "abcd", 4);
	for (guint i = 0; i < sizeof bytes; i++) {
		g_assert_cmpint(write(*sock, bytes + i, 1), ==, 1);
		g_usleep(2000);
	}
	return NULL;
}

static void test_split(void)
{
	Pair pair = pair_new();
	GThread *sender = g_thread_new("sender", send_bytewise, &pair.ours);
	g_autoptr(Frame) frame = channel_receive(pair.theirs, 4, soon(), NULL,
						 NULL, NULL);

	g_thread_join(sender);
	g_assert_nonnull(frame);
	g_assert_cmpmem(frame->bytes->data, frame->bytes->len, "abcd", 4);
	pair_close(&pair);
}

/* What comes in, then the end of the stream; @code: how that fails. */
static const struct {
	guint32 type;
	guint32 size;
	guint sent;	/* of prefix and 4 bytes */
	Fail code;
} broken[] = {
	{ FRAME_JOB, 4, 0, FAIL_GENERAL },
	{ FRAME_JOB, 4, 1, FAIL_WORKER },
	{ FRAME_JOB, 4, 7, FAIL_WORKER },
	{ FRAME_JOB, 4, 8, FAIL_WORKER },
	{ FRAME_JOB, 4, 11, FAIL_WORKER },
	{ FRAME_JOB, 5, 12, FAIL_WORKER },
	{ FRAME_JOB, 65, 12, FAIL_WORKER },
	{ FRAME_JOB, G_MAXUINT32, 12, FAIL_WORKER },
	{ FRAME_TYPES, 4, 12, FAIL_WORKER },
	{ G_MAXUINT32, 4, 12, FAIL_WORKER },
};

static void test_broken(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(broken); i++) {
		const guint32 words[] = { broken[i].type, broken[i].size, 0 };
		Pair pair = pair_new();
		g_autoptr(GError) error = NULL;

		g_test_message("%u", (guint)i);
		g_assert_cmpint(write(pair.ours, words, broken[i].sent), ==,
				broken[i].sent);
		fd_close(&pair.ours);
		g_assert_null(channel_receive(pair.theirs, 64, soon(), NULL,
					      NULL, &error));
		g_assert_error(error, FAIL_DOMAIN, (gint)broken[i].code);
		pair_close(&pair);
	}
}

static void send_with_fds(int sock, const int *fds, guint count, guint32 size)
{
	const guint32 words[] = { FRAME_WORKER, size, 0 };
	char control[CMSG_SPACE(8 * sizeof(int))] = { 0 };
	struct iovec piece = { (char *)(gintptr)words, 8 + size };
	struct msghdr message = {
		.msg_iov = &piece, .msg_iovlen = 1, .msg_control = control,
		.msg_controllen = CMSG_SPACE(count * sizeof(int)),
	};
	struct cmsghdr *head = CMSG_FIRSTHDR(&message);

	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(count * sizeof(int));
	memcpy(CMSG_DATA(head), fds, count * sizeof(int));
	g_assert_cmpint(sendmsg(sock, &message, 0), ==, 8 + size);
}

static void test_fds(void)
{
	guint before = count_fds();
	Pair pair = pair_new();
	int file = memfd_create("test", MFD_CLOEXEC);
	const int fds[] = { file, pair.ours };
	Frame *frame;
	char byte = 0;

	g_assert_cmpint(pwrite(file, "x", 1, 0), ==, 1);
	g_assert_true(channel_send(pair.ours, FRAME_WORKER, "abcd", 4, fds, 2,
				   soon(), NULL));
	frame = channel_receive(pair.theirs, 4, soon(), NULL, NULL, NULL);
	g_assert_nonnull(frame);
	g_assert_cmpint(pread(frame->fds[0], &byte, 1, 0), ==, 1);
	g_assert_cmpint(byte, ==, 'x');
	g_assert_cmpint(frame->fds[1], >=, 0);
	g_assert_true(fcntl(frame->fds[0], F_GETFD) & FD_CLOEXEC);
	frame_free(frame);
	fd_close(&file);
	pair_close(&pair);
	g_assert_cmpuint(count_fds(), ==, before);
}

/* Room for one more, then for none: the frame says so, the stream goes on. */
static void test_no_room_for_fds(void)
{
	guint before = count_fds();
	Pair pair = pair_new();
	const int fds[] = { pair.ours, pair.ours };
	struct rlimit had;

	g_assert_cmpint(getrlimit(RLIMIT_NOFILE, &had), ==, 0);
	for (gint room = 1; room >= 0; room--) {
		gint next = dup(pair.ours);
		struct rlimit few = { (rlim_t)(next + room), had.rlim_max };
		Frame *frame;

		fd_close(&next);
		g_assert_true(channel_send(pair.ours, FRAME_WORKER, "abcd", 4,
					   fds, 2, soon(), NULL));
		g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &few), ==, 0);
		frame = channel_receive(pair.theirs, 4, soon(), NULL, NULL,
					NULL);
		g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &had), ==, 0);
		g_assert_nonnull(frame);
		g_assert_true(frame->lost_fds);
		g_assert_cmpint(frame->fds[1], <, 0);
		g_assert_cmpuint(frame->bytes->len, ==, 4);
		frame_free(frame);
	}
	pair_close(&pair);
	g_assert_cmpuint(count_fds(), ==, before);
}

/* Three at once, eight at once, and two where there are two already. */
static void test_too_many_fds(void)
{
	guint before = count_fds();
	const guint counts[] = { 3, 8 };

	for (guint i = 0; i < 3; i++) {
		Pair pair = pair_new();
		int fds[8];
		g_autoptr(GError) error = NULL;

		for (guint k = 0; k < 8; k++)
			fds[k] = pair.ours;
		if (i < 2)
			send_with_fds(pair.ours, fds, counts[i], 0);
		else {
			send_with_fds(pair.ours, fds, 2, 4);
			send_with_fds(pair.ours, fds, 2, 4);
		}
		if (i == 2) {
			/* The second frame is one of its own. */
			frame_free(channel_receive(pair.theirs, 4, soon(),
						   NULL, NULL, &error));
			g_assert_no_error(error);
			frame_free(channel_receive(pair.theirs, 4, soon(),
						   NULL, NULL, &error));
			g_assert_no_error(error);
		} else {
			g_assert_null(channel_receive(pair.theirs, 4, soon(),
						      NULL, NULL, &error));
			g_assert_error(error, FAIL_DOMAIN, FAIL_WORKER);
		}
		pair_close(&pair);
		g_assert_cmpuint(count_fds(), ==, before);
	}
}

/* Descriptors that come with a frame that is refused are closed. */
static void test_fds_of_refused(void)
{
	guint before = count_fds();
	Pair pair = pair_new();
	g_autoptr(GError) error = NULL;
	const int fds[] = { pair.ours, pair.ours };

	send_with_fds(pair.ours, fds, 2, 4);
	g_assert_null(channel_receive(pair.theirs, 3, soon(), NULL, NULL,
				      &error));
	g_assert_error(error, FAIL_DOMAIN, FAIL_WORKER);
	pair_close(&pair);
	g_assert_cmpuint(count_fds(), ==, before);
}

static gboolean give_up(gpointer data)
{
	guint *ticks = data;

	return ++*ticks < 2;
}

static void test_waiting(void)
{
	Pair pair = pair_new();
	g_autoptr(GError) late = NULL;
	g_autoptr(GError) given_up = NULL;
	g_autoptr(GError) full = NULL;
	g_autofree char *large = g_malloc0(8000000);
	gint64 now = g_get_monotonic_time();
	guint ticks = 0;

	g_assert_null(channel_receive(pair.theirs, 4, now + 20000, NULL, NULL,
				      &late));
	g_assert_error(late, FAIL_DOMAIN, FAIL_TIMEOUT);
	g_assert_cmpint(g_get_monotonic_time(), >=, now + 20000);
	g_assert_null(channel_receive(pair.theirs, 4, -1, give_up, &ticks,
				      &given_up));
	g_assert_error(given_up, FAIL_DOMAIN, FAIL_TIMEOUT);
	g_assert_cmpuint(ticks, ==, 2);
	g_assert_false(channel_send(pair.ours, FRAME_BRIEF, large, 8000000,
				    NULL, 0, g_get_monotonic_time() + 20000,
				    &full));
	g_assert_error(full, FAIL_DOMAIN, FAIL_TIMEOUT);
	pair_close(&pair);
}

static void test_gone(void)
{
	Pair pair = pair_new();
	g_autoptr(GError) error = NULL;

	g_assert_false(channel_is_stirred(pair.ours));
	fd_close(&pair.theirs);
	g_assert_true(channel_is_stirred(pair.ours));
	g_assert_false(channel_send(pair.ours, FRAME_JOB, "x", 1, NULL, 0,
				    soon(), &error));
	g_assert_error(error, FAIL_DOMAIN, FAIL_GENERAL);
	pair_close(&pair);
	pair = pair_new();
	g_assert_cmpint(write(pair.theirs, "x", 1), ==, 1);
	g_assert_true(channel_is_stirred(pair.ours));
	pair_close(&pair);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define T(name, test) g_test_add_func("/worker/channel/" name, test)
	T("frames-arrive-whole-and-in-order", test_whole);
	T("more-than-a-socket-takes-at-once-arrives", test_large);
	T("a-frame-in-single-bytes-arrives", test_split);
	T("a-broken-frame-is-the-workers-fault", test_broken);
	T("descriptors-arrive-and-are-given-back", test_fds);
	T("too-many-descriptors-are-refused-and-closed", test_too_many_fds);
	T("descriptors-without-room-are-told", test_no_room_for_fds);
	T("descriptors-of-a-refused-frame-are-closed", test_fds_of_refused);
	T("waiting-ends-at-the-deadline", test_waiting);
	T("the-end-of-the-other-side-is-seen", test_gone);
#undef T
	return g_test_run();
}
