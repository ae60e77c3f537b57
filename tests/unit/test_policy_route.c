/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_policy_route.c - which way out an address takes.
 */
#include "policy/policy.h"

#include <string.h>

typedef struct Case {
	const char *address;
	const char *next_hop;
	const char *route;
} Case;

static void add_route(Policy *policy, const char *name, const char *domains,
		      const char *next_hops, gboolean otherwise)
{
	Route *route = g_new0(Route, 1);

	route->name = g_strdup(name);
	route->domains = g_strsplit(domains, " ", -1);
	route->next_hops = g_strsplit(next_hops, " ", -1);
	route->otherwise = otherwise;
	g_ptr_array_add(policy->routes, route);
}

/* The one that takes the rest stands first: its place must not matter. */
static Policy *example(void)
{
	Policy *policy = policy_new();

	add_route(policy, "internet", "", "", TRUE);
	add_route(policy, "internal", "police.example.jp .police.example.jp "
		  "警察.example [192.0.2.7]", "", FALSE);
	add_route(policy, "closed", ".lgwan.example",
		  "[10.1.1.1] relay.lgwan.example", FALSE);
	add_route(policy, "late", "police.example.jp", "[10.1.1.1]", FALSE);
	return policy;
}

static const Case inside[] = {
	{ "a@police.example.jp", NULL, "internal" },
	{ "a@sub.police.example.jp", NULL, "internal" },
	{ "a@SUB.Police.Example.JP", NULL, "internal" },
	{ "a@police.example.jp.", NULL, "internal" },
	{ "a.b+c-d@police.example.jp", NULL, "internal" },
	{ "\"a b\"@police.example.jp", NULL, "internal" },
	{ "太郎@police.example.jp", NULL, "internal" },
	{ "a@警察.example", NULL, "internal" },
	{ "a@xn--ldtx91i.example", NULL, "internal" },
	{ "a@XN--LDTX91I.example", NULL, "internal" },
	{ "a@[192.0.2.7]", NULL, "internal" },
	{ "a@x.lgwan.example", NULL, "closed" },
	{ "a@x.y.lgwan.example", NULL, "closed" },
};

static const Case by_next_hop[] = {
	{ "a@elsewhere.example", "[10.1.1.1]", "closed" },
	{ "a@elsewhere.example", "relay.lgwan.example", "closed" },
	{ "a@elsewhere.example", "Relay.LGWAN.example.", "closed" },
	{ "a@elsewhere.example", "x.relay.lgwan.example", "internet" },
	{ "a@elsewhere.example", "relay.lgwan.example.evil", "internet" },
	{ "a@elsewhere.example", ".", "internet" },
	{ "a@elsewhere.example", "[10.1.1.2]", "internet" },
	{ "a@elsewhere.example", "[10.1.1.1]:25", "internet" },
	{ "a@elsewhere.example", "", "internet" },
	{ "a@police.example.jp", "[10.1.1.1]", "internal" },
	{ "a%b@elsewhere.example", "[10.1.1.1]", "internet" },
	{ "a", "[10.1.1.1]", "internet" },
};

static const Case outside[] = {
	{ "a@example.com", NULL, "internet" },
	{ "a@police.example.jp.evil.example", NULL, "internet" },
	{ "a@notpolice.example.jp", NULL, "internet" },
	{ "a@example.jp", NULL, "internet" },
	{ "a@lgwan.example", NULL, "internet" },
	{ "a@.lgwan.example", NULL, "internet" },
	{ "a@[192.0.2.8]", NULL, "internet" },
	{ "a@192.0.2.7", NULL, "internet" },
	{ "", NULL, "internet" },
	{ "postmaster", NULL, "internet" },
	{ "police.example.jp", NULL, "internet" },
	{ "@police.example.jp", NULL, "internet" },
	{ "a@", NULL, "internet" },
};

static const Case routed_again[] = {
	{ "a%evil.example@police.example.jp", NULL, "internet" },
	{ "evil.example!a@police.example.jp", NULL, "internet" },
	{ "police.example.jp!a", NULL, "internet" },
	{ "@police.example.jp:a@evil.example", NULL, "internet" },
	{ "@evil.example:a@police.example.jp", NULL, "internet" },
	{ "a@evil.example@police.example.jp", NULL, "internet" },
	{ "\"a@evil.example\"@police.example.jp", NULL, "internet" },
	{ "\"a%evil.example\"@police.example.jp", NULL, "internet" },
	{ "\"evil.example!a\"@police.example.jp", NULL, "internet" },
	{ "a\\@evil.example@police.example.jp", NULL, "internet" },
	{ "a(x@police.example.jp", NULL, "internet" },
	{ "a@evil.example(x@police.example.jp)", NULL, "internet" },
	{ "a,b@police.example.jp", NULL, "internet" },
	{ "a b@police.example.jp", NULL, "internet" },
	{ "a\t@police.example.jp", NULL, "internet" },
	{ "<a@evil.example>@police.example.jp", NULL, "internet" },
};

