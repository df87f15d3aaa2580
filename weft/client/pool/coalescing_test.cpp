// RFC 9113 9.1.1: which requests go over a connection that was made for another origin. The server counts connections.
#include <unistd.h>

#include <fstream>
#include <future>
#include <map>
#include <mutex>

#include <weft/client/content/sourced.hpp>
#include <weft/client/rules/rules_test.hpp>
#include <weft/frame/origin.hpp>
#include <weft/io/name_lookups.hpp>
#include <weft/io/support_test.hpp>

namespace weft::client {
namespace coalescing_test {

using http::Status;
using http::Version;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

// Every name has the server's address, unless the test says another one. Asked on several threads.
class Hosts {
 public:
  void set(const std::string& name, std::vector<std::string> addresses) {
    const std::lock_guard lock(mutex_);
    addresses_[name] = std::move(addresses);
  }
  // The name has no answer before the end of `gate`.
  void hold(const std::string& name, std::shared_future<void> gate) {
    const std::lock_guard lock(mutex_);
    gates_[name] = std::move(gate);
  }
  std::size_t answered() const {
    const std::lock_guard lock(mutex_);
    return answered_;
  }

  io::NameAnswer answer(const std::string& name) {
    if (const auto gate = gate_of(name)) gate->wait();
    const std::lock_guard lock(mutex_);
    ++answered_;
    const auto known = addresses_.find(name);
    if (known == addresses_.end()) return io::read_address("127.0.0.1");
    io::NameAnswer all;
    for (const std::string& text : known->second) {
      all.addresses.push_back(io::read_address(text).addresses.front());
    }
    return all;
  }

 private:
  std::optional<std::shared_future<void>> gate_of(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const auto gate = gates_.find(name);
    return gate == gates_.end() ? std::nullopt : std::optional(gate->second);
  }

  mutable std::mutex mutex_;
  std::map<std::string, std::vector<std::string>> addresses_;
  std::map<std::string, std::shared_future<void>> gates_;
  std::size_t answered_ = 0;
};

class CoalescingTest : public RulesTest {
 protected:
  CoalescingTest() {
    loop.look_up_by(names);
    options.coalesce_origins = true;
    options.insecure = false;
    options.trusted_file = file;
    std::ofstream(file) << made.certificate;
    speak_tls({"h2", "http/1.1"});
  }
  ~CoalescingTest() override {
    transfers.clear();
    pool.reset();
    ::unlink(file.c_str());
  }

  void speak_tls(std::vector<std::string> alpn) {
    server.speak_tls(io::TlsContext::server({.certificates = {made.load()}, .alpn = std::move(alpn)}));
  }

  std::uint16_t port() const { return http::parse_url(server.url())->port; }
  std::string origin(std::string_view host) const { return fmt::format("https://{}:{}", host, port()); }
  Request request_to(std::string_view host) const {
    Request request = this->request(http::Method::get, VersionPolicy::or_lower);
    request.url = *http::parse_url(origin(host) + "/");
    return request;
  }
  Transfer& get(std::string_view host) { return add(request_to(host)); }
  Response response_of(Transfer& transfer) {
    auto result = result_of(transfer);
    EXPECT_TRUE(result.has_value()) << result.error().text();
    return result ? std::move(*result) : Response{};
  }
  // The status, and what the response says of its connection.
  std::string ask(std::string_view host) {
    const Response response = response_of(get(host));
    return fmt::format("{}{}{}", http::code(response.status), response.reused ? " reused" : "",
                       response.coalesced ? " coalesced" : "");
  }
  std::string failure_of(std::string_view host) {
    const auto result = result_of(get(host));
    return result ? "none" : result.error().text();
  }
  static Reaction names_origins(std::vector<std::string> origins) {
    return [origins](Peer& peer, StreamId) {
      Buffer out;
      const std::vector<std::string_view> views(origins.begin(), origins.end());
      frame::encode_origins(views, out);
      peer.frames.raw(out.readable());
    };
  }

