// Cases that begin TLS themselves, on a server that is right, and on servers with a fault each.
#include <cli/check/visit.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <cli/check/asking.hpp>
#include <cli/check/rsa_certificate_test.hpp>
#include <weft/io/listener.hpp>
#include <weft/io/support_test.hpp>
#include <weft/testkit/endpoint.hpp>

namespace weft::cli::check {
namespace {

using conformance::Case;
using conformance::Peer;
using io::test::run_until;

const conformance::Patience patience{std::chrono::seconds(2), std::chrono::milliseconds(5)};

// The engine where h2 was chosen, and else a server of HTTP/1.1 that answers whatever comes.
class Guest final : private io::ChannelUser {
 public:
  Guest(std::unique_ptr<io::Channel> channel, bool has_prior_knowledge)
      : channel_(std::move(channel)), has_prior_knowledge_(has_prior_knowledge) {
    channel_->start(*this);
  }

 private:
  void on_open() override { is_http2_ = has_prior_knowledge_ || channel_->tls()->alpn == "h2"; }
  void on_received(MutableOctets octets) override {
    if (!is_http2_) return io::test::send(*channel_, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    engine_.receive(octets);
    testkit::Bytes answer = engine_.produce();
    if (!answer.empty()) channel_->send(answer);
    if (engine_.closed()) channel_->finish();
  }
  void on_end() override { channel_->close(); }
  void on_drained() override {}
  void on_closed(std::error_code, io::Reason) override {}

  std::unique_ptr<io::Channel> channel_;
  const bool has_prior_knowledge_;
  bool is_http2_ = false;
  testkit::Clock clock_;
  testkit::Endpoint engine_{testkit::Role::server, clock_, {}, testkit::Application::answers};
};

struct Fault {
  // HTTP/2 is spoken over TLS although nobody has negotiated it.
  bool has_prior_knowledge = false;
  std::vector<std::string> alpn = {"h2", "http/1.1"};
  std::function<void(SSL_CTX& context)> plant = [](SSL_CTX&) {};
};

class TlsServer final : private io::ListenerUser {
 public:
  TlsServer(io::Loop& loop, const Fault& fault) : has_prior_knowledge_(fault.has_prior_knowledge) {
    auto tls = io::TlsContext::server({.certificates = {test::rsa_certificate().load()}, .alpn = fault.alpn});
    fault.plant(*tls->native());
    listener_ = std::make_unique<io::Listener>(loop, std::move(io::listen_on("localhost", 0).front()),
                                               static_cast<io::ListenerUser&>(*this), io::ListenerOptions{.tls = tls});
  }

  std::string url() const { return fmt::format("https://localhost:{}/", listener_->addresses().front().port); }

 private:
  void on_accepted(std::unique_ptr<io::Channel> channel) override {
    guests_.push_back(std::make_unique<Guest>(std::move(channel), has_prior_knowledge_));
  }
  void on_accept_failed(const std::error_code&, std::size_t) override {}

  const bool has_prior_knowledge_;
  std::unique_ptr<io::Listener> listener_;
  std::vector<std::unique_ptr<Guest>> guests_;
};

const Case& case_of(std::string_view id) {
  for (const Case& one : conformance::server_cases()) {
    if (one.id == id) return one;
  }
  throw std::invalid_argument(std::string(id));
}

class VisitOfTls : public testing::Test {
 protected:
  // The verdict, and the deed.
  std::string found(std::string_view id, const Fault& fault = {}) {
    const VisitResult result = visit(case_of(id), fault);
    EXPECT_EQ(result.unreachable, "");
    return fmt::format("{}: {}", to_string(result.judgement.verdict), result.judgement.found);
  }

  VisitResult visit(const Case& one, const Fault& fault) {
    const TlsServer server(loop_, fault);
    const Place place = place_of(server.url(), {.insecure = true});
    Peer peer;
    peer.authority = place.url.authority;
    std::optional<VisitResult> result;
    const Visit visit(loop_, place, one, peer, patience, [&](Visit& visited) { result = visited.result(); });
    run_until(loop_, [&] { return result.has_value(); });
    return result.value();
  }

