// Help texts that are no wider than the terminal.
//
//   app.formatter(std::make_shared<HelpFormatter>(help_width()));      // verbs that are added later have it as well
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <CLI/App.hpp>

namespace weft::cli {

// Columns of the terminal that is standard output; where it is none, those of COLUMNS, else 80. From 40 to 120.
std::size_t help_width();

// The same for a terminal of `columns`, 0 for none, and a value of COLUMNS, null for none.
std::size_t help_width(unsigned columns, const char* variable);

// Breaks lines at spaces, so that each ends within `width`. The text begins in column `indent`, and so does each line
// after the first. A word that is too long has a line of its own.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width);

// The meaning of an option, the others that it needs, and those with which it cannot be: "Digest authentication (needs
// --user)".
std::string meaning_of(const CLI::Option& option);

// Names to the left, what they mean to the right.
class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(std::size_t width);

  std::string make_description(const CLI::App* app) const override;
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_subcommand(const CLI::App* verb) const override;

 private:
  std::string entry(const std::string& name, const std::string& meaning) const;

  std::size_t width_;
};

}  // namespace weft::cli
