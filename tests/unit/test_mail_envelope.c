/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_mail_envelope.c - addresses without their brackets, all of them kept.
 */
#include "mail/envelope.h"
static const char *const paths[][2] = {
	{ "<a@x.example>", "a@x.example" },
	{ "a@x.example", "a@x.example" },
	{ "<>", "" },
	{ "", "" },
	{ "<", "<" },
	{ ">", ">" },
	{ "<a@x", "<a@x" },
	{ "a@x>", "a@x>" },
	{ "<<a@x>>", "<a@x>" },
	{ "<\"a>b\"@x>", "\"a>b\"@x" },
};

static void test_strip(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autofree char *address = envelope_strip_path(paths[i][0]);

		g_assert_cmpstr(address, ==, paths[i][1]);
	}
}

static void test_recipients(void)
{
	g_autoptr(Envelope) envelope = envelope_new();
	const Recipient *first, *last;

	g_assert_cmpstr(envelope->sender, ==, "");
	envelope_add_recipient(envelope, "<a@x>", "[10.1.1.1]");
	envelope_add_recipient(envelope, "b@y", NULL);
	envelope_add_recipient(envelope, "<a@x>", NULL);
	g_assert_cmpuint(envelope->recipients->len, ==, 3);
	first = envelope->recipients->pdata[0];
	last = envelope->recipients->pdata[2];
	g_assert_cmpstr(first->address, ==, "a@x");
	g_assert_cmpstr(first->next_hop, ==, "[10.1.1.1]");
	g_assert_cmpstr(last->address, ==, "a@x");
	g_assert_null(last->next_hop);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/mail/envelope/one-pair-of-brackets-is-taken-off",
			test_strip);
	g_test_add_func("/mail/envelope/order-and-duplicates-are-kept",
			test_recipients);
	return g_test_run();
}
