/* What the program knows of advisories without a database: facts only, as old as the program. */
#pragma once

#include "advisory/db.h"

MUST enum err snapshot_open(struct db **out);
