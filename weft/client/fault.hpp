// Why a body cannot be sent, or not be kept.
#pragma once

#include <string>

#include <weft/client/reason.hpp>

namespace weft::client {

struct Fault {
  Reason reason;
  // The thing that has failed.
  std::string detail;
};

}  // namespace weft::client
