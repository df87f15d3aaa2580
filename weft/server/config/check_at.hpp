// Checks of values that are beyond their form.
#pragma once

#include <stdexcept>

#include <weft/config/values.hpp>

namespace weft::server {

// An exception of `check()` is told with the place of the value.
template <class Check>
void check_at(const config::PlacedJson& value, Check check) {
  try {
    check();
  } catch (const std::invalid_argument& wrong) {
    config::refuse(value, wrong.what());
  }
}

}  // namespace weft::server
