// Thrown where an engine, or its application, does what no test may see: a test of any framework fails by it.
#pragma once

#include <stdexcept>

namespace weft::testkit {

struct BrokenPromise : std::logic_error {
  using std::logic_error::logic_error;
};

}  // namespace weft::testkit
