#include "lib/cli/io.hpp"
#include "lib/cli/main.hpp"
#include "lib/config/config.hpp"
