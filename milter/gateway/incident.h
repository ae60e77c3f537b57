/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * incident.h - our own id of a mail: in the reply, the log and the record.
 */
#ifndef GATEWAY_INCIDENT_H
#define GATEWAY_INCIDENT_H

#include <glib.h>

/*
 * Sixteen letters and digits without those that people confuse when they
 * read it out (Crockford's base 32), 80 random bits. (transfer full)
 */
char *incident_new(void);

#endif
