#include <weft/http/range.hpp>

#include <algorithm>
#include <optional>

#include <weft/http/text.hpp>

namespace weft::http {

namespace {

using Outcome = ByteRanges::Outcome;

// One range-spec as numbers. Without `first` the range is a suffix of `last` octets.
struct Spec {
  std::optional<std::uint64_t> first;
  std::optional<std::uint64_t> last;
};

// nullopt for a text that is no byte range.
std::optional<Spec> parse_spec(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const Spec spec{parse_decimal(text.substr(0, dash)), parse_decimal(text.substr(dash + 1))};
  if (!spec.first && dash != 0) return std::nullopt;
  if (!spec.last && (dash == 0 || dash + 1 != text.size())) return std::nullopt;
  // RFC 9110 14.1.1: "An int-range is invalid if the last-pos value is present and less than the first-pos."
  if (spec.first && spec.last && *spec.last < *spec.first) return std::nullopt;
  return spec;
}

// RFC 9110 14.1.2: "When a selected representation has zero length, the only satisfiable form of range-spec in a GET
// request is a suffix-range with a non-zero suffix-length."
bool is_all_of_nothing(const Spec& spec, std::uint64_t size) {
  return size == 0 && !spec.first && *spec.last != 0;
}

// nullopt for a range without an octet of the representation.
std::optional<ByteRange> resolve(const Spec& spec, std::uint64_t size) {
  if (size == 0) return std::nullopt;
  if (spec.first) {
    if (*spec.first >= size) return std::nullopt;
    return ByteRange{*spec.first, std::min(spec.last.value_or(size - 1), size - 1)};
  }
  // RFC 9110 14.1.2: "If the selected representation is shorter than the specified suffix-length, the entire
  // representation is used."
  const std::uint64_t length = std::min(*spec.last, size);
  if (length == 0) return std::nullopt;
  return ByteRange{size - length, size - 1};
}

// Whether the ranges overlap or touch.
bool touch(const ByteRange& a, const ByteRange& b) {
  return a.first <= b.last + 1 && b.first <= a.last + 1;
}

}  // namespace

void ByteRanges::add(ByteRange range) {
  outcome_ = Outcome::satisfiable;
  // RFC 9110 15.3.7.2: "a server MAY coalesce any of the ranges that overlap". A range that grows may reach others:
  // look again until none is near.
  std::size_t place = size_;
  for (std::size_t i = 0; i < size_;) {
    if (!touch(ranges_[i], range)) {
      ++i;
      continue;
    }
    range = {std::min(range.first, ranges_[i].first), std::max(range.last, ranges_[i].last)};
    place = std::min(place, i);
    std::copy(ranges_.begin() + i + 1, ranges_.begin() + size_, ranges_.begin() + i);
    --size_;
    i = 0;
  }
  std::copy_backward(ranges_.begin() + place, ranges_.begin() + size_, ranges_.begin() + size_ + 1);
  ranges_[place] = range;
  ++size_;
}

ByteRanges parse_range(std::string_view value, std::uint64_t size) {
  const std::size_t equals = value.find('=');
  // RFC 9110 14.2: "An origin server MUST ignore a Range header field that contains a range unit it does not
  // understand."
  if (equals == std::string_view::npos || !equals_ignoring_case(value.substr(0, equals), "bytes")) {
    return ByteRanges(Outcome::ignored);
  }
  ByteRanges ranges(Outcome::unsatisfiable);
  std::size_t count = 0;
  bool all_of_nothing = false;
  for (auto rest = value.substr(equals + 1); const auto element = next_element(rest); ++count) {
    const std::optional<Spec> spec = parse_spec(*element);
    // RFC 9110 14.2: a server "MAY ignore or reject a Range header field that contains an invalid ranges-specifier".
    if (!spec || count == ByteRanges::most) return ByteRanges(Outcome::ignored);
    if (const auto range = resolve(*spec, size)) ranges.add(*range);
    all_of_nothing |= is_all_of_nothing(*spec, size);
  }
  // RFC 9110 14.2: "A server that supports range requests MAY ignore a Range header field when the selected
  // representation has no content". A 206 is impossible: 14.4 has no Content-Range without an octet.
  return count == 0 || all_of_nothing ? ByteRanges(Outcome::ignored) : ranges;
}

}  // namespace weft::http
