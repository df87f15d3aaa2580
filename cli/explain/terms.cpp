#include <cli/explain/terms.hpp>

#include <vector>

#include <weft/client/version.hpp>
#include <weft/frame/error_code.hpp>
#include <weft/http/misuse.hpp>
#include <weft/http/push_outcome.hpp>
#include <weft/http/waits.hpp>
#include <weft/server/push.hpp>
#include <weft/session/facts.hpp>

namespace weft::cli::explain {

namespace {

struct Text {
  std::string_view meaning;
  std::string_view advice;
};

// The engine of HTTP/2 calls its messages streams.
constexpr std::string_view scope_of(std::string_view scope) {
  return scope == "stream" ? "message" : scope;
}

namespace io_list {
constexpr List list = List::io;
#define WEFT_REASONS "weft/io/reasons.inc"
#define WEFT_ADVICES "cli/explain/advice/io.inc"
#include <cli/explain/reason_terms.inc>
}  // namespace io_list

namespace session_list {
constexpr List list = List::session;
#define WEFT_REASONS "weft/session/reasons.inc"
#define WEFT_ADVICES "cli/explain/advice/session.inc"
#include <cli/explain/reason_terms.inc>
}  // namespace session_list

namespace h2_list {
constexpr List list = List::h2;
#define WEFT_REASONS "weft/h2/reasons.inc"
#define WEFT_ADVICES "cli/explain/advice/h2.inc"
#include <cli/explain/reason_terms.inc>
}  // namespace h2_list

namespace h1_list {
constexpr List list = List::h1;
#define WEFT_REASONS "weft/h1/reasons.inc"
#define WEFT_ADVICES "cli/explain/advice/h1.inc"
#include <cli/explain/reason_terms.inc>
}  // namespace h1_list

namespace websocket_list {
constexpr List list = List::websocket;
#define WEFT_REASONS "weft/websocket/reasons.inc"
#define WEFT_ADVICES "cli/explain/advice/websocket.inc"
#include <cli/explain/reason_terms.inc>
}  // namespace websocket_list

namespace client_list {
constexpr List list = List::client;
#define WEFT_REASONS "weft/client/reasons.inc"
#define WEFT_ADVICES "cli/explain/advice/client.inc"
#include <cli/explain/reason_terms.inc>
}  // namespace client_list

namespace server_list {
constexpr List list = List::server;
#define WEFT_REASONS "weft/server/reasons.inc"
#define WEFT_ADVICES "cli/explain/advice/server.inc"
#include <cli/explain/reason_terms.inc>
}  // namespace server_list

namespace load_list {
constexpr List list = List::load;
#define WEFT_REASONS "cli/load/reasons.inc"
#define WEFT_ADVICES "cli/explain/advice/load.inc"
#include <cli/explain/reason_terms.inc>
}  // namespace load_list

namespace error_code_list {
constexpr List list = List::error_code;
#define WEFT_ENUM frame::ErrorCode
#define WEFT_TERMS "cli/explain/advice/error_codes.inc"
#include <cli/explain/enum_terms.inc>
}  // namespace error_code_list

namespace wait_list {
constexpr List list = List::wait;
#define WEFT_ENUM http::Wait
#define WEFT_TERMS "cli/explain/advice/waits.inc"
#include <cli/explain/enum_terms.inc>
}  // namespace wait_list

namespace fallback_list {
constexpr List list = List::fallback;
#define WEFT_ENUM session::Fallback
#define WEFT_TERMS "cli/explain/advice/fallbacks.inc"
#define WEFT_UNSAID none
#include <cli/explain/enum_terms.inc>
}  // namespace fallback_list

namespace version_list {
constexpr List list = List::version;
#define WEFT_ENUM VersionReason
#define WEFT_TERMS "cli/explain/advice/versions.inc"
#include <cli/explain/enum_terms.inc>
}  // namespace version_list

namespace push_outcome_list {
constexpr List list = List::push_outcome;
#define WEFT_ENUM http::PushOutcome
#define WEFT_TERMS "cli/explain/advice/push_outcomes.inc"
#include <cli/explain/enum_terms.inc>
}  // namespace push_outcome_list

namespace push_rung_list {
constexpr List list = List::push_rung;
#define WEFT_ENUM server::PushRung
#define WEFT_TERMS "cli/explain/advice/push_rungs.inc"
#include <cli/explain/enum_terms.inc>
}  // namespace push_rung_list

namespace misuse_list {
constexpr List list = List::misuse;
#define WEFT_ENUM http::Misuse
#define WEFT_TERMS "cli/explain/advice/misuses.inc"
#include <cli/explain/enum_terms.inc>
}  // namespace misuse_list

std::vector<Term> joined() {
  std::vector<Term> all;
  for (const std::span<const Term> terms :
       {std::span<const Term>(io_list::terms), std::span<const Term>(session_list::terms),
        std::span<const Term>(h2_list::terms), std::span<const Term>(h1_list::terms),
        std::span<const Term>(websocket_list::terms), std::span<const Term>(client_list::terms),
        std::span<const Term>(server_list::terms), std::span<const Term>(load_list::terms),
        std::span<const Term>(error_code_list::terms), std::span<const Term>(wait_list::terms),
        std::span<const Term>(fallback_list::terms), std::span<const Term>(version_list::terms),
        std::span<const Term>(push_outcome_list::terms), std::span<const Term>(push_rung_list::terms),
        std::span<const Term>(misuse_list::terms)}) {
    all.insert(all.end(), terms.begin(), terms.end());
  }
  return all;
}

}  // namespace

std::string_view title_of(List list) {
  switch (list) {
    case List::io:
      return "a reason of the transport";
    case List::session:
      return "a reason of the session";
    case List::h2:
      return "a reason of HTTP/2";
    case List::h1:
      return "a reason of HTTP/1.1";
    case List::websocket:
      return "a reason of WebSocket";
    case List::client:
      return "a reason of the client";
    case List::server:
      return "a reason of the server";
    case List::load:
      return "a reason of weft load";
    case List::error_code:
      return "an error code of HTTP/2";
    case List::wait:
      return "what a message waits for";
    case List::fallback:
      return "why not HTTP/2";
    case List::version:
      return "why this version";
    case List::push_outcome:
      return "what became of a push";
    case List::push_rung:
      return "how far a push went";
    case List::misuse:
      return "misuse of the library";
  }
  return {};
}

std::span<const Term> all_terms() {
  static const std::vector<Term> all = joined();
  return all;
}

}  // namespace weft::cli::explain
