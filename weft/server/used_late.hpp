// The mistake of using what belongs to a request after its handler has returned.
#pragma once

#include <string_view>

namespace weft::server {

// std::logic_error. `what` was used, such as "weft::Context".
[[noreturn]] void throw_used_late(std::string_view what);

}  // namespace weft::server
