// The options by which cases are chosen and findings are told, the same for both sides.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <cli/check/survey.hpp>

namespace CLI {
class App;
}

namespace weft::cli::check {

struct Telling {
  std::vector<std::string> only = {};
  bool list = false;
  bool strict = false;
  bool verbose = false;
  std::string json = {};
  std::string junit = {};
  // The folder for recordings; empty for none.
  std::string record = {};
};

void add_telling(CLI::App& verb, Telling& telling);

// Throws std::runtime_error where none is meant.
std::vector<const conformance::Case*> chosen(std::span<const conformance::Case> cases,
                                             const std::vector<std::string>& only);
void list(const std::vector<const conformance::Case*>& cases);
// Saves the recordings of cases that fail, and writes the reports that are wanted. `checked` is the URL, or the
// command. The exit code: not_asked as well where the peer had gone before all was asked.
int tell(Findings findings, const std::string& checked, const Telling& telling);

// docs/guide/check.md tells them.
inline constexpr int all_hold = 0;
inline constexpr int some_fail = 1;
inline constexpr int not_asked = 3;

}  // namespace weft::cli::check
