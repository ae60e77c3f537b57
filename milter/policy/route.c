/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * route.c - which way out of the house an address takes.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   nothing about the address.
 * Effects:  none.
 * Limits:   what an address is rewritten to later (aliases, .forward, SRS)
 *           is not known here; run behind the expansion, or forbid it.
 */
#include "policy/policy.h"

#include <string.h>

/* RFC 5321 4.5.3.1.2, with room for a domain not yet in its ASCII form. */
#define DOMAIN_MAX 1020

/*
 * Read as one name by IDNA 2003 (GLib) and as another by IDNA 2008 (the
 * MTA): sharp s, final sigma, zero-width (non-)joiner. What is ambiguous is
 * nobody inside.
 */
static const gunichar ambiguous[] = { 0xdf, 0x1e9e, 0x3c2, 0x200c, 0x200d };

static gboolean is_ambiguous(const char *domain)
{
	for (const char *at = domain; *at;
	     at = g_utf8_find_next_char(at, NULL)) {
		gunichar c = g_utf8_get_char(at);

		for (guint i = 0; i < G_N_ELEMENTS(ambiguous); i++) {
			if (c == ambiguous[i])
				return TRUE;
		}
	}
	return FALSE;
}

/* Letters, digits, '-' and '_' in labels that are not empty. */
static gboolean is_hostname(const char *name)
{
	gsize label = 0;

	for (const char *at = name; *at; at++) {
		if (*at == '.') {
			if (label == 0)
				return FALSE;
			label = 0;
		} else if (g_ascii_isalnum(*at) || *at == '-' || *at == '_') {
			label++;
		} else {
			return FALSE;
		}
	}
	return label > 0;
}

/* "[192.0.2.1]", "[IPv6:2001:db8::1]": compared as written, never resolved. */
static gboolean is_literal(const char *name)
{
	gsize size = strlen(name);

	return size > 2 && name[0] == '[' && name[size - 1] == ']' &&
	       strspn(name + 1, "0123456789abcdefABCDEF:.IPVipv") == size - 2;
}

/*
 * @domain as DNS knows it: lower case, in ASCII, without the final dot.
 * Returns: (transfer full) (nullable): NULL if it is not a domain.
 */
static char *canonical(const char *domain)
{
	gsize size = strlen(domain);
	g_autofree char *bare = NULL;
	g_autofree char *ascii = NULL;

	if (size == 0 || size > DOMAIN_MAX ||
	    !g_utf8_validate(domain, -1, NULL) || is_ambiguous(domain))
		return NULL;
	if (is_literal(domain))
		return g_ascii_strdown(domain, -1);
	bare = g_strndup(domain, domain[size - 1] == '.' ? size - 1 : size);
	if (g_str_is_ascii(bare))
		ascii = g_steal_pointer(&bare);
	else
		ascii = g_hostname_to_ascii(bare);
	if (!ascii || !is_hostname(ascii))
		return NULL;
	return g_ascii_strdown(ascii, -1);
}

/* @domain is canonical; @pattern is as configured. */
static gboolean matches_domain(const char *pattern, const char *domain)
{
	gboolean below = pattern[0] == '.';
	g_autofree char *wanted = canonical(below ? pattern + 1 : pattern);
	gsize size, suffix;

	if (!wanted)
		return FALSE;
	if (!below)
		return g_str_equal(wanted, domain);
	size = strlen(domain);
	suffix = strlen(wanted);
	return size > suffix + 1 && domain[size - suffix - 1] == '.' &&
	       g_str_equal(domain + size - suffix, wanted);
}

gboolean route_is_domain(const char *pattern)
{
	g_autofree char *domain = canonical(pattern[0] == '.' ? pattern + 1 :
								pattern);

	return domain && !(pattern[0] == '.' && domain[0] == '[');
}

/* Sendmail ends a host name with a dot, Postfix does not. */
static gboolean is_same_hop(const char *configured, const char *hop)
{
	gsize size = strlen(configured), hop_size = strlen(hop);

	size -= g_str_has_suffix(configured, ".");
	hop_size -= g_str_has_suffix(hop, ".");
	return size > 0 && size == hop_size &&
	       g_ascii_strncasecmp(configured, hop, size) == 0;
}

static gboolean takes(const Route *route, const char *domain,
		      const char *next_hop)
{
	for (guint i = 0; route->domains && route->domains[i]; i++) {
		if (matches_domain(route->domains[i], domain))
			return TRUE;
	}
	for (guint i = 0; next_hop && route->next_hops && route->next_hops[i];
	     i++) {
		if (is_same_hop(route->next_hops[i], next_hop))
			return TRUE;
	}
	return FALSE;
}

static const Route *otherwise(const Policy *policy)
{
	for (guint i = 0; i < policy->routes->len; i++) {
		const Route *route = policy->routes->pdata[i];

		if (route->otherwise)
			return route;
	}
	g_assert_not_reached();	/* config/ sees to it that there is one */
}

static const Route *find(const Policy *policy, const char *domain,
			 const char *next_hop)
{
	for (guint i = 0; domain && i < policy->routes->len; i++) {
		const Route *route = policy->routes->pdata[i];

		if (!route->otherwise && takes(route, domain, next_hop))
			return route;
	}
	return otherwise(policy);
}

/*
 * A local part that some mail server reads as an address of its own, or in
 * which it would drop a comment: "a%b@c", "b!a@c", "@c:a@b", "\"a@b\"@c",
 * "a(x@c". The domain after it says nothing about where such mail ends up.
 */
static gboolean may_be_routed_again(const char *local, gsize size)
{
	gboolean quoted = size >= 2 && local[0] == '"' &&
			  local[size - 1] == '"';
	const char *suspicious = quoted ? "@%!\\" : "@%!\\\"(),:;<>[] \t";

	for (gsize i = 0; i < size; i++) {
		if (g_ascii_iscntrl(local[i]) || strchr(suspicious, local[i]))
			return TRUE;
	}
	return size == 0;
}

const Route *policy_route(const Policy *policy, const char *address,
			  const char *next_hop)
{
	const char *at = strrchr(address, '@');
	g_autofree char *domain = NULL;

	if (!at || may_be_routed_again(address, (gsize)(at - address)))
		return otherwise(policy);
	domain = canonical(at + 1);
	return find(policy, domain, next_hop);
}

const Route *policy_route_of_domain(const Policy *policy, const char *domain)
{
	g_autofree char *name = canonical(domain);

	return find(policy, name, NULL);
}
