#include <weft/frame/fault.hpp>

#include <array>

namespace weft::frame {

namespace {

struct Row {
  std::string_view token;
  FaultScope scope;
  ErrorCode code;
};

constexpr auto rows = std::to_array<Row>({
#define WEFT_FAULT(token, scope, code, why) {#token, FaultScope::scope, ErrorCode::code},
#include <weft/frame/faults.inc>
#undef WEFT_FAULT
});

const Row& row(Fault fault) {
  return rows[static_cast<std::size_t>(fault)];
}

}  // namespace

std::string_view to_string(Fault fault) {
  return row(fault).token;
}
ErrorCode code(Fault fault) {
  return row(fault).code;
}
FaultScope scope(Fault fault) {
  return row(fault).scope;
}

}  // namespace weft::frame
