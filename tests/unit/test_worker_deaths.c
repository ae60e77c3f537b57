/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_worker_deaths.c - whose fault the death of a worker is.
 */
#include "worker/deaths.h"

#include <signal.h>
#include <sys/wait.h>

static Frame *death(guint32 pid, int status)
{
	const Death said = { pid, status };
	Frame *frame = g_new0(Frame, 1);

	frame->type = FRAME_DEATH;
	frame->bytes = g_byte_array_new();
	g_byte_array_append(frame->bytes, (const guint8 *)&said, sizeof said);
	for (guint i = 0; i < CHANNEL_MAX_FDS; i++)
		frame->fds[i] = -1;
	return frame;
}

static void test_causes(void)
{
	static const struct {
		int status;
		const char *how;	/* NULL: not its own doing */
	} rows[] = {
		{ W_EXITCODE(0, SIGSEGV), "signal 11" },
		{ W_EXITCODE(0, SIGABRT), "signal 6" },
		{ W_EXITCODE(0, SIGSYS), "signal 31" },
		{ W_EXITCODE(0, SIGXCPU), "signal 24" },
		{ W_EXITCODE(DEATH_FAILED, 0), "exit 3" },
		{ W_EXITCODE(DEATH_NO_ROOM, 0), NULL },
		{ W_EXITCODE(0, SIGKILL), NULL },
	};
	g_autoptr(Deaths) deaths = deaths_new();

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Frame) frame = death(100 + i, rows[i].status);
		g_autofree char *how = NULL;

		g_assert_true(deaths_add(deaths, frame));
		g_assert_cmpint(deaths_own_doing(deaths, 100 + i, &how), ==,
				rows[i].how != NULL);
		g_assert_cmpstr(how, ==, rows[i].how);
	}
	g_assert_cmpuint(deaths_count(deaths), ==, G_N_ELEMENTS(rows));
}

static void test_unknown(void)
{
	g_autoptr(Deaths) deaths = deaths_new();
	g_autoptr(Frame) frame = death(7, W_EXITCODE(0, SIGSEGV));
	g_autofree char *how = NULL;

	g_assert_true(deaths_add(deaths, frame));
	g_assert_false(deaths_own_doing(deaths, 8, &how));
	g_assert_null(how);
	deaths_forget(deaths);
	g_assert_false(deaths_own_doing(deaths, 7, &how));
}

/* Nobody asked about the one that crashed; the other ended by itself. */
static void test_same_number(void)
{
	g_autoptr(Deaths) deaths = deaths_new();
	g_autoptr(Frame) frame = death(7, W_EXITCODE(0, SIGSEGV));
	g_autofree char *how = NULL;

	g_assert_true(deaths_add(deaths, frame));
	deaths_begin(deaths, 7);
	g_assert_false(deaths_own_doing(deaths, 7, &how));
	g_assert_null(how);
	g_assert_cmpuint(deaths_count(deaths), ==, 1);
}

static gpointer tell_later(gpointer data)
{
	g_autoptr(Frame) frame = death(9, W_EXITCODE(0, SIGABRT));

	g_usleep(50000);
	g_assert_true(deaths_add(data, frame));
	return NULL;
}

static void test_late(void)
{
	g_autoptr(Deaths) deaths = deaths_new();
	GThread *teller = g_thread_new("teller", tell_later, deaths);
	g_autofree char *how = NULL;

	g_assert_true(deaths_own_doing(deaths, 9, &how));
	g_thread_join(teller);
}

static void test_frames(void)
{
	g_autoptr(Deaths) deaths = deaths_new();
	g_autoptr(Frame) other = death(1, 0);
	g_autoptr(Frame) cut = death(1, 0);

	other->type = FRAME_WORKER;
	g_byte_array_set_size(cut->bytes, 7);
	g_assert_false(deaths_add(deaths, other));
	g_assert_false(deaths_add(deaths, cut));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define T(name, test) g_test_add_func("/worker/deaths/" name, test)
	T("a-crash-is-its-own-doing-and-a-kill-is-not", test_causes);
	T("nobody-is-blamed-without-a-witness", test_unknown);
	T("a-number-is-used-again", test_same_number);
	T("the-witness-may-come-late", test_late);
	T("only-deaths-are-deaths", test_frames);
#undef T
	return g_test_run();
}
