/* The stream of what one job says: from the modules to a worker's reply, and again from the reply
 * to the report. */
#pragma once

#include "core/fact.h"
#include "core/report.h"

/* Called in this order: open; then format, fact and whole artifacts inside it (open ... close) as
 * they come; then close. `format` comes before the first fact of that format. Spans are borrowed.
 */
struct job_sink {
	void (*open)(void *context, struct span name, uint64_t size, uint64_t offset);
	void (*format)(void *context, size_t index); /* into formats[] */
	void (*fact)(void *context, const struct fact *fact);
	void (*close)(void *context, enum status status, const uint8_t *digest); /* NULL: none */
	void *context;
};
