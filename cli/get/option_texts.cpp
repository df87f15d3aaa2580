#include <cli/get/option_texts.hpp>

#include <algorithm>
#include <limits>

#include <cli/support/numbers.hpp>
#include <weft/http/range.hpp>

namespace weft::cli::get {

std::optional<FormPart> parse_form_part(std::string_view text) {
  constexpr std::string_view type_mark = ";type=";
  const std::size_t equals = text.find('=');
  if (equals == text.npos || equals == 0) return std::nullopt;
  FormPart part{.name = std::string(text.substr(0, equals))};
  const std::string_view value = text.substr(equals + 1);
  const std::size_t mark = value.rfind(type_mark);
  if (!value.starts_with('@')) {
    // curl gives such a text a type. Sent as a part of the text it would be a surprise.
    if (mark != value.npos) return std::nullopt;
    part.text = value;
    return part;
  }
  part.path = value.substr(1, mark == value.npos ? mark : mark - 1);
  if (mark != value.npos) part.media_type = value.substr(mark + type_mark.size());
  if (part.path.empty() || (mark != value.npos && part.media_type.empty())) return std::nullopt;
  return part;
}

std::optional<std::uint64_t> parse_rate(std::string_view text) {
  const auto octets = parse_octets(text);
  return octets == std::uint64_t{0} ? std::nullopt : octets;
}

std::optional<PauseAfter> parse_pause(std::string_view text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const auto octets = parse_rate(text.substr(0, colon));
  if (!octets) return std::nullopt;
  if (colon == text.size()) return PauseAfter{.octets = *octets};
  const auto duration = parse_time(text.substr(colon + 1));
  if (!duration || *duration <= Duration::zero()) return std::nullopt;
  return PauseAfter{.octets = *octets, .duration = duration};
}

bool is_range(std::string_view text) {
  // Every range is satisfiable in a file without end.
  constexpr std::uint64_t endless = std::numeric_limits<std::uint64_t>::max();
  return http::parse_range("bytes=" + std::string(text), endless).outcome() == http::ByteRanges::Outcome::satisfiable;
}

bool is_priority(std::string_view text) {
  const bool has_urgency = text.size() >= 3 && text.starts_with("u=") && text[2] >= '0' && text[2] <= '7';
  if (!has_urgency) return text == "i";
  const std::string_view rest = text.substr(3);
  return rest.empty() || rest == ",i" || rest == ", i";
}

}  // namespace weft::cli::get
