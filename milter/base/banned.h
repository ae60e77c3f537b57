/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * banned.h - functions that nobody may call here.
 *
 * Forced into every file with -include. Each has a GLib or POSIX counterpart
 * that takes a size, reports failure, or keeps its state to itself.
 */
#ifndef SEKIMORI_BANNED_H
#define SEKIMORI_BANNED_H

/* clang warns that some are macros of the C library, which is the point. */
#pragma GCC system_header

/* Declare them first, so that poisoning does not trip over the headers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <alloca.h>

/* Where the compiler is clang, glibc's fortified headers make macros of
 * these two, and poisoning a macro is a warning. */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok gets
#pragma GCC poison atoi atol atoll strtol strtoul localtime gmtime
#pragma GCC poison asctime tmpnam tempnam mktemp popen

/* A field of poppler's goes by this name: only calls are refused. */
__attribute__((unavailable("banned"))) char *ctime(const time_t *time);

#endif
