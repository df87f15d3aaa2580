// weft check server --abuse: floods instead of cases.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include <cli/check/place.hpp>
#include <cli/check/telling.hpp>
#include <weft/base/time.hpp>

namespace CLI {
class App;
}

namespace weft::cli::check {

struct AbuseOptions {
  bool wanted = false;
  // 0: not known.
  pid_t pid = 0;
};

void add_abuse(CLI::App& verb, AbuseOptions& options);
// The floods that are meant. Throws std::runtime_error where none is.
void list_floods(const std::vector<std::string>& only);
// Performs them, saves the recordings of those that fail, and writes the reports that are wanted. The exit code.
int check_abuse(const std::string& url, const Trust& trust, const Telling& telling, Duration timeout,
                const AbuseOptions& options);

}  // namespace weft::cli::check
