/* What no row of the table of Python says: files by how they are opened, assignments, options. */
#pragma once

#include "code/behaviour/language.h"

extern behaviour_see *const behaviour_python_see[];
