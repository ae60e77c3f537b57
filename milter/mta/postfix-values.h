/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * postfix-values.h - checks of single values: times, macros, protocol.
 *
 * Each is Check.run; @data is an Asked.
 */
#ifndef MTA_POSTFIX_VALUES_H
#define MTA_POSTFIX_VALUES_H

#include "mta/advice.h"

/* Too short even for one that says every PROGRESS_SECONDS that it lives. */
void values_content_timeout(Advice *advice, gconstpointer data);
/* Shorter than our own deadline. */
void values_deadline(Advice *advice, gconstpointer data);
void values_short_timeout(Advice *advice, gconstpointer data);
void values_protocol(Advice *advice, gconstpointer data);
void values_bounces(Advice *advice, gconstpointer data);
void values_rcpt_macros(Advice *advice, gconstpointer data);
void values_mail_macros(Advice *advice, gconstpointer data);

#endif
