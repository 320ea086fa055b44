/* The sentence of the last failure. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

enum { TEXT_MAX = 1024 };

static char text[TEXT_MAX]; /* one sentence a process, as errno is one number */

enum err err_set(enum err code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap); /* a cut sentence is still one */
	va_end(ap);
	return code;
}

const char *err_text(void)
{
	return text;
}