  io::Loop loop_;
};

TEST_F(VisitOfTls, finds_a_right_server_exact_in_all_of_them) {
  int count = 0;
  for (const Case& one : conformance::server_cases()) {
    if (!one.tls) continue;
    ++count;
    EXPECT_THAT(found(one.id), testing::StartsWith("exact: ")) << one.id;
  }
  EXPECT_EQ(count, 14);
}

TEST_F(VisitOfTls, finds_tls_11) {
  const auto plant = [](SSL_CTX& context) {
    SSL_CTX_set_security_level(&context, 0);
    SSL_CTX_set_min_proto_version(&context, TLS1_VERSION);
    SSL_CTX_set_cipher_list(&context, "ALL");
  };
  EXPECT_THAT(found("9.2/tls-11", {.plant = plant}), testing::StartsWith("wrong: TLSv1.1 with "));
}

// RFC 9113 9.2.2: "SHOULD NOT"
TEST_F(VisitOfTls, finds_prohibited_suites_and_allows_them) {
  const auto plant = [](SSL_CTX& context) { SSL_CTX_set_cipher_list(&context, "ALL"); };
  EXPECT_THAT(found("9.2.2/prohibited-suites", {.plant = plant}), testing::StartsWith("allowed: TLSv1.2 with "));
}

TEST_F(VisitOfTls, finds_that_the_suite_that_all_must_have_is_missing) {
  const auto plant = [](SSL_CTX& context) { SSL_CTX_set_cipher_list(&context, "ECDHE-RSA-AES256-GCM-SHA384"); };
  EXPECT_EQ(found("9.2.2/suite-that-all-must-have", {.plant = plant}),
            "wrong: the handshake ends: alert 40 (handshake failure)");
}

TEST_F(VisitOfTls, finds_http2_that_nobody_has_negotiated) {
  EXPECT_THAT(found("3.3/prior-knowledge-over-tls", {.has_prior_knowledge = true}), testing::StartsWith("wrong: "));
}

TEST_F(VisitOfTls, finds_h2c) {
  EXPECT_THAT(found("3.2/h2c-over-tls", {.alpn = {"h2c", "h2"}}), testing::StartsWith("wrong: "));
}

TEST_F(VisitOfTls, finds_that_alpn_is_not_answered) {
  for (const char* id : {"3.2/h2-and-http11", "7301-3.2/unknown-protocol"})
    EXPECT_THAT(found(id, {.alpn = {}}), testing::EndsWith(" and no protocol of ALPN")) << id;
  EXPECT_THAT(found("7301-3.2/http11-alone", {.alpn = {}}), testing::StartsWith("allowed: "));
}

TEST_F(VisitOfTls, shows_the_exchange_where_there_is_one) {
  const VisitResult result = visit(case_of("9.2/server-name"), {});
  EXPECT_THAT(result.exchange, testing::HasSubstr("HEADERS"));
  EXPECT_EQ(result.tls.protocol, "h2");
}

class AskingTls : public testing::Test {
 protected:
  Peer ask(const Fault& fault) {
    const TlsServer server(loop_, fault);
    const Place place = place_of(server.url(), {.insecure = true});
    Peer peer;
    peer.authority = place.url.authority;
    std::optional<VisitResult> result;
    const Asking asking(loop_, place, peer, patience, [&](const VisitResult& asked) { result = asked; });
    run_until(loop_, [&] { return result.has_value(); });
    EXPECT_EQ(result.value().unreachable, "");
    return result.value().peer;
  }

  io::Loop loop_;
};

TEST_F(AskingTls, learns_all_that_the_server_can_do) {
  const Peer peer = ask({});
  EXPECT_TRUE(peer.named);
  EXPECT_TRUE(peer.tls12);
  EXPECT_TRUE(peer.rsa);
  EXPECT_TRUE(peer.tls13);
  EXPECT_TRUE(peer.http11);
}

TEST_F(AskingTls, learns_what_it_cannot_do) {
  const auto plant = [](SSL_CTX& context) { SSL_CTX_set_min_proto_version(&context, TLS1_3_VERSION); };
  const Peer peer = ask({.alpn = {"h2"}, .plant = plant});
  EXPECT_FALSE(peer.tls12);
  EXPECT_FALSE(peer.rsa);
  EXPECT_TRUE(peer.tls13);
  EXPECT_FALSE(peer.http11);
}

}  // namespace
}  // namespace weft::cli::check
