// The lists of cases, one for each chapter, and the words that they share. Only for the sources of this folder.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include <weft/conformance/case.hpp>

namespace weft::conformance::cases {

using testkit::end_stream;
using testkit::FieldList;
using testkit::Frames;
using testkit::hex;
using testkit::text;
using testkit::Type;
using enum frame::ErrorCode;
using enum frame::SettingId;
namespace flag = frame::flag;

inline constexpr std::uint8_t whole = flag::end_headers | flag::end_stream;
inline constexpr std::uint32_t largest_window = 0x7fff'ffff;

std::vector<Case> rfc9113_3();
std::vector<Case> rfc9113_4();
std::vector<Case> rfc9113_5();
std::vector<Case> rfc9113_6_1();
std::vector<Case> rfc9113_6_5();
std::vector<Case> rfc9113_6_9();
std::vector<Case> rfc9113_8_1();
std::vector<Case> rfc9113_8_2();
std::vector<Case> rfc9113_8_3();
std::vector<Case> rfc9113_9();
std::vector<Case> rfc7301();
std::vector<Case> rfc7541();
std::vector<Case> rfc9218();
std::vector<Case> rfc8441();

// RFC 9113 by chapters, and RFC 7541, for clients.
std::vector<Case> client_3();
std::vector<Case> client_5();
std::vector<Case> client_6_1();
std::vector<Case> client_6_5();
std::vector<Case> client_6_9();
std::vector<Case> client_8();
std::vector<Case> client_9();
std::vector<Case> client_7541();

}  // namespace weft::conformance::cases
