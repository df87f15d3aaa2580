// The command line of weft inspect.
#pragma once

#include <string>

namespace weft::cli::inspect {

struct InspectOptions {
  // A URL opens the prompt.
  std::string what = {};

  // The prompt.
  std::string script = {};
  bool bare = false;

  // Between a client and a server.
  std::string listen = {};
  std::string to = {};

  // All fields, and each setting in words.
  bool detail = false;
  // Of the server's certificate.
  bool insecure = false;
  std::string trusted_file = {};
};

}  // namespace weft::cli::inspect
