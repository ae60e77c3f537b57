/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_mta.c - any bytes as the configuration of an MTA.
 *
 * A first byte of 'P' means what postconf prints, parts with "--" between:
 * settings, settings as written, services, overrides, what one service sees,
 * a table. Any other: sendmail.cf, "--", submit.cf.
 *
 * A command to paste stays three words, whatever a setting holds.
 */
#include <stdint.h>
#include <string.h>

#include "mta/postfix.h"
#include "mta/sendmail.h"

#define PARTS 6

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at(const Advice *advice)
{
	for (guint i = 0; i < advice->findings->len; i++) {
		const Finding *finding = advice->findings->pdata[i];

		g_assert_cmpint(*finding->where, !=, '\0');
		g_assert_cmpint(*finding->what, !=, '\0');
	}
	for (guint i = 0; i < advice->good->len; i++) {
		const Check *check = advice->good->pdata[i];

		g_assert_nonnull(check->good);
	}
}

static gboolean is_of_postconf(const char *where)
{
	return g_str_has_prefix(where, "main.cf") ||
	       g_str_has_prefix(where, "master.cf");
}

static void look_at_commands(const Advice *advice)
{
	for (guint i = 0; i < advice->findings->len; i++) {
		const Finding *finding = advice->findings->pdata[i];
		g_auto(GStrv) words = NULL;
		int count = 0;

		/* Elsewhere it is a line of a table, whatever that says. */
		if (!is_of_postconf(finding->where) ||
		    !g_str_has_prefix(finding->fix, "postconf -"))
			continue;
		g_assert_true(g_shell_parse_argv(finding->fix, &count, &words,
						 NULL));
		g_assert_cmpint(count, ==, 3);
	}
}

static void as_postfix(char *const *parts, const Gate *gate)
{
	g_autoptr(Postfix) postfix = postfix_new("/etc/postfix", parts[0],
						 parts[1], parts[2], parts[3]);
	g_autoptr(GPtrArray) services = postfix_overriding(postfix);
	g_autoptr(GPtrArray) tables = postfix_tables(postfix);
	g_autoptr(Advice) advice = NULL;

	for (guint i = 0; i < services->len; i++)
		service_set_values(services->pdata[i], parts[4]);
	for (guint i = 0; i < tables->len; i++)
		postfix_set_table(postfix, ((const Table *)
					    tables->pdata[i])->name,
				  parts[5]);
	advice = postfix_check(postfix, gate);
	look_at(advice);
	look_at_commands(advice);
}

static void as_sendmail(char *const *parts, const Gate *gate)
{
	const CfFile files[] = {
		{ .path = "sendmail.cf", .text = parts[0] },
		{ .path = "submit.cf", .text = *parts[1] ? parts[1] : NULL },
	};
	g_autoptr(Advice) advice = sendmail_check(&files[0], &files[1], gate);

	look_at(advice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const listens[] = {
		"inet:8891@127.0.0.1", "unix:/var/spool/postfix/s"
	};
	g_autofree char *text = NULL;
	g_auto(GStrv) found = NULL;
	char *parts[PARTS];
	guint count;

	if (size == 0)
		return 0;
	text = g_strndup((const char *)data + 1, size - 1);
	found = g_strsplit(text, "\n--\n", PARTS);
	count = g_strv_length(found);
	for (guint i = 0; i < PARTS; i++)
		parts[i] = i < count ? found[i] : text + strlen(text);
	for (guint i = 0; i < G_N_ELEMENTS(listens); i++) {
		g_autoptr(Endpoint) listen = endpoint_of_milter(listens[i]);
		const Gate gate = { .listen = listen, .deadline_ms = 120000 };

		if (data[0] == 'P')
			as_postfix(parts, &gate);
		else
			as_sendmail(parts, &gate);
	}
	return 0;
}
