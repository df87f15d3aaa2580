// A request takes little from the heap. The server at the other end takes nothing (weft/session/server).
#include <weft/client/shard.hpp>
#include <weft/client/support_test.hpp>
#include <weft/testkit/allocations.hpp>

namespace weft {
namespace allocations_test {

class AllocationsTest : public ClientTest {
 protected:
  // So many, one after the other, on the client's own thread.
  std::uint64_t taken_by(unsigned requests) {
    const auto before = testkit::allocations();
    left = requests;
    std::promise<void> done;
    next(done);
    done.get_future().get();
    return testkit::allocations() - before;
  }
  void next(std::promise<void>& done) {
    client->get(url).then([this, &done](ClientResult result) {
      if (!result || result->body != "hello") ++failed;
      if (--left == 0) return done.set_value();
      next(done);
    });
  }

  std::string url;
  std::optional<Client> client;
  unsigned left = 0;
  unsigned failed = 0;
};

TEST_F(AllocationsTest, of_a_request_stay_within_their_budget) {
  // It takes 6.
  constexpr std::uint64_t budget = 8;
  constexpr unsigned requests = 1000;
  // OpenSSL is left out: ThreadSanitizer counts what comes from malloc() as well.
  url = listen("http://127.0.0.1:0");
  ClientOptions options = trusting();
  options.policy = VersionPolicy::exact;
  client.emplace(options);
  taken_by(requests);
  EXPECT_LE(taken_by(requests), budget * requests);
  EXPECT_EQ(failed, 0u);
}

// Nothing is posted and nothing is kept on the way to a reader on the client's own loop.
TEST_F(AllocationsTest, of_a_piece_stay_within_their_budget) {
  // It takes 5, and one more where it is longer than the one before.
  constexpr std::uint64_t budget = 6;
  server->get("/long", [](Context& c) { c.text(std::string(20'000'000, 'x')); });
  url = listen("http://127.0.0.1:0") + "/long";
  ClientOptions options = trusting();
  options.policy = VersionPolicy::exact;
  io::Loop loop;
  const client::Shard shard(loop, options);
  std::uint64_t pieces = 0;
  std::uint64_t taken = 0;
  std::size_t octets = 0;
  const auto read_all = [&]() -> Task<> {
    auto stream = co_await shard.client().get(url).open();
    const auto before = testkit::allocations();
    for (auto piece = co_await stream->read(); piece && !piece->empty(); piece = co_await stream->read()) {
      octets += piece->size();
      ++pieces;
    }
    taken = testkit::allocations() - before;
  };
  io::spawn(loop, read_all(), [&](const std::exception_ptr&) { loop.stop(); });
  loop.run();
  EXPECT_EQ(octets, 20'000'000u);
  EXPECT_LE(taken, budget * pieces) << pieces;
}

}  // namespace allocations_test
}  // namespace weft
