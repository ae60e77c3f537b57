/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_inspect_addresses.c - every address that a recipient can see counts.
 */
#include "inspect/addresses.h"

#include <string.h>
static void on_address(const char *address, gpointer data)
{
	GString *all = data;

	g_string_append_printf(all, "%s%s", all->len > 0 ? "|" : "", address);
}

typedef struct Case {
	const char *raw;
	const char *addresses;	/* joined by | */
} Case;

/* What Python's email.utils.getaddresses() reads in these, too. */
static const Case well_formed[] = {
	{ "", "" },
	{ " a@x.example", "a@x.example" },
	{ "a@x.example, b@y.example", "a@x.example|b@y.example" },
	{ "A <a@x.example>, \"B, C\" <b@y.example>",
	  "a@x.example|b@y.example" },
	{ "A\r\n <a@x.example>,\r\n\tb@y.example",
	  "a@x.example|b@y.example" },
	{ "\"who@else.example\" <a@x.example>", "a@x.example" },
	{ "=?utf-8?B?5Y+X5L+h6ICF?= <a@x.example>", "a@x.example" },
	{ "=?utf-8?Q?q=40z=2Eexample?= <a@x.example>", "a@x.example" },
	{ "受信者 <a@x.example>", "a@x.example" },
	{ "a@x.example (c@z.example)", "a@x.example" },
	{ "a@x.example (one (two (three, d@z) ) c@z)", "a@x.example" },
	{ "(first) a@x.example, (esc \\) aped) b@y.example",
	  "a@x.example|b@y.example" },
	{ "\"a.b\"@x.example", "\"a.b\"@x.example" },
	{ "<\"a,b\"@x.example>", "\"a,b\"@x.example" },
	{ "\"q \\\" q\" <a@x.example>", "a@x.example" },
	{ "Team: a@x.example, B <b@y.example>;, c@z.example",
	  "a@x.example|b@y.example|c@z.example" },
	{ "a@[192.0.2.1]", "a@[192.0.2.1]" },
	{ "鈴木@x.example", "鈴木@x.example" },
	{ "a@例え.example", "a@例え.example" },
	{ "undisclosed-recipients:;", "" },
};

/* By RFC 5322 or by what a reader shows; Python's reading differs. */
static const Case others[] = {
	{ "<@r.example,@s.example:a@x.example>, b@y.example",
	  "a@x.example|b@y.example" },
	{ "a@[IPv6:2001:db8::1], b@y", "a@[IPv6:2001:db8::1]|b@y" },
	{ "<a@[IPv6:2001:db8::1]>", "a@[IPv6:2001:db8::1]" },
	{ "<@[IPv6:2001:db8::2]:a@[IPv6:2001:db8::1]>",
	  "a@[IPv6:2001:db8::1]" },
	{ "\"a b\"@x, \"c b\"@x", "\"a b\"@x|\"c b\"@x" },
	{ "\"a\r\n b\"@x", "\"a b\"@x" },
	{ "< a@\r\n\tx >", "a@x" },
	{ "(a) a@x (b (c) \\( d)", "a@x" },
	{ "a@x b@y", "a@x|b@y" },
	{ "a@x\tb@y;c@z", "a@x|b@y|c@z" },
	{ "<a@x> <b@y>", "a@x|b@y" },
	{ "A <a@x> B <b@y>, c@z", "a@x|b@y|c@z" },
	{ "<a@x> b@y", "a@x|b@y" },
	{ "<a@x b@y>", "a@x|b@y" },
	{ "<a@x, b@y>", "a@x|b@y" },
	{ "<@a, b@y, c@z", "@a|b@y|c@z" },
	{ "<a@x, b@y", "a@x|b@y" },
	{ "a@x>, b@y", "a@x|b@y" },
	{ "<<a@x>>", "a@x" },
	{ "(open a@x, b@y", "a@x|b@y" },
	{ "((open) a@x, b@y", "a@x|b@y" },
	{ "\"open a@x, b@y", "a@x|b@y" },
	{ "N <\"open a@x>, b@y", "opena@x|b@y" },
	{ "group@x: a@y;", "group@x:|a@y" },
	{ "a@x,,;, ,b@y", "a@x|b@y" },
	{ "nobody, <nobody>, \"x@y\"", "" },
	{ "a@\xff", "a@\xef\xbf\xbd" },
	{ "\\", "" },
	{ "\"\\", "" },
	{ "(\\", "" },
	{ "a\\@x", "a\\@x" },
};

static void check(const Case *cases, gsize count)
{
	for (gsize i = 0; i < count; i++) {
		g_autoptr(GString) all = g_string_new(NULL);

		addresses_read(cases[i].raw, on_address, all);
		if (!g_str_equal(all->str, cases[i].addresses))
			g_error("%s: %s, not %s", cases[i].raw, all->str,
				cases[i].addresses);
	}
}

static void test_well_formed(void)
{
	check(well_formed, G_N_ELEMENTS(well_formed));
}

static void test_others(void)
{
	check(others, G_N_ELEMENTS(others));
}

static void count(const char *address, gpointer data)
{
	guint *number = data;

	g_assert_nonnull(strchr(address, '@'));
	(*number)++;
}

static void test_many(void)
{
	static const char *const shapes[] = {
		"user%u@d%u.example, ", "U <user%u@d%u.example>,\r\n ",
		"user%u@d%u.example ", "<user%u@d%u.example>",
	};

	for (gsize k = 0; k < G_N_ELEMENTS(shapes); k++) {
		g_autoptr(GString) raw = g_string_new(NULL);
		guint number = 0;

		for (guint i = 0; i < 3000; i++) {
			g_auto(GStrv) halves = g_strsplit(shapes[k], "%u", 3);

			g_string_append_printf(raw, "%s%u%s%u%s", halves[0], i,
					       halves[1], i % 7, halves[2]);
		}
		addresses_read(raw->str, count, &number);
		g_assert_cmpuint(number, ==, 3000);
	}
}

/* Time must grow with the size and no faster: minutes, else. */
static void test_hostile(void)
{
	static const char characters[] = "(\"<\\@:;, [)";

	for (const char *c = characters; *c; c++) {
		g_autofree char *fill = g_strnfill(4000000, *c);
		g_autofree char *raw = g_strconcat(fill, " z@z", NULL);
		guint number = 0;

		addresses_read(raw, count, &number);
		g_assert_cmpuint(number, <=, 4000001);
		if (!strchr("\\@", *c))
			g_assert_cmpuint(number, ==, 1);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define T(name, test) g_test_add_func("/inspect/addresses/" name, test)
	T("well-formed-fields-are-read", test_well_formed);
	T("a-broken-field-hides-no-address", test_others);
	T("each-of-three-thousand-counts", test_many);
	T("no-field-takes-for-ever", test_hostile);
#undef T
	return g_test_run();
}
