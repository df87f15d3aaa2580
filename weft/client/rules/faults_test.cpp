// Every fault of a server, and what becomes of a request that meets it: the table is checked row by row.
#include <weft/client/rules/rules_test.hpp>

namespace weft::client {
namespace faults_test {

using namespace std::chrono_literals;
using http::Method;
using testkit::response;
using Stage = ClientError::Stage;

struct Row {
  std::string name;
  // The first connection follows this script. The next one answers.
  Script first;
  // "200", or "stage reason"; then the attempts; then "safe" where another attempt would be.
  std::string get;
  std::string post;
};

Script head(Reaction reaction) {
  Script script;
  script.on_head = std::move(reaction);
  return script;
}
Script limited(std::uint32_t streams, Reaction reaction) {
  Script script = head(std::move(reaction));
  script.settings = {{SettingId::max_concurrent_streams, streams}};
  return script;
}
Script wrong(std::function<void(testkit::Frames&, StreamId)> write) {
  return head(sends(std::move(write)));
}

// A stream that is refused, or calmed, is repeated on the same connection.
Script once(ErrorCode code) {
  return head(in_turn({resets(code), answers()}));
}

std::vector<Row> rows() {
  using testkit::Frames;
  std::vector<Row> rows{
      {"refused_once", once(ErrorCode::refused_stream), "200 2", "200 2"},
      {"refused_always", head(resets(ErrorCode::refused_stream)), "head peer_refused 2 safe",
       "head peer_refused 2 safe"},
      {"calm_once", once(ErrorCode::enhance_your_calm), "200 2", "head enhance_your_calm 1"},
      {"http11_required", once(ErrorCode::http_1_1_required), "head http_1_1_required 1", "head http_1_1_required 1"},
      {"goaway_below", head(goes_away(0)), "200 2", "200 2"},
      {"goaway_at_and_answer", head(both(goes_away(1), answers())), "200 1", "200 1"},
      {"goaway_above_and_answer", head(both(goes_away(frame::max_stream_id), answers())), "200 1", "200 1"},
      {"goaway_at_and_close", head(both(goes_away(1), closes())), "head peer_vanished 1", "head peer_vanished 1"},
      {"error_below", head(both(goes_away(0, ErrorCode::internal_error), closes())), "200 2", "200 2"},
      {"error_at", head(both(goes_away(1, ErrorCode::internal_error), closes())), "head peer_vanished 1",
       "head peer_vanished 1"},
      {"calm_below", head(both(goes_away(0, ErrorCode::enhance_your_calm), closes())), "200 2", "200 2"},
      {"calm_at", head(both(goes_away(1, ErrorCode::enhance_your_calm), closes())), "200 2",
       "head enhance_your_calm 1"},
      {"close_before_head", head(closes()), "head peer_vanished 1", "head peer_vanished 1"},
      {"close_in_head", head(closes_in_head()), "head peer_vanished 1", "head peer_vanished 1"},
      {"close_in_body", head(closes_in_body()), "body peer_vanished 1", "body peer_vanished 1"},
      {"silence", head(is_silent()), "head head_timeout 1", "head head_timeout 1"},
      {"silence_in_body", wrong([](Frames& f, StreamId s) { f.headers(s, response(200)); }), "body body_timeout 1",
       "body body_timeout 1"},
      {"limit_0", limited(0, resets(ErrorCode::refused_stream)), "connect total_timeout 1 safe",
       "connect total_timeout 1 safe"},
      {"limit_1", limited(1, answers()), "200 1", "200 1"},
      {"data_before_head", wrong([](Frames& f, StreamId s) { f.data(s, "x"); }), "head data_before_headers 1",
       "head data_before_headers 1"},
      {"data_on_connection", wrong([](Frames& f, StreamId) { f.raw(frame::Type::data, 0, 0, as_octets("x")); }),
       "head data_on_connection 1", "head data_on_connection 1"},
      {"head_on_idle_stream", wrong([](Frames& f, StreamId) { f.headers(77, response(200)); }),
       "head stream_id_not_allowed 1", "head stream_id_not_allowed 1"},
      {"promise", wrong([](Frames& f, StreamId s) { f.push_promise(s, 2, testkit::request("GET")); }),
       "head push_promise_not_allowed 1", "head push_promise_not_allowed 1"},
      {"settings_of_odd_length", wrong([](Frames& f, StreamId) { f.raw(frame::Type::settings, 0, 0, as_octets("x")); }),
       "head settings_length 1", "head settings_length 1"},
      {"head_without_status", wrong([](Frames& f, StreamId s) { f.headers(s, testkit::trailers()); }),
       "head pseudo_field_missing 1", "head pseudo_field_missing 1"},
      {"window_overflow", wrong([](Frames& f, StreamId) { f.window_update(0, 0x7fff'ffff); }),
       "head connection_window_overflow 1", "head connection_window_overflow 1"},
      {"body_too_short", wrong([](Frames& f, StreamId s) {
         f.headers(s, response(200).with("content-length", "9")).data(s, "hello", testkit::end_stream);
       }),
       "body content_length_differs 1", "body content_length_differs 1"},
  };
  // All other codes prove nothing.
  for (std::uint32_t code = 0; code <= 14; ++code) {
    if (code == 7 || code == 11 || code == 13) continue;
    const auto reaction = resets(static_cast<ErrorCode>(code));
    rows.push_back({fmt::format("reset_{}", code), head(reaction), "head peer_reset 1", "head peer_reset 1"});
  }
  return rows;
}

class Faults : public RulesTest, public testing::WithParamInterface<Row> {
 protected:
  Faults() {
    options.calm_pause = 50ms;
    options.most_connections = 1;
    server.scripts.push_back(GetParam().first);
    server.scripts.push_back({.on_head = answers()});
  }
  std::string outcome_of(Method method) {
    Request asked = request(method);
    // Where the outcome is another one, a slow machine has all the time that it needs.
    if (GetParam().get.find("timeout") != std::string::npos) {
      asked.head_limit = asked.body_limit = 150ms;
      asked.total_limit = 400ms;
    }
    const auto result = result_of(add(std::move(asked)));
    if (result) return fmt::format("{} {}", code(result->status), server.requests());
    const ClientError& error = result.error();
    return fmt::format("{} {} {}{}", to_string(error.stage), error.reason(), error.attempts,
                       error.safe_to_retry ? " safe" : "");
  }
};

INSTANTIATE_TEST_SUITE_P(Each, Faults, testing::ValuesIn(rows()), [](const auto& info) { return info.param.name; });

TEST_P(Faults, of_a_get_has_its_outcome) {
  EXPECT_EQ(outcome_of(Method::get), GetParam().get);
}

TEST_P(Faults, of_a_post_has_its_outcome) {
  EXPECT_EQ(outcome_of(Method::post), GetParam().post);
}

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.name;
}

}  // namespace faults_test
}  // namespace weft::client
