/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sendmail.h - checks the configuration of a Sendmail.
 *
 * Pure: text in, advice out.
 */
#ifndef MTA_SENDMAIL_H
#define MTA_SENDMAIL_H

#include "mta/advice.h"

#define SENDMAIL_FILE "/etc/mail/sendmail.cf"
#define SENDMAIL_SUBMIT "submit.cf"

/* A file of Sendmail's. */
typedef struct CfFile {
	const char *path;	/* as people know it */
	const char *text;	/* NULL: it is not there */
} CfFile;

/* @daemon: sendmail.cf, which is there; @submit: submit.cf. Returns:
 * (transfer full). */
Advice *sendmail_check(const CfFile *daemon, const CfFile *submit,
		       const Gate *gate);

#endif
