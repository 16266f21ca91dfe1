#pragma once

#include <string_view>

namespace omactl {

/// Opens one of our private modules, "openssl" from omactl-openssl.so, beside the program or in its
/// install place, and calls its omactl_<name>_module(). Both sides share C++ classes, so they must come
/// from one build: omactl_<name>_version() is asked first. Throws Fault::internal with the path tried.
void *load_module(std::string_view name);

}  // namespace omactl
