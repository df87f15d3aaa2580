// A client whose handles are on many threads, whose calls are given up, and of which nothing is left when the last
// handle has gone.
#include <weft/client/support_test.hpp>

#include <atomic>
#include <filesystem>
#include <iterator>
#include <memory>
#include <thread>
#include <vector>

#include <weft/client/rules/fault_server_test.hpp>
#include <weft/io/within.hpp>
#include <weft/testkit/allocations.hpp>

namespace weft {
namespace threads_test {

// Until it has ended or was given up. True where it was given up.
Task<> give_up_soon(Client client, std::string url, bool& cancelled) {
  const auto outcome = co_await within(1ms, client.get(url).send());
  cancelled = outcome && !outcome->has_value() && (*outcome).error().cancelled();
}

bool is_given_up(const Client& client, const std::string& url) {
  io::Loop loop;
  bool cancelled = false;
  io::spawn(loop, give_up_soon(client, url, cancelled), [&](std::exception_ptr) { loop.stop(); });
  loop.run();
  return cancelled;
}

bool has_text(const ClientResult& result, std::string_view text) {
  return result.has_value() && result->body == text;
}

// One of the things that people do with a client; true where it has gone well.
bool do_one(const Client& client, const std::string& url, int which) {
  const std::string text(10'000, 'x');
  switch (which) {
    case 0:
      return has_text(client.get(url + "/").wait(), "hello");
    case 1:
      return has_text(client.post(url + "/echo").body(text).wait(), text);
    case 2:
      return client.get(url + "/").open_wait().has_value();
    case 3:
      return is_given_up(client, url + "/never");
    case 4: {
      const auto told = std::make_shared<std::promise<bool>>();
      client.get(url + "/").then([told](const ClientResult& result) { told->set_value(has_text(result, "hello")); });
      return told->get_future().get();
    }
    default: {
      const Client copy = client;  // NOLINT(performance-unnecessary-copy-initialization)
      const Client own{{.insecure = true}};
      own.get(url + "/never").then([](const ClientResult&) {});
      return has_text(copy.get(url + "/").wait(), "hello");
    }
  }
}
constexpr int things = 6;

class Threads : public ClientTest {
 protected:
  // A handle of its own for each thread; the client goes with the last of them.
  static int do_all(std::size_t threads, int rounds, const std::string& url) {
    std::atomic<int> good = 0;
    std::vector<std::thread> running;
    {
      const Client shared{trusting()};
      for (std::size_t i = 0; i < threads; ++i) {
        running.emplace_back([&good, rounds, &url, handle = shared] {
          for (int n = 0; n < rounds; ++n) {
            for (int which = 0; which < things; ++which) good += do_one(handle, url, which) ? 1 : 0;
          }
        });
      }
    }
    for (std::thread& thread : running) thread.join();
    return good;
  }
};

TEST_F(Threads, eight_of_them_use_one_client) {
  constexpr int rounds = 10;
  EXPECT_EQ(do_all(8, rounds, listen(secure)), 8 * rounds * things);
}

// --- calls that are given up -----------------------------------------------------------------------------------------

Task<> give_up_many(Client client, std::string url, int calls, int& cancelled) {
  for (int i = 0; i < calls; ++i) {
    bool was_cancelled = false;
    co_await give_up_soon(client, url, was_cancelled);
    cancelled += was_cancelled ? 1 : 0;
  }
}

TEST(CancelledCalls, of_ten_thousand_nothing_is_left_but_their_connection) {
  constexpr int at_once = 100;
  constexpr int calls = 100;
  io::Loop loop;
  client::FaultServer server(loop);
  client::Script script;
  script.reads_paths = true;
  script.on_head = [](client::Peer& peer, client::StreamId stream) {
    if (peer.path() == "/last") client::answers()(peer, stream);
  };
  server.scripts.push_back(script);
  ClientOptions options;
  options.policy = VersionPolicy::exact;
  const Client client{options};
  int cancelled = 0;
  int running = at_once;
  for (int i = 0; i < at_once; ++i) {
    io::spawn(loop, give_up_many(client, server.url(), calls, cancelled), [&](std::exception_ptr) {
      if (--running == 0) loop.stop();
    });
  }
  loop.run();
  EXPECT_EQ(cancelled, at_once * calls);
  std::optional<ClientResult> last;
  io::spawn(
      loop,
      [](const Client& its_client, std::string url, std::optional<ClientResult>& its_result) -> Task<> {
        its_result.emplace(co_await its_client.get(url).send());
      }(client, server.url() + "last", last),
      [&](std::exception_ptr) { loop.stop(); });
  loop.run();
  ASSERT_TRUE(last && last->has_value()) << (*last).error().text();
  EXPECT_EQ(server.peers.size(), 1u);
}

// --- what is left ----------------------------------------------------------------------------------------------------

std::ptrdiff_t entries_of(const char* folder) {
  return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

// The threads, descriptors and octets of the process.
struct Holding {
  static Holding now() { return {testkit::live_octets(), entries_of("/proc/self/task"), entries_of("/proc/self/fd")}; }
  bool within(const Holding& other) const {
    return octets <= other.octets && threads <= other.threads && descriptors <= other.descriptors;
  }

  std::uint64_t octets;
  std::ptrdiff_t threads;
  std::ptrdiff_t descriptors;
};

class LastHandle : public Threads {
 protected:
  // The server learns that the connections have gone a little later.
  bool comes_true(const std::function<bool()>& condition, std::chrono::seconds patience) const {
    const auto limit = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > limit) return false;
      std::this_thread::yield();
    }
    return true;
  }
  bool a_round_leaves_nothing(const std::string& url) {
    const Holding before = Holding::now();
    do_all(2, 2, url);
    EXPECT_TRUE(comes_true([&] { return server->connections() == 0; }, 20s));
    const bool left_nothing = comes_true([&] { return Holding::now().within(before); }, 1s);
    const Holding after = Holding::now();
    EXPECT_LE(after.threads, before.threads);
    EXPECT_LE(after.descriptors, before.descriptors);
    return left_nothing;
  }
};

// Both sides keep octets that they will use again, and how many depends on how many of the calls meet: that settles. A
// leak would be there in every round.
TEST_F(LastHandle, leaves_no_thread_no_descriptor_and_no_octet) {
  const std::string url = listen(secure);
  int in_a_row = 0;
  for (int round = 0; round < 40 && in_a_row < 3; ++round) in_a_row = a_round_leaves_nothing(url) ? in_a_row + 1 : 0;
  EXPECT_EQ(in_a_row, 3);
}

}  // namespace threads_test
}  // namespace weft
