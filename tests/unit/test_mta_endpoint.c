/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_mta_endpoint.c - whether two notations lead to the same milter.
 */
#include "mta/advice.h"
#include "mta/endpoint.h"

#define QUEUE "/var/spool/postfix"

typedef struct Case {
	const char *name;
	const char *listen;	/* libmilter's notation */
	const char *written;	/* Postfix's, or Sendmail's for those */
	gboolean chrooted;
	gboolean same;
} Case;

static const Case in_postfix[] = {
	{ "same-address-and-port", "inet:8891@127.0.0.1",
	  "inet:127.0.0.1:8891", FALSE, TRUE },
	{ "localhost-is-127.0.0.1", "inet:8891@127.0.0.1",
	  "inet:localhost:8891", FALSE, TRUE },
	{ "loopback-of-ipv6-is-loopback", "inet6:8891@::1",
	  "inet:[::1]:8891", FALSE, TRUE },
	{ "case-does-not-matter", "inet:8891@LOCALHOST",
	  "INET:LocalHost:8891", FALSE, TRUE },
	{ "every-address-is-met-on-loopback", "inet:8891@0.0.0.0",
	  "inet:127.0.0.1:8891", FALSE, TRUE },
	{ "no-host-is-every-address", "inet:8891", "inet:localhost:8891",
	  FALSE, TRUE },
	{ "a-port-alone-is-here", "inet:8891@127.0.0.1", "inet:8891",
	  FALSE, TRUE },
	{ "another-host-is-another", "inet:8891@127.0.0.1",
	  "inet:192.0.2.1:8891", FALSE, FALSE },
	{ "same-host-elsewhere-is-the-same", "inet:8891@192.0.2.1",
	  "inet:192.0.2.1:8891", FALSE, TRUE },
	{ "every-address-is-not-any-host", "inet:8891@0.0.0.0",
	  "inet:192.0.2.1:8891", FALSE, FALSE },
	{ "name-that-begins-like-loopback-is-none", "inet:8891@127.0.0.1",
	  "inet:127.0.0.1.evil.example:8891", FALSE, FALSE },
	{ "another-port-is-another", "inet:8891@127.0.0.1",
	  "inet:127.0.0.1:8892", FALSE, FALSE },
	{ "same-path", "unix:/run/sekimori/milter.sock",
	  "unix:/run/sekimori/milter.sock", FALSE, TRUE },
	{ "local-is-unix", "local:/run/s", "unix:/run/s", FALSE, TRUE },
	{ "path-is-tidied", "unix:/run/s", "unix://run/x/../s", FALSE, TRUE },
	{ "chroot-moves-the-path", "unix:/run/s", "unix:/run/s", TRUE,
	  FALSE },
	{ "chroot-leads-into-the-queue", "unix:" QUEUE "/run/s",
	  "unix:/run/s", TRUE, TRUE },
	{ "relative-path-is-below-the-queue", "unix:" QUEUE "/private/s",
	  "unix:private/s", FALSE, TRUE },
	{ "socket-is-no-port", "unix:/run/s", "inet:127.0.0.1:8891", FALSE,
	  FALSE },
	{ "no-address-at-all", "inet:8891@127.0.0.1", "8891", FALSE, FALSE },
	{ "address-without-port", "inet:8891@127.0.0.1", "inet:127.0.0.1",
	  FALSE, FALSE },
	{ "unix-without-path", "unix:/run/s", "unix:", FALSE, FALSE },
};

static const Case in_sendmail[] = {
	{ "same", "inet:8891@127.0.0.1", "inet:8891@localhost", FALSE, TRUE },
	{ "inet6", "inet:8891@127.0.0.1", "inet6:8891@::1", FALSE, TRUE },
	{ "brackets", "inet6:8891@::1", "inet6:8891@[IPv6:::1]", FALSE,
	  TRUE },
	{ "path-alone", "unix:/run/s", "/run/s", FALSE, TRUE },
	{ "another-port", "inet:8891@127.0.0.1", "inet:8892@127.0.0.1", FALSE,
	  FALSE },
	{ "no-port", "inet:8891@127.0.0.1", "inet:@127.0.0.1", FALSE, FALSE },
	{ "nothing", "inet:8891@127.0.0.1", "", FALSE, FALSE },
};

