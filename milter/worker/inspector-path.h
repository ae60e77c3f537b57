/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * inspector-path.h - where sekimori-inspector is.
 */
#ifndef WORKER_INSPECTOR_PATH_H
#define WORKER_INSPECTOR_PATH_H

#include <glib.h>

/*
 * @configured where it is not NULL; else sekimori-inspector beside the
 * program that runs, so that a build tree works as it is; else the installed
 * one, which is not beside the administrator's tool.
 * Returns: (transfer full).
 */
char *inspector_path(const char *configured);

#endif