  const std::string file = fmt::format("{}{}weft_coalescing.pem", testing::TempDir(), ::getpid());
  const io::SelfSigned made = io::make_self_signed({"a.test", "b.test", "*.c.test"});
  const std::shared_ptr<Hosts> hosts = std::make_shared<Hosts>();
  io::NameLookups names{[hosts = hosts](const std::string& name) { return hosts->answer(name); }};
};

// --- the conditions, and their opposites -----------------------------------------------------------------------------

TEST_F(CoalescingTest, is_off_by_default) {
  EXPECT_FALSE(ClientOptions().coalesce_origins);
  options.coalesce_origins = false;
  server.scripts.push_back({.on_head = answers()});
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_EQ(ask("b.test"), "200");
  EXPECT_THAT(server.peers, SizeIs(2));
}

TEST_F(CoalescingTest, two_names_share_a_connection_where_all_conditions_hold) {
  server.scripts.push_back({.on_head = answers()});
  const Response first = response_of(get("a.test"));
  const Response second = response_of(get("b.test"));
  EXPECT_FALSE(first.coalesced);
  EXPECT_TRUE(second.coalesced);
  EXPECT_TRUE(second.reused);
  EXPECT_EQ(second.connection, first.connection);
  EXPECT_EQ(second.connection->tls->server_name, "a.test");
  EXPECT_EQ(second.url, origin("b.test") + "/");
  ASSERT_THAT(server.peers, SizeIs(1));
  EXPECT_THAT(server.peers[0]->heads(), ElementsAre(HasSubstr(":authority=a.test:"), HasSubstr(":authority=b.test:")));
  // Each of both goes on with it.
  EXPECT_EQ(ask("b.test"), "200 reused coalesced");
  EXPECT_EQ(ask("a.test"), "200 reused");
  EXPECT_THAT(server.peers, SizeIs(1));
}

TEST_F(CoalescingTest, a_name_with_another_address_has_a_connection_of_its_own) {
  hosts->set("b.test", {"127.0.0.2"});
  server.scripts.push_back({.on_head = answers()});
  EXPECT_EQ(ask("a.test"), "200");
  // Nobody listens there.
  EXPECT_EQ(failure_of("b.test"), "connect: connection_refused");
  EXPECT_THAT(server.peers, SizeIs(1));
}

TEST_F(CoalescingTest, one_of_many_addresses_is_enough) {
  hosts->set("b.test", {"127.0.0.3", "127.0.0.2", "127.0.0.1"});
  server.scripts.push_back({.on_head = answers()});
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_EQ(ask("b.test"), "200 reused coalesced");
  EXPECT_THAT(server.peers, SizeIs(1));
}

TEST_F(CoalescingTest, another_port_is_another_server) {
  FaultServer other(loop);
  other.speak_tls(io::TlsContext::server({.certificates = {made.load()}, .alpn = {"h2"}}));
  other.scripts.push_back({.on_head = answers("other")});
  server.scripts.push_back({.on_head = answers()});
  EXPECT_EQ(ask("a.test"), "200");
  Request request = request_to("b.test");
  request.url = *http::parse_url(fmt::format("https://b.test:{}/", http::parse_url(other.url())->port));
  const Response response = response_of(add(std::move(request)));
  EXPECT_EQ(response.body, "other");
  EXPECT_FALSE(response.coalesced);
  EXPECT_THAT(server.peers, SizeIs(1));
  transfers.clear();
  pool.reset();
}

TEST_F(CoalescingTest, a_name_that_the_certificate_is_not_good_for_has_a_connection_of_its_own) {
  server.scripts.push_back({.on_head = answers()});
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_EQ(failure_of("d.test"), "tls: tls_certificate_for_another_name (it is for a.test, b.test, *.c.test)");
  EXPECT_THAT(server.peers, SizeIs(2));
}

// RFC 9110 4.3.4 and RFC 6125 6.4.3: "*" is one label, the left one.
TEST_F(CoalescingTest, a_wildcard_is_good_for_one_label) {
  server.scripts.push_back({.on_head = answers()});
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_EQ(ask("www.c.test"), "200 reused coalesced");
  EXPECT_EQ(ask("IMG.C.test"), "200 reused coalesced");
  EXPECT_THAT(server.peers, SizeIs(1));
  EXPECT_EQ(failure_of("c.test"), "tls: tls_certificate_for_another_name (it is for a.test, b.test, *.c.test)");
  EXPECT_EQ(failure_of("x.www.c.test"), "tls: tls_certificate_for_another_name (it is for a.test, b.test, *.c.test)");
  EXPECT_THAT(server.peers, SizeIs(3));
}

TEST_F(CoalescingTest, an_address_in_the_certificate_is_as_good_as_a_name) {
  server.scripts.push_back({.on_head = answers()});
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_EQ(ask("127.0.0.1"), "200 reused coalesced");
  EXPECT_THAT(server.peers, SizeIs(1));
}

TEST_F(CoalescingTest, without_a_check_of_certificates_nothing_is_shared) {
  options.insecure = true;
  server.scripts.push_back({.on_head = answers()});
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_EQ(ask("b.test"), "200");
  EXPECT_THAT(server.peers, SizeIs(2));
}

// What was verified with the certificates of yesterday is not verified with those of today.
TEST_F(CoalescingTest, a_connection_of_another_trust_is_not_shared) {
  server.scripts.push_back({.on_head = answers()});
  EXPECT_EQ(ask("a.test"), "200");
  std::ofstream(file, std::ios::app) << io::make_self_signed({"another.test"}).certificate;
  EXPECT_EQ(ask("b.test"), "200");
  EXPECT_THAT(server.peers, SizeIs(2));
  EXPECT_EQ(ask("www.c.test"), "200 reused coalesced");
  EXPECT_THAT(server.peers, SizeIs(2));
}

TEST_F(CoalescingTest, a_request_that_goes_through_a_proxy_does_not_share) {
  options.proxies = Proxies({.https_proxy = "http://127.0.0.1:1", .no_proxy = "a.test"});
  server.scripts.push_back({.on_head = answers()});
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_THAT(failure_of("b.test"), HasSubstr("proxy: connection_refused"));
  EXPECT_THAT(server.peers, SizeIs(1));
}

TEST_F(CoalescingTest, cleartext_does_not_share) {
  FaultServer clear(loop);
  clear.scripts.push_back({.on_head = answers()});
  for (const std::string_view host : {"a.test", "b.test"}) {
    Request request = this->request();
    request.url = *http::parse_url(fmt::format("http://{}:{}/", host, http::parse_url(clear.url())->port));
    EXPECT_FALSE(response_of(add(std::move(request))).coalesced);
  }
  EXPECT_THAT(clear.peers, SizeIs(2));
  transfers.clear();
  pool.reset();
}

TEST_F(CoalescingTest, connections_of_http11_are_never_shared) {
  speak_tls({"http/1.1"});
  server.scripts.push_back({.on_octets = answers_http11("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi")});
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_EQ(ask("b.test"), "200");
  EXPECT_THAT(server.peers, SizeIs(2));
}

TEST_F(CoalescingTest, a_request_for_http11_has_a_connection_of_its_own) {
  server.scripts.push_back({.on_head = answers()});
  server.scripts.push_back({.on_octets = answers_http11("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi")});
  EXPECT_EQ(ask("a.test"), "200");
  Request old = request_to("b.test");
  old.version = Version::http11;
  const Response response = response_of(add(std::move(old)));
  EXPECT_EQ(response.version, Version::http11);
  EXPECT_FALSE(response.coalesced);
  EXPECT_THAT(server.peers, SizeIs(2));
}

// --- ORIGIN ----------------------------------------------------------------------------------------------------------

// RFC 8336 2.4: "clients … MUST NOT consider a connection to be authoritative for an origin not present in the Origin
// Set".
TEST_F(CoalescingTest, an_origin_frame_excludes_what_it_does_not_name) {
  server.scripts.push_back({.on_head = both(names_origins({origin("b.test")}), answers())});
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_EQ(ask("b.test"), "200 reused coalesced");
  EXPECT_EQ(ask("a.test"), "200 reused");
  EXPECT_THAT(server.peers, SizeIs(1));
  EXPECT_EQ(ask("www.c.test"), "200");
  EXPECT_THAT(server.peers, SizeIs(2));
}

// The name is still looked up, and has to have the connection's address.
TEST_F(CoalescingTest, an_origin_frame_is_no_address) {
  hosts->set("b.test", {"127.0.0.2"});
  server.scripts.push_back({.on_head = both(names_origins({origin("b.test")}), answers())});
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_EQ(failure_of("b.test"), "connect: connection_refused");
}

// "Note that for a connection to be considered authoritative for a given origin, the server is still required to
// authenticate with a certificate that passes suitable checks".
TEST_F(CoalescingTest, an_origin_frame_is_no_certificate) {
  server.scripts.push_back({.on_head = both(names_origins({origin("d.test")}), answers())});
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_EQ(failure_of("d.test"), "tls: tls_certificate_for_another_name (it is for a.test, b.test, *.c.test)");
}

TEST_F(CoalescingTest, an_origin_frame_that_comes_later_ends_what_is_shared) {
  server.scripts.push_back({.on_head = in_turn({answers(), answers(), both(names_origins({}), answers())})});
  server.scripts.push_back({.on_head = answers()});
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_EQ(ask("b.test"), "200 reused coalesced");
  EXPECT_EQ(ask("a.test"), "200 reused");
  EXPECT_EQ(ask("b.test"), "200");
  EXPECT_EQ(ask("b.test"), "200 reused");
  EXPECT_EQ(ask("a.test"), "200 reused");
  EXPECT_THAT(server.peers, SizeIs(2));
}

TEST_F(CoalescingTest, an_origin_frame_may_name_later_what_one_before_it_did_not) {
  const auto named = both(names_origins({origin("b.test")}), answers());
  server.scripts.push_back(
      {.on_head = in_turn({answers(), answers(), both(names_origins({}), answers()), named, answers()})});
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_EQ(ask("b.test"), "200 reused coalesced");
  EXPECT_EQ(ask("a.test"), "200 reused");
  EXPECT_EQ(ask("a.test"), "200 reused");
  EXPECT_EQ(ask("b.test"), "200 reused coalesced");
  EXPECT_THAT(server.peers, SizeIs(1));
}

// --- 421 -------------------------------------------------------------------------------------------------------------

// RFC 9113 9.1.1: "A server that does not wish clients to reuse connections can indicate that it is not authoritative
// for a request by sending a 421 (Misdirected Request) status code in response to the request".
TEST_F(CoalescingTest, what_was_misdirected_is_sent_again_over_a_connection_of_its_own) {
  server.scripts.push_back({.on_head = in_turn({answers(), answers_with(421), answers()})});
  server.scripts.push_back({.on_head = answers("own")});
  EXPECT_EQ(ask("a.test"), "200");
  const Response response = response_of(get("b.test"));
  EXPECT_EQ(response.body, "own");
  EXPECT_FALSE(response.coalesced);
  EXPECT_EQ(ask("b.test"), "200 reused");
  // The others are not meant.
  EXPECT_EQ(ask("www.c.test"), "200 reused coalesced");
  ASSERT_THAT(server.peers, SizeIs(2));
  EXPECT_THAT(server.peers[1]->requests(), SizeIs(2));
}

TEST_F(CoalescingTest, what_was_misdirected_together_shares_that_connection) {
  server.scripts.push_back({.on_head = in_turn({answers(), answers_with(421)})});
  server.scripts.push_back({.on_head = answers()});
  EXPECT_EQ(ask("a.test"), "200");
  for (int i = 0; i < 3; ++i) get("b.test");
  run_all();
  EXPECT_THAT(server.peers, SizeIs(2));
  EXPECT_EQ(server.requests(), 1u + 3u + 3u);
}

TEST_F(CoalescingTest, what_was_misdirected_twice_has_the_answer) {
  server.scripts.push_back({.on_head = in_turn({answers(), answers_with(421)})});
  server.scripts.push_back({.on_head = answers_with(421)});
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_EQ(ask("b.test"), "421");
  EXPECT_THAT(server.peers, SizeIs(2));
}

// A connection that was made for a third origin may be as wrong.
TEST_F(CoalescingTest, what_was_misdirected_is_not_shared_again) {
  server.scripts.push_back(
      {.on_head = both(names_origins({origin("b.test")}), in_turn({answers(), answers_with(421)}))});
  server.scripts.push_back({.on_head = answers()});
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_EQ(ask("www.c.test"), "200");
  EXPECT_EQ(ask("b.test"), "200");
  EXPECT_THAT(server.peers, SizeIs(3));
}

TEST_F(CoalescingTest, a_body_that_cannot_be_sent_again_leaves_the_answer_and_the_knowledge) {
  server.scripts.push_back({.on_head = in_turn({answers(), answers_with(421)})});
  server.scripts.push_back({.on_head = answers()});
  EXPECT_EQ(ask("a.test"), "200");
  Request once = request_to("b.test");
  once.method = http::Method::post;
  once.method_text = "POST";
  bool given = false;
  once.content =
      std::make_unique<Sourced<PieceSource>>([&] { return std::exchange(given, true) ? "" : "content"; }, std::nullopt);
  EXPECT_EQ(response_of(add(std::move(once))).status, Status::misdirected_request);
  EXPECT_EQ(ask("b.test"), "200");
  ASSERT_THAT(server.peers, SizeIs(2));
  EXPECT_THAT(server.peers[0]->requests(), SizeIs(2));
}

// --- a burst ---------------------------------------------------------------------------------------------------------

TEST_F(CoalescingTest, eight_requests_to_eight_names_take_one_handshake) {
  server.scripts.push_back({.on_head = answers()});
  get("a.test");
  get("b.test");
  for (int i = 0; i < 6; ++i) get(fmt::format("{}.c.test", i));
  run_all();
  EXPECT_EQ(failures(), 0u);
  ASSERT_THAT(server.peers, SizeIs(1));
  EXPECT_THAT(server.peers[0]->requests(), SizeIs(8));
}

TEST_F(CoalescingTest, eight_requests_to_eight_names_take_eight_handshakes_where_it_is_off) {
  options.coalesce_origins = false;
  server.scripts.push_back({.on_head = answers()});
  for (int i = 0; i < 8; ++i) get(fmt::format("{}.c.test", i));
  run_all();
  EXPECT_EQ(failures(), 0u);
  EXPECT_THAT(server.peers, SizeIs(8));
}

TEST_F(CoalescingTest, a_handshake_that_was_waited_for_in_vain_delays_the_others_once) {
  std::promise<void> gate;
  hosts->hold("b.test", gate.get_future().share());
  server.scripts.push_back({.on_head = answers()});
  Transfer& wrong = get("d.test");
  get("b.test");
  run_until([&] { return server.peers.size() == 1; });
  gate.set_value();
  run_all();
  EXPECT_FALSE(wrong.take_result().has_value());
  EXPECT_TRUE(transfers[1]->take_result().has_value());
  EXPECT_THAT(server.peers, SizeIs(2));
}

// The server takes a connection and says nothing, so that a second name waits for it; then it closes.
TEST_F(CoalescingTest, a_connection_that_does_not_come_to_be_holds_nobody_up_for_ever) {
  FaultServer mute(loop);
  mute.scripts.push_back({.on_octets = [](Peer&) {}});
  const auto ask_mute = [&](std::string_view host) -> Transfer& {
    Request request = request_to(host);
    request.url = *http::parse_url(fmt::format("https://{}:{}/", host, http::parse_url(mute.url())->port));
    return add(std::move(request));
  };
  Transfer& first = ask_mute("a.test");
  run_until([&] { return mute.peers.size() == 1; });
  Transfer& second = ask_mute("b.test");
  run_until([&] { return hosts->answered() == 2; });
  run_until([turns = 0]() mutable { return ++turns > 20; });
  EXPECT_THAT(mute.peers, SizeIs(1));
  mute.peers[0]->close();
  EXPECT_FALSE(result_of(first).has_value());
  run_until([&] { return mute.peers.size() == 2; });
  mute.peers[1]->close();
  const auto result = result_of(second);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().stage, ClientError::Stage::tls);
  transfers.clear();
  pool.reset();
}

// The same before there is a connection at all.
TEST_F(CoalescingTest, an_address_that_does_not_answer_holds_nobody_up_for_ever) {
  const io::test::SilentServer silent("127.0.0.1");
  options.connect_limit = std::chrono::milliseconds(200);
  for (const std::string_view host : {"a.test", "b.test"}) {
    Request request = request_to(host);
    request.url = *http::parse_url(fmt::format("https://{}:{}/", host, silent.queue.port()));
    add(std::move(request));
  }
  run_all();
  for (const auto& transfer : transfers) {
    const auto result = transfer->take_result();
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().reason(), "connect_timeout");
  }
}

