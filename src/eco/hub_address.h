/* Addresses of repositories and files on the Hugging Face hub. */
#pragma once

#include "base/span.h"

struct hub_address {
	struct span repository; /* owner/name */
	struct span revision;	/* of a file's address; empty for "main" and for repositories */
	bool dataset;
	bool file; /* of one file: .../resolve/REVISION/PATH */
};

/* False for other addresses, spaces and pages. */
bool hub_address_read(struct span url, struct hub_address *out);
