// All cases that are meant, performed on one server: one connection each, some at a time.
//
//   const Findings findings = survey(place, cases, options);
//   if (!holds(findings, strict)) …
//
// The server is asked first what it can do. A case that fails is performed twice more, to know whether it always does.
// After each case a request is made on a new connection. Where that fails, the server has died of a case that was under
// way: when it is there again, each of them is performed alone, which shows the one that kills it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <cli/check/place.hpp>
#include <weft/conformance/case.hpp>
#include <weft/conformance/conversation.hpp>
#include <weft/http/role.hpp>

namespace weft::cli::check {

enum class Sort : std::uint8_t {
  exact,
  allowed,
  without_goaway,
  wrong,
  hangs,
  killed,     // no request was answered afterwards
  suspected,  // it was under way when the server died, with others, and the server did not come back
  not_tried,  // the server does not offer what it needs
};

struct Finding {
  const conformance::Case* one = nullptr;
  Sort sort{};
  // The server's deed; for a case that was not tried, the thing that is missing.
  std::string found = {};
  std::string expected = {};
  std::string exchange = {};
  // It was not the same each time.
  bool flaky = false;
  // The exchange as weft inspect reads it, where recordings are wanted; and the file that it is in.
  std::string recording = {};
  std::string saved = {};
};

struct Findings {
  conformance::Peer peer = {};
  std::vector<Finding> cases = {};
  // Each time that the server died of no case alone: the cases that were under way, or none.
  std::vector<std::vector<const conformance::Case*>> deaths = {};
  // Why the peer could not be asked, or could not any more; empty where it was asked everything.
  std::string unreachable = {};
  // The side that was checked.
  http::Role role = http::Role::server;
};

struct SurveyOptions {
  conformance::Patience patience = {};
  std::size_t at_a_time = 8;
  // Starts the server again when it has died; null where it has a keeper, or nobody does.
  std::function<void()> restart = {};
  // A server that has died is waited for.
  Duration comeback = std::chrono::seconds(5);
};

Sort sort_of(conformance::Verdict verdict);
// "exact", "allowed", …, "killed", "not tried"
std::string_view to_string(Sort sort);
// "server"
std::string_view to_string(http::Role role);
// The clauses that it shows are kept. With `strict`, only to the letter.
bool holds(Sort sort, bool strict);
// All cases hold, and the server has not died: of one that had gone, the cases that are left show nothing.
bool holds(const Findings& findings, bool strict);

Findings survey(const Place& place, const std::vector<const conformance::Case*>& cases, const SurveyOptions& options);

}  // namespace weft::cli::check
