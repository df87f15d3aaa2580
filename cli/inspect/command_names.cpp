#include <cli/inspect/command_names.hpp>

#include <cstdint>

#include <weft/trace/words.hpp>

namespace weft::cli::inspect {

namespace {

template <class Code>
Names<Code> names_up_to(Code last) {
  Names<Code> names;
  for (std::uint32_t number = 0; number <= static_cast<std::uint32_t>(last); ++number) {
    const auto code = static_cast<Code>(number);
    if (const auto name = frame::to_string(code); !name.empty()) names.emplace_back(name, code);
  }
  return names;
}

Names<frame::Type> names_of_types() {
  Names<frame::Type> names;
  for (unsigned number = 0; number <= 0xff; ++number) {
    const auto type = static_cast<frame::Type>(number);
    if (std::string name = trace::name_of(type); !name.starts_with("0x")) names.emplace_back(std::move(name), type);
  }
  return names;
}

}  // namespace

const Names<frame::ErrorCode>& error_code_names() {
  static const auto names = names_up_to(frame::ErrorCode::http_1_1_required);
  return names;
}

const Names<frame::SettingId>& setting_names() {
  static const auto names = names_up_to(frame::SettingId::no_rfc7540_priorities);
  return names;
}

const Names<frame::Type>& frame_type_names() {
  static const auto names = names_of_types();
  return names;
}

}  // namespace weft::cli::inspect
