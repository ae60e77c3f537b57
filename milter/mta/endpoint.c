/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * endpoint.c - the address of a milter, in one form for three notations.
 *
 * Runs in:  sekimori.
 * Trusts:   nothing.
 * Effects:  none: no name is looked up.
 * Limits:   two names of one host are two hosts, but for those of loopback;
 *           a port by name is another one than its number.
 */
#include "mta/endpoint.h"

#include <string.h>

void endpoint_free(Endpoint *endpoint)
{
	if (!endpoint)
		return;
	g_free(endpoint->host);
	g_free(endpoint->port);
	g_free(endpoint->path);
	g_free(endpoint);
}

static const char *behind(const char *text, const char *prefix)
{
	return g_ascii_strncasecmp(text, prefix, strlen(prefix)) == 0 ?
	       text + strlen(prefix) : NULL;
}

/* "[::1]" and "[IPv6:::1]" are "::1". (transfer full) */
static char *bare_host(const char *host, gsize size)
{
	g_autofree char *lower = g_ascii_strdown(host, (gssize)size);
	const char *at = lower;

	size = strlen(lower);
	if (size >= 2 && lower[0] == '[' && lower[size - 1] == ']') {
		lower[size - 1] = '\0';
		at = lower + 1;
	}
	if (g_str_has_prefix(at, "ipv6:"))
		at += strlen("ipv6:");
	return g_strdup(at);
}

static Endpoint *new_inet(const char *host, gsize host_size, const char *port,
			  gsize port_size)
{
	Endpoint *endpoint = g_new0(Endpoint, 1);

	endpoint->host = bare_host(host, host_size);
	endpoint->port = g_strndup(port, port_size);
	return endpoint;
}

static Endpoint *new_unix(const char *path, const char *root)
{
	Endpoint *endpoint = g_new0(Endpoint, 1);
	g_autofree char *whole = root ? g_build_filename(root, path, NULL) :
				 g_strdup(path);

	/* GLib keeps "//" at the beginning; to Linux it is "/". */
	endpoint->path = g_canonicalize_filename(
		whole + MAX(strspn(whole, "/"), 1) - 1, "/");
	return endpoint;
}

Endpoint *endpoint_of_milter(const char *text)
{
	const char *rest = behind(text, "inet:");
	gsize port;

	if (!rest)
		rest = behind(text, "inet6:");
	if (rest) {
		port = strcspn(rest, "@");
		if (port == 0)
			return NULL;
		return new_inet(rest[port] ? rest + port + 1 : "",
				rest[port] ? strlen(rest + port + 1) : 0,
				rest, port);
	}
	rest = behind(text, "unix:");
	if (!rest)
		rest = behind(text, "local:");
	if (!rest && *text == '/')
		rest = text;
	return rest && *rest ? new_unix(rest, NULL) : NULL;
}

Endpoint *endpoint_of_postfix(const char *text, const char *queue,
			      gboolean chrooted)
{
	const char *rest = behind(text, "inet:");
	const char *colon = rest ? strrchr(rest, ':') : NULL;

	if (colon && colon[1])
		return new_inet(rest, (gsize)(colon - rest), colon + 1,
				strlen(colon + 1));
	/* A port alone is one of this machine. */
	if (rest && *rest && !colon)
		return new_inet("", 0, rest, strlen(rest));
	rest = behind(text, "unix:");
	if (!rest || !*rest)
		return NULL;
	return new_unix(rest, chrooted || *rest != '/' ? queue : NULL);
}

gboolean endpoint_is_loopback(const char *host)
{
	static const char *const names[] = {
		"localhost", "localhost.localdomain", "ip6-localhost",
		"ip6-loopback", "::1", "0:0:0:0:0:0:0:1"
	};
	g_autofree char *bare = bare_host(host, strlen(host));

	if (g_str_has_prefix(bare, "127.") &&
	    strspn(bare, "0123456789.") == strlen(bare))
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		if (strcmp(bare, names[i]) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean is_any_address(const char *host)
{
	return strcmp(host, "") == 0 || strcmp(host, "0.0.0.0") == 0 ||
	       strcmp(host, "::") == 0;
}

static gboolean is_here(const char *host)
{
	return is_any_address(host) || endpoint_is_loopback(host);
}

gboolean endpoint_same(const Endpoint *a, const Endpoint *b)
{
	if (a->path || b->path)
		return g_strcmp0(a->path, b->path) == 0;
	return strcmp(a->port, b->port) == 0 &&
	       (strcmp(a->host, b->host) == 0 ||
		(is_here(a->host) && is_here(b->host)));
}

/* The part of @path behind @folder; NULL if it is not in it. */
static const char *within(const char *path, const char *folder)
{
	gsize size = strlen(folder);

	while (size > 0 && folder[size - 1] == '/')
		size--;
	return strncmp(path, folder, size) == 0 && path[size] == '/' ?
	       path + size : NULL;
}

char *endpoint_for_postfix(const Endpoint *endpoint, const char *queue,
			   gboolean chrooted)
{
	const char *inner = NULL, *host = endpoint->host;

	if (endpoint->path) {
		if (chrooted)
			inner = within(endpoint->path, queue);
		return g_strconcat("unix:", inner ? inner : endpoint->path,
				   NULL);
	}
	if (is_any_address(host))
		host = "127.0.0.1";
	return g_strdup_printf(strchr(host, ':') ? "inet:[%s]:%s" :
			       "inet:%s:%s", host, endpoint->port);
}
