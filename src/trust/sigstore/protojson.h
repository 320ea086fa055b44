/* It has moved. */
#pragma once

#include "trust/protojson.h"
