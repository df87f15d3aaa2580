// A request takes little from the heap. The server at the other end takes nothing (weft/session/server).
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

}  // namespace allocations_test
}  // namespace weft
