/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * judge.h - the end of a message: gather, inspect, decide, act.
 */
#ifndef GATEWAY_JUDGE_H
#define GATEWAY_JUDGE_H

#include <libmilter/mfapi.h>

#include "gateway/connection.h"

/*
 * Judges the connection's mail, carries out the changes, keeps the record
 * and gives the MTA its reply. The only place that lets a mail pass; every
 * failure of ours is a deferral. Returns: what the callback returns.
 */
sfsistat judge(SMFICTX *ctx, Connection *connection);

#endif