static void test_postfix(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(Endpoint) listen = endpoint_of_milter(c->listen);
	g_autoptr(Endpoint) other = endpoint_of_postfix(c->written, QUEUE,
							c->chrooted);

	g_assert_nonnull(listen);
	g_assert_cmpint(other && endpoint_same(listen, other), ==, c->same);
}

static void test_sendmail(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(Endpoint) listen = endpoint_of_milter(c->listen);
	g_autoptr(Endpoint) other = endpoint_of_milter(c->written);

	g_assert_nonnull(listen);
	g_assert_cmpint(other && endpoint_same(listen, other), ==, c->same);
}

static void test_written(void)
{
	static const struct {
		const char *listen;
		gboolean chrooted;
		const char *written;
	} cases[] = {
		{ "inet:8891@127.0.0.1", FALSE, "inet:127.0.0.1:8891" },
		{ "inet:8891@0.0.0.0", FALSE, "inet:127.0.0.1:8891" },
		{ "inet:8891", FALSE, "inet:127.0.0.1:8891" },
		{ "inet6:8891@::1", FALSE, "inet:[::1]:8891" },
		{ "unix:/run/s", TRUE, "unix:/run/s" },
		{ "unix:" QUEUE "/run/s", TRUE, "unix:/run/s" },
		{ "unix:" QUEUE "/run/s", FALSE, "unix:" QUEUE "/run/s" },
		{ "unix:" QUEUE "2/s", TRUE, "unix:" QUEUE "2/s" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Endpoint) listen =
			endpoint_of_milter(cases[i].listen);
		g_autofree char *text = endpoint_for_postfix(
			listen, QUEUE "/", cases[i].chrooted);

		g_assert_cmpstr(text, ==, cases[i].written);
	}
}

static void test_seconds(void)
{
	static const struct {
		const char *text;
		gboolean good;
		guint64 seconds;
	} cases[] = {
		{ "300s", TRUE, 300 }, { "5m", TRUE, 300 },
		{ "300", TRUE, 300 }, { "1h30m", TRUE, 5400 },
		{ "1D", TRUE, 86400 }, { "2w", TRUE, 1209600 },
		{ "0", TRUE, 0 }, { "", FALSE, 0 }, { "s", FALSE, 0 },
		{ "5x", FALSE, 0 }, { "-5s", FALSE, 0 }, { " 5s", FALSE, 0 },
		{ "$x", FALSE, 0 },
		{ "99999999999999999999999w", TRUE, 366 * 86400 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		guint64 seconds = 7;

		g_test_message("%s", cases[i].text);
		g_assert_cmpint(advice_seconds(cases[i].text, 's', &seconds),
				==, cases[i].good);
		g_assert_cmpuint(seconds, ==, cases[i].good ?
				 cases[i].seconds : 7);
	}
}

static void add(const char *group, const Case *cases, gsize count,
		GTestDataFunc function)
{
	for (gsize i = 0; i < count; i++) {
		g_autofree char *path = g_strdup_printf(
			"/mta/endpoint/%s/%s", group, cases[i].name);

		g_test_add_data_func(path, &cases[i], function);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add("postfix", in_postfix, G_N_ELEMENTS(in_postfix), test_postfix);
	add("sendmail", in_sendmail, G_N_ELEMENTS(in_sendmail),
	    test_sendmail);
	g_test_add_func("/mta/endpoint/is-written-as-postfix-wants-it",
			test_written);
	g_test_add_func("/mta/advice/times-are-read-in-all-units",
			test_seconds);
	return g_test_run();
}
