// Thousands of requests to a server whose faults are drawn by lot, at every point: none hangs, none is processed twice
// that must not be, and what is said to be safe to repeat has not been processed.
#include <map>
#include <random>
#include <set>

#include <weft/client/rules/rules_test.hpp>

namespace weft::client {
namespace chance_test {

using namespace std::chrono_literals;
using http::Method;
using testkit::response;

class Chance : public RulesTest, public testing::WithParamInterface<unsigned> {
 protected:
  Chance() {
    options.connection.ping_interval = 50ms;
    Script script;
    script.reads_paths = true;
    script.on_head = [this](Peer& peer, StreamId stream) {
      if (!over.contains(&peer)) react(peer, stream);
    };
    server.scripts.push_back(script);
  }

  // The server has done what the request asks for.
  void process(Peer& peer) { ++processed[peer.path()]; }
  // It does nothing more on this connection.
  void end(Peer& peer, const Reaction& reaction, StreamId stream) {
    over.insert(&peer);
    reaction(peer, stream);
  }

  void react(Peer& peer, StreamId stream) {
    const auto lot = random() % 100;
    if (lot < 5) return resets(ErrorCode::refused_stream)(peer, stream);
    if (lot < 9) return end(peer, goes_away(stream == 1 ? 0 : stream - 2), stream);
    if (lot < 10)
      return end(peer, both(goes_away(stream == 1 ? 0 : stream - 2, ErrorCode::internal_error), closes()), stream);
    process(peer);
    if (lot < 14) return end(peer, both(answers(), goes_away(stream)), stream);
    if (lot < 15) return end(peer, both(goes_away(stream, ErrorCode::internal_error), closes()), stream);
    if (lot < 17) return end(peer, closes(), stream);
    if (lot < 18) return end(peer, closes_in_head(), stream);
    if (lot < 20) return end(peer, closes_in_body(), stream);
    if (lot < 24) return resets(static_cast<ErrorCode>(random() % 7))(peer, stream);
    if (lot < 26) return void(peer.frames.headers(stream, response(200)).rst_stream(stream));
    if (lot < 27) return void(peer.frames.data(stream, "x"));
    if (lot < 28) return void(peer.frames.raw(frame::Type::settings, 0, 0, as_octets("x")));
    if (lot < 29)
      return void(peer.frames.headers(stream, response(200).with("content-length", "9"), testkit::end_stream));
    if (lot < 30 && random() % 5 == 0) return;
    if (lot < 35) peer.frames.headers(stream, response(103));
    answers()(peer, stream);
  }

  void ask(Method method) {
    Request asked = request(method);
    asked.url = *http::parse_url(server.url() + std::to_string(transfers.size()));
    asked.head_limit = 200ms;
    if (method == Method::post) asked.content = content("content");
    add(std::move(asked));
  }
  void check(std::size_t i) {
    const auto result = transfers[i]->take_result();
    const unsigned times = processed[fmt::format("/{}", i)];
    const bool is_post = transfers[i]->request().method == Method::post;
    EXPECT_LE(times, is_post ? 1u : 2u) << i;
    if (result) {
      EXPECT_GE(times, 1u) << i;
    } else if (times == 0 && result.error().safe_to_retry) {
      EXPECT_GE(result.error().attempts, 2u) << i << " " << result.error().text();
    } else {
      EXPECT_FALSE(result.error().safe_to_retry && times > 0) << i << " " << result.error().text();
    }
    if (result) ++good;
  }

  std::minstd_rand random{GetParam()};
  std::map<std::string, unsigned> processed;
  std::set<const Peer*> over;
  std::size_t good = 0;
};

INSTANTIATE_TEST_SUITE_P(Seeds, Chance, testing::Values(1, 2, 3, 4));

TEST_P(Chance, of_all_faults_has_an_outcome_for_each_request) {
  for (int batch = 0; batch < 50; ++batch) {
    for (int i = 0; i < 50; ++i) ask(i % 2 == 0 ? Method::get : Method::post);
    run_all();
  }
  for (std::size_t i = 0; i < transfers.size(); ++i) check(i);
  // A lost connection takes all of its POSTs along.
  EXPECT_GE(good, transfers.size() / 3);
}

}  // namespace chance_test
}  // namespace weft::client
