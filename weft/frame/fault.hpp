// The faults that a frame can have by itself, whatever the state of its stream.
#pragma once

#include <cstdint>
#include <string_view>

#include <weft/frame/error_code.hpp>
#include <weft/frame/stream_id.hpp>

namespace weft::frame {

enum class FaultScope : std::uint8_t { stream, connection };

// WEFT_FAULT(token, scope, error code, what the RFC says and where)
enum class Fault : std::uint8_t {
#define WEFT_FAULT(token, scope, code, why) token,
#include <weft/frame/faults.inc>
#undef WEFT_FAULT
};

std::string_view to_string(Fault fault);
ErrorCode code(Fault fault);
FaultScope scope(Fault fault);

}  // namespace weft::frame
