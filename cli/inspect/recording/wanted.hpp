// The part of a recording that is asked for: streams by their numbers, frames by their types.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <cli/inspect/recording/options.hpp>
#include <weft/http/role.hpp>
#include <weft/trace/event.hpp>
#include <weft/trace/note.hpp>

namespace weft::cli::inspect {

class Wanted {
 public:
  // `role` is that of the side that has recorded.
  Wanted(const RecordingOptions& options, http::Role role);

  bool all() const { return streams_.empty() && names_.empty(); }
  // Where streams are chosen, something that is about none of them is not wanted.
  bool has_stream(std::uint64_t stream) const;
  bool has_name(std::string_view name) const;
  // The end of the connection is the end of each stream.
  bool has(const trace::Event& event) const;
  bool has(const trace::Note& note) const;

 private:
  std::vector<std::uint64_t> streams_;
  std::vector<std::string> names_;
  http::Role role_;
};

// Why this is no type of a frame, nor a message of HTTP/1.1, nor something that the engine knew; empty where it is one.
std::string fault_of_frame_name(const std::string& name);

}  // namespace weft::cli::inspect
