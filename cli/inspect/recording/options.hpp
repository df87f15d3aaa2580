// The wishes of weft inspect for a recording.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace weft::cli::inspect {

struct RecordingOptions {
  std::string file = {};
  // Only these; empty: all.
  std::vector<std::uint64_t> streams = {};
  std::vector<std::string> frames = {};
  bool summary = false;
  bool replay = false;
  std::string pcapng = {};
  // All fields, and each setting in words.
  bool detail = false;
  // Credentials and cookies, where the recording has them.
  bool values = false;

  // Something that only a recording can have.
  bool any() const { return !streams.empty() || !frames.empty() || summary || replay || !pcapng.empty() || values; }
};

}  // namespace weft::cli::inspect
