#include <weft/server/values.hpp>

#include <fmt/format.h>

namespace weft::server {

HttpError missing_value(std::string_view name, std::string_view place) {
  return {http::Status::bad_request, fmt::format("\"{}\" is missing in the {}", name, place)};
}

HttpError wrong_value(std::string_view name, std::string_view place, std::string_view expected) {
  return {http::Status::bad_request, fmt::format("\"{}\" in the {} is not {}", name, place, expected)};
}

std::vector<std::string> Values::all(std::string_view name) const {
  std::vector<std::string> found;
  for (std::string_view rest = encoded_; const auto pair = http::next_form_pair(rest);) {
    if (http::decodes_to(pair->name, name)) found.push_back(http::decode_form(pair->value));
  }
  return found;
}

Values::Iterator& Values::Iterator::operator++() {
  const auto pair = http::next_form_pair(rest_);
  pair_ = pair ? std::optional<Pair>(std::in_place, http::decode_form(pair->name), http::decode_form(pair->value))
               : std::nullopt;
  return *this;
}

}  // namespace weft::server
