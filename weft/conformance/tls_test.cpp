#include <weft/conformance/tls.hpp>

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace weft::conformance {
namespace {

using Duty = TlsOffer::Duty;
using Handshake = TlsHeard::Handshake;

TlsHeard refused_by(std::uint8_t alert) {
  return {.handshake = Handshake::refused, .refusal = "alert", .alert = alert};
}

TlsHeard agreed(std::string protocol) {
  return {.handshake = Handshake::done, .version = "TLSv1.2", .suite = "TLS_X", .protocol = std::move(protocol)};
}

// "octets" where those behind the handshake tell.
std::string_view tls_verdict(const TlsOffer& offer, const TlsHeard& heard) {
  const auto judgement = judge_handshake(offer, heard);
  return judgement ? to_string(judgement->verdict) : "octets";
}

std::string_view verdict_afterwards(const TlsOffer& offer, const TlsHeard& heard, Verdict of_octets) {
  return to_string(judge_afterwards(offer, heard, {of_octets, "octets"}).verdict);
}

TEST(Tls, is_settled_by_the_end_of_the_handshake_and_of_compression_by_its_first_answer) {
  EXPECT_FALSE(is_settled({}, TlsHeard{}));
  EXPECT_TRUE(is_settled({}, agreed("h2")));
  EXPECT_TRUE(is_settled({}, refused_by(40)));
  const TlsHeard answered{.answered = true};
  EXPECT_FALSE(is_settled({}, answered));
  EXPECT_TRUE(is_settled({.compression = true}, answered));
}

TEST(Tls, hangs_where_the_handshake_comes_to_no_end) {
  EXPECT_EQ(tls_verdict({}, {}), "hangs");
}

TEST(Tls, has_to_choose_h2_where_nothing_else_is_right) {
  EXPECT_EQ(tls_verdict({}, agreed("h2")), "octets");
  EXPECT_EQ(tls_verdict({}, agreed("")), "wrong");
  EXPECT_EQ(tls_verdict({}, refused_by(40)), "wrong");
  EXPECT_EQ(tls_verdict({.protocols = {"h2", "http/1.1"}}, agreed("http/1.1")), "allowed");
}

TEST(Tls, may_refuse_or_choose_another_protocol_where_the_case_says_so) {
  const TlsOffer offer{.protocols = {"h2", "http/1.1"}, .duty = Duty::may_refuse};
  EXPECT_EQ(tls_verdict(offer, agreed("h2")), "octets");
  EXPECT_EQ(tls_verdict(offer, agreed("http/1.1")), "exact");
  EXPECT_EQ(tls_verdict(offer, agreed("")), "exact");
  EXPECT_EQ(tls_verdict(offer, refused_by(40)), "exact");
}

TEST(Tls, without_alpn_is_judged_by_the_octets) {
  EXPECT_EQ(tls_verdict({.protocols = {}, .duty = Duty::may_refuse}, agreed("")), "octets");
}

TEST(Tls, never_chooses_what_was_not_offered_or_h2c) {
  EXPECT_EQ(tls_verdict({.protocols = {"http/1.1"}, .duty = Duty::may_refuse}, agreed("h2")), "wrong");
  EXPECT_EQ(tls_verdict({.protocols = {"h2c", "http/1.1"}, .duty = Duty::may_refuse}, agreed("h2c")), "wrong");
}

TEST(Tls, refuses_an_unknown_protocol_by_the_alert_for_it) {
  const TlsOffer offer{.protocols = {"weft-unknown"}, .duty = Duty::refuses};
  EXPECT_EQ(tls_verdict(offer, refused_by(120)), "exact");
  EXPECT_EQ(tls_verdict(offer, refused_by(40)), "allowed");
  EXPECT_EQ(tls_verdict(offer, agreed("")), "wrong");
  EXPECT_EQ(tls_verdict(offer, agreed("weft-unknown")), "wrong");
}

TEST(Tls, speaks_http11_or_refuses_it) {
  const TlsOffer offer{.protocols = {"http/1.1"}, .duty = Duty::speaks_http11};
  EXPECT_EQ(tls_verdict(offer, refused_by(120)), "exact");
  EXPECT_EQ(tls_verdict(offer, agreed("http/1.1")), "octets");
  EXPECT_EQ(tls_verdict(offer, agreed("")), "octets");
  EXPECT_EQ(verdict_afterwards(offer, agreed("http/1.1"), Verdict::exact), "exact");
  EXPECT_EQ(verdict_afterwards(offer, agreed(""), Verdict::exact), "allowed");
  EXPECT_EQ(verdict_afterwards(offer, agreed(""), Verdict::hangs), "hangs");
}

TEST(Tls, compresses_nothing) {
  const TlsOffer offer{.compression = true, .duty = Duty::may_refuse};
  EXPECT_EQ(tls_verdict(offer, {.answered = true}), "exact");
  EXPECT_EQ(tls_verdict(offer, {.answered = true, .compression = 1}), "wrong");
  EXPECT_EQ(tls_verdict(offer, refused_by(47)), "exact");
}

TEST(Tls, is_wrong_where_what_came_was_no_answer_except_to_an_old_version) {
  const TlsHeard faulty{.handshake = Handshake::faulty, .refusal = "bad extension"};
  EXPECT_EQ(tls_verdict({.duty = Duty::may_refuse}, faulty), "wrong");
  EXPECT_EQ(tls_verdict({.versions = TlsOffer::Versions::only_11, .duty = Duty::may_refuse}, faulty), "exact");
}

TEST(Tls, has_ephemeral_keys_of_2048_bits) {
  TlsHeard heard = agreed("h2");
  heard.dhe_bits = 2'048;
  EXPECT_EQ(verdict_afterwards({}, heard, Verdict::exact), "exact");
  heard.dhe_bits = 2'047;
  EXPECT_EQ(verdict_afterwards({}, heard, Verdict::exact), "wrong");
}

TEST(Tls, asks_for_nothing_after_the_handshake) {
  TlsHeard heard = agreed("h2");
  heard.hello_request = true;
  EXPECT_EQ(verdict_afterwards({}, heard, Verdict::exact), "wrong");
  heard = agreed("h2");
  heard.certificate_request = true;
  EXPECT_EQ(verdict_afterwards({}, heard, Verdict::exact), "wrong");
}

TEST(Tls, ends_at_another_handshake_with_goaway_or_an_alert) {
  const TlsOffer offer{.renegotiates = true};
  TlsHeard heard = agreed("h2");
  EXPECT_EQ(verdict_afterwards(offer, heard, Verdict::exact), "exact");
  EXPECT_EQ(verdict_afterwards(offer, heard, Verdict::without_goaway), "without GOAWAY");
  EXPECT_EQ(verdict_afterwards(offer, heard, Verdict::wrong), "wrong");
  heard.alert = 40;
  EXPECT_EQ(verdict_afterwards(offer, heard, Verdict::without_goaway), "exact");
  EXPECT_EQ(verdict_afterwards(offer, heard, Verdict::wrong), "wrong");
  heard.alert = 100;
  EXPECT_EQ(verdict_afterwards(offer, heard, Verdict::without_goaway), "exact");
  EXPECT_EQ(verdict_afterwards(offer, heard, Verdict::wrong), "allowed");
  EXPECT_EQ(verdict_afterwards(offer, heard, Verdict::hangs), "allowed");
  heard.renegotiated = true;
  EXPECT_EQ(verdict_afterwards(offer, heard, Verdict::exact), "wrong");
}

TEST(Tls, tells_what_was_agreed_on_where_the_octets_are_not_exact) {
  EXPECT_EQ(judge_afterwards({}, agreed("h2"), {Verdict::wrong, "the answer 200 and no error"}).found,
            "TLSv1.2 with TLS_X and h2: the answer 200 and no error");
  EXPECT_EQ(judge_afterwards({}, agreed("h2"), {Verdict::exact, "no error"}).found, "no error");
}

}  // namespace
}  // namespace weft::conformance