static const Case no_domain[] = {
	{ "a@police..example.jp", NULL, "internet" },
	{ "a@police.example.jp..", NULL, "internet" },
	{ "a@police.example.jp:25", NULL, "internet" },
	{ "a@police.example.jp>", NULL, "internet" },
	{ "a@police.example.jp\x01", NULL, "internet" },
	{ "a@\xff\xfe.police.example.jp", NULL, "internet" },
	{ "a@stra\xc3\x9f" "e.police.example.jp", NULL, "internet" },
	{ "a@a\xe2\x80\x8d" "b.police.example.jp", NULL, "internet" },
	{ "a@[police.example.jp]", NULL, "internet" },
};

typedef struct Group {
	const Case *cases;
	gsize count;
} Group;

static void test_cases(gconstpointer data)
{
	const Group *group = data;
	g_autoptr(Policy) policy = example();

	for (gsize i = 0; i < group->count; i++) {
		const Case *c = &group->cases[i];
		const Route *route = policy_route(policy, c->address,
						  c->next_hop);

		g_test_message("%s", c->address);
		g_assert_cmpstr(route->name, ==, c->route);
	}
}

static void test_visible(void)
{
	g_autoptr(Policy) policy = example();

	g_assert_cmpstr(policy_route_of_domain(policy, "police.example.jp")
			->name, ==, "internal");
	g_assert_cmpstr(policy_route_of_domain(policy, "")->name, ==,
			"internet");
	g_assert_cmpstr(policy_route_of_domain(policy, "example.com")->name,
			==, "internet");
}

/* The second of two routes that claim a domain never sees it. */
static void test_first_wins(void)
{
	g_autoptr(Policy) policy = example();
	const Route *route = policy_route(policy, "a@police.example.jp", NULL);

	g_assert_true(route == policy->routes->pdata[1]);
}

static void test_patterns(void)
{
	static const char *const good[] = {
		"a.example", ".a.example", "警察.example", ".警察.example",
		"[192.0.2.1]", "[IPv6:2001:db8::1]", "A.EXAMPLE.",
	};
	static const char *const bad[] = {
		"", ".", "..", "a..b", "*.a.example", "a@b.example",
		"a b.example", ".[192.0.2.1]", "straße.example", "[]",
	};

	for (guint i = 0; i < G_N_ELEMENTS(good); i++)
		g_assert_true(route_is_domain(good[i]));
	for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(route_is_domain(bad[i]));
}

/* No address, however odd, is inside unless a listed domain ends it. */
static void test_random(void)
{
	static const char *const pieces[] = {
		"a", "@", "%", "!", "\"", ":", ",", ".", "(", ")", "<", ">",
		"\\", " ", "police.example.jp", "evil.example", "[", "]",
		"ß", "．", "ｐolice.example.jp", "\xff", "lgwan.example",
	};
	g_autoptr(Policy) policy = example();

	for (guint run = 0; run < 20000; run++) {
		g_autoptr(GString) text = g_string_new(NULL);
		const char *at;
		const Route *route;

		for (gint i = g_test_rand_int_range(0, 8); i > 0; i--)
			g_string_append(text, pieces[g_test_rand_int_range(0,
						G_N_ELEMENTS(pieces))]);
		route = policy_route(policy, text->str, NULL);
		if (route->otherwise)
			continue;
		at = strrchr(text->str, '@');
		g_assert_nonnull(at);
		g_assert_true(memchr(text->str, '@',
				     (gsize)(at - text->str)) == NULL);
		g_assert_null(strpbrk(text->str, *text->str == '"' ?
				      "%!\\" : "%!(),:;<>\\"));
	}
}

#define GROUP(cases) { cases, G_N_ELEMENTS(cases) }
static const struct {
	const char *path;
	Group group;
} groups[] = {
	{ "/policy/route/listed-domains-are-inside", GROUP(inside) },
	{ "/policy/route/a-next-hop-makes-a-route", GROUP(by_next_hop) },
	{ "/policy/route/everybody-else-is-outside", GROUP(outside) },
	{ "/policy/route/what-may-be-routed-again-is-outside",
	  GROUP(routed_again) },
	{ "/policy/route/what-is-no-domain-is-outside", GROUP(no_domain) },
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(groups); i++)
		g_test_add_data_func(groups[i].path, &groups[i].group,
				     test_cases);
	g_test_add_func("/policy/route/visible-domains-have-routes",
			test_visible);
	g_test_add_func("/policy/route/the-first-of-two-routes-wins",
			test_first_wins);
	g_test_add_func("/policy/route/only-domains-can-be-configured",
			test_patterns);
	g_test_add_func("/policy/route/no-odd-address-is-inside", test_random);
	return g_test_run();
}
