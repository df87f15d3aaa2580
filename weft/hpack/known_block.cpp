#include <weft/hpack/known_block.hpp>

namespace weft::hpack {

namespace {

// RFC 7541 Appendix A
constexpr std::uint32_t path_index = 4;

// RFC 7541 6.2.2
bool is_path(const LiteralField& field) {
  return field.name_index == path_index && !field.insert && !field.sensitive;
}

// The value of the path with its length, if the first literal of the block is one: a path that no table has comes
// before all other fields that may be literals. Empty otherwise.
Octets path_value(Octets block) {
  const std::uint8_t* p = block.data();
  const std::uint8_t* const end = p + block.size();
  while (p != end && (is_indexed(*p) || is_size_update(*p))) {
    std::uint32_t number = 0;
    if (read_integer(p, end, is_indexed(*p) ? 7 : 5, number) != DecodeStatus::ok) return {};
  }
  LiteralField field;
  if (p == end || read_name(p, end, max_integer, field) != DecodeStatus::ok || !is_path(field)) return {};
  const std::uint8_t* const begin = p;
  return read_string(p, end, field.value) == DecodeStatus::ok ? Octets(begin, p) : Octets();
}

}  // namespace

void BlockButPath::assign(Octets block) {
  const Octets path = path_value(block);
  any_path_ = !path.empty();
  const Octets between = any_path_ ? path : block.last(0);
  before_.assign(block.data(), between.data());
  behind_.assign(between.data() + between.size(), block.data() + block.size());
}

}  // namespace weft::hpack
