/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * loopback.c - addresses that only this machine reaches.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "base/loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#define PORT_MOST 65535
#define PORT_DIGITS 5

/* 0 where it is none. Leaves @at behind the '@'. */
static in_port_t read_port(const char **at)
{
	guint port = 0, digits = 0;

	for (; g_ascii_isdigit(**at) && digits < PORT_DIGITS; digits++)
		port = port * 10 + (guint)g_ascii_digit_value(*(*at)++);
	if (digits == 0 || port > PORT_MOST || *(*at)++ != '@')
		return 0;
	return (in_port_t)port;
}

static gboolean read_inet(const char *at, struct sockaddr_storage *ret)
{
	struct sockaddr_in address = { .sin_family = AF_INET };

	address.sin_port = htons(read_port(&at));
	if (address.sin_port == 0 ||
	    inet_pton(AF_INET, at, &address.sin_addr) != 1 ||
	    ntohl(address.sin_addr.s_addr) >> 24 != IN_LOOPBACKNET)
		return FALSE;
	memcpy(ret, &address, sizeof address);
	return TRUE;
}

static gboolean read_inet6(const char *at, struct sockaddr_storage *ret)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6 };

	address.sin6_port = htons(read_port(&at));
	if (address.sin6_port == 0 ||
	    inet_pton(AF_INET6, at, &address.sin6_addr) != 1 ||
	    !IN6_IS_ADDR_LOOPBACK(&address.sin6_addr))
		return FALSE;
	memcpy(ret, &address, sizeof address);
	return TRUE;
}

gboolean loopback_read(const char *text, struct sockaddr_storage *ret)
{
	*ret = (struct sockaddr_storage){ 0 };
	if (g_str_has_prefix(text, "inet:"))
		return read_inet(text + strlen("inet:"), ret);
	if (g_str_has_prefix(text, "inet6:"))
		return read_inet6(text + strlen("inet6:"), ret);
	return FALSE;
}