// --- ends and limits -------------------------------------------------------------------------------------------------

// RFC 9113 6.8. The next connection serves both again, whichever was first.
TEST_F(CoalescingTest, what_is_above_goaway_is_sent_again_on_a_new_connection) {
  server.scripts.push_back({.on_head = in_turn({answers(), goes_away(1)})});
  server.scripts.push_back({.on_head = answers()});
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_EQ(ask("b.test"), "200");
  EXPECT_EQ(ask("a.test"), "200 reused coalesced");
  EXPECT_THAT(server.peers, SizeIs(2));
}

TEST_F(CoalescingTest, what_was_on_a_lost_connection_is_sent_again) {
  server.scripts.push_back({.on_head = in_turn({answers(), closes()})});
  server.scripts.push_back({.on_head = answers()});
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_EQ(ask("b.test"), "200");
  EXPECT_THAT(server.peers, SizeIs(2));
}

TEST_F(CoalescingTest, requests_of_all_names_keep_the_servers_limit) {
  options.most_connections = 1;
  server.scripts.push_back({.on_head = answers(), .settings = {{SettingId::max_concurrent_streams, 1}}});
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_EQ(ask("b.test"), "200 reused coalesced");
  for (int i = 0; i < 10; ++i) get("a.test"), get("b.test");
  run_all();
  EXPECT_THAT(server.peers, SizeIs(1));
  EXPECT_EQ(server.requests(), 22u);
}

