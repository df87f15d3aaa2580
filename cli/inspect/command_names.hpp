// The names that commands have for the numbers of the protocol, in any case of their letters.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/base/nearest_name.hpp>
#include <weft/frame/frame.hpp>
#include <weft/http/text.hpp>

namespace weft::cli::inspect {

template <class Code>
using Names = std::vector<std::pair<std::string, Code>>;

const Names<frame::ErrorCode>& error_code_names();
const Names<frame::SettingId>& setting_names();
// Every type that has a name. A server may not send PRIORITY_UPDATE, and can be seen to do so all the same.
const Names<frame::Type>& frame_type_names();

template <class Code>
std::optional<Code> find_name(const Names<Code>& names, std::string_view text) {
  const auto place =
      std::ranges::find_if(names, [&](const auto& each) { return http::equals_ignoring_case(each.first, text); });
  return place == names.end() ? std::nullopt : std::optional(place->second);
}

// The name that was probably meant, for the end of a sentence.
template <class Code>
std::string such_as(const Names<Code>& names, std::string_view wrong) {
  std::vector<std::string_view> all;
  for (const auto& each : names) all.push_back(each.first);
  return std::string(nearest_name(wrong, all));
}

}  // namespace weft::cli::inspect
