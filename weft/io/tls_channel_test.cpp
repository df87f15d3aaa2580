#include <weft/io/tls_channel.hpp>

#include <unistd.h>

#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>

#include <weft/io/openssl.hpp>
#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

using test::client_context;
using test::connected;
using test::octets;
using test::Recorder;
using test::run_until;
using test::send;
using test::server_context;
using namespace std::chrono_literals;

struct TlsEnds : test::Ends<TlsChannel> {
  TlsEnds(Loop& loop, const std::shared_ptr<const TlsContext>& client_side,
          const std::shared_ptr<const TlsContext>& server_side, std::string name = "localhost") {
    test::TcpPair pair = test::tcp_pair();
    client_number = pair.client.number();
    server_number = pair.server.number();
    client = std::make_unique<TlsChannel>(loop, connected(std::move(pair.client)), client_side,
                                          TlsChannelOptions{.server_name = std::move(name)});
    server = std::make_unique<TlsChannel>(loop, connected(std::move(pair.server)), server_side, TlsChannelOptions{});
  }

  int client_number;
  int server_number;
};

std::shared_ptr<const TlsContext> limited_to(std::shared_ptr<const TlsContext> context, int version) {
  SSL_CTX_set_max_proto_version(context->native(), version);
  return context;
}

// Every rule holds in both versions.
class TlsChannelTest : public testing::TestWithParam<int> {
 protected:
  TlsEnds ends_with(std::vector<std::string> client_alpn, std::vector<std::string> server_alpn) {
    return {loop, limited_to(client_context(std::move(client_alpn)), GetParam()),
            server_context(std::move(server_alpn))};
  }
  TlsEnds plain_ends() { return ends_with({}, {}); }

  void open(TlsEnds& ends) {
    ends.start();
    run_until(loop, [&] { return ends.client_user.opened && ends.server_user.opened; });
  }
  void close(TlsEnds& ends) {
    run_until(loop, [&] { return ends.client_user.closed && ends.server_user.closed; });
  }

  Loop loop;
};

INSTANTIATE_TEST_SUITE_P(versions, TlsChannelTest, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& version) { return version.param == TLS1_2_VERSION ? "tls12" : "tls13"; });

