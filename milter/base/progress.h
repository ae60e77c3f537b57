/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * progress.h - how often the MTA hears that a mail is still being inspected.
 *
 * Here, because the daemon keeps to it, and `sekimori mta-check` compares the
 * MTA's patience with it.
 */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#define PROGRESS_SECONDS 10

#endif
