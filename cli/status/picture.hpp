// The picture of a server: a line or a few for each subject, as many words in a line as fit.
//
//   weft 1.0.0   serving   up 1 h 02 min   2 threads
//
//   endpoints    https://127.0.0.1:8443 (h2, http/1.1)
//   connections  12 open of 460,000   HTTP/2 1,234   HTTP/1.1 56
//   requests     1,234/s   99,138 in all   2xx 99,123   4xx 12
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <cli/status/snapshot.hpp>

namespace weft::cli::status {

struct Look {
  std::size_t columns = 80;
  bool has_colours = false;
};

// Rates are those since `before`, or without it since the start.
std::vector<std::string> lines_of(const Snapshot& now, const Snapshot* before, const Look& look);
// The same without its first line, for the end of a picture that may be cut off: numbers before names.
std::vector<std::string> totals_of(const Snapshot& now, const Snapshot* before, const Look& look);
// The first line, with "   3 connections   212 streams" or nothing in it.
std::string head_of(const Snapshot& now, const std::string& load, const Look& look);

// Where the terminal has it.
std::string bold(const std::string& text, const Look& look);

// "5 s", "1 min 05 s", "1 h 02 min", "12 d 3 h"
std::string age_text(double seconds);

}  // namespace weft::cli::status
