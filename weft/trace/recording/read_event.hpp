// A record of a recording as JSON becomes an entry. Only for the sources of this folder.
#pragma once

#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>
#include <weft/trace/recording/recording.hpp>

namespace weft::trace {

// Says what was expected; caught by read_recording(), which knows the line.
struct Unexpected : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A member that has to be there, as text, a number, one that may be below 0, or a boolean.
const nlohmann::json& at(const nlohmann::json& object, const char* name);
std::string text_at(const nlohmann::json& object, const char* name);
std::uint64_t number_at(const nlohmann::json& object, const char* name);
std::int64_t whole_at(const nlohmann::json& object, const char* name);
bool flag_at(const nlohmann::json& object, const char* name);
// The same, and false where it is not there.
bool has_flag(const nlohmann::json& object, const char* name);

// Appends the entry; nothing for an event that is unknown here.
void read_event(const nlohmann::json& record, Recording& into);

}  // namespace weft::trace
