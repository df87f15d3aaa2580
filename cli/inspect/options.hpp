// The command line of weft inspect.
#pragma once

#include <string>

#include <cli/inspect/recording/options.hpp>

namespace weft::cli::inspect {

struct InspectOptions {
  // A URL opens the prompt, a file is a recording.
  std::string what = {};

  // The prompt.
  std::string script = {};
  bool bare = false;

  // Between a client and a server.
  std::string listen = {};
  std::string to = {};
  // A folder for recordings; empty: none are made.
  std::string record = {};
  bool record_values = false;

  RecordingOptions recording = {};

  // All fields, and each setting in words.
  bool detail = false;
  // The trust in the server's certificate.
  bool insecure = false;
  std::string trusted_file = {};
};

}  // namespace weft::cli::inspect
