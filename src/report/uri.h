/* File names as URI references (RFC 3986). */
#pragma once

#include "base/buf.h"

/* Appends the reference of `path`: relative when the path is, or when it lies in `folder` (an
 * absolute path, or NULL); a file: URI otherwise. Gives whether it is relative. */
bool uri_of_path(struct buf *out, struct span path, const char *folder);
