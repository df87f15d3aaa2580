// Why a request of the load has failed, or a connection of it was lost: reasons.inc.
#pragma once

#include <cstdint>
#include <string_view>

namespace weft::cli::load {

#define WEFT_REASONS "cli/load/reasons.inc"
#include <weft/base/reason_list.inc>

}  // namespace weft::cli::load