TEST_P(TlsChannelTest, tells_what_was_agreed_on) {
  TlsEnds ends = ends_with({"beta", "alpha"}, {"alpha", "beta"});
  open(ends);
  const TlsFacts& facts = *ends.server->tls();
  EXPECT_EQ(facts.version, GetParam() == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3");
  EXPECT_EQ(facts.cipher,
            GetParam() == TLS1_2_VERSION ? "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" : "TLS_AES_128_GCM_SHA256");
  EXPECT_EQ(facts.server_name, "localhost");
  EXPECT_EQ(facts.alpn, "alpha");
  EXPECT_TRUE(facts.alpn_offered);
  EXPECT_EQ(ends.client->tls()->alpn, "alpha");
}

TEST_P(TlsChannelTest, a_client_knows_the_certificate_of_its_server) {
  TlsEnds ends = plain_ends();
  open(ends);
  const auto certificate = ends.client->tls()->certificate;
  ASSERT_NE(certificate, nullptr);
  EXPECT_EQ(certificate->name, "localhost");
  EXPECT_GT(certificate->expires, std::chrono::system_clock::now());
  EXPECT_EQ(ends.server->tls()->certificate, nullptr);
}

TEST_P(TlsChannelTest, without_an_alpn_offer_agrees_on_none) {
  TlsEnds ends = ends_with({}, {"alpha"});
  open(ends);
  EXPECT_EQ(ends.server->tls()->alpn, "");
  EXPECT_FALSE(ends.server->tls()->alpn_offered);
}

TEST_P(TlsChannelTest, a_server_without_alpn_ignores_the_offer_but_tells_of_it) {
  TlsEnds ends = ends_with({"alpha"}, {});
  open(ends);
  EXPECT_EQ(ends.server->tls()->alpn, "");
  EXPECT_TRUE(ends.server->tls()->alpn_offered);
}

TEST_P(TlsChannelTest, refuses_an_offer_without_a_name_it_knows) {
  TlsEnds ends = ends_with({"gamma"}, {"alpha", "beta"});
  ends.start();
  close(ends);
  EXPECT_EQ(ends.server_user.reason, "tls_no_application_protocol");
  EXPECT_EQ(ends.client_user.reason, "tls_no_application_protocol");
  EXPECT_EQ(ends.client_user.error.message(), "tlsv1 alert no application protocol");
  EXPECT_FALSE(ends.server_user.opened);
}

TEST_P(TlsChannelTest, carries_octets_both_ways) {
  TlsEnds ends = plain_ends();
  open(ends);
  send(*ends.client, "question");
  run_until(loop, [&] { return ends.server_user.received == "question"; });
  send(*ends.server, "answer");
  run_until(loop, [&] { return ends.client_user.received == "answer"; });
}

TEST_P(TlsChannelTest, what_is_sent_from_on_open_arrives) {
  TlsEnds ends = plain_ends();
  ends.client_user.when_open = [&] { send(*ends.client, "first words"); };
  ends.server_user.when_open = [&] { send(*ends.server, "welcome"); };
  ends.start();
  run_until(loop, [&] { return ends.client_user.received == "welcome"; });
  run_until(loop, [&] { return ends.server_user.received == "first words"; });
}

TEST_P(TlsChannelTest, a_user_that_pauses_as_it_opens_hears_nothing_until_it_resumes) {
  TlsEnds ends = plain_ends();
  ends.server_user.when_open = [&] { ends.server->pause(); };
  ends.client_user.when_open = [&] { send(*ends.client, "first words"); };
  open(ends);
  EXPECT_EQ(ends.server_user.received, "");
  send(*ends.client, ", second words");
  ends.server->resume();
  run_until(loop, [&] { return ends.server_user.received == "first words, second words"; });
}

TEST_P(TlsChannelTest, opens_all_records_of_a_read_before_it_tells) {
  TlsEnds ends = plain_ends();
  open(ends);
  ends.server->pause();
  for (int i = 0; i < 10; ++i) send(*ends.client, "record");
  ends.server->resume();
  run_until(loop, [&] { return ends.server_user.received.size() == 60; });
  EXPECT_EQ(ends.server_user.reads, 1);
}

TEST_P(TlsChannelTest, carries_a_megabyte_through_small_windows) {
  TlsEnds ends = plain_ends();
  const int small = 64 * 1024;
  ::setsockopt(ends.server_number, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  ::setsockopt(ends.client_number, SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
  open(ends);
  ends.server->pause();
  const std::string all = octets(1'000'000);
  send(*ends.client, all.substr(0, 700'000));
  EXPECT_GT(ends.client->backlog(), 0u);
  send(*ends.client, all.substr(700'000));
  ends.server->resume();
  run_until(loop, [&] { return ends.server_user.received.size() == all.size() && ends.client_user.drained > 0; });
  EXPECT_EQ(ends.server_user.received, all);
  EXPECT_EQ(ends.client->backlog(), 0u);
}

TEST_P(TlsChannelTest, half_closed_it_still_delivers) {
  TlsEnds ends = plain_ends();
  open(ends);
  send(*ends.client, "request");
  ends.client->finish();
  run_until(loop, [&] { return ends.server_user.ended; });
  EXPECT_EQ(ends.server_user.received, "request");
  send(*ends.server, octets(100'000));
  ends.server->finish();
  close(ends);
  EXPECT_EQ(ends.client_user.received, octets(100'000));
  EXPECT_EQ(ends.client_user.reason, "ended");
  EXPECT_EQ(ends.server_user.reason, "ended");
  EXPECT_FALSE(ends.client_user.error);
}

TEST_P(TlsChannelTest, an_end_without_close_notify_is_an_end_with_a_name) {
  TlsEnds ends = plain_ends();
  open(ends);
  ::shutdown(ends.client_number, SHUT_WR);
  run_until(loop, [&] { return ends.server_user.ended; });
  send(*ends.server, "response");
  ends.server->finish();
  run_until(loop, [&] { return ends.server_user.closed; });
  EXPECT_EQ(ends.server_user.reason, "tls_truncated");
  EXPECT_FALSE(ends.server_user.error);
  run_until(loop, [&] { return ends.client_user.received == "response"; });
}

TEST_P(TlsChannelTest, a_broken_record_closes) {
  TlsEnds ends = plain_ends();
  open(ends);
  const std::string junk = std::string("\x17\x03\x03\x00\x20", 5) + octets(32);
  ASSERT_EQ(::send(ends.client_number, junk.data(), junk.size(), 0), static_cast<ssize_t>(junk.size()));
  run_until(loop, [&] { return ends.server_user.closed && ends.client_user.closed; });
  EXPECT_EQ(ends.server_user.reason, "tls_failed");
  EXPECT_TRUE(ends.server_user.error);
  EXPECT_EQ(ends.client_user.reason, "tls_peer_alert");
}

TEST_P(TlsChannelTest, an_untrusted_certificate_is_named) {
  const auto strict = limited_to(TlsContext::client({.verify = VerifyPeer::yes}), GetParam());
  TlsEnds ends(loop, strict, server_context());
  ends.start();
  close(ends);
  EXPECT_EQ(ends.client_user.reason, "tls_certificate_not_trusted");
  EXPECT_EQ(ends.client->detail_of_end(), "self-signed certificate");
  EXPECT_FALSE(ends.client_user.opened);
}

TEST_P(TlsChannelTest, knows_for_which_other_names_its_certificate_is_good) {
  const std::string file = testing::TempDir() + std::to_string(::getpid()) + "weft_names.pem";
  const SelfSigned made = make_self_signed({"localhost", "*.example.org"});
  write_files(made, file, testing::TempDir() + std::to_string(::getpid()) + "weft_names.key");
  const auto strict = limited_to(TlsContext::client({.trusted_file = file}), GetParam());
  TlsEnds ends(loop, strict, TlsContext::server({.certificates = {made.load()}}));
  EXPECT_FALSE(ends.client->is_certified_for("localhost"));
  open(ends);
  for (const std::string name : {"localhost", "www.example.org", "WWW.EXAMPLE.ORG", "127.0.0.1", "::1"}) {
    EXPECT_TRUE(ends.client->is_certified_for(name)) << name;
  }
  for (const std::string name : {"", "example.org", "a.b.example.org", "example.com", "127.0.0.2", "::2"}) {
    EXPECT_FALSE(ends.client->is_certified_for(name)) << name;
  }
  EXPECT_FALSE(ends.server->is_certified_for("localhost"));
}

TEST_P(TlsChannelTest, tells_for_which_names_the_certificate_is_and_not_for_all_of_many) {
  const std::string file = testing::TempDir() + std::to_string(::getpid()) + "weft_many.pem";
  const SelfSigned made = make_self_signed({"a.test", "b.test", "c.test", "d.test", "e.test", "f.test"});
  write_files(made, file, testing::TempDir() + std::to_string(::getpid()) + "weft_many.key");
  const auto strict = limited_to(TlsContext::client({.trusted_file = file}), GetParam());
  TlsEnds ends(loop, strict, TlsContext::server({.certificates = {made.load()}}));
  ends.start();
  close(ends);
  EXPECT_EQ(ends.client_user.reason, "tls_certificate_for_another_name");
  EXPECT_EQ(ends.client->detail_of_end(), "it is for a.test, b.test, c.test, d.test and 2 more");
}

TEST_P(TlsChannelTest, a_certificate_that_nobody_has_checked_is_good_for_no_name) {
  TlsEnds ends = plain_ends();
  open(ends);
  EXPECT_FALSE(ends.client->is_certified_for("localhost"));
}

// It was good when the connection began, and a new connection would refuse it.
TEST_P(TlsChannelTest, a_certificate_that_has_expired_is_good_for_no_name) {
  const TlsCertificate old = test::self_signed().load();
  X509* const certificate = old.parts().certificate.get();
  X509_gmtime_adj(X509_getm_notAfter(certificate), -1);
  X509_sign(certificate, old.parts().key.get(), EVP_sha256());
  const auto strict = limited_to(TlsContext::client({}), GetParam());
  SSL_CTX_set_verify(strict->native(), SSL_VERIFY_NONE, nullptr);
  TlsEnds ends(loop, strict, TlsContext::server({.certificates = {old}}));
  open(ends);
  EXPECT_FALSE(ends.client->is_certified_for("localhost"));
  TlsEnds fresh(loop, strict, server_context());
  open(fresh);
  EXPECT_TRUE(fresh.client->is_certified_for("localhost"));
}

TEST_P(TlsChannelTest, trusts_what_it_is_told_to_trust_for_its_own_names_only) {
  const std::string file = testing::TempDir() + std::to_string(::getpid()) + "weft_trusted.pem";
  write_files(test::self_signed(), file, testing::TempDir() + std::to_string(::getpid()) + "weft_trusted.key");
  const auto strict = limited_to(TlsContext::client({.trusted_file = file}), GetParam());
  TlsEnds right(loop, strict, server_context());
  open(right);
  TlsEnds address(loop, strict, server_context(), "127.0.0.1");
  open(address);
  EXPECT_EQ(address.server->tls()->server_name, "");
  TlsEnds wrong(loop, strict, server_context(), "example.org");
  wrong.start();
  close(wrong);
  EXPECT_EQ(wrong.client_user.reason, "tls_certificate_for_another_name");
  EXPECT_EQ(wrong.client->detail_of_end(), "it is for localhost");
  TlsEnds wrong_address(loop, strict, server_context(), "127.0.0.2");
  wrong_address.start();
  close(wrong_address);
  EXPECT_EQ(wrong_address.client_user.reason, "tls_certificate_for_another_name");
}

// A packet of this kind of socket is what one system call has sent.
std::vector<std::string> packets_at(int socket) {
  std::vector<std::string> packets;
  std::string packet(65536, '\0');
  for (ssize_t got; (got = ::recv(socket, packet.data(), packet.size(), 0)) > 0;) {
    packets.push_back(packet.substr(0, static_cast<std::size_t>(got)));
  }
  return packets;
}

TEST(TlsChannel, the_last_flight_of_the_handshake_leaves_together_with_the_first_words) {
  Loop loop;
  std::array<int, 2> sockets;
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, sockets.data()), 0);
  TlsChannel client(loop, connected(Descriptor(sockets[0])), client_context(), {.server_name = "localhost"});
  TlsChannel server(loop, connected(Descriptor(sockets[1])), server_context(), {});
  Recorder client_user;
  Recorder server_user;
  client_user.when_open = [&] {
    client.pause();
    send(client, "question");
  };
  server_user.when_received = [&] { send(server, "answer"); };
  client.start(client_user);
  server.start(server_user);
  run_until(loop, [&] { return server_user.received == "question"; });
  // The ticket and the answer: one read brought the client's last flight and its question.
  EXPECT_EQ(packets_at(sockets[0]).size(), 1u);
}

TEST(TlsChannel, what_a_turn_composes_leaves_in_one_system_call) {
  Loop loop;
  std::array<int, 2> sockets;
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, sockets.data()), 0);
  const int roomy = 1024 * 1024;
  ASSERT_EQ(::setsockopt(sockets[1], SOL_SOCKET, SO_SNDBUF, &roomy, sizeof roomy), 0);
  TlsChannel client(loop, connected(Descriptor(sockets[0])), client_context(), {.server_name = "localhost"});
  TlsChannel server(loop, connected(Descriptor(sockets[1])), server_context(), {});
  Recorder client_user;
  Recorder server_user;
  client_user.when_open = [&] { client.pause(); };
  client.start(client_user);
  server.start(server_user);
  run_until(loop, [&] { return server_user.opened; });
  packets_at(sockets[0]);
  send(server, octets(280 * 1024));
  EXPECT_EQ(packets_at(sockets[0]).size(), 1u);
}

TEST(TlsChannel, the_last_flight_of_the_handshake_does_not_wait_for_words_that_do_not_come) {
  Loop loop;
  std::array<int, 2> sockets;
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, sockets.data()), 0);
  TlsChannel client(loop, connected(Descriptor(sockets[0])), client_context(), {.server_name = "localhost"});
  TlsChannel server(loop, connected(Descriptor(sockets[1])), server_context(), {});
  Recorder client_user;
  Recorder server_user;
  client_user.when_open = [&] { client.pause(); };
  client.start(client_user);
  server.start(server_user);
  run_until(loop, [&] { return server_user.opened; });
  EXPECT_EQ(packets_at(sockets[0]).size(), 1u);
}

TEST_P(TlsChannelTest, many_connections_at_once_do_not_mix) {
  const auto client_side = limited_to(client_context(), GetParam());
  const auto server_side = server_context();
  std::vector<std::unique_ptr<TlsEnds>> all;
  for (int i = 0; i < 50; ++i) {
    all.push_back(std::make_unique<TlsEnds>(loop, client_side, server_side));
    TlsEnds& ends = *all.back();
    const std::string text = std::string(20'000, static_cast<char>('0' + i));
    ends.client_user.when_open = [&ends, text] { send(*ends.client, text); };
    ends.server_user.when_received = [&ends] { send(*ends.server, std::exchange(ends.server_user.received, {})); };
    ends.start();
  }
  for (int i = 0; i < 50; ++i) {
    TlsEnds& ends = *all[static_cast<std::size_t>(i)];
    run_until(loop, [&] { return ends.client_user.received.size() == 20'000; });
    EXPECT_EQ(ends.client_user.received, std::string(20'000, static_cast<char>('0' + i)));
  }
}

// --- a server and a peer that is no good ---------------------------------------------------------------------------

struct RawPeer {
  explicit RawPeer(Loop& loop, TlsChannelOptions options = {}) {
    test::TcpPair pair = test::tcp_pair();
    socket = std::move(pair.client);
    server = std::make_unique<TlsChannel>(loop, connected(std::move(pair.server)), server_context({"alpha"}), options);
    server->start(user);
  }

  void write(std::string_view text) const {
    ASSERT_EQ(::send(socket.number(), text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
  }
  std::string read() const {
    std::string text(65536, '\0');
    const ssize_t got = ::recv(socket.number(), text.data(), text.size(), 0);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
  }

  Descriptor socket;
  Recorder user;
  std::unique_ptr<TlsChannel> server;
};

// The first octets of OpenSSL's client.
std::string client_hello() {
  const OwnedSslContext context(SSL_CTX_new(TLS_client_method()));
  const unsigned char alpn[] = {5, 'a', 'l', 'p', 'h', 'a'};
  SSL_CTX_set_alpn_protos(context.get(), alpn, sizeof alpn);
  const OwnedSsl ssl(SSL_new(context.get()));
  BIO* out = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), out);
  SSL_connect(ssl.get());
  std::string text(4096, '\0');
  const int size = BIO_read(out, text.data(), static_cast<int>(text.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::string record(std::string_view payload) {
  std::string text = {'\x16', '\x03', '\x01', static_cast<char>(payload.size() >> 8),
                      static_cast<char>(payload.size() & 0xff)};
  return text.append(payload);
}

constexpr char handshake_record = '\x16';
constexpr char server_hello = '\x02';

TEST(TlsServer, reads_a_client_hello_in_segments_of_one_octet) {
  Loop loop;
  RawPeer peer(loop);
  for (const char octet : client_hello()) {
    peer.write({&octet, 1});
    loop.turn();
  }
  std::string answer;
  run_until(loop, [&] { return !(answer = peer.read()).empty() || (loop.post([] {}), false); });
  EXPECT_EQ(answer[0], handshake_record);
  EXPECT_EQ(answer[5], server_hello);
}

TEST(TlsServer, reads_a_client_hello_in_records_of_one_octet) {
  Loop loop;
  RawPeer peer(loop);
  for (const char octet : client_hello().substr(5)) peer.write(record({&octet, 1}));
  std::string answer;
  run_until(loop, [&] { return !(answer = peer.read()).empty() || (loop.post([] {}), false); });
  EXPECT_EQ(answer[5], server_hello);
}

TEST(TlsServer, refuses_a_client_hello_of_more_than_16_kib) {
  Loop loop;
  RawPeer peer(loop);
  std::string hello = {'\x01', '\x01', '\x00', '\x00', '\x03', '\x03'};
  hello.resize(65536 + 4);
  for (std::size_t at = 0; at < hello.size(); at += 16000)
    peer.write(record(std::string_view(hello).substr(at, 16000)));
  run_until(loop, [&] { return peer.user.closed; });
  EXPECT_EQ(peer.user.reason, "tls_client_hello_too_long");
}

TEST(TlsServer, refuses_a_handshake_that_it_cannot_read) {
  Loop loop;
  RawPeer peer(loop);
  // A Finished that nobody expects.
  peer.write(record(std::string("\x14\x00\x00\x00", 4)));
  run_until(loop, [&] { return peer.user.closed; });
  EXPECT_EQ(peer.user.reason, "tls_handshake_failed");
}

// OpenSSL takes up to 32 empty records in front of each that brings an octet.
TEST(TlsServer, reads_no_more_records_than_a_handshake_can_have) {
  Loop loop;
  RawPeer peer(loop);
  std::string hello("\x01\x00\x3e\x80\x03\x03", 6);
  hello.resize(16'000);
  std::string padding;
  for (int i = 0; i < 30; ++i) padding += record({});
  for (std::size_t at = 0; at < hello.size() && !peer.user.closed; ++at) {
    const std::string sent = padding + record({&hello[at], 1});
    static_cast<void>(::send(peer.socket.number(), sent.data(), sent.size(), MSG_NOSIGNAL));
    loop.post([] {});
    loop.turn();
  }
  run_until(loop, [&] { return peer.user.closed; });
  EXPECT_EQ(peer.user.reason, "tls_handshake_too_long");
}

TEST(TlsServer, closes_at_its_deadline_when_the_client_only_connects) {
  Loop loop;
  const Time begun = loop.now();
  RawPeer peer(loop, {.handshake_timeout = 60ms});
  run_until(loop, [&] { return peer.user.closed; });
  EXPECT_EQ(peer.user.reason, "tls_handshake_timeout");
  EXPECT_EQ(peer.user.error, std::errc::timed_out);
  EXPECT_GE(loop.now(), begun + 60ms);
}

TEST(TlsServer, closes_at_its_deadline_when_the_client_stops_half_way) {
  Loop loop;
  RawPeer peer(loop, {.handshake_timeout = 60ms});
  peer.write(client_hello().substr(0, 100));
  run_until(loop, [&] { return peer.user.closed; });
  EXPECT_EQ(peer.user.reason, "tls_handshake_timeout");
}

TEST(TlsServer, has_no_deadline_left_once_it_is_open) {
  Loop loop;
  TlsEnds ends(loop, client_context(), server_context());
  ends.start();
  run_until(loop, [&] { return ends.server_user.opened; });
  ::shutdown(ends.client_number, SHUT_WR);
  run_until(loop, [&] { return ends.server_user.ended; });
  EXPECT_FALSE(ends.server_user.closed);
}

TEST(TlsServer, says_so_when_the_peer_does_not_speak_tls) {
  Loop loop;
  RawPeer peer(loop);
  peer.write("GET / ");
  run_until(loop, [&] { return peer.user.closed; });
  EXPECT_EQ(peer.user.reason, "not_tls");
}

TEST(TlsServer, asks_its_user_about_a_peer_that_does_not_speak_tls_until_it_knows) {
  Loop loop;
  RawPeer peer(loop);
  std::vector<std::string> asked;
  peer.user.judge = [&](std::string_view octets) {
    asked.emplace_back(octets);
    return octets.size() < 3 ? Unsealed::undecided : Unsealed::taken;
  };
  peer.user.when_open = [&] { EXPECT_EQ(peer.server->tls(), nullptr); };
  for (const char* octet : {"a", "b", "c"}) {
    const std::size_t before = asked.size();
    peer.write(octet);
    run_until(loop, [&] { return asked.size() > before; });
  }
  peer.write("d");
  run_until(loop, [&] { return peer.user.received == "abcd"; });
  EXPECT_EQ(asked, (std::vector<std::string>{"a", "ab", "abc"}));
  send(*peer.server, "in clear");
  peer.server->finish();
  EXPECT_EQ(peer.read(), "in clear");
  ::shutdown(peer.socket.number(), SHUT_WR);
  run_until(loop, [&] { return peer.user.closed; });
  EXPECT_FALSE(peer.user.error);
}

TEST(TlsServer, waits_no_longer_for_a_peer_that_does_not_speak_tls) {
  Loop loop;
  RawPeer peer(loop, {.handshake_timeout = 60ms});
  peer.user.judge = [](std::string_view) { return Unsealed::undecided; };
  peer.write("G");
  run_until(loop, [&] { return peer.user.closed; });
  EXPECT_EQ(peer.user.reason, "tls_handshake_timeout");
}

TEST(TlsServer, an_end_in_the_handshake_closes) {
  Loop loop;
  RawPeer peer(loop);
  peer.write(client_hello().substr(0, 100));
  ::shutdown(peer.socket.number(), SHUT_WR);
  run_until(loop, [&] { return peer.user.closed; });
  EXPECT_EQ(peer.user.reason, "peer_closed_in_handshake");
}

// --- TLS 1.2 and older ---------------------------------------------------------------------------------------------

// A client of our own would not offer it.
std::shared_ptr<const TlsContext> offering(const char* suites) {
  auto context = limited_to(client_context({"alpha"}), TLS1_2_VERSION);
  SSL_CTX_set_security_level(context->native(), 0);
  EXPECT_EQ(SSL_CTX_set_cipher_list(context->native(), suites), 1) << suites;
  return context;
}

// RFC 9113 9.2.2: "A deployment of HTTP/2 over TLS 1.2 SHOULD NOT use any of the prohibited cipher suites listed in
// Appendix A."
TEST(TlsServer, agrees_on_no_suite_that_is_prohibited) {
  Loop loop;
  for (const char* suite : {"AES128-SHA", "AES128-GCM-SHA256", "AES256-SHA256", "ECDHE-ECDSA-AES128-SHA",
                            "ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA384", "ECDHE-RSA-AES128-SHA"}) {
    TlsEnds ends(loop, offering(suite), server_context({"alpha"}));
    ends.start();
    run_until(loop, [&] { return ends.server_user.closed && ends.client_user.closed; });
    EXPECT_EQ(ends.server_user.reason, "tls_no_shared_cipher") << suite;
    EXPECT_EQ(ends.client_user.reason, "tls_peer_alert");
    EXPECT_EQ(ends.client->detail_of_end(), "handshake failure");
  }
}

TEST(TlsServer, refuses_tls_1_1) {
  Loop loop;
  const auto old = client_context();
  SSL_CTX_set_security_level(old->native(), 0);
  SSL_CTX_set_min_proto_version(old->native(), TLS1_1_VERSION);
  SSL_CTX_set_cipher_list(old->native(), "ALL");
  TlsEnds ends(loop, limited_to(old, TLS1_1_VERSION), server_context());
  ends.start();
  run_until(loop, [&] { return ends.server_user.closed; });
  EXPECT_EQ(ends.server_user.reason, "tls_version_not_supported");
}

TEST(TlsServer, with_minimum_1_3_refuses_tls_1_2) {
  Loop loop;
  const auto strict = TlsContext::server({.certificates = {test::self_signed().load()}, .minimum = TlsVersion::tls13});
  TlsEnds ends(loop, limited_to(client_context(), TLS1_2_VERSION), strict);
  ends.start();
  run_until(loop, [&] { return ends.server_user.closed && ends.client_user.closed; });
  EXPECT_EQ(ends.server_user.reason, "tls_version_not_supported");
  EXPECT_EQ(ends.client->detail_of_end(), "protocol version");
}

// --- pinned keys -----------------------------------------------------------------------------------------------------

// SubjectPublicKeyInfo as the key has it, and not the certificate.
std::string pin_of(const SelfSigned& made) {
  const TlsCertificate certificate = made.load();
  unsigned char* octets = nullptr;
  const int size = i2d_PUBKEY(certificate.parts().key.get(), &octets);
  std::array<unsigned char, 32> hash;
  EVP_Digest(octets, static_cast<std::size_t>(size), hash.data(), nullptr, EVP_sha256(), nullptr);
  OPENSSL_free(octets);
  std::array<unsigned char, 45> base64;
  EVP_EncodeBlock(base64.data(), hash.data(), hash.size());
  return "sha256//" + std::string(base64.begin(), base64.end() - 1);
}

std::shared_ptr<const TlsContext> pinning(std::vector<std::string> keys) {
  return TlsContext::client({.verify = VerifyPeer::no, .pinned_keys = std::move(keys)});
}

TEST_P(TlsChannelTest, a_key_that_is_pinned_is_as_good_as_any) {
  const std::string other = pin_of(make_self_signed({"localhost"}));
  TlsEnds ends(loop, limited_to(pinning({other, pin_of(test::self_signed())}), GetParam()), server_context());
  open(ends);
}

// Nothing that is said comes to the other side.
TEST_P(TlsChannelTest, another_key_ends_the_handshake) {
  const std::string other = pin_of(make_self_signed({"localhost"}));
  TlsEnds ends(loop, limited_to(pinning({other}), GetParam()), server_context());
  ends.start();
  run_until(loop, [&] { return ends.client_user.closed && (ends.server_user.closed || ends.server_user.ended); });
  EXPECT_FALSE(ends.client_user.opened);
  EXPECT_EQ(ends.client_user.reason, "tls_key_not_pinned");
  EXPECT_EQ(ends.server_user.received, "");
}

TEST(TlsClient, says_how_a_pinned_key_is_written) {
  for (const std::string key : {"", "sha256//", "sha256//abc=", "sha1//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}) {
    EXPECT_THROW(pinning({key}), TlsError) << key;
  }
  pinning({"sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="});
}

// Feeds a server channel from an OpenSSL client that the test drives itself.
class DrivenClient {
 public:
  DrivenClient(Loop& loop, int version, SSL_SESSION* session = nullptr,
               std::shared_ptr<const TlsContext> server = server_context())
      : loop_(loop), context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_min_proto_version(context_.get(), version);
    SSL_CTX_set_max_proto_version(context_.get(), version);
    test::TcpPair pair = test::tcp_pair();
    socket_ = std::move(pair.client);
    channel =
        std::make_unique<TlsChannel>(loop, connected(std::move(pair.server)), std::move(server), TlsChannelOptions{});
    channel->start(user);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), socket_.number());
    if (session != nullptr) SSL_set_session(ssl_.get(), session);
    SSL_set_connect_state(ssl_.get());
  }

  SSL* ssl() { return ssl_.get(); }
  void run(const std::function<bool()>& done) {
    run_until(loop_, [&] {
      loop_.post([] {});
      return done();
    });
  }

  Recorder user;
  std::unique_ptr<TlsChannel> channel;

 private:
  Loop& loop_;
  OwnedSslContext context_;
  Descriptor socket_;
  OwnedSsl ssl_;
};

// RFC 9113 9.2.1: "A deployment of HTTP/2 over TLS 1.2 MUST disable renegotiation."
TEST(TlsServer, treats_a_renegotiation_as_an_error) {
  Loop loop;
  DrivenClient client(loop, TLS1_2_VERSION);
  client.run([&] { return SSL_do_handshake(client.ssl()) == 1; });
  ASSERT_EQ(SSL_renegotiate(client.ssl()), 1);
  client.run([&] { return SSL_do_handshake(client.ssl()) == 1 || client.user.closed; });
  EXPECT_EQ(client.user.reason, "tls_renegotiation");
}

// RFC 9113 9.2.1: "A deployment of HTTP/2 over TLS 1.2 MUST disable compression."
TEST(TlsServer, does_not_compress) {
  Loop loop;
  DrivenClient client(loop, TLS1_2_VERSION);
  SSL_clear_options(client.ssl(), SSL_OP_NO_COMPRESSION);
  client.run([&] { return SSL_do_handshake(client.ssl()) == 1; });
  EXPECT_EQ(SSL_get_current_compression(client.ssl()), nullptr);
}

TEST(TlsServer, supports_P256) {
  Loop loop;
  DrivenClient client(loop, TLS1_2_VERSION);
  SSL_set1_groups_list(client.ssl(), "P-256");
  client.run([&] { return SSL_do_handshake(client.ssl()) == 1; });
}

TEST(TlsServer, resumes_by_ticket_in_every_context_of_the_same_options) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Loop loop;
    const TlsServerOptions options{.certificates = {test::self_signed().load()}};
    DrivenClient first(loop, version, nullptr, TlsContext::server(options));
    first.run([&] { return SSL_do_handshake(first.ssl()) == 1 && first.user.opened; });
    EXPECT_FALSE(SSL_session_reused(first.ssl()));
    // In TLS 1.3 the ticket comes after the handshake.
    char ignored = 0;
    send(*first.channel, "x");
    first.run([&] { return SSL_read(first.ssl(), &ignored, 1) == 1; });
    SSL_SESSION* session = SSL_get1_session(first.ssl());
    DrivenClient second(loop, version, session, TlsContext::server(options));
    SSL_SESSION_free(session);
    second.run([&] { return SSL_do_handshake(second.ssl()) == 1 && second.user.opened; });
    EXPECT_TRUE(SSL_session_reused(second.ssl()));
  }
}

TEST(TlsServer, offers_no_early_data) {
  Loop loop;
  DrivenClient client(loop, TLS1_3_VERSION);
  client.run([&] { return SSL_do_handshake(client.ssl()) == 1 && client.user.opened; });
  char ignored = 0;
  send(*client.channel, "x");
  client.run([&] { return SSL_read(client.ssl(), &ignored, 1) == 1; });
  EXPECT_EQ(SSL_SESSION_get_max_early_data(SSL_get_session(client.ssl())), 0u);
}

}  // namespace
}  // namespace weft::io
