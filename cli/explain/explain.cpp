#include <cli/explain/explain.hpp>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cli/explain/find.hpp>
#include <cli/explain/page.hpp>
#include <cli/support/help.hpp>

namespace weft::cli {
namespace {

struct ExplainOptions {
  std::vector<std::string> names;
  bool json = false;
};

std::string check_name(const std::string& name) {
  return explain::find_terms(name).empty() ? explain::why_unknown(name) : "";
}

// The name of a type from which completion takes its words: "{age_limit,already_pushed,...}".
std::string type_of_names() {
  std::set<std::string_view> tokens;
  for (const explain::Term& term : explain::all_terms()) tokens.insert(term.token);
  return fmt::format("{{{}}}", fmt::join(tokens, ","));
}

std::vector<explain::Term> wanted_terms(const std::vector<std::string>& names) {
  if (names.empty()) return {explain::all_terms().begin(), explain::all_terms().end()};
  std::vector<explain::Term> terms;
  for (const std::string& name : names) {
    const auto found = explain::find_terms(name);
    terms.insert(terms.end(), found.begin(), found.end());
  }
  return terms;
}

void show(const ExplainOptions& options) {
  const auto terms = wanted_terms(options.names);
  if (options.json) {
    std::cout << explain::json_of(terms);
    return;
  }
  if (options.names.empty()) {
    std::cout << explain::list_of(terms, help_width());
    return;
  }
  for (const explain::Term& term : terms) {
    std::cout << (&term == terms.data() ? "" : "\n") << explain::page_of(term, help_width());
  }
}

}  // namespace

void add_explain(CLI::App& app, int&) {
  const auto options = std::make_shared<ExplainOptions>();
  CLI::App* verb = app.add_subcommand("explain", "Tell what a reason or an error code means, and what to do about it");
  verb->add_option("name", options->names,
                   "A reason of the log, an error code of HTTP/2 by name or number, or what a request waits for "
                   "(x-wait-socket); without one all are listed")
      ->check(CLI::Validator(check_name, ""))
      ->type_name(type_of_names())
      ->option_text("NAME...");
  verb->add_flag("--json", options->json, "Print the same as JSON");
  verb->callback([options] { show(*options); });
}

}  // namespace weft::cli
