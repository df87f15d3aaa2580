#include <weft/hpack/decode_status.hpp>

namespace weft::hpack {

std::string_view to_string(DecodeStatus status) {
  switch (status) {
    case DecodeStatus::ok:
      return "whole";
    case DecodeStatus::over_soft_limit:
    case DecodeStatus::over_hard_limit:
      return "too many fields";
    case DecodeStatus::bad_index:
      return "an index that neither table has (RFC 7541 2.3.3)";
    case DecodeStatus::bad_integer:
      return "an integer that is too large (RFC 7541 5.1)";
    case DecodeStatus::bad_huffman:
      return "a string that breaks the Huffman code (RFC 7541 5.2)";
    case DecodeStatus::bad_table_size:
      return "a table size that is too large, or not at the start (RFC 7541 4.2, 6.3)";
    case DecodeStatus::missing_table_size:
      return "the table was to shrink, and the block does not say so (RFC 7541 4.2)";
    case DecodeStatus::truncated:
      return "the block ends inside a field";
  }
  return {};
}

}  // namespace weft::hpack