TEST_F(CoalescingTest, a_connection_without_room_is_no_connection) {
  server.scripts.push_back(
      {.on_head = in_turn({answers(), is_silent()}), .settings = {{SettingId::max_concurrent_streams, 1}}});
  server.scripts.push_back({.on_head = answers()});
  EXPECT_EQ(ask("a.test"), "200");
  Transfer& slow = get("a.test");
  run_until([&] { return server.requests() == 2; });
  EXPECT_EQ(ask("b.test"), "200");
  EXPECT_THAT(server.peers, SizeIs(2));
  slow.cancel();
}

TEST_F(CoalescingTest, an_origin_with_a_connection_of_its_own_makes_another_one) {
  server.scripts.push_back({.on_head = is_silent(), .settings = {{SettingId::max_concurrent_streams, 1}}});
  server.scripts.push_back({.on_head = answers()});
  Transfer& slow = get("b.test");
  run_until([&] { return server.requests() == 1; });
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_EQ(ask("b.test"), "200");
  EXPECT_THAT(server.peers, SizeIs(3));
  slow.cancel();
}

// --- what is told ----------------------------------------------------------------------------------------------------

// The name was looked up, and nothing was connected.
TEST_F(CoalescingTest, a_shared_connection_costs_a_look_up) {
  server.scripts.push_back({.on_head = answers()});
  EXPECT_EQ(ask("a.test"), "200");
  const Timing first = response_of(get("b.test")).timing;
  EXPECT_GT(first.resolve, Duration::zero());
  EXPECT_EQ(first.connect, Duration::zero());
  EXPECT_EQ(first.tls, Duration::zero());
  EXPECT_GE(first.queue, Duration::zero());
  EXPECT_LE(first.queue + first.resolve + first.send + first.wait + first.receive, first.total);
  const Timing second = response_of(get("b.test")).timing;
  EXPECT_EQ(second.resolve, Duration::zero());
}

class Meters final : public ClientObserver {
 public:
  void measured(ClientMetric metric, double value, const ClientAttributes& attributes) override {
    if (metric != ClientMetric::open_connections) return;
    open[std::string(attributes.server_address)] += static_cast<int>(value);
  }

  std::map<std::string, int> open;
};

TEST_F(CoalescingTest, a_shared_connection_is_counted_once) {
  const auto meters = std::make_shared<Meters>();
  options.observer = meters;
  server.scripts.push_back({.on_head = answers()});
  EXPECT_EQ(ask("a.test"), "200");
  EXPECT_EQ(ask("b.test"), "200 reused coalesced");
  EXPECT_EQ(meters->open, (std::map<std::string, int>{{"a.test", 1}}));
}

}  // namespace coalescing_test
}  // namespace weft::client
