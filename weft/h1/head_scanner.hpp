// RFC 9112 2.1: finds where a head or a trailer section ends. The scanner looks only at line ends and the size; the
// lines are read when all of them have come.
//
//   HeadScanner scanner;
//   auto size = scanner.scan(text, limit);   // again with a longer `text` after nullopt: each octet is looked at once
#pragma once

#include <cstddef>
#include <optional>

#include <weft/base/bytes.hpp>
#include <weft/base/result.hpp>
#include <weft/h1/error.hpp>

namespace weft::h1 {

class HeadScanner {
 public:
  // The size of the section with the empty line that ends it, or nothing while that is missing.
  using Found = Result<std::optional<std::size_t>, Reason>;

  // `text` starts with the section's first octet.
  Found scan(Octets text, std::size_t limit);

  bool in_first_line() const { return line_ == 0; }

 private:
  std::size_t line_ = 0;     // where the current line begins
  std::size_t scanned_ = 0;  // no line feed before this
};

}  // namespace weft::h1
